"""LRC lyrics, plain and enhanced: `[00:12.50]` before a line, `<00:12.50>` before a word.

Sources: the LRC format as players have it (tags of the file, several times before one line,
`[offset:]` in ms, which makes lines come earlier); its enhancement by A2 Media Player; and players
that write `[00:12.50]` before words, too; or `[00:12:50]`. Times are hundredths of a second. A line
without a text ends the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, islice

from player.domain.episode import Episode, Line, Problem, Word
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST, Ms
from player.formats.text import MOST_PROBLEMS, at, stem
from player.formats.transcripts.clocks import Clocks
from player.formats.transcripts.lines import (
    LONGEST_TEXT,
    MOST_LINES,
    flat,
    gather,
    language,
    pieces,
    stamped,
    timed,
    words_between,
)

_STAMP = re.compile(r"\s*\[((?:\d{1,4}:)?\d{1,5}:\d{1,2}(?:[.,]\d{1,3})?)\]", re.ASCII)
_CERTAIN = re.compile(r"\[\d{1,3}:\d{2}\.\d{2,3}\]", re.ASCII)
_TAG = re.compile(r"\[([A-Za-z#]{1,20}):(.{0,1000})\]\s*")
_WORD = re.compile(r"[<\[]((?:\d{1,4}:)?\d{1,5}:\d{1,2}\.\d{1,3})[>\]]", re.ASCII)
_COLONS = re.compile(r"(\[\d{1,3}:\d{2}):(\d{2})\]", re.ASCII)
_LAST_SECOND = 59
_LOOKED_AT = 20
_MOST_STAMPS = 100
_MOST_REPEATED = 50_000
"""So many words of a file at most are repeated for the several times of their lines."""
_LONGEST_TITLE = 500


def sniff(text: str) -> bool:
    """Whether `text` begins with rows in brackets, of which two or more are times of lyrics."""
    rows = [row.strip() for row in text[:4000].split("\n") if row.strip()][:_LOOKED_AT]
    tagged = sum(bool(_TAG.fullmatch(row)) for row in rows)
    times = sum(bool(_CERTAIN.match(row)) for row in rows)
    bracketed = sum(row.startswith("[") for row in rows)
    return times > 0 and tagged + times > 1 and bracketed * 10 >= len(rows) * 8


@dataclass(slots=True)
class _File:
    name: str
    tags: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    repeated: int = 0
    clocks: Clocks = field(default_factory=lambda: Clocks(digits=2))

    def report(self, row: int, message: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem("warning", at(self.name, row), message))

    @property
    def offset(self) -> Ms:
        """What is added to all times: the file's tag says how much earlier they come."""
        try:
            return -int(self.tags.get("offset", "0")[:12])
        except ValueError:
            return 0


def read(text: str, name: str) -> Episode:
    """The lines, in order of time. Raises FormatError where none has a time."""
    file = _File(name)
    text = re.sub(r"\r\n?", "\n", text)
    colons = () if _CERTAIN.search(text) else _COLONS.finditer(text)
    if any(int(match[2]) > _LAST_SECOND for match in colons):
        text = _COLONS.sub(r"\1.\2]", text)
    found = list(islice(_rows(file, text), MOST_LINES + 1))
    lines = gather(_ended(found, file.offset), lambda message: file.report(1, message))
    if not any(line.text and line.start is not None for line in found):
        raise FormatError(
            "there are no lyrics in this file: a line needs a time such as [00:12.50] before it.",
            name,
        )
    return Episode(
        title=flat(file.tags.get("ti", ""))[:_LONGEST_TITLE].strip() or stem(name),
        language=language(file.tags.get("la", "").strip()),
        transcript=lines,
        problems=tuple(file.problems),
    )


def _rows(file: _File, text: str) -> Iterator[Line]:
    """The lines in the order of the file, those without a text among them."""
    for number, row in enumerate(text.split("\n"), 1):
        if not row or row.isspace():
            continue
        row = row[:LONGEST_TEXT]
        starts: list[Ms] = []
        place = 0
        while (match := _STAMP.match(row, place)) and len(starts) < _MOST_STAMPS:
            start = file.clocks.ms(match[1])
            if start is None:
                file.report(number, f"“{match[1]}” is no time such as 00:12.50.")
            else:
                starts.append(start)
            place = match.end()
        if not place and (tag := _TAG.fullmatch(row.strip())):
            file.tags.setdefault(tag[1].lower(), tag[2].strip())
            continue
        if not starts:
            file.report(number, "this line has no time of its own; it follows the one before it.")
            yield Line(None, None, flat(row[place:]))
            continue
        line = _line(starts[0], row[place:], file.clocks)
        yield line
        file.repeated += len(line.words) * (len(starts) - 1)
        if file.repeated > _MOST_REPEATED:
            line = replace(line, words=())
        yield from (_moved(line, start - starts[0]) for start in starts[1:])


def _line(start: Ms, rest: str, clocks: Clocks) -> Line:
    parts = _WORD.split(rest)
    if len(parts) == 1:
        return Line(start, None, flat(rest))
    texts = parts[::2]
    times = [start, *(start if time is None else time for time in clocks.all(parts[1::2]))]
    # No word begins before the one before it; where the last one ends, the next line tells.
    words = words_between([*accumulate(times, max), -1], texts)
    return Line(start, None, flat("".join(texts)), None, words)


def _moved(line: Line, by: Ms) -> Line:
    """`line` at another time; an end that is not known yet (-1) stays so."""
    if line.start is None:
        return line
    words = tuple(
        Word(
            min(max(word.start + by, 0), LONGEST),
            word.end if word.end < 0 else min(max(word.end + by, 0), LONGEST),
            word.text,
        )
        for word in line.words
    )
    return replace(line, start=min(max(line.start + by, 0), LONGEST), words=words)


def _ended(found: list[Line], offset: Ms) -> Iterator[Line]:
    """The lines that say something, in order, with the ends that the others give them."""
    if offset:
        found = [_moved(line, offset) for line in found]
    order = sorted(
        (line for line in found if line.start is not None), key=lambda line: line.start or 0
    )
    later: dict[Ms, Line | None] = {}
    following: Line | None = None
    for line in reversed(order):
        start = line.start or 0
        if following is None or following.start != start:
            later[start] = following
        following = line
    for line in found:
        if not line.text:
            continue
        then = None if line.start is None else later[line.start]
        end = None if then is None else then.start
        if line.words and line.words[-1].end < 0:
            last = line.words[-1]
            until = last.start if end is None else max(end, last.start)
            line = replace(line, words=(*line.words[:-1], last._replace(end=until)))
        if end is not None and then is not None and not then.text:
            line = replace(line, end=max(end, line.words[-1].end) if line.words else end)
        yield line


def write(episode: Episode) -> str:
    """The transcript of `episode` with the times of words, in hundredths of a second.

    Lines without times are left out, and speakers. A line's end is told by an empty line where
    the next one does not begin before. A time in square or pointed brackets within a text stands
    in round ones, for it would be taken for that of a word.
    """
    rows: list[str] = []
    if title := flat(episode.title)[:_LONGEST_TITLE].strip():
        rows.append(f"[ti:{title}]")
    found = [
        (line, _rounded(start), _rounded(end), text, line.end == end)
        for line, start, end, text in timed(episode.transcript)
    ]
    for index, (line, start, end, text, ends) in enumerate(found):
        following = found[index + 1][1] if index + 1 < len(found) else LONGEST
        words = tuple(Word(_rounded(w.start), _rounded(w.end), w.text) for w in line.words)
        # Nothing here ends a line but the next one, so that its words may go on.
        parts = pieces(replace(line, words=words), start, LONGEST, text) if words else []
        said = "".join(stamped(parts, start - 1, None, _clock, _untimed))
        if not said:
            said = _untimed(_STAMP.sub(r"(\1)", text, count=1) if _STAMP.match(text) else text)
        rows.append(f"[{_clock(start)}]{said}")
        end = max([end, *(until for _, until, _ in parts[-1:])])
        if ends and start < end < following:
            rows.append(f"[{_clock(end)}]")
    return "\n".join(rows) + "\n"


def _untimed(text: str) -> str:
    return _WORD.sub(r"(\1)", text) if "[" in text or "<" in text else text


def _rounded(ms: Ms) -> Ms:
    return (ms + 5) // 10 * 10


def _clock(ms: Ms) -> str:
    hundredths = ms // 10
    return f"{hundredths // 6000:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"
