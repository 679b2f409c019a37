"""Whether files that are dropped on the window add to what is open, or are opened themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from player import formats
from player.app.reading import exists, peek, read_whole
from player.domain.errors import EarmarkError
from player.engine import media
from player.formats import addresses

LARGEST = 4 * 1024 * 1024
"""Bytes of a file that are looked at, if it is dropped; larger ones are opened."""
OPENED = ("episode", "rss", "opml")
"""The formats that are episodes by themselves."""


def adds(places: Sequence[str], playing: Path | str | None) -> bool:
    """Whether all of `places` only add something to the recording that is `playing`.

    So do files of chapters, transcripts and snips, unless they name another recording that is
    there, and notes where there is a recording that they can be of.
    """
    return bool(places) and all(
        "://" not in place and _adds(Path(place), playing) for place in places
    )


def _adds(path: Path, playing: Path | str | None) -> bool:
    try:
        head, size = peek(path)
        if media.sniff(head) is not None or size > LARGEST:
            return False
        reader, episode = formats.identify(read_whole(path), path.name)
    except EarmarkError:
        return False
    if reader.id in OPENED or (formats.is_notes(reader) and playing is None):
        return False
    named = [path.parent / name for name in episode.audio if not addresses.is_web(name)]
    return not any(exists(audio) and not _is(audio, playing) for audio in named)


def _is(audio: Path, playing: Path | str | None) -> bool:
    try:
        return isinstance(playing, Path) and audio.samefile(playing)
    except OSError:
        return False
