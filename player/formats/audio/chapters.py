"""What all chapters inside of audio files have in common, and those that FFmpeg reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from player.domain.episode import Chapter
from player.domain.timecode import LONGEST, Ms

MOST_CHAPTERS = 50_000
MAX_PICTURE = 20 * 1024 * 1024
"""The largest picture (bytes) that is taken from a file's tags."""
_LONGEST_TITLE = 1000


def from_container(chapters: Iterable[Any]) -> list[Chapter]:
    """Chapters as PyAV gives them."""
    found = []
    for chapter in list(chapters)[:MOST_CHAPTERS]:
        start, end = (_ms(chapter[key], chapter["time_base"]) for key in ("start", "end"))
        if start is None:
            continue
        title = clean(str(chapter["metadata"].get("title", "")))
        ended = end if end is not None and end > start else None
        found.append(Chapter(max(0, start), title or "", ended))
    return found


def tidy(chapters: list[Chapter], duration: Ms | None) -> tuple[Chapter, ...]:
    """`chapters` in order of time, without the ends that say no more than the next start does."""
    chapters = sorted(chapters, key=lambda chapter: chapter.start)
    if not chapters:
        return ()
    last = chapters[-1]
    limits = [after.start for _, after in pairwise(chapters)]
    limits.append(duration - 1000 if duration is not None else last.end or 0)
    return tuple(
        replace(chapter, end=None) if chapter.end is not None and chapter.end >= limit else chapter
        for chapter, limit in zip(chapters, limits, strict=True)
    )


def fits(data: bytes) -> bool:
    """Whether a picture's bytes are there and not too many."""
    return 0 < len(data) <= MAX_PICTURE


def text(frame: Any) -> str | None:
    """The first text of an ID3 text frame."""
    texts = frame.text if isinstance(frame.text, list) else [frame.text]
    return clean(str(texts[0])) if texts else None


def clean(value: str) -> str | None:
    """A tag's text on one line and of a sensible length; None where nothing is left."""
    return " ".join(value.split("\0", 1)[0][:_LONGEST_TITLE].split()) or None


def plain(title: str) -> str:
    """A chapter's title as tags hold it: as `clean` leaves it, in characters that can be written.

    Halves of characters, which no encoding has, become question marks.
    """
    return (clean(title) or "").encode("utf-8", "replace").decode()


def _ms(value: int | None, base: Fraction | None) -> Ms | None:
    if value is None or base is None:
        return None
    ms = round(value * base * 1000)
    return ms if -LONGEST < ms <= LONGEST else None
