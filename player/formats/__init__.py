"""Bytes in, an `Episode` out: the table of the text formats that Earmark reads.

How to add a format:

1. Write `formats/NAME.py` with `read(text, name) -> Episode`, and `sniff(text) -> bool` where
   the content shows what it is. Mistakes become problems; FormatError is for what is not this
   format at all.
2. Add one line to `READERS`. Content decides first, in the order of the table; names second.
3. Test it in `tests/formats/test_NAME.py`, with files that other programs made.
4. Name it in README.md and CHANGELOG.md.

Audio files are read by `audio_tags`, by path, for they are large and are no text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from player.domain.episode import Episode
from player.domain.errors import FormatError
from player.formats import episode_yaml, show_notes, transcripts
from player.formats.text import MAX_BYTES, decode

__all__ = ["MAX_BYTES", "READERS", "Reader", "read", "suffixes"]


@dataclass(frozen=True, slots=True)
class Reader:
    """One text format.

    `name` is what people call it. `suffixes` are those of its files, in small letters, with the
    dot. `sniff` tells from a text whether it is of this format for certain. `read` takes the text
    and the file's name, and raises FormatError where it is not of this format.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[str], bool]
    read: Callable[[str, str], Episode]


def _never(_text: str) -> bool:
    return False


READERS: tuple[Reader, ...] = (
    Reader("WebVTT transcript", (".vtt",), transcripts.sniff_vtt, transcripts.read),
    Reader("SRT transcript", (".srt",), transcripts.sniff_srt, transcripts.read),
    Reader("episode file", (".yaml", ".yml"), episode_yaml.sniff, episode_yaml.read),
    Reader("notes", (".txt", ".md", ".markdown"), _never, show_notes.read),
)


def suffixes() -> tuple[str, ...]:
    """The suffixes of all formats, for a file dialog."""
    return tuple(suffix for reader in READERS for suffix in reader.suffixes)


def read(data: bytes, name: str) -> Episode:
    """The episode in `data`, the content of the file called `name` (no path; it may be made up).

    Raises FormatError, in a calm sentence, where it is empty, larger than `MAX_BYTES`, no text,
    of no known format, or not what its name says.
    """
    text = decode(data, name).text
    suffix = PurePath(name).suffix.lower()
    for reader in READERS:
        if reader.sniff(text):
            return reader.read(text, name)
    for reader in READERS:
        if suffix in reader.suffixes:
            return reader.read(text, name)
    raise FormatError(
        "Earmark does not know this kind of file. It opens audio, episode files (.yaml), "
        "notes (.txt, .md) and transcripts (.vtt, .srt).",
        name,
    )
