"""What all chapters inside of audio files have in common."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from player.domain.episode import Chapter
from player.domain.timecode import Ms

MOST_CHAPTERS = 50_000
MAX_PICTURE = 20 * 1024 * 1024
"""The largest picture (bytes) that is taken from a file's tags."""
_LONGEST_TITLE = 1000


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
