"""The tree of atoms that tells of an MP4 file's tracks, in memory, to be changed and written.

What is not changed is written byte for byte. Source: ISO/IEC 14496-12.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from player.domain.errors import FormatError
from player.formats.audio.mp4_atoms import number

# What has atoms inside that matter here, by what it stands in. No more is followed than this.
_INSIDE = {
    b"moov": (b"trak", b"udta"),
    b"trak": (b"mdia", b"tref"),
    b"mdia": (b"minf",),
    b"minf": (b"stbl", b"dinf"),
}
DAMAGED = (
    "its tables are damaged, so that the sound might be lost in a copy. Get the recording again."
)


@dataclass(slots=True)
class Box:
    """An atom: as it stands in the file (`raw`), or made of `parts`.

    `rest` is what follows the parts and is no atom, such as the four zeros that end some lists.
    """

    kind: bytes
    raw: bytes = b""
    parts: list[Box] = field(default_factory=list)
    rest: bytes = b""

    @property
    def content(self) -> bytes:
        """What is in it, behind its header, where it stands as in the file."""
        return self.raw[16 if self.raw[:4] == b"\0\0\0\1" else 8 :]

    def inside(self, *path: bytes) -> Box | None:
        """The atom that `path` leads to, the first of its kind at each step."""
        found: Box | None = self
        for kind in path:
            parts = found.parts if found else []
            found = next((part for part in parts if part.kind == kind), None)
        return found

    def dump(self) -> bytes:
        """It and all that is in it, as it is written."""
        if self.raw:
            return self.raw
        return atom(self.kind, *(part.dump() for part in self.parts), self.rest)


def atom(kind: bytes, *parts: bytes) -> bytes:
    """An atom of `parts`."""
    return struct.pack(">I4s", 8 + sum(map(len, parts)), kind) + b"".join(parts)


def leaf(kind: bytes, *parts: bytes) -> Box:
    """An atom of `parts`, to be put into the tree."""
    return Box(kind, atom(kind, *parts))


def grow(kind: bytes, content: bytes) -> Box:
    """The tree of what is in an atom.

    Raises FormatError where something else than atoms is where tables should be.
    """
    box = Box(kind)
    at = 0
    while at + 8 <= len(content):
        size = number(content, at)
        name = content[at + 4 : at + 8]
        body = 8
        if size == 1:
            size, body = number(content, at + 8, 8), 16
        if size < body or at + size > len(content):
            break
        if name in _INSIDE.get(kind, ()):
            box.parts.append(grow(name, content[at + body : at + size]))
        else:
            box.parts.append(Box(name, content[at : at + size]))
        at += size
    box.rest = content[at:]
    if kind != b"udta" and box.rest.strip(b"\0"):
        raise FormatError(DAMAGED)
    return box


class Shift:
    """Where what stood at a place of the old file stands in the new one."""

    def __init__(self, starts: Sequence[int], deltas: Sequence[int]) -> None:
        """From each of `starts` (in order, the first 0) on, what stood there moves by a delta."""
        self._starts = starts
        self._deltas = deltas

    def __call__(self, at: int) -> int:
        return at + self._deltas[bisect_right(self._starts, at) - 1]

    def all(self, places: array[int]) -> array[int]:
        """Many places at once; most files have them all in one stretch."""
        if not places:
            return places
        first, last = (bisect_right(self._starts, at) for at in (min(places), max(places)))
        if first == last:
            delta = self._deltas[first - 1]
            return array("Q", [at + delta for at in places])
        return array("Q", map(self, places))


def places_of(stbl: Box) -> array[int]:
    """Where the chunks of a track stand, by its sample table."""
    tables = [part for part in stbl.parts if part.kind in (b"stco", b"co64")]
    if len(tables) != 1:
        raise FormatError(DAMAGED)
    data, wide = tables[0].content, tables[0].kind == b"co64"
    end = 8 + number(data, 4) * (8 if wide else 4)
    if len(data) < end:
        raise FormatError(DAMAGED)
    return _swapped(array("Q" if wide else "I", data[8:end]))


def move(stbl: Box, places: array[int], *, wide: bool) -> None:
    """Put `places` into a sample table, instead of those that it has."""
    for index, part in enumerate(stbl.parts):
        if part.kind in (b"stco", b"co64"):
            stbl.parts[index] = chunk_table(places, wide=wide or part.kind == b"co64")


def chunk_table(places: Sequence[int], *, wide: bool) -> Box:
    """The atom that says where the chunks stand: `co64` where `wide`, else `stco`."""
    table = _swapped(array("Q" if wide else "I", places))
    kind = b"co64" if wide else b"stco"
    return leaf(kind, struct.pack(">II", 0, len(places)), table.tobytes())


def _swapped(table: array[int]) -> array[int]:
    if sys.byteorder == "little":
        table.byteswap()
    return table
