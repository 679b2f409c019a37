"""Copies long stretches of one file into another, as fast as the system can, and tells of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import BinaryIO, TypeAlias

STEP = 8 * 1024 * 1024
"""Bytes between two calls of `progress`."""

Piece: TypeAlias = bytes | tuple[int, int]
"""What a file is put together from: bytes as they are, or a stretch of the source: from, to."""


def put_together(
    source: BinaryIO,
    target: BinaryIO,
    pieces: Iterable[Piece],
    progress: Callable[[float], None],
) -> None:
    """Write `pieces` to `target`, one behind the other; both are real files.

    `progress` is called with the share done, 0 to 1; what it raises goes through. Raises OSError
    where a file cannot be read or written, or ends before it should.
    """
    pieces = list(pieces)
    whole = sum(len(p) if isinstance(p, bytes) else p[1] - p[0] for p in pieces) or 1
    done = 0
    progress(0.0)
    target.seek(0)
    for piece in pieces:
        if isinstance(piece, bytes):
            target.write(piece)
            done += len(piece)
            progress(done / whole)
            continue
        at, end = piece
        while at < end:
            copied = _copy(source, target, at, min(STEP, end - at))
            at += copied
            done += copied
            progress(done / whole)
    target.flush()
    progress(1.0)


def _copy(source: BinaryIO, target: BinaryIO, at: int, size: int) -> int:
    """Copies up to `size` bytes, and tells how many; the system does it, where it does."""
    target.flush()
    try:
        copied = os.copy_file_range(source.fileno(), target.fileno(), size, at, target.tell())
    except (AttributeError, OSError):
        copied = 0  # not on this system, or not between these two files
    if copied:
        target.seek(copied, os.SEEK_CUR)
        return copied
    source.seek(at)
    data = source.read(size)
    if not data:
        raise OSError("the file became shorter while it was copied")
    target.write(data)
    return len(data)
