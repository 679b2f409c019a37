"""Errors that are the listener's or the world's, told calmly; bugs stay ordinary exceptions."""

from __future__ import annotations


class EarmarkError(Exception):
    """Something a person can do something about.

    The message is one or two plain sentences: what is wrong, and what to do. It is shown in the
    window and on standard error as it stands.
    """


class TimecodeError(EarmarkError, ValueError):
    """A text that should be a time is not one."""


class FormatError(EarmarkError):
    """Bytes are not what they claim to be, or too much to be read.

    `where` is `file:line:column` (counted from 1) or a file's name, or "" where it is not known.
    """

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.where = where


class EngineError(EarmarkError):
    """The audio engine is missing, broken, or cannot play this."""


class StoreError(EarmarkError):
    """One of the listener's files cannot be read or written."""
