"""Chapters as a table: CSV with a header, as spreadsheets and audio editors write it.

Columns are known by their names; Adobe Audition's and Reaper's lists of markers are among them.
Times are clocks or seconds. Commas, semicolons, tabs or bars stand between the columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST, Ms
from player.formats.chapters import listing
from player.formats.text import stem
from player.formats.times import clock

COLUMNS = ("start", "title", "end", "url", "image", "toc")
_NAMES = {
    "start": ("start", "starttime", "starts", "begin", "time", "timestamp", "timecode", "position"),
    "title": ("title", "name", "chapter", "chaptertitle", "chaptername", "label", "marker"),
    "end": ("end", "endtime", "ends", "stop"),
    "length": ("length", "duration"),
    "url": ("url", "link", "href"),
    "image": ("image", "img", "picture", "imageurl", "artwork"),
    "toc": ("toc",),
}
_COLUMN = {name: column for column, names in _NAMES.items() for name in names}
_OTHER = frozenset(("text", "transcript", "speaker", "quote", "highlight", "word"))
_NO_LETTER = re.compile(r"[\W\d_]+")
_UNIT = re.compile(r"[(\[].*?[)\]]|\b(?:in )?(?:seconds|secs?|s)$")
_MILLISECONDS = re.compile(r"(?:\bms|_ms|milliseconds)\W*$")
_NO = ("false", "no", "0", "off", "hidden")
_HEAD = 8192


def sniff(text: str) -> bool:
    """Whether the first line names a start and a title, and the next one has a time there."""
    rows = _rows(text[:_HEAD], None)
    _, header = next(rows, (0, []))
    columns = _columns(header)
    if "start" not in columns or "title" not in columns:
        return False
    _, first = next(rows, (0, None))
    return first is None or _time(first, columns, "start") is not None


def read(text: str, name: str) -> Episode:
    """The chapters. Raises FormatError where the first line names no start and no title."""
    report = listing.Report(name)
    rows = _rows(text, report)
    _, header = next(rows, (0, []))
    columns = _columns(header)
    if "start" not in columns or "title" not in columns:
        raise FormatError(
            "this table holds no chapters: its first line should name a “start” and a “title”.",
            name,
        )
    found: list[Chapter] = []
    for number, row in rows:
        start = _time(row, columns, "start")
        if start is None:
            report.error(
                number, "a chapter starts at a time such as 00:02:10.500; this one is left out."
            )
            continue
        if len(found) >= listing.MOST_CHAPTERS:
            report.error(number, listing.TOO_MANY)
            break
        end, length = _time(row, columns, "end"), _time(row, columns, "length")
        if end is None and length is not None:
            end = start + length
        found.append(
            Chapter(
                start,
                listing.clean(_cell(row, columns, "title")),
                listing.end_after(start, end),
                listing.web(_cell(row, columns, "url")),
                listing.picture(_cell(row, columns, "image")),
                _cell(row, columns, "toc").strip().lower() not in _NO,
            )
        )
    return Episode(title=stem(name), chapters=listing.in_order(found), problems=report.problems())


def _rows(text: str, report: listing.Report | None) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, with the lines that they begin on."""
    first = text.lstrip()[:_HEAD].partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            if report is not None:
                report.error(
                    line, "a cell begins here that does not end; what follows is left out."
                )
            return
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1


def _columns(header: list[str]) -> dict[str, tuple[int, bool]]:
    """Where each known column is, and whether its times are milliseconds."""
    found: dict[str, tuple[int, bool]] = {}
    for index, cell in enumerate(header[:100]):
        said = cell.strip().lower()[:60]
        bare = _NO_LETTER.sub("", _UNIT.sub("", _MILLISECONDS.sub("", said)))
        if bare in _OTHER:
            return {}
        if column := _COLUMN.get(bare):
            found.setdefault(column, (index, _MILLISECONDS.search(said) is not None))
    return found


def _cell(row: list[str], columns: dict[str, tuple[int, bool]], column: str) -> str:
    index, _ = columns.get(column, (len(row), False))
    return row[index] if index < len(row) else ""


def _time(row: list[str], columns: dict[str, tuple[int, bool]], column: str) -> Ms | None:
    cell = _cell(row, columns, column).strip()
    if column in columns and columns[column][1] and cell.isascii() and cell.isdigit():
        ms = int(cell[:12])
        return ms if ms <= LONGEST else None
    return listing.moment(cell)


def write(episode: Episode) -> str:
    """A table with commas and a header; a cell is empty where there is nothing to say."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for chapter in episode.chapters:
        writer.writerow((
            clock(chapter.start),
            listing.clean(chapter.title),
            "" if chapter.end is None else clock(chapter.end),
            listing.address_of(chapter) or "",
            listing.source_of(chapter) or "",
            "" if chapter.toc else "false",
        ))  # fmt: skip
    return file.getvalue()
