"""Reads and writes whole files so that neither a hostile nor an unlucky one does harm."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from player.domain.errors import StoreError

LEFTOVER_AFTER = 60.0
"""Seconds after which an unfinished file is known to be that of a program that was killed."""

_REASONS = {
    errno.ENOSPC: "the disk is full; make room on it",
    errno.EDQUOT: "your share of the disk is used up; make room",
    errno.EROFS: "the disk can only be read; choose another place",
    errno.EACCES: "you may not do that there; change the permissions or choose another place",
    errno.EPERM: "you may not do that there; change the permissions or choose another place",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.ELOOP: "its links lead in a circle",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.EIO: "the disk does not work as it should",
}


class MissingFile(StoreError):  # noqa: N818 - not every file that is not there is an error
    """There is no such file."""


def reason(error: OSError) -> str:
    """What went wrong, and what to do, as a part of a sentence."""
    known = _REASONS.get(error.errno or 0)
    return known or (error.strerror or str(error)).lower()


def read_bounded(path: Path, limit: int) -> bytes:
    """The bytes of the ordinary file `path`, which has at most `limit` of them.

    A larger one is refused unread, and so is what is not a file (a folder, a pipe, a device).
    Raises MissingFile where there is none, StoreError for everything else.
    """
    # Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise StoreError(f"“{path.name}” cannot be read: it is not an ordinary file.")
            data = b"" if status.st_size > limit else file.read(limit + 1)
    except FileNotFoundError:
        raise MissingFile(f"There is no file “{path}”.") from None
    except ValueError:
        raise StoreError(f"“{path!s:.80}” cannot be the name of a file.") from None
    except OSError as error:
        raise StoreError(f"“{path.name}” cannot be read: {reason(error)}.") from error
    if status.st_size > limit or len(data) > limit:
        raise StoreError(f"“{path.name}” is too large: at most {_size(limit)} are read.")
    return data


def write_atomic(path: Path, data: bytes) -> None:
    """Make `data` the content of the file `path`, wholly or not at all, whenever it is stopped.

    As in `replacing`. Raises StoreError, after which the old file is as it was.
    """
    with replacing(path) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file to write and read, which takes the place of `path` when all went well.

    Folders that are missing are made; a link is followed to the file; its permissions stay as
    they were. Raises StoreError for what the system refuses; what else is raised within goes
    through; in both cases the old file is as it was.
    """
    try:
        target = _resolved(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = _mode_of(target)
        unfinished = target.with_name(f".{target.name[:80]}.{os.urandom(6).hex()}.tmp")
        try:
            with _open_new(unfinished, mode) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(_not_saved(path, reason(error))) from error
    _keep_folder(target.parent)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (RuntimeError, ValueError) as error:
        raise StoreError(_not_saved(path, "its path cannot be followed")) from error


def _not_saved(path: Path, why: str) -> str:
    return f"“{path.name}” could not be saved: {why}. What was saved before is untouched."


def remove_leftovers(path: Path) -> None:
    """Remove what programs that were killed while they wrote `path` have left beside it."""
    oldest = time.time() - LEFTOVER_AFTER
    with contextlib.suppress(OSError):
        for entry in os.scandir(path.parent):
            mine = entry.name.startswith(f".{path.name[:80]}.") and entry.name.endswith(".tmp")
            if mine and entry.stat(follow_symlinks=False).st_mtime < oldest:
                Path(entry.path).unlink()


def _mode_of(target: Path) -> int | None:
    """The permissions of the file to be replaced; None where there is none.

    Raises PermissionError where it may not be written: replacing asks only the folder.
    """
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not an ordinary file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only")
    return stat.S_IMODE(mode)


def _open_new(path: Path, mode: int | None) -> BinaryIO:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    if mode is not None and hasattr(os, "fchmod"):
        os.fchmod(handle, mode)
    return os.fdopen(handle, "w+b")


def _keep_folder(folder: Path) -> None:
    """Have the new name on the disk, too, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _size(count: int) -> str:
    return f"{count / 2**20:g} MB" if count >= 2**20 else f"{count} bytes"
