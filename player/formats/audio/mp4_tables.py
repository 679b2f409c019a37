"""The tracks of an MP4 file: when each of their samples is shown, and where it stands.

Source: ISO/IEC 14496-12: headers of movie, track and media, edit lists, the sample table.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, islice, pairwise, repeat
from typing import BinaryIO

from player.domain.timecode import LONGEST, Ms
from player.formats.audio.mp4_atoms import Atom, children, content, find, number

MOST_TRACKS = 256
_MOST_EDITS = 100_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A piece of a track: from when to when it is shown, and where it stands in the file."""

    start: Ms
    end: Ms
    at: int
    size: int


@dataclass(frozen=True, slots=True)
class Track:
    """One track. `kind` is its handler: `soun`, `vide`, `text` … `ticks` are those of the whole.

    `chapters` are the ids of the tracks that hold its chapters.
    """

    id: int
    kind: bytes
    ticks: int
    chapters: tuple[int, ...]
    atom: Atom


@dataclass(frozen=True, slots=True)
class Movie:
    """The whole: how many ticks it has in a second, its tracks, and how long its sound lasts."""

    scale: int
    duration: Ms | None
    tracks: tuple[Track, ...]


def read_movie(file: BinaryIO, moov: Atom) -> Movie:
    """What `moov` tells of the whole and of each track."""
    inside = list(children(file, moov.body, moov.end))
    head = content(file, next((atom for atom in inside if atom.kind == b"mvhd"), None), 32)
    scale, ticks = clock(head)
    traks = [atom for atom in inside if atom.kind == b"trak"][:MOST_TRACKS]
    tracks = tuple(_track(file, trak) for trak in traks)
    # Pictures may go on behind the end of the sound.
    ticks = max((track.ticks for track in tracks if track.kind == b"soun"), default=ticks)
    duration = ticks * 1000 // scale if scale else 0
    return Movie(scale, duration if 0 < duration <= LONGEST else None, tracks)


def clock(head: bytes) -> tuple[int, int]:
    """How many ticks there are in a second, and in all, by the header of a movie or a media."""
    if head[:1] == b"\1":
        return number(head, 20), number(head, 24, 8)
    return number(head, 12), number(head, 16)


def identity(head: bytes) -> int:
    """The id of the track whose header's content begins with `head`."""
    return number(head, 20 if head[:1] == b"\1" else 12)


def _track(file: BinaryIO, trak: Atom) -> Track:
    head = content(file, find(file, trak, b"tkhd"), 36)
    handler = content(file, find(file, trak, b"mdia", b"hdlr"), 12)
    ids = content(file, find(file, trak, b"tref", b"chap"), 4 * MOST_TRACKS)
    return Track(
        identity(head),
        handler[8:12],
        number(head, 28, 8) if head[:1] == b"\1" else number(head, 20),
        tuple(dict.fromkeys(number(ids, at) for at in range(0, len(ids) - 3, 4))),
        trak,
    )


def samples(file: BinaryIO, movie: Movie, track: Track, most: int) -> list[Sample]:
    """The samples of `track` in the order in which they are shown, `most` of them at the most.

    Those at times that no recording reaches, or at places behind the file's end, are left out.
    """
    size = file.seek(0, 2)
    scale = clock(content(file, find(file, track.atom, b"mdia", b"mdhd"), 32))[0]
    table = find(file, track.atom, b"mdia", b"minf", b"stbl")
    if table is None or not scale:
        return []
    tables = {atom.kind: atom for atom in children(file, table.body, table.end)}
    places = list(_places(file, tables, most))
    lengths = islice(_lengths(file, tables.get(b"stts"), most), len(places))
    starts = list(accumulate(lengths, initial=0))
    edits = _edits(file, track) if movie.scale else []
    # A tick of the whole and one of the track have no common measure but this.
    whole = (movie.scale if edits else 1) * scale
    shown = _shown(starts, edits or [(0, 0)], whole // scale, scale)
    found = []
    for index, early, late in islice(shown, most):
        start, end = ((ticks * 2000 + whole) // (2 * whole) for ticks in (early, late))
        if start <= LONGEST and places[index][0] < size:
            found.append(Sample(start, min(end, LONGEST), *places[index]))
    return found


def _shown(
    starts: list[int], edits: list[tuple[int, int]], movie: int, media: int
) -> Iterator[tuple[int, int, int]]:
    """Which sample is shown from when to when; `movie` and `media` are ticks in a second.

    An edit is how long it lasts in ticks of the movie, and from where on the media is shown in
    its own ticks, or less than 0 for nothing. The last one lasts as long as there are samples:
    programs that move chapters do not always care for the edits.
    """
    now = 0
    for number_of, (length, first) in enumerate(edits, 1):
        index = bisect_left(starts, first)
        if 0 < index < len(starts) and starts[index] > first:
            index -= 1  # the one that is under way by then
        while first >= 0 and index + 1 < len(starts):
            early = max(0, starts[index] - first) * movie
            late = max(0, starts[index + 1] - first) * movie
            if number_of < len(edits):
                if early >= length * media:
                    break
                late = min(late, length * media)
            yield index, now * media + early, now * media + late
            index += 1
        now += length


def _edits(file: BinaryIO, track: Track) -> list[tuple[int, int]]:
    data = content(file, find(file, track.atom, b"edts", b"elst"), 8 + 20 * _MOST_EDITS)
    shape, size = (">Qqi", 20) if data[:1] == b"\1" else (">Iii", 12)
    entries = _entries(data, 8, number(data, 4), shape, size)
    return [(length, first) for length, first, _ in entries]


def _lengths(file: BinaryIO, stts: Atom | None, most: int) -> Iterator[int]:
    """How long each sample lasts, in ticks of its track."""
    data = content(file, stts, 8 + 8 * most)
    runs = _entries(data, 8, number(data, 4), ">II", 8)
    return chain.from_iterable(repeat(length, many) for many, length in runs)


def _places(file: BinaryIO, tables: dict[bytes, Atom], most: int) -> Iterator[tuple[int, int]]:
    """Where each sample stands and its size: so many of them in each of the file's chunks."""
    chunks = _chunks(file, tables, most)
    data = content(file, tables.get(b"stsc"), 8 + 12 * most)
    runs = [(first, many) for first, many, _ in _entries(data, 8, number(data, 4), ">III", 12)]
    sizes = iter(_sizes(file, tables, most))
    for (first, many), (after, _) in pairwise([*runs, (len(chunks) + 1, 0)]):
        if not 0 < first < after:
            return
        for at in chunks[first - 1 : after - 1]:
            place = at
            for size in islice(sizes, many):
                yield place, size
                place += size


def _chunks(file: BinaryIO, tables: dict[bytes, Atom], most: int) -> list[int]:
    wide = b"co64" in tables
    size = 8 if wide else 4
    data = content(file, tables.get(b"co64" if wide else b"stco"), 8 + size * most)
    return [at for (at,) in _entries(data, 8, number(data, 4), ">Q" if wide else ">I", size)]


def _sizes(file: BinaryIO, tables: dict[bytes, Atom], most: int) -> Iterable[int]:
    if b"stz2" in tables:
        data = content(file, tables[b"stz2"], 12 + 2 * most)
        if (field := number(data, 7, 1)) not in (8, 16):
            return ()  # halves of bytes: there was no title of 15 bytes with its length yet
        shape, size = (">H", 2) if field == 16 else (">B", 1)
        return (value for (value,) in _entries(data, 12, number(data, 8), shape, size))
    data = content(file, tables.get(b"stsz"), 12 + 4 * most)
    if each := number(data, 4):
        return repeat(each, min(most, number(data, 8)))
    return (value for (value,) in _entries(data, 12, number(data, 8), ">I", 4))


def _entries(data: bytes, at: int, count: int, shape: str, size: int) -> Iterator[tuple[int, ...]]:
    """The first `count` entries of a table, or as many as there are."""
    count = min(count, max(0, len(data) - at) // size)
    return struct.iter_unpack(shape, data[at : at + count * size])
