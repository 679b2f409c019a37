"""The chapters of Matroska and WebM files.

By hand: FFmpeg gives neither what is hidden nor what is nested, leaves out all but the first of
chapters that start at once, and mixes all editions. Source: RFC 9559 (Matroska).
"""

from __future__ import annotations

import math
import struct
from itertools import islice
from typing import BinaryIO

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST, Ms
from player.formats.audio import matroska_elements as m
from player.formats.audio.chapters import MOST_CHAPTERS, clean, tidy
from player.formats.audio.matroska_elements import Element, elements, elements_of, number

MOST_ELEMENTS = 20_000
"""Elements that are looked at on the way to the chapters: clusters of a day of sound."""
_MOST_BYTES = 32 * 1024 * 1024
_MOST_HOPS = 8
_MOST_PARTS = 1000  # of a chapter or an edition, before what is inside it
_MS = 1_000_000  # in nanoseconds


def read(file: BinaryIO) -> list[Chapter]:
    """The chapters of the Matroska or WebM file, in order of time; none where it has none.

    Of several editions it is the default one, else the first that is not hidden. Chapters that are
    hidden or disabled, or of a hidden edition, have `toc` False; for those inside others see
    `_flat`. Of titles in several languages it is the first. Chapters of other files are left out.

    Raises FormatError where this is no such file.
    """
    segment = find_segment(file)
    found = _first_elements(file, segment)
    if m.CHAPTERS not in found:
        return []
    data = content(file, found[m.CHAPTERS], _MOST_BYTES)
    duration = _duration(content(file, found.get(m.INFO), 65536))
    return list(tidy(_chapters(data), duration))


def find_segment(file: BinaryIO) -> Element:
    """The element that holds all others but a header."""
    size = file.seek(0, 2)
    outside = list(elements_of(file, 0, size, 16))
    segment = next((element for element in outside if element.id == m.SEGMENT), None)
    if segment is None or outside[0].id != m.EBML:
        raise FormatError("this is no Matroska or WebM file, or it is cut off at its beginning.")
    return segment


def content(file: BinaryIO, element: Element | None, most: int) -> bytes:
    """The first `most` bytes of what is in `element`; nothing where there is none."""
    if element is None:
        return b""
    file.seek(element.body)
    return file.read(min(most, element.end - element.body))


def _first_elements(file: BinaryIO, segment: Element) -> dict[int, Element]:
    """The first element of each kind: those in front of the sound, and those named there.

    Where no chapters are named, they are looked for behind all that is named, and behind the sound
    where nothing is, or where they are not where they should be: each of its clusters is a place
    of its own on the disk.
    """
    found: dict[int, Element] = {}
    walk = elements_of(file, segment.body, segment.end, MOST_ELEMENTS)
    for element in walk:
        if element.id == m.CLUSTER:
            break
        found.setdefault(element.id, element)
    wanted, named = _named(file, segment, found.get(m.SEEK_HEAD))
    for element in named:
        found.setdefault(element.id, element)
    if m.CHAPTERS in found:
        return found
    if named and m.CHAPTERS not in wanted:
        last = max(element.end for element in named)
        walk = elements_of(file, last, segment.end, _MOST_HOPS)
    for element in walk:
        if element.id == m.CHAPTERS:
            found[m.CHAPTERS] = element
            break
    return found


def _named(
    file: BinaryIO, segment: Element, head: Element | None
) -> tuple[set[int], list[Element]]:
    """What a list of places, and others that it names, name; and what of that stands there."""
    wanted: set[int] = set()
    named: list[Element] = []
    heads = [head] if head else []
    for _ in range(_MOST_HOPS):
        if not heads:
            break
        for identity, place in seeks(content(file, heads.pop(), 65536)):
            wanted.add(identity)
            at = segment.body + place
            element = next(elements_of(file, at, segment.end, 1), None)
            if element and element.id == identity:
                (heads if identity == m.SEEK_HEAD else named).append(element)
    return wanted, named


def seeks(data: bytes) -> list[tuple[int, int]]:
    """What a list of places names: which element stands where, counted from the segment's body."""
    found = []
    for seek in elements(data, 0, len(data)):
        inside = {e.id: number(data, e) for e in elements(data, seek.body, seek.end)}
        if seek.id == m.SEEK and m.SEEK_ID in inside:
            found.append((inside[m.SEEK_ID], inside.get(m.SEEK_POSITION, 0)))
    return found


def _duration(data: bytes) -> Ms | None:
    """How long the recording is, by what its element of information says."""
    scale, length = _MS, 0.0
    for element in elements(data, 0, len(data)):
        value = data[element.body : element.end]
        if element.id == m.TIMESTAMP_SCALE:
            scale = number(data, element)
        elif element.id == m.DURATION and len(value) in (4, 8):
            length = struct.unpack(">f" if len(value) == 4 else ">d", value)[0]
    ms = length * scale / _MS
    return round(ms) if math.isfinite(ms) and 0 < ms <= LONGEST else None


def _chapters(data: bytes) -> list[Chapter]:
    best: tuple[bool, bool] | None = None
    chosen: tuple[Element, bool] | None = None
    for edition in islice(elements(data, 0, len(data)), _MOST_PARTS):
        if edition.id != m.EDITION:
            continue
        inside = islice(elements(data, edition.body, edition.end), _MOST_PARTS)
        flags = {
            e.id: number(data, e) for e in inside if e.id in (m.EDITION_HIDDEN, m.EDITION_DEFAULT)
        }
        shown = not flags.get(m.EDITION_HIDDEN, 0)
        rank = bool(flags.get(m.EDITION_DEFAULT, 0)), shown
        if best is None or rank > best:
            best, chosen = rank, (edition, shown)
    return _flat(data, *chosen) if chosen else []


def _flat(data: bytes, edition: Element, shown: bool) -> list[Chapter]:
    """The chapters of an edition; those inside one behind it, where they are no mere parts of it.

    Those are left out that stand inside a chapter with a title, beside others: FFmpeg, mpv and
    most programs show none but the outer ones. Inside one that is hidden, that has no title, or
    that is the only one, they are what the listener is meant to see.
    """
    found: list[Chapter] = []
    # Not by recursion: nothing says how deep they may be. Where to go on and up to where, whether
    # what is there is enabled, and whether it is a single chapter.
    stack = [(edition.body, edition.end, shown, _is_single(data, edition))]
    for _ in range(4 * MOST_CHAPTERS):
        if not stack or len(found) >= MOST_CHAPTERS:
            break
        at, end, enabled, single = stack.pop()
        element = m.element_at(data, at, end) if at < end else None
        if element is None:
            continue
        stack.append((element.end, end, enabled, single))
        if element.id == m.CHAPTER:
            chapter, enabled = _chapter(data, element, enabled)
            if chapter:
                found.append(chapter)
            if single or chapter is None or not (chapter.title and chapter.toc):
                stack.append((element.body, element.end, enabled, _is_single(data, element)))
    return found


def _is_single(data: bytes, parent: Element) -> bool:
    """Whether there are not two chapters in `parent`."""
    inside = islice(elements(data, parent.body, parent.end), _MOST_PARTS)
    return len(list(islice((e for e in inside if e.id == m.CHAPTER), 2))) < 2


def _chapter(data: bytes, atom: Element, enabled: bool) -> tuple[Chapter | None, bool]:
    """What an atom says, without those inside it, and whether those are enabled."""
    values: dict[int, int] = {}
    title = ""
    for element in islice(elements(data, atom.body, atom.end), _MOST_PARTS):
        if element.id == m.DISPLAY and not title:
            strings = (e for e in elements(data, element.body, element.end) if e.id == m.STRING)
            text = next((data[e.body : e.end] for e in strings), b"")
            title = clean(text[:16384].decode("utf-8", "replace")) or ""
        elif element.id != m.CHAPTER:
            values[element.id] = number(data, element)
    enabled = enabled and bool(values.get(m.CHAPTER_ENABLED, 1))
    start, end = (_ms(values.get(key)) for key in (m.CHAPTER_START, m.CHAPTER_END))
    if start is None or m.CHAPTER_SEGMENT in values:
        return None, enabled
    shown = enabled and not values.get(m.CHAPTER_HIDDEN, 0)
    return Chapter(start, title, end if end and end > start else None, toc=shown), enabled


def _ms(nanoseconds: int | None) -> Ms | None:
    if nanoseconds is None:
        return None
    ms = (nanoseconds + _MS // 2) // _MS
    return ms if ms <= LONGEST else None
