"""Makes MP4 files, atom by atom, in the ways that programs have made them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from player.domain.episode import Chapter
from player.formats.audio import mp4


def atom(kind: bytes, *parts: bytes, wide: bool = False) -> bytes:
    body = b"".join(parts)
    if wide:
        return struct.pack(">I4sQ", 1, kind, 16 + len(body)) + body
    return struct.pack(">I4s", 8 + len(body), kind) + body


def text(title: str | bytes, *more: bytes) -> bytes:
    """A sample of a text track: how long the title is, the title, and atoms."""
    data = title.encode() if isinstance(title, str) else title
    return struct.pack(">H", len(data)) + data + b"".join(more)


def encoded(code: int) -> bytes:
    return atom(b"encd", struct.pack(">I", code))


def link(url: str, characters: int = 5) -> bytes:
    data = url.encode()
    return atom(b"href", struct.pack(">HHB", 0, characters, len(data)), data, b"\0")


def nero(
    entries: Sequence[tuple[float, str | bytes]],
    head: str = "v1",
    count: int | None = None,
    tail: bytes = b"",
) -> bytes:
    """A `chpl` atom; `head` is how it counts, times are in ms."""
    many = len(entries) if count is None else count
    heads = {
        "v1": struct.pack(">IIB", 1 << 24, 0, many & 0xFF),
        "v1, 32 bits": struct.pack(">IBI", 1 << 24, 0, many),
        "32 bits": struct.pack(">II", 1 << 24, many),
        "v0": struct.pack(">IB", 0, many & 0xFF),
        "v0 with nothing": struct.pack(">IIB", 0, 0, many & 0xFF),
    }
    body = b""
    for time, title in entries:
        data = title.encode() if isinstance(title, str) else title
        body += struct.pack(">QB", round(time * 10_000), len(data)) + data
    return atom(b"chpl", heads[head], body, tail)


@dataclass
class Track:
    """A track: its samples with how long they last, in ticks; `edits` are (length, from)."""

    id: int
    kind: bytes = b"text"
    samples: Sequence[tuple[int, bytes]] = ()
    chapters: Sequence[int] = ()
    entry: bytes = b"text"
    scale: int = 1000
    edits: Sequence[tuple[int, int]] = ()
    version: int = 0
    wide: bool = False
    in_a_chunk: Sequence[int] = ()
    ticks: int = 10_000
    more: dict[bytes, bytes] = field(default_factory=dict)
    """Atoms to stand in its table in the place of what would, by kind."""


def movie(
    *tracks: Track,
    user_data: bytes = b"",
    scale: int = 1000,
    front: bool = False,
    mdat: str = "",
    brand: bytes | None = b"M4A ",
    inside: bytes = b"",
    tail: bytes = b"",
) -> bytes:
    """A file of `tracks`; `mdat` may be "wide" or "open", and `front` puts `moov` before it."""
    head = atom(b"ftyp", brand, bytes(4), brand) if brand else b""
    data = b"".join(sample for track in tracks for _, sample in track.samples)
    payload = atom(b"mdat", data, wide=mdat == "wide")
    if mdat == "open":
        payload = b"\0\0\0\0" + payload[4:]

    def moov(at: int) -> bytes:
        traks = []
        for track in tracks:
            traks.append(_trak(track, at))
            at += sum(len(sample) for _, sample in track.samples)
        clock = struct.pack(">IIIII", 0, 0, 0, scale, 10 * scale)
        mvhd = atom(b"mvhd", clock, bytes(76), struct.pack(">I", 9))
        return atom(b"moov", mvhd, *traks, atom(b"udta", user_data), inside)

    before = len(head) + len(payload) - len(data)
    if not front:
        return head + payload + moov(before) + tail
    return head + moov(before + len(moov(0))) + payload + tail


def _trak(track: Track, at: int) -> bytes:
    v1 = track.version == 1
    flags = struct.pack(">I", track.version << 24 | 7)
    dates = bytes(16 if v1 else 8)
    length = struct.pack(">Q" if v1 else ">I", track.ticks)
    tkhd = atom(b"tkhd", flags, dates, struct.pack(">II", track.id, 0), length, bytes(60))
    clock = struct.pack(">I", track.scale)
    mdhd = atom(b"mdhd", flags, dates, clock, length, bytes(4))
    hdlr = atom(b"hdlr", bytes(8), track.kind, bytes(13))
    shape = ">QqI" if v1 else ">IiI"
    rows = [struct.pack(shape, length, first, 1 << 16) for length, first in track.edits]
    elst = atom(b"elst", struct.pack(">II", track.version << 24, len(rows)), *rows)
    edts = atom(b"edts", elst) if rows else b""
    ids = struct.pack(f">{len(track.chapters)}I", *track.chapters)
    tref = atom(b"tref", atom(b"chap", ids)) if track.chapters else b""
    minf = atom(b"minf", atom(b"stbl", *_table(track, at).values()))
    return atom(b"trak", tkhd, edts, tref, atom(b"mdia", mdhd, hdlr, minf))


def _table(track: Track, at: int) -> dict[bytes, bytes]:
    many = len(track.samples)
    chunks = list(track.in_a_chunk) or [1] * many
    places = []
    index = 0
    for size in chunks:
        places.append(at)
        at += sum(len(sample) for _, sample in track.samples[index : index + size])
        index += size
    tables = {
        b"stsd": atom(b"stsd", struct.pack(">II", 0, 1), atom(track.entry, bytes(70))),
        b"stts": full(b"stts", [(1, length) for length, _ in track.samples]),
        b"stsc": full(b"stsc", [(n, size, 1) for n, size in enumerate(chunks, 1)]),
        b"stsz": atom(
            b"stsz",
            struct.pack(f">III{many}I", 0, 0, many, *(len(s) for _, s in track.samples)),
        ),
    }
    kind = b"co64" if track.wide else b"stco"
    rows = b"".join(struct.pack(">Q" if track.wide else ">I", place) for place in places)
    tables[kind] = atom(kind, struct.pack(">II", 0, len(places)), rows)
    return {**tables, **track.more}


def full(kind: bytes, rows: Sequence[tuple[int, ...]], count: int | None = None) -> bytes:
    """A table of 32-bit numbers, that says of itself how many rows it has."""
    many = len(rows) if count is None else count
    return atom(
        kind, struct.pack(">II", 0, many), *(struct.pack(f">{len(row)}I", *row) for row in rows)
    )


SOUND = Track(1, b"soun", [(10_000, b"sound" * 20)], entry=b"mp4a", chapters=[2])


def read(data: bytes) -> list[Chapter]:
    return mp4.read(io.BytesIO(data))


class Counting(io.BufferedIOBase):
    """A file that counts what is read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = self._file.read(-1 if size is None else size)
        self.count += len(data)
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def png(width: int = 2, height: int = 3) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 1) * height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 40, height: int = 30, comment: bytes = b"") -> bytes:
    """What begins like a JPEG picture, and says how large it is."""
    note = b"\xff\xfe" + struct.pack(">H", 2 + len(comment)) + comment
    size = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + note + b"\xff\xc0" + size + b"\xff\xd9"
