"""What is wrong with one item of a feed: its own problems, not those of all the others."""

from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element

from player.domain.episode import Problem
from player.formats.text import MOST_PROBLEMS, at


class Reports:
    """Collects problems of elements in the file `name`, each with its line and column."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._problems: list[Problem] = []

    def error(self, element: Element, message: str) -> None:
        """`element` was left out, for the reason of `message`."""
        self._add("error", element, message)

    def warning(self, element: Element, message: str) -> None:
        """`element` was taken as it stands."""
        self._add("warning", element, message)

    def problems(self) -> tuple[Problem, ...]:
        """All that was reported."""
        return tuple(self._problems)

    def _add(self, severity: Literal["error", "warning"], element: Element, message: str) -> None:
        if len(self._problems) < MOST_PROBLEMS:
            line, column = getattr(element, "line", 1), getattr(element, "column", 1)
            self._problems.append(Problem(severity, at(self._name, line, column), message))
