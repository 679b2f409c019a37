"""What chapter files have in common: lines, titles, times, the order of chapters and their ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from player.domain.episode import Chapter, Picture, Problem
from player.domain.timecode import LONGEST, Ms
from player.formats.addresses import is_web, place
from player.formats.text import MOST_PROBLEMS, at
from player.formats.times import from_clock, from_seconds

MOST_CHAPTERS = 50_000
LONGEST_TITLE = 1000
TOO_MANY = f"only the first {MOST_CHAPTERS} chapters are read."

_LINE_END = re.compile(r"\r\n|\r|\n")
_NO_ADDRESS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNFIT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Report:
    """The problems of the text file `name`, bounded, with their lines and columns from 1."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._found: list[Problem] = []

    def error(self, line: int, message: str, column: int = 1) -> None:
        """Something was left out, for the reason of `message`."""
        self._add("error", line, column, message)

    def warning(self, line: int, message: str, column: int = 1) -> None:
        """Something was taken as it stands."""
        self._add("warning", line, column, message)

    def problems(self) -> tuple[Problem, ...]:
        """All that was reported."""
        return tuple(self._found)

    def _add(
        self, severity: Literal["error", "warning"], line: int, column: int, message: str
    ) -> None:
        if len(self._found) < MOST_PROBLEMS:
            self._found.append(Problem(severity, at(self.name, line, column), message))


def rows(text: str) -> Iterator[tuple[int, str]]:
    """The lines of `text`, whatever ends them, with their numbers, counted from 1."""
    number, start = 1, 0
    for match in _LINE_END.finditer(text):
        yield number, text[start : match.start()]
        number, start = number + 1, match.end()
    yield number, text[start:]


def clean(text: str, longest: int = LONGEST_TITLE) -> str:
    """`text` as a title: on one line, of a sensible length, of characters that any file can hold.

    All white space is one space between words; control characters, halves of surrogate pairs and
    the two code points that are no characters are left out. Readers and writers both do this, so
    that what is written is read back.
    """
    return " ".join(_UNFIT.sub("", text[:longest]).split())


def moment(text: str) -> Ms | None:
    """The time in `text`: `[H:]M:S[.fff]`, or seconds with a point or comma; None where none."""
    bare = text.strip()
    if not 0 < len(bare) <= 40:
        return None
    return from_clock(bare) if ":" in bare else from_seconds(bare.replace(",", "."))


def nearest(numerator: int, denominator: int) -> int:
    """The whole number that is nearest to the fraction, reckoned exactly; both are positive."""
    return (2 * numerator + denominator) // (2 * denominator)


def web(value: object) -> str | None:
    """`value` where it is a web address."""
    bare = value.strip() if isinstance(value, str) else ""
    return bare if is_web(bare) else None


def picture(value: object) -> Picture | None:
    """The picture at the address or path `value`, unless it leads out of the file's folder."""
    bare = value.strip() if isinstance(value, str) else ""
    return Picture(bare) if place(bare) in ("web", "inside") else None


def source_of(chapter: Chapter) -> str | None:
    """Where the chapter's picture is; None where there is none, or only its bytes are known."""
    source = chapter.image.source if chapter.image else None
    return None if source is None or _NO_ADDRESS.search(source) else source


def address_of(chapter: Chapter) -> str | None:
    """The chapter's address, unless it has characters that XML cannot hold, as no address has."""
    return None if chapter.url is None or _NO_ADDRESS.search(chapter.url) else chapter.url


def in_order(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """`chapters` by their starts; equal starts stay in the order of the file."""
    return tuple(sorted(chapters, key=lambda chapter: chapter.start))


def without_plain_ends(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """`chapters` in order, without the ends that say no more than the next start does.

    For formats that give every chapter an end: what reaches up to the next one, or over it, ends
    there, and the last one with the recording.
    """
    found = in_order(chapters)
    limits = [*(after.start for _, after in pairwise(found)), 0]
    return tuple(
        replace(chapter, end=None) if chapter.end is not None and chapter.end >= limit else chapter
        for chapter, limit in zip(found, limits, strict=False)
    )


def end_after(start: Ms, end: Ms | None) -> Ms | None:
    """`end` where it is one: after `start`, and not too far away."""
    return end if end is not None and start < end <= LONGEST else None
