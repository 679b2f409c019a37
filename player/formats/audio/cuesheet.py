"""CUE sheets inside of audio files: discs in one file, as rippers and foobar2000 make them.

The sheet is a text in a tag of that name: a comment in FLAC and Ogg, a TXXX frame in ID3, an item
of APEv2. FLAC has a block for it, too, without titles. Sources: RFC 9639, 8.7 (Cuesheet); for the
text see `chapters.cue`.
"""

from __future__ import annotations

import re

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.formats.audio import id3_text, iff
from player.formats.audio.id3_frames import Frame, Tag

NAME, KEY = "cuesheet", b"cuesheet"
LONGEST = 1024 * 1024
"""The most (bytes) that is read of a sheet."""
_FILE = re.compile(r"^[ \t]*FILE[ \t]+(\S.*)", re.MULTILINE | re.IGNORECASE)
_HEAD, _TRACK, _INDEX = 396, 36, 12
_LEAD_OUT = (170, 255)


def first(found: list[Tag]) -> list[Chapter]:
    """The tracks of the sheet in the first of these ID3 tags that has one."""
    frames = ((tag, frame) for tag in found for frame in tag.frames())
    return next((tracks for tag, frame in frames if (tracks := in_frame(tag, frame))), [])


def in_frame(tag: Tag, frame: Frame) -> list[Chapter]:
    """The tracks of the sheet in `frame`, where it is the one for that."""
    if frame.name not in (b"TXXX", b"TXX") or not (data := tag.content(frame)[: 2 * LONGEST]):
        return []
    name, value = id3_text.split(data[0], data[1:])
    if id3_text.decode(data[0], name).strip().lower() != NAME:
        return []
    return parse(id3_text.decode(data[0], value))


def parse(sheet: str) -> list[Chapter]:
    """The tracks of a sheet; none where it is one of several files, of which this is but one."""
    from player.formats.chapters import cue  # which few files need

    sheet = sheet[:LONGEST].partition("\0")[0].replace("\r\n", "\n").replace("\r", "\n")
    if not cue.sniff(sheet) or len(set(_FILE.findall(sheet))) > 1:
        return []
    try:
        return list(cue.read(sheet, NAME).chapters)
    except FormatError:
        return []


def in_block(data: bytes, rate: int) -> list[Chapter]:
    """The tracks in the content of FLAC's block, which counts in samples; they have no titles."""
    found: list[Chapter] = []
    at = _HEAD
    for _ in range(data[_HEAD - 1] if len(data) >= _HEAD else 0):
        if at + _TRACK > len(data):
            break
        offset, number = int.from_bytes(data[at : at + 8], "big"), data[at + 8]
        is_sound, count = not data[at + 21] & 0x80, data[at + 35]
        at += _TRACK
        points = data[at : at + count * _INDEX]
        at += count * _INDEX
        indices = {
            points[n + 8]: int.from_bytes(points[n : n + 8], "big")
            for n in range(0, len(points) - _INDEX + 1, _INDEX)
        }
        start = iff.time_of(offset + indices.get(1, 0), rate)
        if number not in _LEAD_OUT and is_sound and start is not None:
            found.append(Chapter(start, ""))
    return sorted(found, key=lambda chapter: chapter.start)
