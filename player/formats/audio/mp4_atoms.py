"""The atoms that MP4 and QuickTime files are made of, found without reading what is in them.

Source: ISO/IEC 14496-12; Apple's QuickTime File Format Specification.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST_ATOMS = 2_000
"""Atoms that are looked at inside one; a file of a hundred tracks has some hundreds."""
FIRST = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
"""What such a file begins with; old QuickTime films have no `ftyp`."""


@dataclass(frozen=True, slots=True)
class Atom:
    """Where an atom stands in its file; `body` is where its content begins.

    `whole` is False where it says that it goes on behind its parent's end, as in a file that was
    cut off; `end` is that of the parent then.
    """

    kind: bytes
    start: int
    body: int
    end: int
    whole: bool = True


def children(file: BinaryIO, start: int, end: int, *, outermost: bool = False) -> Iterator[Atom]:
    """The atoms from `start` to `end`, up to the first that cannot be one.

    Only an `outermost` one may say of itself that it goes on to the end.
    """
    for _ in range(MOST_ATOMS):
        if start + 8 > end:
            return
        file.seek(start)
        head = file.read(min(16, end - start))
        if len(head) < 8:
            return
        size, kind = struct.unpack_from(">I4s", head)
        body = start + 8
        if size == 1 and len(head) == 16:
            size = struct.unpack_from(">Q", head, 8)[0]
            body = start + 16
        elif size == 0 and outermost:
            size = end - start
        if size < body - start:
            return
        yield Atom(kind, start, body, min(start + size, end), start + size <= end)
        start += size


def outermost(file: BinaryIO) -> Iterator[Atom]:
    """The atoms of the file itself."""
    return children(file, 0, file.seek(0, 2), outermost=True)


def find(file: BinaryIO, parent: Atom, *path: bytes) -> Atom | None:
    """The atom inside `parent` that `path` leads to, the first of its kind at each step."""
    found: Atom | None = parent
    for kind in path:
        if found is None:
            return None
        inside = children(file, found.body, found.end)
        found = next((atom for atom in inside if atom.kind == kind), None)
    return found


def content(file: BinaryIO, atom: Atom | None, most: int) -> bytes:
    """The first `most` bytes of what is in `atom`; nothing where there is none."""
    if atom is None:
        return b""
    file.seek(atom.body)
    return file.read(min(most, atom.end - atom.body))


def number(data: bytes, at: int, size: int = 4) -> int:
    """The unsigned number of `size` bytes at `at`; 0 where `data` ends before."""
    return int.from_bytes(data[at : at + size], "big") if len(data) >= at + size else 0
