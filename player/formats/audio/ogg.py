"""Vorbis comments in Ogg: Vorbis, Opus, FLAC, Speex.

By hand, although mutagen writes them: it reads and writes every page of a file whose headers grow,
one by one, and changes the file in place. Sources: RFC 3533 (Ogg), RFC 7845 (Opus), the Ogg
Vorbis I specification (4.2), xiph.org/flac/ogg_mapping.html.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from struct import Struct
from typing import Any, BinaryIO, NamedTuple

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.formats.audio import vorbis
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.pieces import Piece, assemble, size_of

_HEADER = Struct("<4sBBqIIIB")
_NUMBER = Struct("<II")
_CONTINUED, _LAST = 1, 4
_POLYNOMIAL = 0x104C11DB7
_LONGEST_PAGE = 27 + 255 + 255 * 255
_KINDS = (
    (b"\x01vorbis", re.compile(rb"\x03vorbis")),
    (b"OpusHead", re.compile(rb"OpusTags")),
    (b"\x7fFLAC", re.compile(rb"[\x04\x84]...", re.DOTALL)),
    (b"Speex   ", re.compile(rb"")),
)
"""How a stream begins, and what stands before the list of comments in its second packet."""
_MOST_PAGES = 20_000
_STEP = 1024 * 1024
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class Page(NamedTuple):
    """One page of an Ogg file, from `start` up to `end`; `lacing` are the sizes of its segments."""

    start: int
    end: int
    flags: int
    granule: int
    serial: int
    number: int
    lacing: bytes
    body: bytes


def read(file: BinaryIO) -> list[Chapter]:
    """The chapters of the first audio stream in `file`."""
    found = _headers(BoundedFile(file))
    if found is None:
        return []
    skip, pages = found
    comments = b"".join(page.body for page in pages)[: _first_packet(pages)]
    return vorbis.read(comments, skip)


def write(
    source: BinaryIO,
    target: BinaryIO,
    chapters: Sequence[Chapter],
    progress: Callable[[float], None],
) -> None:
    """Make `target` a copy of `source` with `chapters`: only the packet of comments changes.

    As many pages are made of the headers as there were, so that all behind them can be copied;
    where they have become too many, those of the same stream are numbered anew. Raises FormatError
    where there is no stream that takes comments, or its headers are damaged.
    """
    found = _headers(BoundedFile(source))
    if found is None:
        raise FormatError(
            "this Ogg file holds no audio whose comments Earmark knows, so it takes no chapters."
        )
    skip, pages = found
    data = b"".join(page.body for page in pages)
    size = _first_packet(pages)
    comments = vorbis.replaced(data[:size], skip, chapters)
    if skip == 4:  # FLAC's own header, with the length of what follows
        if len(comments) - 4 >= 1 << 24:
            raise FormatError("these chapters are more than the comments of FLAC can hold.")
        comments = comments[:1] + (len(comments) - 4).to_bytes(3, "big") + comments[4:]
    packets = [comments, *_packets(pages, data)[1:]]
    made = _paged(packets, pages)
    assemble(source, target, _pieces(source, pages, made), progress)


def _pieces(source: BinaryIO, pages: list[Page], made: list[bytes]) -> Iterator[Piece]:
    yield 0, pages[0].start
    yield b"".join(made)
    for page, after in pairwise(pages):
        yield page.end, after.start  # pages of other streams in between
    last = pages[-1]
    if len(made) == len(pages) or last.flags & _LAST:
        yield last.end, size_of(source)
    else:
        yield from _renumbered(source, last, len(made) - len(pages))


def _pages(file: BoundedFile) -> Iterator[Page]:
    at = 0
    for _ in range(_MOST_PAGES):
        head = file.read_at(at, 27)
        if len(head) < 27 or head[:4] != b"OggS":
            return
        _, _, flags, granule, serial, number, _, count = _HEADER.unpack(head)
        lacing = file.read(count)
        body = file.read(sum(lacing))
        end = at + 27 + len(lacing) + len(body)
        yield Page(at, end, flags, granule, serial, number, lacing, body)
        at = end


def _headers(file: BoundedFile) -> tuple[int, list[Page]] | None:
    """The pages that begin with the packet of comments and end where a packet does.

    With the number of bytes before its list; None where there is no such stream, or no end.
    """
    lead: re.Pattern[bytes] | None = None
    serial = 0
    found: list[Page] = []
    for page in _pages(file):
        if lead is None:
            lead = next((lead for magic, lead in _KINDS if page.body.startswith(magic)), None)
            serial = page.serial
        elif page.serial == serial:
            found.append(page)
            if page.lacing and page.lacing[-1] < 255:
                match = lead.match(found[0].body)
                return (match.end(), found) if match else None
    return None


def _first_packet(pages: list[Page]) -> int:
    size = 0
    for page in pages:
        for lace in page.lacing:
            size += lace
            if lace < 255:
                return size
    return size


def _packets(pages: list[Page], data: bytes) -> list[bytes]:
    found: list[bytes] = []
    start = at = 0
    for page in pages:
        for lace in page.lacing:
            at += lace
            if lace < 255:
                found.append(data[start:at])
                start = at
    return found


def _paged(packets: list[bytes], old: list[Page]) -> list[bytes]:
    """`packets` on as many pages as `old`, or on more where they need them."""
    lacing = b"".join(b"\xff" * (len(p) // 255) + bytes([len(p) % 255]) for p in packets)
    data = b"".join(packets)
    count = max(-(-len(lacing) // 255), min(len(old), len(lacing)))
    made: list[bytes] = []
    at = 0
    inside = False
    for index in range(count):
        laces = lacing[len(lacing) * index // count : len(lacing) * (index + 1) // count]
        last = index == count - 1
        flags = _CONTINUED * inside | (old[-1].flags & _LAST if last else 0)
        granule = old[-1].granule if last else -1 if laces.count(255) == len(laces) else 0
        size = sum(laces)
        head = _HEADER.pack(
            b"OggS", 0, flags, granule, old[0].serial, old[0].number + index, 0, len(laces)
        )
        made.append(_checked(bytearray(head + laces + data[at : at + size])))
        at += size
        inside = laces[-1] == 255
    return made


def _renumbered(source: BinaryIO, last: Page, more: int) -> Iterator[Piece]:
    """All behind the page `last`, those of its stream with numbers that are higher by `more`."""
    at, size = last.end, size_of(source)
    ended = False
    data = memoryview(bytearray(_STEP))
    reader: Any = source
    while at < size and not ended:
        reader.seek(at)
        done, length = 0, reader.readinto(data)
        while not ended and length - done >= 27:
            mark, _, flags, _, serial, number, check, count = _HEADER.unpack_from(data, done)
            body = done + 27 + count
            end = body + sum(data[done + 27 : body])
            if mark != b"OggS" or end > length:
                break
            if serial == last.serial:
                new = number + more & 0xFFFFFFFF
                check ^= _changed(number ^ new, end - done - 19)
                _NUMBER.pack_into(data, done + 18, new, check)
                ended = bool(flags & _LAST)
            done = end
        if not done:
            break  # what is no page stays as it is
        yield data[:done]
        at += done
    yield at, size


def _changed(bits: int, behind: int) -> int:
    """What changes in a page's checksum where its number changes in `bits`.

    `behind` is the number of bytes behind the first one of the number. The checksum is a remainder
    of polynomials, so that of the difference is the difference of checksums, and nothing else of
    the page has to be gone through.
    """
    change = 0
    while bits:
        value = _powers()[behind + 4]
        byte = bits & 0xFF
        while byte:
            if byte & 1:
                change ^= value
            value = value << 1 ^ _POLYNOMIAL if value & 0x80000000 else value << 1
            byte >>= 1
        bits >>= 8
        behind -= 1
    return change


@functools.cache
def _powers() -> list[int]:
    """The remainders of x to the power of 8, 16, 24 …, as far as a page is long."""
    found = [1]
    for _ in range(_LONGEST_PAGE):
        value = found[-1]
        for _ in range(8):
            value = value << 1 ^ _POLYNOMIAL if value & 0x80000000 else value << 1
        found.append(value)
    return found


def _checked(page: bytearray) -> bytes:
    """`page` with its checksum.

    That of Ogg is zlib's with all bits the other way round, and other values to begin with.
    """
    page[22:26] = bytes(4)
    value = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    page[22:26] = value.to_bytes(4, "big").translate(_REVERSED)
    return bytes(page)
