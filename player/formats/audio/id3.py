"""Chapters in ID3v2 tags: CHAP frames, in the order and with the gaps of CTOC frames.

Source: id3.org, ID3v2 Chapter Frame Addendum 1.0. Why by hand: see `id3_frames`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from struct import Struct
from typing import BinaryIO

from player.domain.episode import Chapter, Picture
from player.domain.timecode import LONGEST
from player.formats.audio import id3_text
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.chapters import MOST_CHAPTERS, clean
from player.formats.audio.id3_frames import Tag, content, tags, walk

TOP, ORDERED = 2, 1
"""The flags of a CTOC frame."""

_TIMES = Struct(">4I")
_MOST_ENTRIES = 4 * MOST_CHAPTERS


@dataclass(slots=True)
class Table:
    """A table of contents, put together from all CTOC frames with its id."""

    flags: int = 0
    children: list[bytes] = field(default_factory=list)


def read(file: BinaryIO) -> list[Chapter]:
    """The chapters of the first ID3v2 tag at the start or end of `file` that has any."""
    return first(tags(BoundedFile(file)))


def first(found: list[Tag]) -> list[Chapter]:
    """The chapters of the first of these tags that has any."""
    return next((chapters for tag in found if (chapters := chapters_of(tag))), [])


def chapters_of(tag: Tag) -> list[Chapter]:
    """The chapters of `tag` in order of time, equal ones in that of the table of contents.

    Those that no table names have `toc` False, unless the tables name none at all.
    """
    found: list[tuple[bytes, Chapter]] = []
    contents: list[bytes] = []
    seen: dict[bytes, Picture] = {}
    for frame in tag.frames():
        if frame.name == b"CHAP" and len(found) < MOST_CHAPTERS:
            found.extend(_chapter(tag.content(frame), tag.version, seen))
        elif frame.name == b"CTOC":
            contents.append(tag.content(frame))
    if not found or not contents:
        found.sort(key=lambda pair: pair[1].start)
        return [chapter for _, chapter in found]
    ids = {element for element, _ in found}
    rank, ruled = _order(_tables(contents, ids), ids)
    if ruled:
        found = [
            (element, chapter if element in rank else replace(chapter, toc=False))
            for element, chapter in found
        ]
    return _sorted(found, rank)


def _chapter(
    data: bytes, version: int, seen: dict[bytes, Picture]
) -> Iterator[tuple[bytes, Chapter]]:
    """The chapter in a CHAP frame with its id, or nothing where it has no time.

    Offsets in bytes are left alone: no program is known to write them, and the times say the same.
    """
    zero = data.find(b"\0") + 1
    if not zero or len(data) < zero + 16:
        return
    start, end, _, _ = _TIMES.unpack_from(data, zero)
    if start > LONGEST:
        return
    title: str | None = None
    url: str | None = None
    told: str | None = None
    image: Picture | None = None
    for frame in walk(data, version, zero + 16, len(data)):
        name = frame.name
        if name == b"TIT2" and title is None:
            title = clean(id3_text.text(content(data, frame, version)))
        elif name == b"WXXX" and url is None:
            url = id3_text.address(content(data, frame, version))
        elif name == b"APIC" and image is None:
            image = id3_text.picture(content(data, frame, version))
        elif name[:1] == b"W" and url is None:
            url = id3_text.plain_address(content(data, frame, version))
        elif name == b"TXXX" and told is None:  # where some programs put it, as “URL”
            told = id3_text.told_address(content(data, frame, version))
    if image is not None and image.data is not None:
        image = seen.setdefault(image.data, image)  # often the same in many chapters
    yield (
        data[: zero - 1],
        Chapter(start, title or "", end if start < end <= LONGEST else None, url or told, image),
    )


def _tables(contents: list[bytes], chapters: set[bytes]) -> dict[bytes, Table]:
    """The CTOC frames by their ids, in their order."""
    tables: dict[bytes, Table] = {}
    left = _MOST_ENTRIES
    for data in contents:
        element, zero, rest = data.partition(b"\0")
        if not zero or len(rest) < 2:
            continue
        flags, count = rest[0], rest[1]
        *children, behind = rest[2:].split(b"\0", count)
        if len(children) < count and behind:
            children.append(behind)
        elif len(chapters) > 0xFF:
            # The number has one byte; where there are more, some programs write them all the same.
            for child in behind.split(b"\0"):
                if child not in chapters:
                    break
                children.append(child)
        table = tables.setdefault(element, Table())
        table.flags |= flags
        table.children.extend(children[:left])
        left -= len(children[:left])
    return tables


def _order(tables: dict[bytes, Table], chapters: set[bytes]) -> tuple[dict[bytes, int], bool]:
    """The place of each chapter that a table names, and whether the others are hidden.

    Tables are followed from those at the top, else from those that no other names, then whatever
    is left; each once, so that circles end. Others are hidden where there is a table at the top,
    or an ordered one, and chapters are named at all, or a table is empty on purpose.
    """
    named = {child for table in tables.values() for child in table.children}
    roots = [element for element, table in tables.items() if table.flags & TOP]
    roots = roots or [element for element in tables if element not in named]
    waiting = [*reversed(tables), *reversed(roots)]
    rank: dict[bytes, int] = {}
    done: set[bytes] = set()
    while waiting:
        element = waiting.pop()
        if element in chapters:
            rank.setdefault(element, len(rank))
        if element in tables and element not in done:
            done.add(element)
            waiting.extend(reversed(tables[element].children))
    ruling = [table for table in tables.values() if table.flags & (TOP | ORDERED)]
    empty = any(
        child in tables and not tables[child].children
        for table in ruling
        for child in table.children
    )
    return rank, bool(ruling and (rank or empty))


def _sorted(found: list[tuple[bytes, Chapter]], rank: dict[bytes, int]) -> list[Chapter]:
    """By time; of those that start together, the listed ones change places as the table says."""
    found.sort(key=lambda pair: pair[1].start)
    chapters: list[Chapter] = []
    for _, group in groupby(found, key=lambda pair: pair[1].start):
        together = list(group)
        listed = sorted(
            (pair for pair in together if pair[0] in rank), key=lambda pair: rank[pair[0]]
        )
        following = iter(listed)
        chapters += [
            next(following)[1] if element in rank else chapter for element, chapter in together
        ]
    return chapters
