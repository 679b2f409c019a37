"""Markers in ASF files (WMA), as Windows Media Encoder and the books of libraries have them.

By hand: mutagen reads none. Source: Microsoft, Advanced Systems Format Specification 1.20 (3.2 File
Properties Object, 3.7 Marker Object).
"""

from __future__ import annotations

from struct import Struct
from typing import BinaryIO

from player.domain.episode import Chapter
from player.domain.timecode import LONGEST
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.chapters import MOST_CHAPTERS, clean

_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_MARKERS = bytes.fromhex("01cd87f451a9cf118ee600c00c205365")
_MARKER = Struct("<QQHIII")
_OBJECT = 24  # a name and a size
_HEADER = 30
_PREROLL = 56
_MOST_OBJECTS = 1000
_MOST_BYTES = 16 * 1024 * 1024
_TICKS = 10_000  # in a millisecond


def read(file: BinaryIO) -> list[Chapter]:
    """The markers in the header of `file`, in order of time."""
    bounded = BoundedFile(file)
    end = min(int.from_bytes(bounded.read_at(16, 8), "little"), bounded.size)
    at = _HEADER
    preroll = 0
    markers = b""
    for _ in range(_MOST_OBJECTS):
        if at + _OBJECT > end:
            break
        head = bounded.read_at(at, _OBJECT)
        size = int.from_bytes(head[16:], "little")
        if size < _OBJECT:
            break
        if head[:16] == _PROPERTIES:
            preroll = int.from_bytes(bounded.read_at(at + _OBJECT + _PREROLL, 8), "little")
        elif head[:16] == _MARKERS:
            markers = bounded.read_at(at + _OBJECT, min(size - _OBJECT, _MOST_BYTES))
        at += size
    return sorted(_chapters(markers, preroll), key=lambda chapter: chapter.start)


def _chapters(data: bytes, preroll: int) -> list[Chapter]:
    """The markers in the content of their object; each is late by the time that is buffered."""
    found: list[Chapter] = []
    count = int.from_bytes(data[16:20], "little")
    at = 24 + int.from_bytes(data[22:24], "little")
    for _ in range(min(count, MOST_CHAPTERS)):
        if at + _MARKER.size > len(data):
            break
        _, time, _, _, _, letters = _MARKER.unpack_from(data, at)
        at += _MARKER.size
        title = data[at : at + min(2 * letters, 4096)].decode("utf-16-le", "replace")
        at += 2 * letters
        start = max(0, (time + _TICKS // 2) // _TICKS - preroll)
        if start <= LONGEST:
            found.append(Chapter(start, clean(title) or ""))
    return found
