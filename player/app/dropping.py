"""Whether files that are dropped on the window add to what is open, or are opened themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from player import formats
from player.app.reading import peek, read_whole
from player.domain.errors import EarmarkError
from player.engine import media

LARGEST = 4 * 1024 * 1024
"""Bytes of a file that are looked at, if it is dropped; larger ones are opened."""
OPENED = ("episode", "notes", "rss", "opml")
"""The formats that are episodes by themselves."""


def adds(places: Sequence[str]) -> bool:
    """Whether all of `places` are files of chapters, a transcript or snips, and nothing more."""
    return bool(places) and all("://" not in place and _adds(Path(place)) for place in places)


def _adds(path: Path) -> bool:
    try:
        head, size = peek(path)
        if media.sniff(head) is not None or size > LARGEST:
            return False
        reader, episode = formats.identify(read_whole(path), path.name)
    except EarmarkError:
        return False
    return reader.id not in OPENED and not episode.audio
