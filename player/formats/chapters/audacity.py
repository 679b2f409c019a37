"""Audacity's labels: start, end and text, with tabs between them.

Source: the Audacity manual, “Importing and Exporting Labels”, and its form before version 1.3,
which had no ends. A point has its start as its end. The range of frequencies, on a line of its
own that begins with a backslash, is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.chapters import listing
from player.formats.text import stem

_NUMBER = r"-?\d{1,10}[.,]\d{1,9}"
_FIRST = re.compile(rf"{_NUMBER}\t(?:{_NUMBER}(?:\t|$)|[^\t\r\n]*$)", re.ASCII)
_SECONDS = re.compile(r"-?\d{1,10}(?:[.,]\d{1,9})?", re.ASCII)
_LONGEST_ROW = 20_000
_LOOKED_AT = 200


def sniff(text: str) -> bool:
    """Whether the first lines are labels: seconds with decimals, and tabs, in four of five."""
    checked = []
    for _, row in _rows(text):
        checked.append(_FIRST.match(row) is not None)
        if len(checked) == _LOOKED_AT or not checked[0]:
            break
    return checked[:1] == [True] and sum(checked) * 5 >= len(checked) * 4


def read(text: str, name: str) -> Episode:
    """The labels as chapters; a region has its end. Raises FormatError where there is none."""
    report = listing.Report(name)
    found: list[Chapter] = []
    for number, row in _rows(text):
        first, _, rest = row.partition("\t")
        start = _time(first)
        if start is None:
            report.error(
                number, "a label begins with its seconds, from 0 on, and a tab; it is left out."
            )
            continue
        if len(found) >= listing.MOST_CHAPTERS:
            report.error(number, listing.TOO_MANY)
            break
        second, _, title = rest.partition("\t")
        end = _time(second)
        if not _SECONDS.fullmatch(second.strip()):
            title = rest
        found.append(Chapter(start, listing.clean(title), listing.end_after(start, end)))
    if not found:
        raise FormatError("these are no labels: no line begins with seconds and a tab.", name)
    return Episode(title=stem(name), chapters=listing.in_order(found), problems=report.problems())


def _rows(text: str) -> Iterator[tuple[int, str]]:
    for number, row in listing.rows(text):
        if row.strip() and not row.startswith("\\"):
            yield number, row[:_LONGEST_ROW]


def _time(text: str) -> Ms | None:
    return listing.moment(text) if _SECONDS.fullmatch(text.strip()) else None


def write(episode: Episode) -> str:
    """One label a chapter: a region where the chapter has an end of its own, else a point."""
    return "".join(
        f"{_seconds(chapter.start)}\t{_seconds(_end(chapter))}\t{listing.clean(chapter.title)}\n"
        for chapter in episode.chapters
    )


def _end(chapter: Chapter) -> Ms:
    return chapter.start if chapter.end is None else chapter.end


def _seconds(ms: Ms) -> str:
    return f"{ms // 1000}.{ms % 1000:03}000"
