"""Keeps what audio tags can make their readers read, unpack and repeat within bounds."""

from __future__ import annotations

import copy
import functools
import os
import zlib
from typing import Any, BinaryIO, NoReturn

BUDGET = 192 * 1024 * 1024
"""Bytes that may be read from one file for its tags; pictures are the most of it."""


class BoundedFile:
    """A file opened for reading that stops giving after `BUDGET` bytes in all.

    Tags are read through it, so that a hostile (or sparse) file of many gigabytes cannot fill the
    memory, and so that no reader ever sees a path to make an address of.
    """

    def __init__(self, file: BinaryIO, budget: int = BUDGET) -> None:
        self._file = file
        self._left = budget
        self._size = os.fstat(file.fileno()).st_size
        self.name = "audio"

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; raises OSError where the budget is used up."""
        # Python sets aside all that is asked for, so no more is asked for than is there.
        there = max(0, self._size - self._file.tell())
        data = self._file.read(min(there if size < 0 else size, there, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise OSError("too much to read")
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """As in any file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As in any file."""
        return self._file.tell()


class _NoZlib:
    """Stands for zlib in the ID3 reader, whose unpacking has no limit.

    400 kB of a compressed frame can hold 400 MB; hardly a program writes them.
    """

    error = zlib.error

    @staticmethod
    def decompress(_data: bytes) -> NoReturn:
        raise zlib.error("compressed frames are not read")


@functools.cache
def guard_mutagen() -> None:
    """Takes two unlimited things out of mutagen's ID3 reader, for the whole program.

    Compressed frames are skipped, and chapters inside chapters are not followed: each level
    copies the rest of the tag, and 24 MB nested 400 deep took 10 GB.
    """
    from mutagen.id3 import Frames, _frames, _specs, _tags

    frames: Any = _frames
    specs: Any = _specs
    make_tags: Any = _tags.ID3Tags
    flat = {name: frame for name, frame in Frames.items() if name not in ("CHAP", "CTOC")}

    def read(_spec: Any, header: Any, _frame: Any, data: bytes) -> tuple[Any, bytes]:
        inner = copy.copy(header)
        inner._known_frames = flat
        tags = make_tags()
        return tags, tags._read(inner, data)

    frames.zlib = _NoZlib
    specs.ID3FramesSpec.read = read
