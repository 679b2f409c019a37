"""Transcripts as tables: the TSV and CSV of Whisper and its descendants, and of editors.

Sources, by what they write: openai-whisper (`start`, `end`, `text` between tabs, in ms, nothing in
quotes); whisper.cpp (the same with commas, `speaker`, and quotes behind backslashes); others, with
clocks, or seconds with fractions.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from statistics import median
from typing import TypeAlias

from player.domain.episode import Episode, Line, Problem
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.text import MOST_PROBLEMS, at, stem
from player.formats.times import from_clock
from player.formats.transcripts.lines import flat, gather, in_ms, in_seconds
from player.formats.transcripts.segments import number_of

Row: TypeAlias = tuple[int, list[str]]

_NAMES = {
    "start": ("start", "start time", "starttime", "start_time", "begin", "timestamp", "start_ms"),
    "end": ("end", "end time", "endtime", "end_time", "stop", "end_ms"),
    "text": ("text", "transcript", "sentence", "content", "utterance"),
    "speaker": ("speaker", "speaker name", "speaker_name", "name", "voice"),
}
_COLUMN = {name: column for column, names in _NAMES.items() for name in names}
_OTHER = ("title", "chapter", "note", "kind", "highlight", "quote")
_HEAD = 8192
_UNIT = re.compile(r"\s*\([^()]{0,20}\)$")
_WHOLE = re.compile(r"\d{1,12}", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}[.]\d{1,9}|\d{1,12}", re.ASCII)
_MANY_SECONDS = 250
_LOOKED_AT = 50


def sniff(text: str) -> bool:
    """Whether the first row names a start and a text, and the next one has a time there."""
    rows = _rows(text[:_HEAD])
    columns = _columns(next(rows, (0, []))[1])
    first = next(rows, None)
    if first is None or not columns.keys() >= {"start", "text"}:
        return False
    cell = _cell(first[1], columns, "start")
    return _NUMBER.fullmatch(cell) is not None or from_clock(cell) is not None


def read(text: str, name: str) -> Episode:
    """The transcript. Raises FormatError where not one row has a time and says anything."""
    problems: list[Problem] = []

    def complain(message: str, line: int = 1) -> None:
        if len(problems) < MOST_PROBLEMS:
            problems.append(Problem("error", at(name, line), message))

    rows = _rows(text)
    columns = _columns(next(rows, (0, []))[1])
    first = list(islice(rows, _LOOKED_AT))
    time = _time_of([row for _, row in first], columns)
    found = _lines([*first], columns, time, complain)
    rest = _lines(rows, columns, time, complain)
    lines = gather((line for part in (found, rest) for line in part), complain)
    if not lines:
        raise FormatError("there are no lines with times in this table.", name)
    return Episode(title=stem(name), transcript=lines, problems=tuple(problems))


def _lines(
    rows: Iterator[Row] | list[Row],
    columns: dict[str, int],
    time: Callable[[str], Ms | None],
    complain: Callable[[str, int], None],
) -> Iterator[Line]:
    for number, row in rows:
        said = flat(_cell(row, columns, "text"))
        start, end = time(_cell(row, columns, "start")), time(_cell(row, columns, "end"))
        if start is None:
            complain("this row begins at no time; it is left out.", number)
        elif said:
            who = number_of(_cell(row, columns, "speaker"))
            end = end if end is not None and end > start else None
            yield Line(start, end, said, None if who == "?" else who)


def _rows(text: str) -> Iterator[Row]:
    """The rows that hold something, with the lines that they begin on."""
    tabs = "\t" in text[:_HEAD].partition("\n")[0]
    if not tabs and '\\"' in text:
        text = text.replace('\\"', '""')
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter="\t" if tabs else ";" if _semicolons(text) else ",",
        quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL,
    )
    line = 1
    while True:
        try:
            row = next(reader)
        except (StopIteration, csv.Error):
            return
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1


def _semicolons(text: str) -> bool:
    header = text[:_HEAD].partition("\n")[0]
    return header.count(";") > header.count(",")


def _columns(header: list[str]) -> dict[str, int]:
    """Where each known column is; none at all where this is another table."""
    found: dict[str, int] = {}
    for index, cell in enumerate(header[:50]):
        said = _UNIT.sub("", cell.strip().strip('"').lower()[:60])
        if said in _OTHER:
            return {}
        if column := _COLUMN.get(said):
            found.setdefault(column, index)
    return found


def _cell(row: list[str], columns: dict[str, int], column: str) -> str:
    index = columns.get(column, len(row))
    return row[index].strip() if index < len(row) else ""


def _time_of(rows: list[list[str]], columns: dict[str, int]) -> Callable[[str], Ms | None]:
    """How times are read: in ms where they are whole, and would be minutes from row to row."""
    starts = [_cell(row, columns, "start") for row in rows]
    ends = [_cell(row, columns, "end") for row in rows]
    whole = [int(cell) for cell in starts if _WHOLE.fullmatch(cell)]
    steps = [after - before for before, after in pairwise(whole)]
    steps += [
        int(end) - int(start)
        for start, end in zip(starts, ends, strict=True)
        if _WHOLE.fullmatch(start) and _WHOLE.fullmatch(end)
    ]
    numbers = sum(_NUMBER.fullmatch(cell) is not None for cell in starts)
    in_whole = len(whole) == numbers and bool(steps) and median(steps) > _MANY_SECONDS

    def time(cell: str) -> Ms | None:
        if ":" in cell:
            return from_clock(cell)
        if not _NUMBER.fullmatch(cell):
            return None
        return in_ms(int(cell)) if in_whole and _WHOLE.fullmatch(cell) else in_seconds(cell)

    return time
