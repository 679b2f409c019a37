"""Transcripts as text with times, as programs and services give them to people to read.

Sources: the exports of Otter (`Name  0:12` above the text), Rev (`Name (00:12):`), Descript
(`[00:00:12] Name: text`), Happy Scribe (`[00:00:12] - Name`), Microsoft (`0:12 Name`), Temi (a
name, a time and the text between tabs), Fathom (`@0:12 - Name`), Buzzsprout (a name, and its time
below it), YouTube's pane (a time above each row, and once more in words); what Whisper prints
(`[00:12.000 --> 00:15.000]  text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from player.domain.episode import Episode, Line, Problem
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats import snipd_page
from player.formats.text import stem
from player.formats.times import from_clock
from player.formats.transcripts import names
from player.formats.transcripts.lines import LONGEST_TEXT, flat, gather, speaker

_TIME = r"\d{1,4}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_TIMES = rf"({_TIME})(?:\s?(?:-->|-|–|—|→)\s?({_TIME}))?"
_SPAN = rf"[\[(]?{_TIMES}[\])]?"
_FRONT = re.compile(rf"{_SPAN}(?=[\s:,–—-]|$)\s*(?:[:,–—-]\s)?\s*", re.ASCII)
_BEHIND = re.compile(rf"(\S.{{0,58}}?)[ \t:,–—-]*[\[(]?(?<!\d){_TIMES}[\])]?[ \t]*:?", re.ASCII)
_WITHIN = re.compile(rf"(\S.{{0,58}}?)[ \t:]*[\[(]{_TIMES}[\])][ \t]*:?[ \t]+(?=\S)", re.ASCII)
_TABS = re.compile(rf"([^\t]{{1,60}})\t ?({_TIME}) ?\t", re.ASCII)
_BULLET = re.compile(r"(?:[-*•–][ \t]+|@)(?=\S)")
_NAME_ALONE = 60
_LONGEST_NAME_ROW = 100
_PRINTED = re.compile(rf"^[ \t]*\[{_TIME} --> {_TIME}\]", re.ASCII | re.MULTILINE)
_ANY = re.compile(r"\d:\d{2}", re.ASCII)
_MADE_BY = re.compile(
    r"Transcribed by https?://\S+|\S.{0,60} (?:started|stopped) transcription", re.IGNORECASE
)
_IN_WORDS = re.compile(
    r"(?:(\d{1,3}) hours?,? ?)?(?:(\d{1,2}) minutes?,? ?)?(?:(\d{1,2}) seconds?)?", re.ASCII
)
_FEWEST = 4
_SPARSE = 40
_SPOKEN = 40
_ABOVE = 6
_LOOKED_AT = 200_000
_TITLE = 150


@dataclass(slots=True)
class _Block:
    """A time, what stands beside it, and the rows below it."""

    start: Ms
    end: Ms | None
    name: str | None
    beside: str
    rows: list[str] = field(default_factory=list)


def sniff(text: str) -> bool:
    """Whether `text` is such a transcript for certain, and no notes with chapters.

    So it is where two or more rows begin with `[time --> time]`, or where four times or more
    stand with names, each of which comes twice or more, one with another, and with more words
    than the title of a chapter has.
    """
    head = text[:_LOOKED_AT]
    if len(_ANY.findall(head)) < _FEWEST:
        return False
    above, blocks = _blocks(head)
    if len(blocks) < 2 or len(above) > _ABOVE or snipd_page.sniff(head):
        return False
    if len(_PRINTED.findall(head)) >= 2:
        return True
    if sum(a.start <= b.start for a, b in pairwise(blocks)) * 10 < (len(blocks) - 1) * 9:
        return False
    named = [line for line in _lines(blocks) if line.speaker is not None]
    return (
        len(named) >= _FEWEST
        and len(named) * 10 >= len(blocks) * 8
        and len({line.speaker for line in named}) * 2 <= len(named)
        and sum(len(line.text) for line in named) >= _SPOKEN * len(named)
    )


def holds(text: str) -> bool:
    """Whether there are times in `text` at all, where it is known to be a transcript."""
    above, blocks = _blocks(text[:_LOOKED_AT])
    rows = sum(len(block.rows) for block in blocks)
    return len(blocks) > 1 and len(above) <= _ABOVE and rows <= _SPARSE * len(blocks)


def read(text: str, name: str) -> Episode:
    """The transcript; what stands above its first time is its title, where that is short.

    Raises FormatError where there is no time in it.
    """
    above, blocks = _blocks(text)
    problems: list[Problem] = []
    lines = gather(_lines(blocks), lambda message: problems.append(Problem("error", name, message)))
    if not lines:
        raise FormatError(
            "no line of this transcript can be read: each needs a time such as 00:12 before it.",
            name,
        )
    title = above[0].lstrip("# ") if above and len(above[0]) <= _TITLE else ""
    if title.isupper() or title.rstrip(":").lower() == "transcript":
        title = ""  # a heading, such as Otter's SUMMARY KEYWORDS
    return Episode(title=title or stem(name), transcript=lines, problems=tuple(problems))


def _blocks(text: str) -> tuple[list[str], list[_Block]]:
    """The rows above the first time, and the times with what belongs to each."""
    above: list[str] = []
    blocks: list[_Block] = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if "\t" in raw:
            raw = _TABS.sub(r"\1 [\2] ", raw, count=1) if _TABS.match(raw) else raw
        row = flat(raw[:LONGEST_TEXT])
        if not row or _MADE_BY.fullmatch(row):
            continue
        block = _block(row)
        if block is not None:
            blocks.append(block)
        elif blocks:
            if not _repeats(blocks[-1], row):
                blocks[-1].rows.append(row)
        else:
            above.append(row)
    _name(above, blocks)
    return above, blocks


def _repeats(block: _Block, row: str) -> bool:
    """Whether `row` says but the time of `block` again, in words."""
    if block.rows or block.beside or not row[:1].isdigit():
        return False
    match = _IN_WORDS.fullmatch(row)
    if match is None:
        return False
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return (hours * 60 + minutes) * 60 + seconds == block.start // 1000


def _name(above: list[str], blocks: list[_Block]) -> None:
    """Takes those names to the times that stand in rows of their own, above or below all of them.

    They are names where each comes twice or more, one with another.
    """
    if len(blocks) < _FEWEST or any(block.beside or block.name for block in blocks):
        return
    before = [above, *(block.rows for block in blocks[:-1])]
    if names_above := _names_of([rows[-1] if rows else "" for rows in before]):
        for block, rows in zip(blocks, before, strict=True):
            if rows and rows[-1] in names_above:
                block.name = rows.pop().rstrip(": ")
    elif names_below := _names_of([block.rows[0] if block.rows else "" for block in blocks]):
        for block in blocks:
            if block.rows and block.rows[0] in names_below:
                block.name = block.rows.pop(0).rstrip(": ")


def _names_of(rows: list[str]) -> set[str]:
    """The names that `rows` are, nearly all of them; none where they are something else."""
    found = [row for row in rows if _is_name(row)]
    few = len(set(found)) * 2 <= len(found)
    return set(found) if few and len(found) * 10 >= len(rows) * 9 else set()


def _block(row: str) -> _Block | None:
    """What a row with a time begins; None for any other."""
    bare = row.replace("**", "") if "**" in row else row
    bare = _BULLET.sub("", bare, count=1) if _BULLET.match(bare) else bare
    if match := _FRONT.match(bare):
        start, end = _start_and_end(match[1], match[2])
        if start is not None:
            return _Block(start, end, None, bare[match.end() :])
    if len(bare) <= _LONGEST_NAME_ROW and (match := _BEHIND.fullmatch(bare)):
        rest = ""
    elif match := _WITHIN.match(bare):
        rest = bare[match.end() :]
    else:
        return None
    start, end = _start_and_end(match[2], match[3])
    name = match[1].strip(" :")
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1].strip()
    if start is None or not _is_name(name):
        return None
    return _Block(start, end, name, rest)


def _start_and_end(first: str, second: str | None) -> tuple[Ms | None, Ms | None]:
    start, end = from_clock(first), from_clock(second) if second else None
    return start, None if start is None or end is None or end <= start else end


def _is_name(text: str) -> bool:
    """Whether `text` may be somebody's name: short, of few words, and no sentence."""
    words = text.split()
    return (
        0 < len(text) <= _NAME_ALONE
        and len(words) <= 5
        and not text.endswith((".", "!", "?", ",", ";"))
        and any(letter.isalpha() for letter in text)
    )


def _lines(blocks: list[_Block]) -> Iterator[Line]:
    """The lines, with speakers where they stand beside the times: alone, or before a colon."""
    beside = [block for block in blocks if block.name is None and block.beside]
    alone = sum(bool(block.rows) and _is_name(block.beside) for block in beside)
    names_stand_alone = alone * 10 >= len(beside) * 8
    for block in blocks:
        who, said = block.name, block.beside
        if who is None and said:
            if names_stand_alone and block.rows and _is_name(said):
                who, said = said.rstrip(":"), ""
            else:
                who, said = names.split(said)
        text = " ".join([said, *block.rows] if said else block.rows)
        if text:
            yield Line(block.start, block.end, text, speaker(who))
