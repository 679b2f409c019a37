"""Puts chunks together again, with other chapters in them: for WAV and AIFF."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.id3_frames import tag_at
from player.formats.audio.id3_write import rewritten
from player.formats.audio.iff import ID3, LARGEST, Chunk, Order, chunks
from player.formats.audio.pieces import Piece, length


def made(name: bytes, data: bytes, order: Order) -> bytes:
    """A chunk of its own."""
    return name + len(data).to_bytes(4, order) + data + bytes(len(data) & 1)


def same(chunk: Chunk, order: Order) -> list[Piece]:
    """A chunk as it is, with the size that it really has."""
    size = chunk.end - chunk.body
    return [chunk.name + size.to_bytes(4, order), (chunk.body, chunk.end), bytes(size & 1)]


def with_chapters(
    file: BoundedFile,
    order: Order,
    gone: Callable[[Chunk], bool],
    chapters: Sequence[Chapter],
    lasts: Ms | None,
) -> list[Piece]:
    """All chunks but those that are `gone`, with `chapters` in the first ID3 tag, or in a new one.

    Without `chapters` those in the tags are left out, as they are in further tags. `lasts` is the
    length of the recording.
    """
    kept: list[Piece] = []
    waiting: Sequence[Chapter] | None = chapters
    for chunk in chunks(file, order):
        if gone(chunk):
            continue
        tag = tag_at(file, chunk.body, chunk.end) if chunk.name in ID3 else None
        if tag is None:
            kept += same(chunk, order)
        elif said := rewritten(tag, waiting or (), lasts):
            kept.append(made(chunk.name, said, order))
            waiting = None
    if waiting:
        name = b"id3 " if order == "little" else b"ID3 "
        kept.append(made(name, rewritten(None, waiting, lasts), order))
    return kept


def rebuilt(file: BoundedFile, order: Order, kept: Sequence[Piece]) -> list[Piece]:
    """The pieces of a file whose chunks are `kept`, with its form and what is behind them."""
    size = 4 + sum(length(piece) for piece in kept)
    if size > LARGEST:
        raise FormatError(
            "this file would become larger than 4 GB, which is more than its format can hold. "
            "Convert it to FLAC, and write the chapters into that."
        )
    end = max((chunk.after for chunk in chunks(file, order)), default=file.size)
    head = file.read_at(0, 4) + size.to_bytes(4, order) + file.read_at(8, 4)
    return [head, *kept, (end, file.size)]
