"""Reads files that somebody chose, and says calmly why one cannot be read."""

from __future__ import annotations

import stat
from pathlib import Path

from player import formats
from player.domain.errors import FormatError
from player.engine import media
from player.formats.text import too_large


def inside(base: Path, source: str) -> Path:
    """The file that `source` names, links followed; FormatError where it leaves `base`."""
    folder = base.resolve()
    try:
        target = (folder / source).resolve()
    except (OSError, RuntimeError):
        raise FormatError("this file cannot be found.", source) from None
    if not target.is_relative_to(folder):
        raise FormatError(
            "this leads out of the episode file's folder, so it is not read. Move it there.", source
        )
    return target


def exists(path: Path) -> bool:
    """Whether there is a file at `path`."""
    try:
        return path.is_file()
    except OSError:
        return False


def peek(path: Path) -> tuple[bytes, int]:
    """The first bytes and the size of the file at `path`. Raises EarmarkError."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise FormatError("this is a folder. Choose a file in it.", path.name or str(path))
        if not stat.S_ISREG(status.st_mode):
            raise FormatError("this is not a file that holds anything.", path.name)
        if status.st_size == 0:
            raise FormatError(
                "the file is empty. Check that it was saved or downloaded whole.", path.name
            )
        with path.open("rb") as file:
            return file.read(media.HEAD), status.st_size
    except OSError as error:
        raise _calm(path, error) from None


def read_whole(path: Path, limit: int = formats.MAX_BYTES) -> bytes:
    """All of the file at `path`; refused unread where it is larger than `limit` bytes."""
    _, size = peek(path)
    if size > limit:
        raise FormatError(too_large(), path.name)
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise _calm(path, error) from None


def _calm(path: Path, error: OSError) -> FormatError:
    if isinstance(error, FileNotFoundError):
        message = "there is no such file. It may have been moved, renamed or deleted."
    elif isinstance(error, PermissionError):
        message = "you may not read this file. Change its permissions, or copy it elsewhere."
    else:
        message = f"this file cannot be read: {error.strerror or error}."
    return FormatError(message, path.name or str(path))
