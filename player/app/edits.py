"""Changes to the listener's files that can be taken back, to the byte."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from player import formats
from player.domain.errors import StoreError
from player.store.files import MissingFile, read_bounded, reason, write_atomic


@dataclass(frozen=True, slots=True)
class Written:
    """What was in the file at `path` (None: there was none), and what has been written there."""

    path: Path
    before: bytes | None
    after: bytes | None

    @property
    def back(self) -> Written:
        """The change the other way round: once it is written back, the file is as it is now."""
        return Written(self.path, self.after, self.before)


def read(path: Path) -> bytes | None:
    """What is in the file at `path` now; None where there is none. Raises EarmarkError."""
    try:
        return read_bounded(path, formats.MAX_BYTES)
    except MissingFile:
        return None


def write(path: Path, before: bytes | None, after: bytes) -> Written:
    """Make the file at `path`, which holds `before`, hold `after`.

    Raises EarmarkError, after which it is as it was.
    """
    write_atomic(path, after)
    return Written(path, before, after)


def write_back(written: Iterable[Written]) -> None:
    """Make the files what they were before; none of them where one was changed since.

    Raises EarmarkError.
    """
    for each in written:
        if read(each.path) != each.after:
            raise StoreError(
                f"“{each.path.name}” was changed since, so it stays as it is. "
                "Change it back by hand."
            )
    for each in written:
        if each.before is not None:
            write_atomic(each.path, each.before)
            continue
        try:
            each.path.unlink()
        except OSError as error:
            raise StoreError(f"“{each.path.name}” stays where it is: {reason(error)}.") from error
