"""An episode and what it is made of: frozen values, checked where they are read, trusted here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple

from player.domain.timecode import LONGEST, Ms

KINDS = ("anecdote", "insight", "advice", "quote", "question", "idea", "bookmark")
"""The kinds of snip the program knows by name; any other short word is the listener's own kind."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that was skipped or looks wrong, and did not stop it from opening.

    `where` is `file:line:column`, both counted from 1, or a file's name.
    """

    severity: Literal["error", "warning"]
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its bytes (as tags carry it), or where it is: a path beside the file, or a URL."""

    source: str | None = None
    data: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part. `role` is a free word such as host or guest."""

    name: str
    role: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A web address with its title."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of an episode: from `start` up to, not including, `end` (None: the next one's start).

    `toc` False keeps it out of the list, as in Podcasting 2.0 chapters.
    """

    start: Ms
    title: str
    end: Ms | None = None
    url: str | None = None
    image: Picture | None = None
    toc: bool = True


@dataclass(frozen=True, slots=True)
class ChapterList:
    """All chapters that one source has. `origin` names it to the listener: “file tags”, a file.

    `own`: the listener's own, of an episode file, which goes before all others. `of_audio`: of
    the audio's tags, whose times no offset moves.
    """

    origin: str
    chapters: tuple[Chapter, ...]
    own: bool = False
    of_audio: bool = False


@dataclass(frozen=True, slots=True)
class Snip:
    """A short highlight. `start` None: no time is known, and `chapter` names its place roughly."""

    title: str
    kind: str = "bookmark"
    start: Ms | None = None
    end: Ms | None = None
    chapter: str | None = None
    points: tuple[str, ...] = ()
    quote: str | None = None
    speaker: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    favorite: bool = False
    id: str | None = None
    created: str | None = None


class Word(NamedTuple):
    """One word of a transcript line with its own time.

    A named tuple, which is made in half the time: a long transcript has 300,000 of them.
    """

    start: Ms
    end: Ms
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. `start` None: the text has no times."""

    start: Ms | None
    end: Ms | None
    text: str
    speaker: str | None = None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """Everything known of one recording. Times are those of its file until `placed` is called.

    `audio` is what the file names (paths beside it, http(s) addresses), in order of preference.
    `audio_note` says in a sentence what listeners must know of the audio, such as that it is a
    stand-in. `source` is the file that all this was read from, None for pasted text.
    """

    title: str
    show: str | None = None
    number: str | None = None
    published: str | None = None
    language: str | None = None
    duration: Ms | None = None
    audio: tuple[str, ...] = ()
    audio_note: str | None = None
    feed: str | None = None
    guid: str | None = None
    cover: Picture | None = None
    people: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()
    summary: str | None = None
    notes: str | None = None
    offset: Ms = 0
    chapters: tuple[Chapter, ...] = ()
    chapter_lists: tuple[ChapterList, ...] = ()
    """All that there is to choose from, where several sources have chapters; best first."""
    snips: tuple[Snip, ...] = ()
    transcript: tuple[Line, ...] = ()
    transcript_sources: tuple[str, ...] = ()
    chapter_sources: tuple[str, ...] = ()
    """Where chapters are to be had, in order of preference: paths or addresses."""
    problems: tuple[Problem, ...] = ()
    source: Path | None = None
    of_audio: frozenset[str] = frozenset()
    """Which values come from the audio's own tags, by name: "duration", "chapters"."""

    @property
    def listed(self) -> tuple[Chapter, ...]:
        """The chapters that stand in the list, in order of time."""
        return tuple(chapter for chapter in self.chapters if chapter.toc)

    @property
    def movable(self) -> Sequence[Chapter | Snip | Line]:
        """The markers to hear an offset at: chapters of the list, else snips, else lines.

        Only such as the offset moves, and with the times of the file.
        """
        return (self.listed if self._moves_chapters else ()) or self._others

    @property
    def _moves_chapters(self) -> bool:
        """Chapters of the audio's tags have their place; an offset is that of a file's markers."""
        return "chapters" not in self.of_audio or not self._others

    @property
    def _others(self) -> Sequence[Snip | Line]:
        return tuple(snip for snip in self.snips if snip.start is not None) or tuple(
            line for line in self.transcript if line.start is not None
        )

    def placed(self) -> Episode:
        """This episode with `offset` added to every time, as the audio at hand has them.

        What would come before the audio's start starts at 0. Chapters of the audio's own tags
        stay, where there are other markers that the offset is for.
        """
        if not self.offset:
            return self
        return replace(
            self,
            offset=0,
            chapters=tuple(
                replace(c, start=moved(c.start, self.offset), end=_shift(c.end, self.offset))
                for c in self.chapters
            )
            if self._moves_chapters
            else self.chapters,
            snips=tuple(
                replace(s, start=_shift(s.start, self.offset), end=_shift(s.end, self.offset))
                for s in self.snips
            ),
            transcript=tuple(_moved_line(line, self.offset) for line in self.transcript),
        )


def ends(chapters: Sequence[Chapter], duration: Ms | None) -> list[Ms | None]:
    """Where each of `chapters` (in order of start) ends: its own end, the next start, or the end.

    None ends after the recording does, nor before it starts; the last one ends with the recording,
    None where its duration is not known.
    """
    following: list[Ms | None] = [*(chapter.start for chapter in chapters[1:]), duration]
    found: list[Ms | None] = []
    for chapter, after in zip(chapters, following, strict=False):
        if chapter.end is None and after is not None:
            last = after if duration is None else min(after, duration)
            found.append(max(chapter.start, last))
        else:
            found.append(chapter.end)
    return found


def place_of(snip: Snip, chapters: Sequence[Chapter]) -> Ms | None:
    """Where `snip` starts: its own start, or that of the chapter it names, or None.

    The place is approximate exactly where `snip.start` is None. Titles of chapters are compared
    without regard to case and surrounding space.
    """
    if snip.start is not None or snip.chapter is None:
        return snip.start
    wanted = snip.chapter.strip().casefold()
    return next((c.start for c in chapters if c.title.strip().casefold() == wanted), None)


def _shift(ms: Ms | None, by: Ms) -> Ms | None:
    return None if ms is None else moved(ms, by)


def moved(ms: Ms, by: Ms) -> Ms:
    """Where a marker at `ms` is with an offset of `by`: not before the start."""
    return min(LONGEST, max(0, ms + by))


def _moved_line(line: Line, by: Ms) -> Line:
    words = tuple(Word(moved(w.start, by), moved(w.end, by), w.text) for w in line.words)
    return replace(line, start=_shift(line.start, by), end=_shift(line.end, by), words=words)
