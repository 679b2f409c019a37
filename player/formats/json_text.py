"""JSON from outside: parsed within bounds, and every mistake in it with its line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from player.domain.episode import Problem
from player.domain.errors import FormatError
from player.formats.text import MOST_PROBLEMS, at

Path: TypeAlias = tuple[str | int, ...]
"""Where a value is: the keys and indices that lead to it."""

_SPACE = re.compile(r"[ \t\n\r]*")


class JsonDocument:
    """A parsed JSON text, and the problems that its reader finds in it.

    `value` is made of dict, list, str, int, float, bool and None. Raises FormatError, with line
    and column, where the text is no JSON, or goes too deep.
    """

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self._text = text
        self._found: list[tuple[Literal["error", "warning"], Path, str]] = []
        try:
            self.value: Any = json.loads(text, parse_constant=_nothing)
        except json.JSONDecodeError as error:
            what = f"{error.msg[:1].lower()}{error.msg[1:]}"
            message = f"this is no JSON: {what} here. Mend it, or save the file again."
            raise FormatError(message, at(name, error.lineno, error.colno)) from None
        except RecursionError:
            raise FormatError("this JSON is nested too deeply to be read.", name) from None
        except ValueError as error:
            raise FormatError(f"this JSON holds a number that is none: {error}.", name) from None

    def error(self, path: Path, message: str) -> None:
        """What is at `path` was left out, for the reason of `message`."""
        self._add("error", path, message)

    def warning(self, path: Path, message: str) -> None:
        """What is at `path` was taken as it stands."""
        self._add("warning", path, message)

    def _add(self, severity: Literal["error", "warning"], path: Path, message: str) -> None:
        if len(self._found) < MOST_PROBLEMS:
            self._found.append((severity, path, message))

    def problems(self) -> tuple[Problem, ...]:
        """All that was reported, each with its place, found in one way through the text."""
        if not self._found:
            return ()
        places = _locate(self._text, [path for _, path, _ in self._found])
        return tuple(
            Problem(severity, self._where(places.get(path, 0)), message)
            for severity, path, message in self._found
        )

    def _where(self, index: int) -> str:
        line_start = self._text.rfind("\n", 0, index) + 1
        return at(self.name, self._text.count("\n", 0, index) + 1, index - line_start + 1)


def _nothing(_word: str) -> None:
    """NaN and Infinity, which JSON does not have but Python's programs write (Whisper's do)."""


def _locate(text: str, paths: Iterable[Path]) -> dict[Path, int]:
    """Where in `text`, known to be JSON, the values at `paths` begin.

    Only what leads to one of them is walked through; all else is skipped by the C parser.
    """
    wanted = {path[:depth] for path in paths for depth in range(len(path) + 1)}
    found: dict[Path, int] = {}
    skip = json.JSONDecoder().raw_decode

    def walk(index: int, path: Path) -> int:
        found[path] = index
        opening = text[index]
        if opening not in "{[":
            return skip(text, index)[1]
        index = _after_space(text, index + 1)
        number = 0
        while text[index] not in "}]":
            key: str | int = number
            if opening == "{":
                key, index = skip(text, index)
                index = _after_space(text, _after_space(text, index) + 1)
            inner = (*path, key)
            index = walk(index, inner) if inner in wanted else skip(text, index)[1]
            index = _after_space(text, index)
            if text[index] == ",":
                index = _after_space(text, index + 1)
            number += 1
        return index + 1

    walk(_after_space(text, 0), ())
    return found


def _after_space(text: str, index: int) -> int:
    match = _SPACE.match(text, index)
    return match.end() if match else index
