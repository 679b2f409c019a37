"""OGM chapter text: `CHAPTER01=00:00:00.000`, and `CHAPTER01NAME=` with the title.

Sources: OGMTools; mkvmerge's manual, “simple chapters”; the same as Vorbis comments (`…URL=`).
Some programs have a colon before the milliseconds.
"""

from __future__ import annotations

import re

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.chapters import listing
from player.formats.text import stem
from player.formats.times import clock, from_clock

_FIRST = re.compile(
    r"\s*CHAPTER\d{1,6}(?:NAME\s*=|\s*=\s*\d{1,4}\s*:\s*\d{1,2})", re.ASCII | re.IGNORECASE
)
_LINE = re.compile(r"\s*CHAPTER(\d{1,6})(NAME|URL)?\s*=(.*)", re.ASCII | re.IGNORECASE)
_COLON = re.compile(r"(\d+:\d+:\d+):(?=\d{3}$)", re.ASCII)
_LONGEST_ROW = 20_000


def sniff(text: str) -> bool:
    """Whether `text` begins with the time or the name of a chapter."""
    return _FIRST.match(text) is not None


def read(text: str, name: str) -> Episode:
    """The chapters. Raises FormatError where no line tells of one."""
    report = listing.Report(name)
    starts: dict[int, Ms] = {}
    names: dict[tuple[int, str], str] = {}
    known = False
    for number, row in listing.rows(text):
        match = _LINE.fullmatch(row[:_LONGEST_ROW])
        if match is None:
            if row.strip():
                report.error(
                    number,
                    "this is neither CHAPTER01=00:02:10.500 nor CHAPTER01NAME=Title; "
                    "the line is left out.",
                )
            continue
        known = True
        chapter, what = int(match[1]), (match[2] or "").upper()
        if what:
            names.setdefault((chapter, what), match[3])
        elif (start := from_clock(_COLON.sub(r"\1.", "".join(match[3].split())))) is None:
            report.error(number, "this is no time such as 00:02:10.500; the chapter is left out.")
        elif chapter in starts:
            report.error(number, f"chapter {chapter} stands here twice; this one is left out.")
        elif len(starts) >= listing.MOST_CHAPTERS:
            report.error(number, listing.TOO_MANY)
            break
        else:
            starts[chapter] = start
    if not known:
        raise FormatError("this is no OGM chapter text: no line begins with CHAPTER01=.", name)
    chapters = [
        Chapter(
            start,
            listing.clean(names.get((chapter, "NAME"), "")),
            url=listing.web(names.get((chapter, "URL"))),
        )
        for chapter, start in starts.items()
    ]
    return Episode(
        title=stem(name), chapters=listing.in_order(chapters), problems=report.problems()
    )


def write(episode: Episode) -> str:
    """Two lines a chapter, numbered from 01."""
    return "".join(
        f"CHAPTER{number:02}={clock(chapter.start)}\n"
        f"CHAPTER{number:02}NAME={listing.clean(chapter.title)}\n"
        for number, chapter in enumerate(episode.chapters, 1)
    )
