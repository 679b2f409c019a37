"""Writes chapters into a copy of a Matroska or WebM file.

By hand: FFmpeg drops what it does not know of a file that it copies, and makes its clusters anew.
Source: RFC 9559 (Matroska).

The sound is copied as it is and stays where it is, counted as the file's own tables count. What is
in front of it is laid out anew, with a list of places and with the chapters; where these are too
long, they go behind the sound. Only where there is no room at all the sound moves, and the cues
with it.

What Matroska cannot hold: addresses and pictures of chapters, and titles over 1000 characters.
FFmpeg, and so mpv, leaves out all but the first of chapters that start at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.formats.audio import matroska_elements as m
from player.formats.audio.chapters import clean
from player.formats.audio.matroska import find_segment
from player.formats.audio.matroska_elements import (
    Element,
    elements,
    elements_of,
    make,
    make_number,
    number,
)
from player.formats.audio.pieces import Piece, assemble

_MOST_ELEMENTS = 2_000_000
_MOST_CUES = 64 * 1024 * 1024
_ROOM = 1024  # left for the next change, where there was none for this one
_SIZE_WIDTH = 8
_ENDLESS = b"\x01" + b"\xff" * 7
_Part: TypeAlias = tuple[int, Piece]
_NAMED = (m.INFO, m.TRACKS, m.CHAPTERS, m.CUES, m.TAGS, m.ATTACHMENTS)
_MADE_ANEW = (m.SEEK_HEAD, m.CHAPTERS, m.VOID, m.CRC)
_NS = 1_000_000  # in a millisecond
_CUT = "the file is cut off or damaged: not all of it is there. Get it again, then write chapters."
_NO_ROOM = (
    "there is no room for chapters in this file, and its sound cannot be moved. Make it anew "
    "first, for example with `ffmpeg -i OLD -c copy NEW`."
)


@dataclass(frozen=True, slots=True)
class _Book:
    """A file taken apart: what is in front of the sound, the sound, and what is behind it.

    `front` and `back` are what is kept there. `inner` is what stands between clusters.
    """

    segment: Element
    front: tuple[Element, ...]
    sound: tuple[int, int]
    inner: tuple[Element, ...]
    back: tuple[Element, ...]
    open_end: bool


def write(
    source: BinaryIO,
    target: BinaryIO,
    chapters: Sequence[Chapter],
    progress: Callable[[float], None],
) -> None:
    """Make `target` a copy of `source` with exactly `chapters`; see `AudioWriter`.

    Raises FormatError where this is no Matroska file, or one that cannot take them.
    """
    segment = find_segment(source)
    book = _open(source, segment)
    size = source.seek(0, 2)
    listed = _element(sorted(chapters, key=lambda chapter: chapter.start)) if chapters else b""
    width = (size + len(listed) + (1 << 20)).bit_length() // 8 + 1
    inside = _laid_out(source, book, listed, width)
    length = sum(len(p) if isinstance(p, bytes) else p[1] - p[0] for p in inside)
    head = m.identity_bytes(m.SEGMENT)
    head += _ENDLESS if segment.endless else (length | 1 << 56).to_bytes(_SIZE_WIDTH, "big")
    pieces: list[Piece] = [(0, segment.start), head, *inside, (segment.end, size)]
    assemble(source, target, pieces, progress)


def _open(source: BinaryIO, segment: Element) -> _Book:
    front: list[Element] = []
    inner: list[Element] = []
    after: list[Element] = []
    start = end = segment.end
    open_end = False
    at = segment.body
    for element in elements_of(source, segment.body, segment.end, _MOST_ELEMENTS):
        if not element.whole or (element.endless and element.id != m.CLUSTER):
            raise FormatError(_CUT)
        at = element.end
        if element.id == m.CLUSTER:
            start = min(start, element.start)
            end, open_end = element.end, element.endless
            inner += after
            after = []
        else:
            (front if start == segment.end else after).append(element)
    if not segment.whole or at != segment.end:
        raise FormatError(_CUT)
    return _Book(
        segment,
        tuple(e for e in front if e.id not in _MADE_ANEW),
        (start, end),
        tuple(inner),
        tuple(e for e in after if e.id not in _MADE_ANEW),
        open_end,
    )


def _laid_out(source: BinaryIO, book: _Book, listed: bytes, width: int) -> list[Piece]:
    """All that is in the new segment; places in it are written in `width` bytes."""
    front: list[_Part] = [(e.id, (e.start, e.end)) for e in book.front]
    back: list[_Part] = [(e.id, (e.start, e.end)) for e in book.back]
    chapters: list[_Part] = [(m.CHAPTERS, listed)] if listed else []
    room = book.sound[0] - book.segment.body
    layouts = [([*front, *chapters], back)]
    if not book.open_end:
        layouts.append((front, [*back, *chapters]))
    for first, last in layouts:
        needed = _size(first) + len(_places(book, first, last, 0, 0, width))
        if book.sound[0] == book.sound[1]:
            room = needed
        if needed <= room:
            spare = room - needed
            break
    else:
        _check_movable(source, book)
        first, last = (_with_moved_cues(source, part, 0, width) for part in layouts[0])
        spare = _ROOM
        needed = _size(first) + len(_places(book, first, last, 0, 0, width)) + spare
        first, last = (_with_moved_cues(source, part, needed - room, width) for part in layouts[0])
        room = needed
    head = _places(book, first, last, spare, room, width)
    return [head, *(piece for _, piece in first), *_sound(book), *(piece for _, piece in last)]


def _places(
    book: _Book, first: list[_Part], last: list[_Part], spare: int, room: int, width: int
) -> bytes:
    """The list of places, and `spare` bytes of nothing; the sound is `room` bytes behind its start.

    `first` follows it, `last` follows the sound.
    """
    start, end = book.sound
    entries: list[tuple[int, int]] = []
    at = room - _size(first)
    for identity, piece in first:
        entries.append((identity, at))
        at += _length(piece)
    entries += [(e.id, room + e.start - start) for e in book.inner if e.id != m.CHAPTERS]
    at = room + end - start
    for identity, piece in last:
        entries.append((identity, at))
        at += _length(piece)
    seeks = [
        make(
            m.SEEK,
            make(m.SEEK_ID, m.identity_bytes(identity)),
            make_number(m.SEEK_POSITION, max(0, place), width),
        )
        for identity, place in entries
        if identity in _NAMED
    ]
    # Nothing takes two bytes at least; for one, the list says in one byte more how long it is.
    body = sum(map(len, seeks))
    narrow = len(make(m.SEEK_HEAD, *seeks)) - 4 - body
    head = make(m.SEEK_HEAD, *seeks, width=narrow + (spare == 1))
    return head + (_void(spare) + bytes(spare - len(_void(spare))) if spare > 1 else b"")


def _sound(book: _Book) -> Iterator[Piece]:
    """The clusters; old chapters and lists of places between them are made into nothing."""
    at, end = book.sound
    for element in book.inner:
        if element.id in (m.CHAPTERS, m.SEEK_HEAD):
            head = _void(element.end - element.start)
            yield at, element.start
            yield head
            at = element.start + len(head)
    yield at, end


def _void(size: int) -> bytes:
    """The head of an element of nothing that takes `size` bytes in all, two or more."""
    width = 1 if size < 100 else _SIZE_WIDTH
    return b"\xec" + (size - 1 - width | 1 << 7 * width).to_bytes(width, "big")


def _check_movable(source: BinaryIO, book: _Book) -> None:
    """Raise FormatError where the sound itself says where it stands, or what is in it does."""
    source.seek(book.sound[0])
    cluster = m.element_at(data := source.read(256), 0, len(data))
    inside = elements(data, cluster.body, cluster.end) if cluster else ()
    if any(element.id == m.CLUSTER_POSITION for element in inside):
        raise FormatError(_NO_ROOM)
    if any(element.id == m.CUES for element in book.inner):
        raise FormatError(_NO_ROOM)


def _with_moved_cues(source: BinaryIO, parts: list[_Part], by: int, width: int) -> list[_Part]:
    """`parts`, with the places in the cues moved by so many bytes."""
    moved: list[_Part] = []
    for identity, piece in parts:
        if identity == m.CUES and not isinstance(piece, bytes):
            if _length(piece) > _MOST_CUES:
                raise FormatError(_NO_ROOM)
            source.seek(piece[0])
            data = source.read(_length(piece))
            piece = _moved(data, 0, len(data), by, width, (m.CUES, m.CUE_POINT, m.CUE_TRACK))
        moved.append((identity, piece))
    return moved


def _moved(data: bytes, at: int, end: int, by: int, width: int, path: tuple[int, ...]) -> bytes:
    """What is in `data` from `at` to `end`, with all places of clusters moved.

    `path` are the elements on the way to them.
    """
    parts: list[bytes] = []
    for element in elements(data, at, end):
        at = element.end
        if path and element.id == path[0]:
            inside = _moved(data, element.body, element.end, by, width, path[1:])
            parts.append(make(element.id, inside))
        elif not path and element.id == m.CUE_CLUSTER:
            place = max(0, number(data, element) + by)
            # One that led out of the file still does.
            parts.append(make_number(element.id, min(place, (1 << 8 * width) - 1), width))
        elif element.id in (m.CUE_STATE, m.CUE_REFERENCE):
            raise FormatError(_NO_ROOM)
        elif element.id != m.CRC:
            parts.append(data[element.start : element.end])
    if at != end:
        raise FormatError(_CUT)
    return b"".join(parts)


def _length(piece: Piece) -> int:
    return len(piece) if isinstance(piece, bytes) else piece[1] - piece[0]


def _size(parts: Sequence[_Part]) -> int:
    return sum(_length(piece) for _, piece in parts)


def _element(chapters: Sequence[Chapter]) -> bytes:
    """The element of `chapters`: one edition, and nothing inside them."""
    atoms = []
    for index, chapter in enumerate(chapters):
        title = (clean(chapter.title) or "").encode("utf-8", "replace")
        # Numbers that other chapters of this file hardly had: tags may still name these.
        identity = zlib.crc32(b"%d %b" % (chapter.start, title)) << 20 | index + 1
        parts = [
            make_number(m.CHAPTER_UID, identity),
            make_number(m.CHAPTER_START, chapter.start * _NS),
        ]
        if chapter.end is not None:
            parts.append(make_number(m.CHAPTER_END, chapter.end * _NS))
        if not chapter.toc:
            parts.append(make_number(m.CHAPTER_HIDDEN, 1))
        if title:
            parts.append(make(m.DISPLAY, make(m.STRING, title), make(m.LANGUAGE, b"und")))
        atoms.append(make(m.CHAPTER, *parts))
    uid = make_number(m.EDITION_UID, zlib.crc32(b"".join(atoms)) | 1)
    return make(m.CHAPTERS, make(m.EDITION, uid, make_number(m.EDITION_DEFAULT, 1), *atoms))
