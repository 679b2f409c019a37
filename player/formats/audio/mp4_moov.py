"""What tells of the tracks of an MP4 file, changed to name other chapters.

Sources: ISO/IEC 14496-12; Apple's QuickTime File Format Specification (track references).
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from player.formats.audio.mp4_atoms import number
from player.formats.audio.mp4_boxes import Box, Shift, leaf, move, places_of
from player.formats.audio.mp4_tables import identity

NARROW = (1 << 32) - 1
"""The last place that a table of 32 bits can hold."""
_STILLS = (b"jpeg", b"mjpa", b"mjpb", b"png ", b"gif ", b"tiff", b"raw ")


@dataclass(slots=True)
class Moov:
    """The tree of a `moov` atom, without the chapters that it had.

    `places` are those of the chunks of each track that is left, `gone` those of the chapters'.
    """

    tree: Box
    places: list[tuple[Box, array[int]]] = field(default_factory=list)
    gone: array[int] = field(default_factory=lambda: array("Q"))

    @classmethod
    def without_chapters(cls, tree: Box, chapter_tracks: Sequence[int]) -> Moov:
        """Take out of `tree` its tracks of these numbers, counted from 0, and all that names them.

        What is no track of still pictures but a film that is played stays: somebody named it
        wrongly.

        Raises FormatError where the tables are damaged.
        """
        moov = cls(tree)
        for index, trak in enumerate(part for part in tree.parts if part.kind == b"trak"):
            table = trak.inside(b"mdia", b"minf", b"stbl")
            places = places_of(table) if table else array("Q")
            if index in chapter_tracks and not _is_film(trak):
                moov.gone.extend(array("Q", places))
                trak.kind = b""
                continue
            if table and _is_here(trak):
                moov.places.append((table, places))
            references = trak.inside(b"tref")
            if references:
                references.parts = [part for part in references.parts if part.kind != b"chap"]
                if not references.parts:
                    trak.parts.remove(references)
        for part in tree.parts:
            if part.kind == b"udta":
                part.parts = [inner for inner in part.parts if inner.kind != b"chpl"]
        tree.parts = [part for part in tree.parts if part.kind]
        return moov

    @property
    def sounding(self) -> list[Box]:
        """The tracks of sound and video, which name those of their chapters."""
        return [trak for trak in self._tracks() if _handler(trak) in (b"soun", b"vide")]

    def free_ids(self, many: int) -> list[int]:
        """Numbers that no track has."""
        used = {identity(_content(trak, b"tkhd")) for trak in self._tracks()}
        first = max(used, default=0) + 1
        if first + many > NARROW:
            first = next(n for n in range(1, NARROW) if not used & set(range(n, n + many)))
        return list(range(first, first + many))

    def name_chapters(self, ids: Sequence[int], nero: bytes) -> None:
        """Let the tracks of sound name those of `ids`, and put the Nero list there."""
        for trak in self.sounding:
            chap = leaf(b"chap", struct.pack(f">{len(ids)}I", *ids))
            references = trak.inside(b"tref")
            if references:
                references.parts.append(chap)
            else:
                before = trak.parts.index(next(p for p in trak.parts if p.kind == b"mdia"))
                trak.parts.insert(before, Box(b"tref", parts=[chap]))
        head = self.tree.inside(b"mvhd")
        if head is not None and number(head.raw, len(head.raw) - 4) <= max(ids):
            head.raw = head.raw[:-4] + struct.pack(">I", max(ids) + 1)
        data = self.tree.inside(b"udta")
        if data is None:
            data = Box(b"udta")
            self.tree.parts.append(data)
        data.parts.append(leaf(b"chpl", nero))

    def dump(self, tracks: Sequence[bytes], shift: Shift | None, slack: int) -> bytes:
        """It as it is written, with more `tracks`, and with all sound moved by `shift`.

        `slack` is at least how far that may be. It says which tables get 64 bits, which alone
        changes their size; so without a `shift` the size is the same.
        """
        for table, places in self.places:
            wide = max(places, default=0) + slack > NARROW
            move(table, shift.all(places) if shift else places, wide=wide)
        last = max(i for i, part in enumerate(self.tree.parts) if part.kind == b"trak")
        parts = self.tree.parts
        new = [Box(b"trak", track) for track in tracks]
        return Box(b"moov", parts=[*parts[: last + 1], *new, *parts[last + 1 :]]).dump()

    def _tracks(self) -> list[Box]:
        return [part for part in self.tree.parts if part.kind == b"trak"]


def _content(trak: Box, *path: bytes) -> bytes:
    found = trak.inside(*path)
    return found.content if found else b""


def _handler(trak: Box) -> bytes:
    return _content(trak, b"mdia", b"hdlr")[8:12]


def _is_film(trak: Box) -> bool:
    entries = _content(trak, b"mdia", b"minf", b"stbl", b"stsd")
    played = number(_content(trak, b"tkhd"), 0) & 1
    return _handler(trak) == b"vide" and bool(played) and entries[12:16] not in _STILLS


def _is_here(trak: Box) -> bool:
    """Whether the samples of a track stand in this file, not in another one."""
    references = _content(trak, b"mdia", b"minf", b"dinf", b"dref")
    return number(references, 4) != 1 or bool(number(references, 16) & 1)
