"""How MP4 files write titles: samples of a QuickTime text track, and the Nero list `chpl`.

Sources: Apple's QuickTime File Format Specification (text media); 3GPP TS 26.245 (`href`); for
`chpl`, that nobody specified, Adobe's Video File Format Specification 10 and what FFmpeg, MP4v2,
GPAC and mutagen write and read.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Sequence

from player.domain.episode import Chapter
from player.domain.timecode import LONGEST
from player.formats.addresses import is_web
from player.formats.audio.chapters import MOST_CHAPTERS, clean
from player.formats.audio.mp4_atoms import number

LONGEST_SAMPLE = 16 * 1024
"""What is read of a sample of text: the longest title, and what may stand behind it."""
MOST_NERO = 255
"""What `chpl` has room for: its count is one byte to all readers but MP4v2 and ATL."""
_TICKS = 10_000  # in a millisecond
_ENCODED = struct.pack(">I4sI", 12, b"encd", 0x100)


def read_sample(data: bytes) -> tuple[str, str | None]:
    """The title in a sample of a text track, and the address that goes with it."""
    size = number(data, 0, 2)
    return clean(_decode(data[2 : 2 + size], "mac_roman")) or "", _address(data, 2 + size)


def write_sample(chapter: Chapter) -> bytes:
    """The sample of a text track for `chapter`: its title, and its address up to 255 bytes."""
    title = encode(chapter.title, 0xFFFF)
    link = chapter.url.encode("utf-8", "replace") if chapter.url else b""
    sample = struct.pack(">H", len(title)) + title + _ENCODED
    if not link or len(link) > 255:
        return sample
    span = struct.pack(">HHB", 0, len(title.decode()), len(link)) + link + b"\0"
    return sample + struct.pack(">I4s", 8 + len(span), b"href") + span


def encode(title: str, most: int) -> bytes:
    """`title` on one line in UTF-8, cut to `most` bytes between two characters."""
    data = (clean(title) or "").encode("utf-8", "replace")
    return data if len(data) <= most else data[:most].decode("utf-8", "ignore").encode()


def _decode(data: bytes, old: str) -> str:
    """Text of unknown encoding; `old` is what it is in where it is no Unicode.

    UTF-16 has a mark or, as it came from some programs, nothing but its zeros.
    """
    if data[:2] in (codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE):
        return data.decode("utf-16", "replace")
    if len(data) % 2 == 0 and (data[:1] == b"\0" or b"\0" in data.rstrip(b"\0")):
        return data.decode("utf-16-be", "replace")
    try:
        # Titles are cut at 255 bytes, in the middle of a character.
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return data.decode(old, "replace")


def _address(data: bytes, at: int) -> str | None:
    """The address in the `href` atom among those that stand in a sample behind its text."""
    while at + 13 <= len(data):
        size = number(data, at)
        if data[at + 4 : at + 8] == b"href":
            link = data[at + 13 : at + 13 + data[at + 12]].decode("utf-8", "replace").strip()
            if is_web(link):
                return link
        if size < 8:
            break
        at += size
    return None


def read_nero(data: bytes) -> list[Chapter]:
    """The chapters in the content of a `chpl` atom.

    Its count has one byte (behind 4 bytes of nothing from version 1 on) or four (behind one byte
    of nothing, or none). Which it is, is told by what follows: the entries fill the atom.
    """
    layouts = [(9, (number(data, 5), number(data, 8, 1))), (8, (number(data, 4),))]
    layouts.insert(0 if data[:1] == b"\0" else 2, (5, (number(data, 4, 1),)))
    best: list[tuple[int, bytes]] = []
    surest = 0
    for at, counts in layouts:
        entries, filled = _entries(data, at)
        many = len(entries)
        # One byte holds what is left of a greater count.
        if many == MOST_CHAPTERS or (filled and (many in counts or many & 0xFF in counts)):
            sure, taken = 3, many
        else:
            sure, taken = max(((2, count) for count in counts if count <= many), default=(1, many))
        if taken and sure > surest:
            surest, best = sure, entries[:taken]
    return [
        Chapter((ticks + _TICKS // 2) // _TICKS, clean(_decode(title, "cp1252")) or "")
        for ticks, title in best
        if ticks <= LONGEST * _TICKS
    ]


def _entries(data: bytes, at: int) -> tuple[list[tuple[int, bytes]], bool]:
    """Time and title of all that follows from `at` on, and whether that is all there is."""
    entries: list[tuple[int, bytes]] = []
    while at + 9 <= len(data) and len(entries) < MOST_CHAPTERS:
        behind = at + 9 + data[at + 8]
        if behind > len(data):
            break
        entries.append((number(data, at, 8), data[at + 9 : behind]))
        at = behind
    return entries, at == len(data)


def write_nero(chapters: Sequence[Chapter]) -> bytes:
    """The content of a `chpl` atom: the first 255 chapters, their titles up to 255 bytes.

    With more, its version is 2: VLC, which would show no others than these, knows only 1, and takes
    the QuickTime track. FFmpeg, mutagen, MP4v2 and ATL do not look at it.
    """
    entries = []
    for chapter in chapters[:MOST_NERO]:
        title = encode(chapter.title, 255)
        entries.append(struct.pack(">QB", chapter.start * _TICKS, len(title)) + title)
    version = 1 if len(chapters) <= MOST_NERO else 2
    return struct.pack(">IIB", version << 24, 0, len(entries)) + b"".join(entries)
