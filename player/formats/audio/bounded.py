"""Keeps what audio tags can make their readers read, unpack and repeat within bounds."""

from __future__ import annotations

import functools
import os
from typing import Any, BinaryIO

from player.domain.errors import FormatError

BUDGET = 192 * 1024 * 1024
"""Bytes that may be read from one file for its tags; pictures are the most of it."""

_NAMES = ((b"fLaC", "audio.flac"), (b"TTA1", "audio.tta"), (b"\xff", "audio.mp3"))
"""What mutagen is told of files that begin so, behind an ID3 tag, too: it goes by names."""

MOST_READS = 400_000
"""Times that may be read from it; a file of empty blocks has a million of them in 4 MB."""


class TooMuchError(FormatError, OSError):
    """There is more to be read than any sound file has; an OSError for those who read by it."""

    def __init__(self) -> None:
        super().__init__(
            "this file has too much in its tags to be read. It may be damaged; download it again."
        )


class BoundedFile:
    """A file opened for reading that stops giving after `budget` bytes, or `reads`, in all.

    Tags are read through it, so that a hostile (or sparse) file of many gigabytes cannot fill the
    memory, and so that no reader ever sees a path to make an address of.
    """

    def __init__(self, file: BinaryIO, budget: int = BUDGET, reads: int = MOST_READS) -> None:
        self._file = file
        self._left = budget
        self._reads = reads
        at = file.tell()
        self.size = file.seek(0, os.SEEK_END)
        file.seek(at)
        self.name = "audio"

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; raises TooMuchError where the budget is used up."""
        # Python sets aside all that is asked for, so no more is asked for than is there.
        there = max(0, self.size - self._file.tell())
        data = self._file.read(min(there if size < 0 else size, there, self._left + 1))
        self._left -= len(data)
        self._reads -= 1
        if self._left < 0 or self._reads < 0:
            raise TooMuchError
        return data

    def read_at(self, at: int, size: int) -> bytes:
        """Up to `size` bytes from the offset `at` on; nothing where `size` is not positive."""
        self._file.seek(at)
        return self.read(max(0, size))

    def seek(self, offset: int, whence: int = 0) -> int:
        """As in any file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As in any file."""
        return self._file.tell()


def by_mutagen(file: BinaryIO, head: bytes) -> Any:
    """What mutagen makes of `file`, whose sound or container begins with `head`; None for nothing.

    What it knows by no other sign it is told to be MP3 where the file is named so: recordings of
    radio stations begin in the middle of a frame, others with silence.
    """
    import mutagen

    _guard_mutagen()
    bounded = BoundedFile(file)
    bounded.name = next((name for lead, name in _NAMES if head.startswith(lead)), "audio")
    found = mutagen.File(fileobj=bounded)
    if found is None and str(getattr(file, "name", "")).lower().endswith(".mp3"):
        bounded.name = "audio.mp3"
        bounded.seek(0)
        found = mutagen.File(fileobj=bounded)
    return found


@functools.cache
def _guard_mutagen() -> None:
    """Keeps mutagen from reading the frames of ID3v2 tags in files that are a `BoundedFile`.

    It unpacks compressed frames without a limit, follows chapters inside of chapters, and copies
    the rest of the tag for each frame: 1 MB of small ones took half a minute. `id3` reads them.
    """
    from mutagen.id3 import _tags

    header: Any = _tags.ID3Header
    tags: Any = _tags.ID3Tags
    make, read = header.__init__, tags._read

    def begin(self: Any, fileobj: Any = None) -> None:
        self.bounded = isinstance(fileobj, BoundedFile)
        make(self, fileobj)

    def pass_by(self: Any, header: Any, data: bytes) -> Any:
        return b"" if getattr(header, "bounded", False) else read(self, header, data)

    header.__init__ = begin
    tags._read = pass_by
