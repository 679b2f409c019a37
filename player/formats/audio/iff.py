"""The chunks of RIFF (WAV) and IFF (AIFF) files: how they follow one another.

Sources: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0; EBU Tech
3306 (RF64); Apple, Audio Interchange File Format 1.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from player.domain.timecode import LONGEST, Ms
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.id3_frames import Tag, tag_at

Order: TypeAlias = Literal["little", "big"]

LARGEST = 0xFFFFFFFF
"""What stands where a size is not known, or does not fit."""
MOST_TEXT = 64 * 1024 * 1024
"""The largest chunk (bytes) that is read; sound is never."""
ID3 = (b"ID3 ", b"id3 ")

_MOST_CHUNKS = 10_000
_NAME = re.compile(rb"[ -~]{4}")


class Chunk(NamedTuple):
    """A chunk: its header begins at `start`, its content at `body`, and ends at `end`.

    `after` is where the next one begins.
    """

    name: bytes
    start: int
    body: int
    end: int
    after: int


def chunks(file: BoundedFile, order: Order) -> Iterator[Chunk]:
    """The chunks of a file, which follow its first twelve bytes.

    Sizes that lead out of the file end with it: of recordings that were broken off, or streamed.
    """
    at = 12
    told = 8 + int.from_bytes(file.read_at(4, 4), order)
    size_of_sound = LARGEST
    for _ in range(_MOST_CHUNKS):
        head = file.read_at(at, 8)
        if len(head) < 8 or not _NAME.match(head):
            return
        name, size = head[:4], int.from_bytes(head[4:], order)
        if name == b"ds64":
            size_of_sound = int.from_bytes(file.read(16)[8:], "little")
        elif name == b"data" and (size == LARGEST or (not size and _is_streamed(file, at))):
            size = file.size if size_of_sound == LARGEST or not size else size_of_sound
        elif at >= told and at + 8 + size > file.size:
            return  # something else behind the chunks, such as an ID3v1 tag
        end = min(file.size, at + 8 + size)
        after = end
        if size & 1 and end < file.size:
            edge = file.read_at(end, 5)
            # Some programs leave out the byte that makes a length even.
            after += not (edge[0] and _NAME.match(edge))
        yield Chunk(name, at, at + 8, end, after)
        at = after


def parts(data: bytes, order: Order) -> Iterator[tuple[bytes, bytes]]:
    """The chunks inside of one, by name and content."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], order)
        end = at + 8 + size
        yield data[at : at + 4], data[at + 8 : end]
        unpadded = size & 1 and data[end : end + 1] != b"\0" and _NAME.match(data, end)
        at = end if unpadded else end + (size & 1)


def content(file: BoundedFile, chunk: Chunk) -> bytes:
    """What a chunk holds, no more than `MOST_TEXT` of it."""
    return file.read_at(chunk.body, min(MOST_TEXT, chunk.end - chunk.body))


def tags(file: BoundedFile, order: Order) -> list[Tag]:
    """The ID3 tags that stand in chunks."""
    found = (
        tag_at(file, chunk.body, chunk.end) for chunk in chunks(file, order) if chunk.name in ID3
    )
    return [tag for tag in found if tag is not None]


def time_of(frame: int, rate: float) -> Ms | None:
    """The time of a sample frame; None where it is longer than any recording."""
    ms = round(frame * 1000 / rate) if rate > 0 else LONGEST + 1
    return ms if ms <= LONGEST else None


def text(data: bytes, codec: str) -> str:
    """A label: UTF-8, as programs of today write it, or `codec`, that of the format's time."""
    data = data.partition(b"\0")[0]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(codec, "replace")


def _is_streamed(file: BoundedFile, at: int) -> bool:
    """Whether the sound at `at`, whose size is zero, is there all the same."""
    head = file.read_at(at + 8, 8)
    return len(head) == 8 and not _NAME.match(head)
