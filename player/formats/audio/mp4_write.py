"""Writes chapters into a copy of an MP4, M4A, M4B, M4V or MOV file, in both kinds at once.

By hand: FFmpeg drops what it does not know of a file that it copies, and writes no pictures and
addresses of chapters; mutagen writes none. Sources: see `mp4_build`, `mp4_text`.

- A QuickTime text track, and one of pictures where there are any, that all tracks of sound and
  video name as those of their chapters: read by FFmpeg, mpv, Apple's programs and most others.
- A Nero list (`udta/chpl`) of the first 255: read by mutagen, AntennaPod and others that do not
  know the track, and by VLC, which prefers it.

Old ones of both kinds go. The sound is copied as it is, and what tells where it stands is moved;
all other atoms stay byte for byte. What tells of the tracks stays in front where it was there.

What MP4 cannot hold: ends before the next start, chapters out of the list (they are in it), titles
over 1000 characters (255 bytes in the Nero list, cut between two characters), addresses over 255
bytes, and pictures that are neither JPEG nor PNG, of a single point, or only named.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Literal, TypeAlias

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.formats.audio.mp4 import LOCKED, chapter_tracks, locked
from player.formats.audio.mp4_atoms import FIRST, Atom, children, content, find, outermost
from player.formats.audio.mp4_boxes import DAMAGED, Shift, atom, grow
from player.formats.audio.mp4_build import Showing, picture_track, text_track
from player.formats.audio.mp4_moov import NARROW, Moov
from player.formats.audio.mp4_pictures import blank, is_picture, is_png
from player.formats.audio.mp4_tables import Movie, read_movie
from player.formats.audio.mp4_text import write_nero, write_sample
from player.formats.audio.pieces import assemble

MOST_TABLES = 192 * 1024 * 1024
"""Bytes of the tables of a file that is written into: those of 500 hours are under 150 MB."""
_Slot: TypeAlias = tuple[int, int] | Literal["moov", "data"]
_NO_MP4 = "this is no MP4 file, so that its chapters cannot be written as those of one."
_CUT = "the file is cut off: not all of its sound is there. Get it again, then write its chapters."
_IN_FRAGMENTS = (
    "this MP4 file is in fragments, as live streams are, and cannot take chapters so. Make one "
    "piece of it first, for example with `ffmpeg -i OLD -c copy NEW`."
)
_ELSEWHERE = (
    "this MP4 file tells in other places than usual where its content stands, as encrypted files "
    "and collections of pictures do. Earmark leaves it alone, for a copy might not play."
)
_SILENT = "there is no sound in this file that chapters could belong to."
_TOO_LARGE = "the tables of this MP4 file are far larger than any recording needs; it is damaged."


def write(
    source: BinaryIO,
    target: BinaryIO,
    chapters: Sequence[Chapter],
    progress: Callable[[float], None],
) -> None:
    """Make `target` a copy of `source` with exactly `chapters`; see `AudioWriter`.

    Raises FormatError where this is no MP4 file, or one that cannot take them: locked, in
    fragments, damaged.
    """
    atoms = list(outermost(source))
    moov_atom = _takes_chapters(source, atoms)
    movie = read_movie(source, moov_atom)
    source.seek(moov_atom.body)
    tree = grow(b"moov", source.read(moov_atom.end - moov_atom.body))
    old = chapter_tracks(movie)
    numbers = [index for index, track in enumerate(movie.tracks) if track in old]
    moov = Moov.without_chapters(tree, numbers)
    if not movie.scale:
        raise FormatError(DAMAGED)
    if not moov.sounding:
        raise FormatError(_SILENT)
    if any(part.kind == b"saio" for table, _ in moov.places for part in table.parts):
        raise FormatError(_ELSEWHERE)
    chapters = sorted(chapters, key=lambda chapter: chapter.start)
    new = _NewTracks.of(chapters, movie, moov)
    if chapters:
        moov.name_chapters(new.ids, write_nero(chapters))
    size = source.seek(0, 2)
    slack = 2 * len(tree.dump()) + len(new.data) + 64 * len(chapters) + 2048
    wide = size + slack > NARROW
    order = _order(atoms, moov_atom, _only_of_chapters(atoms, moov), size)
    data = atom(b"mdat", new.data) if new.data else b""
    length = len(moov.dump(new.made(0, wide=wide), None, slack))
    base, shift = _moves(order, {"moov": length, "data": len(data)})
    made = {"moov": moov.dump(new.made(base + 8, wide=wide), shift, slack), "data": data}
    pieces = [made[slot] if isinstance(slot, str) else slot for slot in order]
    assemble(source, target, pieces, progress)


def _takes_chapters(source: BinaryIO, atoms: Sequence[Atom]) -> Atom:
    """The `moov` atom of a file that chapters can be written into."""
    if not atoms or atoms[0].kind not in FIRST:
        raise FormatError(_NO_MP4)
    if locked(source):
        raise FormatError(LOCKED)
    found = [atom for atom in atoms if atom.kind == b"moov"]
    if not found or any(not a.whole for a in atoms if a.kind in (b"moov", b"mdat")):
        raise FormatError(_CUT)
    moov = found[0]
    if len(found) > 1:
        raise FormatError(DAMAGED)
    inside = {atom.kind for atom in children(source, moov.body, moov.end)}
    if b"mvex" in inside or any(atom.kind == b"moof" for atom in atoms):
        raise FormatError(_IN_FRAGMENTS)
    if moov.end - moov.start > MOST_TABLES:
        raise FormatError(_TOO_LARGE)
    metas = [*(atom for atom in atoms if atom.kind == b"meta"), find(source, moov, b"meta")]
    if b"cmov" in inside or any(b"iloc" in content(source, meta, 65536) for meta in metas):
        raise FormatError(_ELSEWHERE)
    return moov


@dataclass(frozen=True, slots=True)
class _NewTracks:
    """The tracks to be made: titles and, unless `pictures` is empty, pictures.

    `data` are the samples of both, `places` where in it each picture begins.
    """

    ids: Sequence[int]
    showing: Showing
    texts: Sequence[bytes]
    pictures: Sequence[bytes]
    data: bytes
    places: Sequence[int]

    @classmethod
    def of(cls, chapters: Sequence[Chapter], movie: Movie, moov: Moov) -> _NewTracks:
        """Those for `chapters`, which are in order of time."""
        starts = [chapter.start for chapter in chapters] or [0]
        end = max(movie.duration or 0, starts[-1] + 1)
        texts = [write_sample(chapter) for chapter in chapters]
        images = [chapter.image.data if chapter.image else None for chapter in chapters]
        pictures = [data if data and is_picture(data) else b"" for data in images]
        first = next(filter(None, pictures), b"")
        none = blank(png=is_png(first))
        pictures = [data or none for data in pictures] if first else []
        data = b"".join(texts)
        more, places = _together(pictures, len(data))
        ids = moov.free_ids(bool(texts) + bool(pictures))
        return cls(ids, Showing(movie.scale, starts, end), texts, pictures, data + more, places)

    def made(self, base: int, *, wide: bool) -> list[bytes]:
        """The tracks, with `data` from `base` on; `wide` is for places over 32 bits."""
        tracks = []
        if self.texts:
            tracks.append(text_track(self.ids[0], self.showing, self.texts, base, wide=wide))
        if self.pictures:
            places = [base + place for place in self.places]
            tracks.append(
                picture_track(self.ids[1], self.showing, self.pictures, places, wide=wide)
            )
        return tracks


def _together(samples: Sequence[bytes], base: int) -> tuple[bytes, list[int]]:
    """All samples, and where each of them begins, from `base` on; equal ones are kept once."""
    seen: dict[bytes, int] = {}
    places = []
    for sample in samples:
        if sample not in seen:
            seen[sample] = base
            base += len(sample)
        places.append(seen[sample])
    return b"".join(seen), places


def _only_of_chapters(atoms: Sequence[Atom], moov: Moov) -> list[Atom]:
    """The atoms that hold samples of the old chapters and nothing else."""

    def used(atom: Atom, places: Sequence[int]) -> bool:
        index = bisect_left(places, atom.body)
        return index < len(places) and places[index] < atom.end

    gone = sorted(moov.gone)
    old = [atom for atom in atoms if atom.kind == b"mdat" and used(atom, gone)]
    kept = sorted(chain.from_iterable(places for _, places in moov.places)) if old else []
    return [atom for atom in old if not used(atom, kept)]


def _order(atoms: Sequence[Atom], moov: Atom, dropped: Sequence[Atom], size: int) -> list[_Slot]:
    """What follows what in the new file; the new samples stand beside what tells of them.

    So they come with it where it is in front, to be streamed, and else move nothing.
    """
    sound = next((atom.start for atom in atoms if atom.kind == b"mdat"), size)
    order: list[_Slot] = []
    at = 0
    for part in atoms:
        if part is moov or part in dropped:
            order.append((at, part.start))
            at = part.end
        if part is moov:
            order += ["moov", "data"] if moov.start < sound else ["data", "moov"]
    order.append((at, size))
    return [slot for slot in order if isinstance(slot, str) or slot[0] < slot[1]]


def _moves(order: Sequence[_Slot], sizes: dict[str, int]) -> tuple[int, Shift]:
    """Where the new samples are to stand, and where what stood in the old file will."""
    at = base = 0
    moves = {0: 0}
    for slot in order:
        if isinstance(slot, str):
            base = at if slot == "data" else base
            at += sizes[slot]
        else:
            moves[slot[0]] = at - slot[0]
            at += slot[1] - slot[0]
    return base, Shift(list(moves), list(moves.values()))
