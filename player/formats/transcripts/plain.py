"""Transcripts as plain text: one line a row, `Name: words` where it is told who speaks.

They have no times: they are shown and searched, and nothing in them is a place to jump to. Where
a text known to be a transcript has times, it is read with them. Where nobody's name stands before
what is said, nothing marks such a text, so that it is taken for notes: what a file is for, its name
tells, as in `talk.transcript.txt`, or who opens it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from player.domain.episode import Episode, Line, Problem
from player.domain.errors import FormatError
from player.formats.text import stem
from player.formats.transcripts import names, timed_text
from player.formats.transcripts.lines import flat, gather

_EMPTY_ROWS = re.compile(r"\n[ \t]*\n\s*")
_SENTENCE = re.compile(r"[.!?…][\"”’»)]?\s|[。！？]")
_TIME = re.compile(r"\d:\d{2}", re.ASCII)
_LOOKED_AT = 200_000
_FEWEST = 4
_SPOKEN = 20
_LONG = 1000
_PART = 400
"""A row of more characters is cut up at its sentences: Whisper writes all it heard in one."""


def sniff(text: str) -> bool:
    """Whether people speak in `text` for certain, and nothing in it has a time.

    So it is where nearly all paragraphs, four or more, begin with names, each of which comes twice
    or more, one with another, and say more than a list would.
    """
    head = text[:_LOOKED_AT].replace("\r\n", "\n").replace("\r", "\n").strip()
    if _TIME.search(head):
        return False
    rows = list(_paragraphs(head)) if _EMPTY_ROWS.search(head) else head.split("\n")
    said = [names.split(flat(row)) for row in rows]
    named = [text for who, text in said if who is not None]
    return (
        len(named) >= _FEWEST
        and len(named) * 10 >= len(rows) * 9
        and len({who for who, _ in said}) * 2 <= len(named)
        and sum(map(len, named)) >= _SPOKEN * len(named)
    )


def read(text: str, name: str) -> Episode:
    """The transcript: with empty rows in it a line a paragraph, else a line a row.

    Within a paragraph a row that begins with a name begins a line; so does one after a row that
    is but a name with a colon. Raises FormatError where there is nothing.
    """
    if timed_text.holds(text):
        return timed_text.read(text, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    found = _paragraphs(text) if _EMPTY_ROWS.search(text) else text.split("\n")
    problems: list[Problem] = []
    lines = gather(
        (line for row in found for line in _row(row)),
        lambda message: problems.append(Problem("error", name, message)),
    )
    if not lines:
        raise FormatError("there is nothing in this transcript.", name)
    return Episode(title=stem(name), transcript=lines, problems=tuple(problems))


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs on one row each; those in which several people speak, in several.

    A paragraph that is but a name belongs to the one below it.
    """
    rows: list[str] = []
    for paragraph in _EMPTY_ROWS.split(text):
        rows = rows if len(rows) == 1 and names.alone(rows[0]) else []
        for row in paragraph.split("\n"):
            alone = rows and names.alone(rows[-1])
            if rows and (names.split(row.strip())[0] is None or alone) and len(rows[-1]) < _LONG:
                rows[-1] += f" {row.strip()}"
            else:
                rows.append(row.strip())
        if len(rows) > 1 or not names.alone(rows[0]):
            yield from rows
    if len(rows) == 1 and names.alone(rows[0]):
        yield from rows


def _row(row: str) -> Iterator[Line]:
    """The line in `row`, cut up at sentences where it is very long."""
    who, text = names.split(flat(row))
    if len(text) <= _LONG:
        if text:
            yield Line(None, None, text, who)
        return
    place = 0
    while place < len(text):
        end = _end_of_part(text, place)
        yield Line(None, None, text[place:end].strip(), who)
        place = end


def _end_of_part(text: str, place: int) -> int:
    """Where a part of `text` that begins at `place` may end: with a sentence, or else a word."""
    if len(text) - place <= _PART:
        return len(text)
    part = text[place : place + _PART]
    ends = [match.end() for match in _SENTENCE.finditer(part)]
    return place + (ends[-1] if ends else part.rfind(" ") + 1 or _PART)


def write(episode: Episode) -> str:
    """The transcript of `episode`: one line a row, with speakers, without times.

    A name that does not look like one stands in brackets, `[somebody]: words`, its own brackets
    round. A text without a speaker that begins like a name reads as one.
    """
    said = ((line.speaker, flat(line.text)) for line in episode.transcript)
    return "".join(names.join(who, text) + "\n" for who, text in said if text)
