"""The chapters inside an audio file: ID3 CHAP, Vorbis comments, and those that FFmpeg reads.

Sources: id3.org's chapter frame addendum; wiki.xiph.org/Chapter_Extension; MP4 (`chpl` and
QuickTime text tracks) and Matroska by way of PyAV.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from player.domain import timecode
from player.domain.episode import Chapter, Picture
from player.domain.errors import TimecodeError
from player.domain.timecode import LONGEST, Ms
from player.formats.addresses import is_web

MOST_CHAPTERS = 50_000
MAX_PICTURE = 20 * 1024 * 1024
"""The largest picture (bytes) that is taken from a file's tags."""
_LONGEST_TITLE = 1000
_VORBIS = re.compile(r"chapter(\d{1,4})", re.IGNORECASE)


def from_id3(tags: Any) -> list[Chapter]:
    """The CHAP frames; those that the file's table of contents leaves out have `toc` False."""
    tables = tags.getall("CTOC")
    listed = {child for table in tables for child in table.child_element_ids}
    found = []
    for frame in tags.getall("CHAP")[:MOST_CHAPTERS]:
        start, end = int(frame.start_time), int(frame.end_time)
        if start > LONGEST:
            continue
        parts = frame.sub_frames
        url = next((str(part.url) for part in parts.getall("WXXX") if is_web(str(part.url))), None)
        image = next((part.data for part in parts.getall("APIC") if fits(part.data)), None)
        found.append(
            Chapter(
                start,
                next((text(part) or "" for part in parts.getall("TIT2")), ""),
                end if start < end <= LONGEST else None,
                url,
                Picture(data=image) if image else None,
                toc=not listed or frame.element_id in listed,
            )
        )
    return found


def from_vorbis(comments: Mapping[str, Any]) -> list[Chapter]:
    """Comments `CHAPTER001=00:00:00.000`, `CHAPTER001NAME=…` and `CHAPTER001URL=…`."""
    found = []
    for key in list(comments)[:MOST_CHAPTERS]:
        match = _VORBIS.fullmatch(key)
        if match is None:
            continue
        try:
            start = timecode.parse(str(comments[key][0]))
        except TimecodeError:
            continue
        name, url = comments.get(f"{key}name"), comments.get(f"{key}url")
        address = str(url[0]).strip() if url else ""
        title = clean(str(name[0])) if name else ""
        found.append(Chapter(start, title or "", None, address if is_web(address) else None))
    return found


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


def _ms(value: int | None, base: Fraction | None) -> Ms | None:
    if value is None or base is None:
        return None
    ms = round(value * base * 1000)
    return ms if -LONGEST < ms <= LONGEST else None
