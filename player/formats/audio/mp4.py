"""The chapters of MP4, M4A, M4B, M4V and MOV files.

By hand: FFmpeg gives of each chapter its time and title alone, mixes the two kinds by their number
where a file has both, and reads the sample tables of all tracks first (10 MB of a 500 MB book, and
20 times as long); mutagen reads one of the two kinds. Sources: see `mp4_atoms`, `mp4_tables` and
`mp4_text`; Apple's QuickTime File Format Specification, chapter lists.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

from player.domain.episode import Chapter, Picture
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.audio.chapters import MAX_PICTURE, MOST_CHAPTERS, tidy
from player.formats.audio.mp4_atoms import children, content, find, outermost
from player.formats.audio.mp4_pictures import is_picture, picture_size
from player.formats.audio.mp4_tables import Movie, Sample, Track, read_movie, samples
from player.formats.audio.mp4_text import LONGEST_SAMPLE, read_nero, read_sample

TEXTS = (b"text", b"sbtl", b"subt")
LOCKED = (
    "this is an Audible book (AAX): its sound is locked, and only Audible's own programs play it. "
    "Open a copy without the lock."
)
_LOCKED = (b"aax ", b"aaxc")
_NEAR: Ms = 1000
_AT_ONCE: Ms = 100
_SAME: Ms = 2  # or a tick of the film
_MOST_TRACKS = 4
_MOST_NERO = 16 * 1024 * 1024
_MOST_TEXT = 32 * 1024 * 1024
_MOST_PICTURES = 96 * 1024 * 1024


def read(file: BinaryIO) -> list[Chapter]:
    """The chapters of the MP4 or QuickTime file, in order of time; none where it has none.

    Where it has both kinds, a QuickTime track and a Nero list, the track is taken if it says at
    least as much, that is, has as many titles, and else as many chapters; else the list. What the
    other one has at the same time (within a second) fills what is missing in the one taken.

    Raises FormatError where there is nothing to read them from.
    """
    if locked(file):
        raise FormatError(LOCKED)
    moov = next((atom for atom in outermost(file) if atom.kind == b"moov"), None)
    if moov is None:
        raise FormatError(
            "this is no whole MP4 file: what tells of its tracks is missing. It was cut off, or "
            "is still being fetched; get it again."
        )
    movie = read_movie(file, moov)
    tracks = chapter_tracks(movie)
    texts = [track for track in tracks if track.kind in TEXTS][:_MOST_TRACKS]
    pictures = [track for track in tracks if track.kind == b"vide"][:_MOST_TRACKS]
    user_data = [atom for atom in children(file, moov.body, moov.end) if atom.kind == b"udta"]
    lists = (find(file, atom, b"chpl") for atom in user_data)  # some programs add one of their own
    nero = read_nero(content(file, next(filter(None, lists), None), _MOST_NERO))
    nero.sort(key=lambda chapter: chapter.start)
    same = max(_SAME, 1000 // max(1, movie.scale) + 1)
    chapters = _joined(_texts(file, movie, texts), nero, same)
    for track in pictures:
        shown = samples(file, movie, track, MOST_CHAPTERS)
        chapters = _illustrated(file, chapters, shown, same)
    return list(tidy(chapters, movie.duration))


def locked(file: BinaryIO) -> bool:
    """Whether the file says of itself that it is an Audible book."""
    file.seek(0)
    head = file.read(12)
    return head[4:8] == b"ftyp" and head[8:12].lower() in _LOCKED


def chapter_tracks(movie: Movie) -> list[Track]:
    """The tracks that others name as those of their chapters, in that order, each once.

    Not what is no text and no picture, nor a track that names itself: that is damage.
    """
    by_id = {track.id: track for track in reversed(movie.tracks)}
    named = [
        by_id[identity]
        for track in movie.tracks
        for identity in track.chapters
        if identity in by_id and by_id[identity] is not track
    ]
    kinds = (*TEXTS, b"vide")
    return list(dict.fromkeys(track for track in named if track.kind in kinds))


def _texts(file: BinaryIO, movie: Movie, tracks: Sequence[Track]) -> list[Chapter]:
    """The chapters in tracks of text: the first has the titles, others have the addresses."""
    # Samples do not stand in each other's place, so that together they are not over the file.
    left = min(_MOST_TEXT, file.seek(0, 2))
    found: list[Chapter] = []
    for track in tracks:
        chapters = []
        for sample in samples(file, movie, track, MOST_CHAPTERS):
            size = min(sample.size, LONGEST_SAMPLE)
            left -= size
            if left < 0:
                break
            file.seek(sample.at)
            data = file.read(size)
            if len(data) >= 2:  # without even a length it is a gap between chapters
                title, url = read_sample(data)
                chapters.append(Chapter(sample.start, title, sample.end, url))
        chapters.sort(key=lambda chapter: chapter.start)
        found = _filled(found, chapters, 0) if found else chapters
    return found


def _joined(track: list[Chapter], nero: list[Chapter], same: Ms) -> list[Chapter]:
    if not (track and nero):
        return track or nero
    if _weight(nero) > _weight(track):
        both = zip(_filled(nero, track, same), nero, strict=True)
        return [replace(chapter, start=listed.start) for chapter, listed in both]
    # A track begins at 0, where programs do not know better. If the first chapter is later, some
    # put one without a title before it, and FFmpeg has it begin there.
    first, later = track[0], nero[0].start
    away = [abs(chapter.start - later) for chapter in track[:2]]
    after = track[1].start if len(track) > 1 else later + 1
    if not first.title and away[-1] < away[0] > same:
        track = track[1:]
    elif not first.start and later < after and first.title.startswith(nero[0].title):
        track = [replace(first, start=later), *track[1:]]
    return _filled(track, nero, same)


def _weight(chapters: Sequence[Chapter]) -> tuple[int, int]:
    return sum(bool(chapter.title) for chapter in chapters), len(chapters)


def _filled(chapters: Sequence[Chapter], others: Sequence[Chapter], same: Ms) -> list[Chapter]:
    """`chapters` with what they lack from those of `others` at the same time.

    Times that are no more than `same` apart are one, as the other ones say it.
    """
    found = []
    for chapter, other in zip(chapters, _beside(chapters, others, same), strict=True):
        if other is not None:
            # The list counts in finer ticks than some tracks do.
            one = abs(other.start - chapter.start) <= same
            chapter = replace(
                chapter,
                start=other.start if one else chapter.start,
                title=chapter.title or other.title,
                url=chapter.url or other.url,
            )
        found.append(chapter)
    return found


def _beside(
    chapters: Sequence[Chapter], others: Sequence[Chapter], same: Ms
) -> list[Chapter | None]:
    """For each of `chapters` the one of `others` that is the same, each used once."""
    both = zip(chapters, others, strict=False)
    if all(abs(chapter.start - other.start) <= same for chapter, other in both):
        return [*others[: len(chapters)], *[None] * (len(chapters) - len(others))]
    found: list[Chapter | None] = []
    at = 0
    for index, chapter in enumerate(chapters):
        away = [abs(other.start - chapter.start) for other in others[at : at + 2]]
        while len(away) == 2 and away[1] < away[0]:
            at += 1
            away = [abs(other.start - chapter.start) for other in others[at : at + 2]]
        taken = bool(away) and away[0] <= _NEAR
        if taken and index + 1 < len(chapters):
            taken = away[0] <= abs(others[at].start - chapters[index + 1].start)
        found.append(others[at] if taken else None)
        at += taken
    return found


def _illustrated(
    file: BinaryIO, chapters: Sequence[Chapter], pictures: Sequence[Sample], same: Ms
) -> list[Chapter]:
    """`chapters` with the picture that is shown when each begins, or a moment later."""
    starts = [sample.start for sample in pictures]
    both = zip(chapters, starts, strict=False)
    each = len(starts) == len(chapters) and all(abs(c.start - at) <= same for c, at in both)
    left = min(_MOST_PICTURES, file.seek(0, 2))
    seen: dict[tuple[int, int], Picture | None] = {}
    found = []
    for index, chapter in enumerate(chapters):
        moment = chapter.start + _AT_ONCE
        if index + 1 < len(chapters):
            moment = max(chapter.start, min(moment, chapters[index + 1].start - 1))
        at = index if each else bisect_right(starts, moment) - 1
        if at < 0 or not (each or moment < pictures[at].end):
            found.append(chapter)
            continue
        place = pictures[at].at, pictures[at].size
        if place not in seen:
            left -= pictures[at].size
            seen[place] = _picture(file, pictures[at]) if left >= 0 else None
        found.append(replace(chapter, image=chapter.image or seen[place]))
    return found


def _picture(file: BinaryIO, sample: Sample) -> Picture | None:
    if sample.size > MAX_PICTURE:
        return None
    file.seek(sample.at)
    data = file.read(sample.size)
    # One of a single point stands for none: MP4 can hardly leave one out.
    good = len(data) == sample.size and is_picture(data) and picture_size(data) != (1, 1)
    return Picture(data=data) if good else None
