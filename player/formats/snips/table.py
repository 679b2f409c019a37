"""Tables of comma-separated values, as spreadsheets and services write them.

Source: RFC 4180; semicolons and tabs instead of commas are known by the first line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from player.domain.episode import Problem
from player.formats.snips.texts import place
from player.formats.text import MOST_PROBLEMS

_LONGEST_HEADER = 4000
_DELIMITERS = ",;\t"


def header(text: str) -> list[str]:
    """The names of the columns, in small letters; none where the first line is no header."""
    line = text.lstrip("\ufeff").partition("\n")[0].rstrip("\r")
    if len(line) > _LONGEST_HEADER:
        return []
    try:
        cells = next(csv.reader([line], delimiter=_delimiter(line)), [])
    except csv.Error:
        return []
    return [" ".join(cell.split()).lower() for cell in cells]


class Table:
    """The rows of a table, and the problems that its reader finds in it."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.columns = header(text)
        self._text = text.lstrip("\ufeff")
        self._problems: list[Problem] = []

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row that is not empty: its line, counted from 1, and its cells by column."""
        delimiter = _delimiter(self._text[:_LONGEST_HEADER].partition("\n")[0])
        reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=delimiter)
        line = 1
        try:
            for cells in reader:
                if line > 1 and any(cell.strip() for cell in cells):
                    yield line, dict(zip(self.columns, cells, strict=False))
                line = reader.line_num + 1
        except csv.Error:
            self.error(
                line,
                "this row cannot be read: a cell in it never ends, or is too long. It and all that "
                "follows is left out.",
            )

    def error(self, line: int, message: str) -> None:
        """The row at `line` was left out, for the reason of `message`."""
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append(Problem("error", place(self.name, line), message))

    def warning(self, line: int, message: str) -> None:
        """The row at `line` was taken as it stands."""
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append(Problem("warning", place(self.name, line), message))

    def problems(self) -> tuple[Problem, ...]:
        """All that was reported."""
        return tuple(self._problems)


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table with these columns and rows."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue()


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)
