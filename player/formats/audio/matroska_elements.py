"""The elements that Matroska and WebM files are made of, read and written.

Source: RFC 8794 (EBML); RFC 9559 (Matroska).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

EBML, SEGMENT = 0x1A45DFA3, 0x18538067
SEEK_HEAD, SEEK, SEEK_ID, SEEK_POSITION = 0x114D9B74, 0x4DBB, 0x53AB, 0x53AC
INFO, TIMESTAMP_SCALE, DURATION = 0x1549A966, 0x2AD7B1, 0x4489
TRACKS, ATTACHMENTS, TAGS = 0x1654AE6B, 0x1941A469, 0x1254C367
CLUSTER, CLUSTER_POSITION = 0x1F43B675, 0xA7
CUES, CUE_POINT, CUE_TRACK, CUE_CLUSTER = 0x1C53BB6B, 0xBB, 0xB7, 0xF1
CUE_STATE, CUE_REFERENCE = 0xEA, 0xDB
CHAPTERS, EDITION, EDITION_UID = 0x1043A770, 0x45B9, 0x45BC
EDITION_HIDDEN, EDITION_DEFAULT = 0x45BD, 0x45DB
CHAPTER, CHAPTER_UID, CHAPTER_SEGMENT = 0xB6, 0x73C4, 0x6E67
CHAPTER_START, CHAPTER_END, CHAPTER_HIDDEN, CHAPTER_ENABLED = 0x91, 0x92, 0x98, 0x4598
DISPLAY, STRING, LANGUAGE = 0x80, 0x85, 0x437C
VOID, CRC = 0xEC, 0xBF


class Element(NamedTuple):
    """Where an element stands; `body` is where its content begins.

    Where it does not say how long it is, as in a live stream (`endless`), or goes on behind its
    parent (not `whole`), `end` is that of its parent.
    """

    id: int
    start: int
    body: int
    end: int
    endless: bool = False
    whole: bool = True


def element_at(data: bytes, at: int, end: int, base: int = 0) -> Element | None:
    """The element that begins at `at` in `data`, inside one up to `end`; None where there is none.

    `base` is where `data` begins in the file that the places given are of.
    """
    if at >= len(data) or not data[at] >> 4:
        return None
    width = 5 - (data[at] >> 4).bit_length()
    size_at = at + width
    if size_at >= len(data) or not data[size_at]:
        return None
    size_width = 9 - data[size_at].bit_length()
    body = size_at + size_width
    if body > len(data):
        return None
    mask = (1 << 7 * size_width) - 1
    size = int.from_bytes(data[size_at:body], "big") & mask
    endless = size == mask
    stop = base + body + size
    return Element(
        int.from_bytes(data[at:size_at], "big"),
        base + at,
        base + body,
        end if endless else min(stop, end),
        endless,
        endless or stop <= end,
    )


def elements(data: bytes, at: int, end: int) -> Iterator[Element]:
    """The elements in `data` from `at` to `end`, up to the first that cannot be one."""
    while at < end:
        element = element_at(data, at, end)
        if element is None:
            return
        yield element
        at = element.end


def elements_of(file: BinaryIO, at: int, end: int, most: int) -> Iterator[Element]:
    """The elements of a file from `at` to `end`, `most` of them at the most."""
    for _ in range(most):
        if at >= end:
            return
        file.seek(at)
        element = element_at(file.read(12), 0, end, at)
        if element is None:
            return
        yield element
        at = element.end


def number(data: bytes, element: Element) -> int:
    """The unsigned number in `element`; of one over 8 bytes, its last 8."""
    return int.from_bytes(data[max(element.body, element.end - 8) : element.end], "big")


def make(identity: int, *parts: bytes, width: int = 0) -> bytes:
    """An element of `parts`; its size takes `width` bytes, or as few as may be."""
    size = sum(map(len, parts))
    width = width or (size + 1).bit_length() // 7 + ((size + 1).bit_length() % 7 > 0)
    head = (size | 1 << 7 * width).to_bytes(width, "big")
    return identity_bytes(identity) + head + b"".join(parts)


def make_number(identity: int, value: int, width: int = 0) -> bytes:
    """An element with a number, of `width` bytes, or as few as may be."""
    return make(identity, value.to_bytes(width or max(1, (value.bit_length() + 7) // 8), "big"))


def identity_bytes(identity: int) -> bytes:
    """The id of an element as it is written, with its mark."""
    return identity.to_bytes((identity.bit_length() + 7) // 8, "big")
