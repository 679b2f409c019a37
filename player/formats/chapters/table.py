"""Chapters as a table: CSV with a header, as spreadsheets and audio editors write it.

Columns are known by their names, in a few languages; the lists of markers of Adobe Audition,
Premiere and Reaper are among them. Times are clocks or seconds; of those that count frames, as film
does, the frames are left out. Commas, semicolons, tabs or bars stand between the columns. Without a
header, a time and a title with a comma or semicolon between them are read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice, pairwise

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST, Ms
from player.formats.chapters import listing
from player.formats.text import stem
from player.formats.times import clock

COLUMNS = ("start", "title", "end", "url", "image", "toc")
_NAMES = {
    "start": (
        "start", "starttime", "starts", "begin", "time", "timestamp", "timecode", "position", "in",
        "tcin", "starttimecode", "startzeit", "zeit", "anfang", "beginn", "début", "inicio",
        "inizio",
    ),
    "title": (
        "title", "name", "chapter", "chaptertitle", "chaptername", "label", "marker", "markername",
        "topic", "titel", "kapitel", "thema", "titre", "chapitre", "título", "titulo", "capítulo",
        "titolo", "capitolo",
    ),
    "end": ("end", "endtime", "ends", "stop", "out", "tcout", "endtimecode", "ende", "fin", "fine"),
    "length": ("length", "duration", "dauer", "durée", "duración", "durata"),
    "url": ("url", "link", "href"),
    "image": ("image", "img", "picture", "imageurl", "artwork"),
    "toc": ("toc",),
}  # fmt: skip
_COLUMN = {name: column for column, names in _NAMES.items() for name in names}
_OTHER = frozenset(("text", "transcript", "speaker", "quote", "highlight", "word"))
_NO_LETTER = re.compile(r"[\W\d_]+")
_UNIT = re.compile(r"[(\[].*?[)\]]|\b(?:in )?(?:seconds|secs?|s)$")
_MILLISECONDS = re.compile(r"(?:\bms|_ms|milliseconds)\W*$")
_NO = ("false", "no", "0", "off", "hidden")
_FRAMES = re.compile(r"(\d{1,3}:\d{2}:\d{2})[:;]\d{2,3}", re.ASCII)
_BARE = re.compile(r"\s*\d{1,4}:\d{2}(?::\d{2})?(?:\.\d{1,3})?\s*", re.ASCII)
_LETTER = re.compile(r"[^\W\d_]")
_HEAD = 8192
_LOOKED_AT = 100
SHORTEST = 15_000
"""Half of the chapters of a table without a header are so long (ms), as lines of speech are not."""


def sniff(text: str) -> bool:
    """Whether the first line names a start and a title, and the next one has a time there.

    Without such a line, four of five have a time and a title, and are as far apart as chapters.
    """
    if _BARE.match(text):
        return _is_bare(text)
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
    if _BARE.match(text) and _is_bare(text):
        return _read_bare(text, name, report)
    rows = _rows(text, report)
    _, header = next(rows, (0, []))
    columns = _columns(header)
    if "start" not in columns or "title" not in columns:
        raise FormatError(
            "this table holds no chapters: its first line should name a “start” and a “title”.",
            name,
        )
    found: list[Chapter] = []
    frames = False
    for number, row in rows:
        start = _time(row, columns, "start")
        if not frames and _FRAMES.fullmatch(_cell(row, columns, "start").strip()):
            frames = True
            report.warning(number, "these times count frames, which are left out.")
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


def _bare(row: list[str]) -> Chapter | None:
    """The chapter in a row without a header: a time, perhaps an end, a title, perhaps an address.

    What stands behind further commas belongs to the title.
    """
    if not _BARE.fullmatch(row[0]) or (start := listing.moment(row[0])) is None:
        return None
    end = listing.moment(row[1]) if len(row) > 2 and _BARE.fullmatch(row[1]) else None
    rest = row[1 if end is None else 2 :]
    url = listing.web(rest[-1]) if len(rest) > 1 else None
    title = listing.clean(",".join(rest[:-1] if url else rest)).rstrip(" ,")
    if not _LETTER.search(title) or "-->" in title:
        return None
    return Chapter(start, title, listing.end_after(start, end), url)


def _is_bare(text: str) -> bool:
    if _delimiter(text) not in ",;":
        return False
    # Enough for so many lines; the last one may be cut.
    rows = list(islice(_rows(text[: _HEAD * 4], None), _LOOKED_AT))
    found = [chapter for _, row in rows if (chapter := _bare(row)) is not None]
    steps = sorted(after.start - before.start for before, after in pairwise(found))
    return (
        len(found) > 1
        and len(found) * 5 >= len(rows) * 4
        and steps[0] >= 0
        and steps[len(steps) // 2] >= SHORTEST
    )


def _read_bare(text: str, name: str, report: listing.Report) -> Episode:
    found: list[Chapter] = []
    for number, row in _rows(text, report):
        if (chapter := _bare(row)) is None:
            report.error(number, "a line has a time and a title; this one is left out.")
        elif len(found) >= listing.MOST_CHAPTERS:
            report.error(number, listing.TOO_MANY)
            break
        else:
            found.append(chapter)
    return Episode(title=stem(name), chapters=listing.in_order(found), problems=report.problems())


def _delimiter(text: str) -> str:
    first = text.lstrip()[:_HEAD].partition("\n")[0]
    return max(",;\t|", key=first.count)


def _rows(text: str, report: listing.Report | None) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, with the lines that they begin on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
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
    return listing.moment(_FRAMES.sub(r"\1", cell))


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
