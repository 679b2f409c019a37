"""The chapter lists of mp4chaps and m4b-tool: a clock with milliseconds and a title on each line.

Sources: what mp4chaps of MP4v2 exports; m4b-tool, which heads them with comments; Podlove and
Auphonic, which put an address in angle brackets behind a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.formats.chapters import listing
from player.formats.text import stem
from player.formats.times import clock, from_clock

_LINE = re.compile(r"(\d{1,4}:\d{2}:\d{2}(?:[.,]\d{1,9})?)(?:\s+(.*))?", re.ASCII)
_EXACT = re.compile(r"\d{1,4}:\d{2}:\d{2}[.,]\d{1,9}(?:\s|$)", re.ASCII)
_ADDRESS = re.compile(r"\s*<(https?://[^\s<>]{1,4000})>$")
_LENGTH = re.compile(
    r"^#+[ \t]*total-(?:duration|length)[: \t]+(\d[\d:.]{4,20})", re.ASCII | re.MULTILINE
)
_HEAD = 4096
_LOOKED_AT = 200
_LONGEST_ROW = 20_000


def sniff(text: str) -> bool:
    """Whether the first line, and four of five of the next, begin with such a clock."""
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
    for number, row in _rows(text):
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
            found.append(_chapter(start, match[2] or ""))
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
    return f'"{title}"' if quoted or _ADDRESS.search(title) else title
