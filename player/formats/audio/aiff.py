"""Markers in AIFF and AIFF-C, and the ID3 chapters beside them.

By hand: the libraries at hand read no markers. Source: Apple, Audio Interchange File Format 1.3
(MARK, COMT; markers have numbers of 15 bits and names of 255 bytes).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from player.domain.episode import Chapter
from player.domain.timecode import Ms
from player.formats.audio import id3, iff, iff_write
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.chapters import MOST_CHAPTERS, clean, plain
from player.formats.audio.pieces import assemble

_HIGHEST = 0x7FFF
_LONGEST = 10_000
_TEXTS = {b"NAME": "title", b"AUTH": "artist", b"ANNO": "notes"}
"""The chunks that tell of the file, by the names of Vorbis comments."""


def read(file: BinaryIO) -> list[Chapter]:
    """The ID3 chapters of an AIFF file, else its markers."""
    bounded = BoundedFile(file)
    return id3.first(iff.tags(bounded, "big")) or _markers(bounded)


def write(
    source: BinaryIO,
    target: BinaryIO,
    chapters: Sequence[Chapter],
    progress: Callable[[float], None],
) -> None:
    """Make `target` a copy of `source` with `chapters` twice: for editors, and for players.

    Editors read markers, which have starts and short names; players an ID3 tag. Markers that would
    lie beyond 27 hours (at 44.1 kHz) are left out, and all where there are more than their numbers
    reach. Raises FormatError where the file would become larger than 4 GB.
    """
    file = BoundedFile(source)
    rate, frames = _layout(file)
    length = iff.time_of(frames, rate)
    highest = 0
    for chunk in iff.chunks(file, "big"):
        if chunk.name == b"MARK":
            numbers = [number for number, _, _ in _read_markers(iff.content(file, chunk))]
            highest = max([highest, *numbers])
    kept = iff_write.with_chapters(file, "big", lambda c: c.name == b"MARK", chapters, length)
    # What speaks of the old markers, a loop or a comment, must not speak of new ones now.
    first = highest + 1 if highest + len(chapters) <= _HIGHEST else 1
    if rate and chapters and len(chapters) <= _HIGHEST:
        kept.append(iff_write.made(b"MARK", _made(chapters, rate, first), "big"))
    assemble(source, target, iff_write.rebuilt(file, "big", kept), progress)


def duration(file: BinaryIO) -> Ms | None:
    """The length of the recording, by its sample frames."""
    rate, frames = _layout(BoundedFile(file))
    return iff.time_of(frames, rate)


def texts(file: BinaryIO) -> dict[str, str]:
    """What the file says of itself, the first of each."""
    bounded = BoundedFile(file)
    found: dict[str, str] = {}
    for chunk in iff.chunks(bounded, "big"):
        if name := _TEXTS.get(chunk.name):
            said = bounded.read_at(chunk.body, min(_LONGEST, chunk.end - chunk.body))
            if text := clean(iff.text(said, "mac-roman")):
                found.setdefault(name, text)
    return found


def _layout(file: BoundedFile) -> tuple[float, int]:
    """The sample rate, 0 where none is told, and the number of sample frames."""
    for chunk in iff.chunks(file, "big"):
        if chunk.name == b"COMM" and chunk.end - chunk.body >= 18:
            layout = file.read_at(chunk.body, 18)
            return _extended(layout[8:18]), int.from_bytes(layout[2:6], "big")
    return 0.0, 0


def _markers(file: BoundedFile) -> list[Chapter]:
    """The markers in order of time; a comment on one names it where it has no name itself."""
    rate, _ = _layout(file)
    markers: list[tuple[int, int, str]] = []
    comments: dict[int, str] = {}
    for chunk in iff.chunks(file, "big"):
        if chunk.name == b"MARK":
            markers += _read_markers(iff.content(file, chunk))
        elif chunk.name == b"COMT":
            comments |= _read_comments(iff.content(file, chunk))
    found = [
        Chapter(start, name or comments.get(number, ""))
        for number, place, name in markers[:MOST_CHAPTERS]
        if (start := iff.time_of(place, rate)) is not None
    ]
    return sorted(found, key=lambda chapter: chapter.start)


def _read_markers(data: bytes) -> list[tuple[int, int, str]]:
    """The number, the place and the name of each marker."""
    found: list[tuple[int, int, str]] = []
    at = 2
    for _ in range(int.from_bytes(data[:2], "big")):
        if at + 7 > len(data):
            break
        number = int.from_bytes(data[at : at + 2], "big")
        place = int.from_bytes(data[at + 2 : at + 6], "big")
        size = data[at + 6]
        name = clean(iff.text(data[at + 7 : at + 7 + size], "mac-roman"))
        found.append((number, place, name or ""))
        at += 7 + size + (not size & 1)  # with its length the name is an even number of bytes
    return found


def _read_comments(data: bytes) -> dict[int, str]:
    """What is said of each marker, by its number."""
    found: dict[int, str] = {}
    at = 2
    for _ in range(int.from_bytes(data[:2], "big")):
        if at + 8 > len(data):
            break
        number = int.from_bytes(data[at + 4 : at + 6], "big")
        size = int.from_bytes(data[at + 6 : at + 8], "big")
        if number and (said := clean(iff.text(data[at + 8 : at + 8 + size], "mac-roman"))):
            found.setdefault(number, said)
        at += 8 + size + (size & 1)
    return found


def _made(chapters: Sequence[Chapter], rate: float, first: int) -> bytes:
    """The content of a chunk of markers; names are cut to the 255 bytes that they may have."""
    markers: list[bytes] = []
    for chapter in chapters:
        place = _place(chapter.start, rate)
        if place > iff.LARGEST:
            break
        name = plain(chapter.title).encode()[:255].decode("utf-8", "ignore").encode()
        number = first + len(markers)
        head = number.to_bytes(2, "big") + place.to_bytes(4, "big") + bytes([len(name)])
        markers.append(head + name + bytes(not len(name) & 1))
    return len(markers).to_bytes(2, "big") + b"".join(markers)


def _place(ms: Ms, rate: float) -> int:
    return round(ms * rate / 1000)


def _extended(data: bytes) -> float:
    """The number in ten bytes that AIFF has for its sample rate; 0 where it is none for sound."""
    if data[0] & 0x80:
        return 0.0
    exponent = int.from_bytes(data[:2], "big") - 16383 - 63
    if not -63 <= exponent <= 0:
        return 0.0
    return int.from_bytes(data[2:], "big") * 2.0**exponent
