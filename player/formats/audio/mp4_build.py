"""Makes the tracks that hold the titles and the pictures of an MP4 file's chapters.

Sources: ISO/IEC 14496-12; Apple's QuickTime File Format Specification (text media, `gmhd`). What
these leave open is done as FFmpeg does it, whose chapters Apple's programs show.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise

from player.domain.timecode import Ms
from player.formats.audio.mp4_boxes import atom, chunk_table
from player.formats.audio.mp4_pictures import is_png, picture_size

_MATRIX = struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
_TEXT_HEADER = atom(
    b"gmhd",
    atom(b"gmin", struct.pack(">IHHHHHH", 0, 0x40, 0x8000, 0x8000, 0x8000, 0, 0)),
    atom(b"text", _MATRIX),
)
_PICTURE_HEADER = atom(b"vmhd", struct.pack(">IHHHH", 1, 0, 0, 0, 0))
_HERE = atom(b"dinf", atom(b"dref", struct.pack(">II", 0, 1), atom(b"url ", struct.pack(">I", 1))))
_FINEST = 12_000
_LONGEST_SAMPLE = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Showing:
    """When the samples of a track are shown: each from its start on, the last one up to `end`.

    `scale` is the number of ticks that the movie has in a second.
    """

    scale: int
    starts: Sequence[Ms]
    end: Ms


def text_track(
    identity: int, showing: Showing, texts: Sequence[bytes], at: int, *, wide: bool
) -> bytes:
    """The track whose samples are texts that stand together, from `at` on.

    `wide` is for places that 32 bits cannot hold.
    """
    # Flags, place, colours, box, font and its colour, and a name, all of which chapters need not.
    entry = atom(b"text", struct.pack(">6xHI39x", 1, 1))
    together = struct.pack(">IIIII", 0, 1, 1, len(texts), 1)
    tables = [atom(b"stsc", together), chunk_table([at], wide=wide).dump()]
    return _track(identity, showing, texts, b"text", _TEXT_HEADER, [entry], tables)


def picture_track(
    identity: int,
    showing: Showing,
    pictures: Sequence[bytes],
    places: Sequence[int],
    *,
    wide: bool,
) -> bytes:
    """The track whose samples are pictures, JPEG or PNG, each of which stands at its place."""
    kinds = [b"png " if is_png(data) else b"jpeg" for data in pictures]
    # FFmpeg takes the first for all, unless that is JPEG.
    known = sorted(set(kinds), reverse=True)
    sizes = [picture_size(data) for data in pictures]
    sides = (max(width for width, _ in sizes), max(height for _, height in sizes))
    entries = [_picture_entry(kind, sides) for kind in known]
    runs: list[bytes] = []
    first = 1
    for kind, run in groupby(kinds):
        runs.append(struct.pack(">III", first, 1, known.index(kind) + 1))
        first += len(list(run))
    tables = [
        atom(b"stsc", struct.pack(">II", 0, len(runs)), *runs),
        chunk_table(places, wide=wide).dump(),
    ]
    return _track(identity, showing, pictures, b"vide", _PICTURE_HEADER, entries, tables, sides)


def _picture_entry(kind: bytes, sides: tuple[int, int]) -> bytes:
    return atom(kind, struct.pack(">6xH16xHHII4xH32xHh", 1, *sides, 72 << 16, 72 << 16, 1, 24, -1))


def _track(
    identity: int,
    showing: Showing,
    samples: Sequence[bytes],
    kind: bytes,
    header: bytes,
    entries: Sequence[bytes],
    tables: Sequence[bytes],
    sides: tuple[int, int] = (0, 0),
) -> bytes:
    ticks, lengths, edits = _timeline(showing)
    sizes = [len(sample) for sample in samples]
    # One entry for each sample, even where they last equally long: Apple's programs ask for it.
    times = struct.pack(f">{2 * len(lengths)}I", *chain.from_iterable((1, n) for n in lengths))
    table = atom(
        b"stbl",
        atom(b"stsd", struct.pack(">II", 0, len(entries)), *entries),
        atom(b"stts", struct.pack(">II", 0, len(lengths)), times),
        atom(b"stsz", struct.pack(f">III{len(sizes)}I", 0, 0, len(sizes), *sizes)),
        *tables,
    )
    place = struct.pack(">16x") + _MATRIX + struct.pack(">II", *(side << 16 for side in sides))
    named = struct.pack(">I4x", identity)
    language = struct.pack(">HH", 0x55C4, 0)
    return atom(
        b"trak",
        # In the movie, but not shown by those who do not know what it is for.
        _header(b"tkhd", 2, named, sum(length for length, _ in edits), place),
        atom(b"edts", _edit_list(edits)),
        atom(
            b"mdia",
            _header(b"mdhd", 0, struct.pack(">I", ticks), sum(lengths), language),
            atom(b"hdlr", struct.pack(">8x4s13x", kind)),
            atom(b"minf", header, _HERE, table),
        ),
    )


def _header(kind: bytes, flags: int, middle: bytes, length: int, tail: bytes) -> bytes:
    """A header of a track or a media: two dates that nobody knows, its clock, and a length."""
    if length < 1 << 32:
        return atom(kind, struct.pack(">I8x", flags), middle, struct.pack(">I", length), tail)
    return atom(
        kind, struct.pack(">I16x", 1 << 24 | flags), middle, struct.pack(">Q", length), tail
    )


def _edit_list(edits: Sequence[tuple[int, int]]) -> bytes:
    wide = any(max(edit) >= 1 << 31 for edit in edits)
    shape = ">QqI" if wide else ">IiI"
    rows = [struct.pack(shape, length, first, 1 << 16) for length, first in edits]
    return atom(b"elst", struct.pack(">II", wide << 24, len(edits)), *rows)


def _timeline(showing: Showing) -> tuple[int, list[int], list[tuple[int, int]]]:
    """The track's ticks in a second, how long each sample lasts in them, and the edits.

    Edits are in ticks of the movie, which may be coarser than milliseconds. A first sample that
    begins too early by that is as much longer, so that no other one does.
    The last sample is longer than it is shown by what is empty at the start: FFmpeg takes the
    length of all samples for the end of the last chapter.
    """
    scale, starts = showing.scale, showing.starts
    ticks = math.lcm(1000, scale)
    if ticks > _FINEST or _ticks(showing.end + starts[0], 1000, ticks) > _LONGEST_SAMPLE:
        ticks = 1000
    empty, whole = starts[0] * scale // 1000, _ticks(showing.end, 1000, scale)
    marks = [_ticks(empty, scale, ticks), *(_ticks(start, 1000, ticks) for start in starts[1:])]
    marks.append(_ticks(showing.end + starts[0], 1000, ticks))
    lengths = [min(max(0, late - early), _LONGEST_SAMPLE) for early, late in pairwise(marks)]
    edits = [(empty, -1)] if empty else []
    return ticks, lengths, [*edits, (max(1, whole - empty), 0)]


def _ticks(time: int, scale: int, other: int) -> int:
    """A time of `scale` ticks in a second, in the nearest tick of `other`."""
    return (2 * time * other + scale) // (2 * scale)
