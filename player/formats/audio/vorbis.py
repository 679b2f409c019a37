"""Chapters in Vorbis comments: `CHAPTER001=00:00:00.000`, `CHAPTER001NAME=…`, `CHAPTER001URL=…`.

The comments are taken apart by hand, so that all others stay as they are to the byte. Sources:
wiki.xiph.org/Chapter_Extension, which counts from 000 or 001 and to 999; the Ogg Vorbis
I specification, 5. comment field and header specification. Discs in one file have a CUE sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from struct import Struct

from player.domain import timecode
from player.domain.episode import Chapter
from player.domain.errors import FormatError, TimecodeError
from player.domain.timecode import Ms
from player.formats.addresses import is_web
from player.formats.audio import cuesheet
from player.formats.audio.chapters import MOST_CHAPTERS, clean, plain
from player.formats.times import clock, from_clock

_LENGTH = Struct("<I")
_KEY = re.compile(rb"chapter(\d{1,6})(name|url)?", re.IGNORECASE)
_LONGEST_VALUE = 100_000
_LATE = re.compile(rb"Lavf(?:5[7-9]|6[0-2])\.")
"""The vendor where FFmpeg wrote the chapters (into Opus alone): 3.0 to 8 round seconds up."""


def split(data: bytes, at: int) -> tuple[list[bytes], int]:
    """The comments in the list that begins at `at` with its vendor, and where it ends.

    A list that is cut off has the comments that are there, and ends with `data`.
    """
    at += 4 + _number(data, at)
    count = _number(data, at)
    at += 4
    found: list[bytes] = []
    size = len(data)
    while len(found) < count and at + 4 <= size:
        (length,) = _LENGTH.unpack_from(data, at)
        if at + 4 + length > size:
            break
        found.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return found, min(at, size) if len(found) == count else size


def read(data: bytes, at: int) -> list[Chapter]:
    """The chapters in the list that begins at `at`, where they were before FFmpeg wrote them.

    It writes 12.7 s as `00:00:13.700`, seconds rounded and milliseconds besides; so what has half a
    second and more is a second late. Its numbers begin at 000.
    """
    entries, _ = split(data, at)
    found = chapters_of(entries)
    numbered = any(entry.startswith(b"CHAPTER000=") for entry in entries)
    if not (numbered and _LATE.match(data, at + 4)):
        return found
    early = [replace(c, start=c.start - 1000 * (c.start % 1000 >= 500)) for c in found]
    ordered = all(chapter.start <= after.start for chapter, after in pairwise(early))
    return early if ordered and all(chapter.start >= 0 for chapter in early) else found


def replaced(data: bytes, at: int, chapters: Sequence[Chapter]) -> bytes:
    """`data`, whose list of comments begins at `at`, with `chapters` in it and no others.

    Raises FormatError where the list is cut off.
    """
    entries, end = split(data, at)
    vendor = 4 + _number(data, at)
    if at + vendor + 4 > len(data) or len(entries) < _number(data, at + vendor):
        raise FormatError(
            "the comments of this file are cut off, so that they take no chapters. "
            "Write its tags anew with a tagger, and try again."
        )
    kept = [entry for entry in entries if not _is_of_chapters(entry)]
    kept += _entries(chapters)
    body = b"".join(_LENGTH.pack(len(entry)) + entry for entry in kept)
    return data[: at + vendor] + _LENGTH.pack(len(kept)) + body + data[end:]


def empty(chapters: Sequence[Chapter]) -> bytes:
    """A list of comments that holds `chapters` alone."""
    return replaced(bytes(8), 0, chapters)


def chapters_of(entries: Iterable[bytes]) -> list[Chapter]:
    """The chapters among comments, in order of their numbers; of equal keys the first counts.

    Without any, the tracks of a CUE sheet among them.
    """
    entries = list(entries)
    starts: dict[int, Ms] = {}
    said: dict[tuple[int, bytes], str] = {}
    for entry in entries:
        key, _, value = entry.partition(b"=")
        match = _KEY.fullmatch(key)
        if match is None:
            continue
        number, what = int(match[1]), match[2]
        text = value[:_LONGEST_VALUE].decode("utf-8", "replace").strip()
        if what:
            said.setdefault((number, what.lower()), text)
        elif number not in starts and len(starts) < MOST_CHAPTERS:
            start = _time(text)
            if start is not None:
                starts[number] = start
    found = []
    for number in sorted(starts):
        address = said.get((number, b"url"), "")
        found.append(
            Chapter(
                starts[number],
                clean(said.get((number, b"name"), "")) or "",
                url=address if is_web(address) else None,
            )
        )
    return found or next(filter(None, map(_tracks, entries)), [])


def _is_of_chapters(entry: bytes) -> bool:
    return bool(_KEY.fullmatch(entry.partition(b"=")[0]) or _tracks(entry))


def _tracks(entry: bytes) -> list[Chapter]:
    """The tracks of the CUE sheet in a comment, where it is one."""
    key, _, value = entry[: cuesheet.LONGEST].partition(b"=")
    return cuesheet.parse(value.decode("utf-8", "replace")) if key.lower() == cuesheet.KEY else []


def _entries(chapters: Sequence[Chapter]) -> Iterable[bytes]:
    for number, chapter in enumerate(chapters, 1):
        key = f"CHAPTER{number:03}"
        yield f"{key}={clock(chapter.start)}".encode()
        yield f"{key}NAME={plain(chapter.title)}".encode()
        if chapter.url and is_web(chapter.url):
            yield f"{key}URL={chapter.url}".encode()


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def _time(text: str) -> Ms | None:
    start = from_clock(text)
    if start is None:
        try:
            return timecode.parse(text[:100])
        except TimecodeError:
            return None
    return start
