"""The chapter lists of mp4chaps and m4b-tool: a clock with milliseconds and a title on each line.

Sources: what mp4chaps of MP4v2 exports, and what it shows with `--list`; m4b-tool, which heads them
with comments; Podlove and Auphonic, which put an address in angle brackets behind a title. Other
programs have a comma or a dash between the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.formats.chapters import listing
from player.formats.text import stem
from player.formats.times import clock, from_clock

_CLOCK = r"\d{1,4}:\d{2}:\d{2}"
_LINE = re.compile(rf"({_CLOCK}(?:[.,]\d{{1,9}})?)(?:(?:\s|[,;]\s*(?!\d+:\d))\s*(.*))?", re.ASCII)
_EXACT = re.compile(rf"{_CLOCK}[.,]\d{{1,9}}(?:\s|$|[,;]\s*(?!\d+:\d))", re.ASCII)
_LISTED = re.compile(r"\s{0,20}(?:QuickTime|Nero) Chapters of \"", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*Chapter #\d{1,6} - (?=\d)(\S+) - (\".*)", re.IGNORECASE)
_DASH = re.compile(r"[-–—|]\s+")
_ADDRESS = re.compile(r"\s*<(https?://[^\s<>]{1,4000})>$")
_LENGTH = re.compile(
    r"^#+[ \t]*total-(?:duration|length)[: \t]+(\d[\d:.]{4,20})", re.ASCII | re.MULTILINE
)
_HEAD = 4096
_LOOKED_AT = 200
_LONGEST_ROW = 20_000


def sniff(text: str) -> bool:
    """Whether the first line, and four of five of the next, begin with such a clock."""
    if _LISTED.match(text) and _NUMBERED.search(text[:_HEAD]):
        return True
    checked = []
    for _, row in _rows(text):
        checked.append(_EXACT.match(row) is not None)
        if len(checked) == _LOOKED_AT or not checked[0]:
            break
    return checked[:1] == [True] and sum(checked) * 5 >= len(checked) * 4


def read(text: str, name: str) -> Episode:
    """The chapters, and the recording's length where a comment tells it.

    Raises FormatError where no line begins with a clock.
    """
    report = listing.Report(name)
    found: list[Chapter] = []
    rows = list(_listed(text) if _LISTED.match(text) else _rows(text))
    dashed = len(rows) > 1 and all(map(_is_dashed, rows))
    for number, row in rows:
        match = _LINE.fullmatch(row)
        start = from_clock(match[1]) if match else None
        if match is None or start is None:
            report.error(
                number, "a line begins with a time such as 00:02:10.500; this one is left out."
            )
        elif len(found) >= listing.MOST_CHAPTERS:
            report.error(number, listing.TOO_MANY)
            break
        else:
            title = match[2] or ""
            found.append(_chapter(start, _DASH.sub("", title, count=1) if dashed else title))
    if not found:
        raise FormatError(
            "this is no list of chapters: no line begins with a time such as 00:02:10.500.", name
        )
    length = _LENGTH.search(text[:_HEAD])
    return Episode(
        title=stem(name),
        duration=(listing.moment(length[1]) or None) if length else None,
        chapters=listing.in_order(found),
        problems=report.problems(),
    )


def _rows(text: str) -> Iterator[tuple[int, str]]:
    for number, row in listing.rows(text):
        bare = row[:_LONGEST_ROW].strip()
        if bare and not bare.startswith("#"):
            yield number, bare


def _listed(text: str) -> Iterator[tuple[int, str]]:
    """The lines of what `--list` shows, without their numbers; of two such lists the first."""
    for number, row in listing.rows(text):
        if match := _NUMBERED.fullmatch(row[:_LONGEST_ROW].rstrip()):
            yield number, f"{match[1]} {match[2]}"
        elif number > 1 and _LISTED.match(row):
            return


def _is_dashed(row: tuple[int, str]) -> bool:
    match = _LINE.fullmatch(row[1])
    return match is not None and _DASH.match(match[2] or "") is not None


def _chapter(start: int, text: str) -> Chapter:
    bare = listing.clean(text)
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return Chapter(start, bare[1:-1].strip())
    url = None
    if (match := _ADDRESS.search(bare)) and (url := listing.web(match[1])):
        bare = bare[: match.start()]
    return Chapter(start, bare, url=url)


def write(episode: Episode) -> str:
    """One line a chapter. A title that would be taken for something else stands in quotes."""
    return "".join(
        f"{clock(chapter.start)} {_title(chapter)}".rstrip() + "\n" for chapter in episode.chapters
    )


def _title(chapter: Chapter) -> str:
    title = listing.clean(chapter.title)
    quoted = len(title) > 1 and title[0] == title[-1] == '"'
    other = quoted or _ADDRESS.search(title) or _DASH.match(title)
    return f'"{title}"' if other else title
