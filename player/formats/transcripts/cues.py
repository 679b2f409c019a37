"""The cues of WebVTT, SRT and SubViewer, which are read alike: a row of times, then what is said.

Written by hand because the subtitle libraries at hand drop the times of single words.
Sources: W3C WebVTT (cues, voices, inner timestamps); SRT as SubRip and its followers write it;
the captions that YouTube makes by itself, whose rows each stand in three cues ("rolling"); what is
made of Apple's transcripts of podcasts, with `0.860 --> 1:02.340`; the documents of Microsoft
Teams, with who speaks in the first row; what translators make of times (`00: 00: 01, 000 -> ...`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from player.domain.episode import Episode, Problem
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.text import MOST_PROBLEMS, at, stem
from player.formats.times import from_clock
from player.formats.transcripts import cue_text, highlights, names
from player.formats.transcripts.clocks import Clocks
from player.formats.transcripts.highlights import Cue
from player.formats.transcripts.lines import gather, speaker

TIME = r"(?:(?:\d{1,4}:)?\d{1,5}:\d{1,2}(?:[.,]\d{1,3})?|\d{1,2}[.,]\d{1,3})"
ARROW = re.compile(rf"^[ \t]*({TIME})[ \t]*-->[ \t]*({TIME})(?:[ \t][^\n]*)?$", re.ASCII | re.M)
COMMA = re.compile(rf"^[ \t]*({TIME}),({TIME})[ \t]*$", re.ASCII | re.M)
_NUMBER = r"\d{1,4} ?: ?\d{1,2} ?: ?\d{1,2}"
_SPOILT = re.compile(
    rf"^[ \t]*({_NUMBER})(?: ?([.,:;]) ?(\d{{1,3}}))?[ \t]*[-–—=]{{1,3}}[ \t]?>"
    rf"[ \t]*({_NUMBER})(?: ?([.,:;]) ?(\d{{1,3}}))?[ \t]*$",
    re.ASCII | re.M,
)
_FENCE = re.compile(r"^[ \t]*```\w*[ \t]*$", re.M)
_NAME_ROW = re.compile(r"[^.!?,;<>\n]{0,59}[^.!?,;:<>\s]")
_NO_SPEECH = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)\b")
_LISTENED = re.compile(r"<[\d:.]{5,16}><c[.>]", re.ASCII)
"""So YouTube marks each word of what it heard itself."""
_ROLLING = 3
_FEWEST = 4
_SCREEN = 4
_NO_TIMES = "these are not two times such as 00:00:01.000 --> 00:00:04.000; the cue is left out."
_NO_CUE = "this is no cue: a line with times and --> is missing above it."
_ENDS_BEFORE = "this cue ends before it starts; its end is left out."


@dataclass(slots=True)
class _File:
    """One file while it is read. `loose`: text after an empty row belongs to the cue before it."""

    text: str
    name: str
    times: re.Pattern[str]
    loose: bool
    problems: list[Problem] = field(default_factory=list)
    clocks: Clocks = field(default_factory=lambda: Clocks(_clock))
    stamps: Clocks = field(default_factory=lambda: Clocks(cue_text.stamp))

    def error(self, index: int, message: str) -> None:
        """What stands at `index` was left out."""
        if len(self.problems) < MOST_PROBLEMS:
            where = at(self.name, self.text.count("\n", 0, index) + 1)
            self.problems.append(Problem("error", where, message))


def _clock(text: str) -> Ms | None:
    """The time in `text`; what is below a minute may be seconds alone, as Apple writes them."""
    return from_clock(text if ":" in text else f"0:{text}")


_ALMOST = re.compile(r"\d:\d\d[.,:]\d{1,3}\s*(?:[-–—=]{1,3}>?|>)\s*\d{1,2}:\d\d", re.ASCII)
"""Times with another arrow: no words that anybody said."""


def read(
    text: str,
    name: str,
    times: re.Pattern[str] = ARROW,
    *,
    loose: bool = False,
    named: cue_text.Named | None = None,
    sparing: bool = False,
    example: str = "00:00:01.000 --> 00:00:04.000",
) -> Episode:
    """The transcript, in order of time; cues that cannot be read are problems.

    `times` matches a cue's row of times. `loose` takes text after an empty row to the cue before.
    `named` takes the speaker off the front of a text, if `sparing` only where a third of the cues
    have one. `example` is such a row of times. Raises FormatError where not one cue can be read.
    """
    text = re.sub(r"\r\n?", "\n", text)
    if "```" in text:  # so text is marked that was asked of a machine
        text = _FENCE.sub("", text)
    if times is ARROW and times.search(text) is None:
        text = _SPOILT.sub(_mended, text)
    least = 1 if _LISTENED.search(text) else _ROLLING
    if "</c>" in text:  # these say nothing, and YouTube has one around each word
        text = text.replace("<c>", "").replace("</c>", "")
    file = _File(text, name, times, loose)
    cues = highlights.merged(_unrolled(list(_cues(file)), least))
    if named is not None and times is ARROW:
        texts = ["\n".join(cue.rows) for cue in cues]
        if _names_above(cues):
            named = _above
        elif names.all_called(texts):
            named = names.split_called
        elif sparing and not _named(texts, named):
            named = names.unsplit
    lines = gather(
        (
            line
            for cue in cues
            for line in cue_text.read("\n".join(cue.rows), cue.start, cue.end, named, file.stamps)
        ),
        lambda message: file.error(len(file.text), message),
    )
    if not lines:
        raise FormatError(
            f"no line of this transcript can be read: each needs times such as {example} above it.",
            name,
        )
    return Episode(title=stem(name), transcript=lines, problems=tuple(file.problems))


def _cues(file: _File) -> Iterator[Cue]:
    """The cues in the order of the file, each with the rows of its text."""
    text = file.text
    places = list(file.times.finditer(text))
    first = places[0].start() if places else len(text)
    _taken(file, "WEBVTT", *_without_name(text, 0, first, last=not places))
    for index, match in enumerate(places):
        last = index + 1 == len(places)
        after = len(text) if last else places[index + 1].start()
        start, end = file.clocks.ms(match[1]), file.clocks.ms(match[2])
        if start is None or end is None:
            file.error(match.start(), _NO_TIMES)
        elif end < start or (end == start and not file.loose):
            file.error(match.start(), _ENDS_BEFORE)
        begin, stop = _without_name(text, match.end() + 1, after, last=last)
        body = text[begin:stop]
        head, gap, rest = body.partition("\n\n")
        if rest and not rest.isspace():
            head = _taken(file, head, begin + len(head) + len(gap), stop)
        if start is None or end is None:
            continue
        if end <= start:
            end = None
        yield Cue(start, end, [row for row in head.split("\n") if row and not row.isspace()])


def _without_name(text: str, begin: int, stop: int, *, last: bool) -> tuple[int, int]:
    """Where what stands between two rows of times begins and ends without the next cue's name.

    That is a row right above the times: a number, or anything that has an empty row above it.
    """
    if last or stop <= begin:
        return begin, max(begin, stop)
    row = text.rfind("\n", begin, stop - 1) + 1 or begin
    name = text[row : stop - 1].strip()
    if name.isdigit() or (name and (row == 0 or text[row - 2 : row] == "\n\n")):
        return begin, row
    return begin, stop


def _taken(file: _File, head: str, place: int, stop: int) -> str:
    """A cue's text with what is its own behind the empty row that ends at `place`.

    So it is where the text is written below an empty row, as some do, or where the file is loose.
    """
    found = [head]
    for begin, paragraph in _paragraphs(file.text, place, stop):
        if "-->" in paragraph or _ALMOST.search(paragraph):
            file.error(begin, _NO_TIMES)
        elif _NO_SPEECH.match(paragraph) or paragraph.isdigit():
            continue
        elif file.loose or not any(found):
            found.append(paragraph)
        else:
            file.error(begin, _NO_CUE)
    return "\n".join(found)


def _paragraphs(text: str, begin: int, stop: int) -> Iterator[tuple[int, str]]:
    """What stands between empty rows from `begin` to `stop`, each with its place."""
    rows: list[str] = []
    first = place = begin
    for row in text[begin:stop].split("\n"):
        if row and not row.isspace():
            first = first if rows else place
            rows.append(row)
        elif rows:
            yield first, "\n".join(rows)
            rows = []
        place += len(row) + 1
    if rows:
        yield first, "\n".join(rows)


def _mended(match: re.Match[str]) -> str:
    """A row of times without spaces, and without frames: nobody tells how long these are."""
    clocks = []
    for whole, point, part in (match.groups()[:3], match.groups()[3:]):
        frames = part is None or (point in ":;" and len(part) < 3)
        clocks.append(whole.replace(" ", "") + ("" if frames else f".{part}"))
    return " --> ".join(clocks)


def _named(texts: list[str], named: cue_text.Named) -> bool:
    """Whether a third of the cues, and two at least, begin with a name."""
    found = sum(named(text)[0] is not None for text in texts)
    return found > 1 and found * 3 >= len(texts)


def _names_above(cues: list[Cue]) -> bool:
    """Whether each cue has a name in its first row: few are there, and each again and again."""
    if len(cues) < _FEWEST or any(
        len(cue.rows) < 2 or not _NAME_ROW.fullmatch(cue.rows[0].strip()) for cue in cues
    ):
        return False
    first = {cue.rows[0].strip() for cue in cues}
    said = {cue.rows[1].strip() for cue in cues}
    return len(first) * 2 <= len(cues) and len(first) < len(said)


def _above(text: str) -> tuple[str | None, str]:
    """The name in the first row of `text`, and the others."""
    row, _, rest = text.partition("\n")
    return (speaker(row), rest) if rest.strip() else (None, text)


def _unrolled(cues: list[Cue], least: int) -> list[Cue]:
    """`cues`, each without the rows that the one before it showed already, where they roll.

    Captions that are made while one listens keep the last row on the screen above the new one, in
    every cue. A row that is said twice, as in a song, stays: one in three cues, and `least`,
    must roll.
    """
    least = max(least, len(cues) // 3)
    if sum(len(cue.rows) > 1 for cue in cues) < least:
        return cues
    shown = [[cue_text.plain(row).strip() for row in cue.rows] for cue in cues]
    again = [0] * len(cues)
    for index in range(1, len(cues)):
        before, now = shown[index - 1][-_SCREEN:], shown[index]
        again[index] = next(
            (n for n in range(min(len(before), len(now)), 0, -1) if before[-n:] == now[:n]), 0
        )
    if sum(0 < n < len(rows) for n, rows in zip(again, shown, strict=True)) < least:
        return cues
    return [Cue(cue.start, cue.end, cue.rows[n:]) for cue, n in zip(cues, again, strict=True)]
