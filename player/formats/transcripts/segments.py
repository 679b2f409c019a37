"""What the JSON transcripts share: a list of segments, each with a text, times and a speaker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from player.domain.episode import Episode, Line
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.json_text import JsonDocument, Path
from player.formats.text import stem
from player.formats.transcripts.lines import (
    Spoken,
    flat,
    gather,
    language,
    speaker,
    words,
)

PAUSE: Ms = 1500
"""Between words that have no lines, a silence of this length begins a new one."""
_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।", '."', '?"', '!"', ".”", "?”", "!”", ".)")
_RESTS = (",", ";", ":", "—", "–", "，", "、", "；", "：", "،")
_SHORT, _LONG, _LONGEST = 40, 90, 140
_WORD_LENGTH = 12


def objects(
    document: JsonDocument, items: object, path: Path, what: str = "segment"
) -> Iterator[tuple[Path, dict[str, object]]]:
    """The JSON objects in the list `items`, with their paths; all else is reported."""
    if not isinstance(items, list):
        return
    for index, item in enumerate(items):
        if isinstance(item, dict):
            yield (*path, index), item
        else:
            document.error((*path, index), f"a {what} is an object in {{}}; this is left out.")


def span(
    document: JsonDocument, path: Path, start: Ms | None, end: Ms | None, keys: tuple[str, str]
) -> tuple[Ms | None, Ms | None]:
    """Start and end as a line has them; reports where one of them cannot be."""
    if start is None:
        document.warning(path, f"“{keys[0]}” is no time, so this follows the line before it.")
        return None, None
    if end is not None and end <= start:
        if end < start:
            document.warning(path, f"“{keys[1]}” is before “{keys[0]}”; the end is left out.")
        return start, None
    return start, end


def said(document: JsonDocument, path: Path, value: object, key: str) -> str:
    """The flat text of a segment, "" where it says nothing; reports where it is no text."""
    if isinstance(value, str):
        return flat(value)
    if value is not None:
        document.error((*path, key), f"“{key}” is text in quotes; this segment is left out.")
    else:
        document.error(path, f"a segment needs a “{key}”; this one is left out.")
    return ""


def episode(
    document: JsonDocument, found: Iterable[Line], tongue: object = None, what: str = "lines"
) -> Episode:
    """The episode with the lines in `found`. Raises FormatError where there is not one."""
    lines = gather(found, lambda message: document.error((), message))
    if not lines:
        problems = document.problems()
        where = problems[0].where if problems else document.name
        reason = f" {problems[0].message[:1].upper()}{problems[0].message[1:]}" if problems else ""
        raise FormatError(f"there are no {what} in this transcript.{reason}", where)
    return Episode(
        title=stem(document.name),
        language=language(tongue),
        transcript=lines,
        problems=document.problems(),
    )


def number_of(value: object, word: str = "Speaker") -> str | None:
    """A speaker's name: the text in `value`, or “Speaker 1” where it is a number or a letter."""
    if type(value) is int and 0 <= value < 1_000_000:
        return f"{word} {value}"
    name = speaker(value)
    if name is not None and len(name) < 3 and name.isalnum() and name.isascii():
        return f"{word} {name}"
    return name


def are_words(texts: Sequence[str]) -> bool:
    """Whether segments are words rather than lines: hardly one of them has a space in it.

    Nor are they sentences of a language that is written without spaces.
    """
    if len(texts) < 2:
        return False
    spaced = sum(" " in text for text in texts)
    return spaced * 10 <= len(texts) and sum(map(len, texts)) <= _WORD_LENGTH * len(texts)


def in_lines(items: Iterable[tuple[Spoken, str | None, bool]]) -> Iterator[Line]:
    """Lines made of words that have none: each a `Spoken`, its speaker, and whether a line ends.

    A line ends with its speaker, before a pause, with a sentence once it has some length, with
    a part of one where it grows long, and in any case before it is too long. A line of a single
    word has the word's times itself.
    """
    row: list[Spoken] = []
    length = 0
    who: str | None = None
    for item, name, ends in items:
        if row and (name != who or _pauses(row[-1], item)):
            yield _line(row, who)
            row, length = [], 0
        who = name
        row.append(item)
        length += len(item.text) + 1
        if (
            ends
            or length >= _LONGEST
            or (length >= _SHORT and item.text.endswith(_ENDS))
            or (length >= _LONG and item.text.endswith(_RESTS))
        ):
            yield _line(row, who)
            row, length = [], 0
    if row:
        yield _line(row, who)


def _pauses(before: Spoken, after: Spoken) -> bool:
    end = before.start if before.end is None else before.end
    return end is not None and after.start is not None and after.start - end > PAUSE


def _line(row: list[Spoken], who: str | None) -> Line:
    start = next((item.start for item in row if item.start is not None), None)
    end = next((item.end for item in reversed(row) if item.end is not None), None)
    text = " ".join([item.text for item in row])
    if start is None:
        return Line(None, None, text, who)
    last = row[-1]
    if end is not None and (end <= start or (last.end is None and end <= (last.start or 0))):
        end = None
    return Line(start, end, text, who, words(row, start, end) if len(row) > 1 else ())


def lines_of(
    items: Sequence[Spoken], who: Sequence[str | None] | str | None = None
) -> Iterator[Line]:
    """The lines of words alone; `who` says all of them, or each its own."""
    if who is None or isinstance(who, str):
        return in_lines((item, who, False) for item in items)
    return in_lines((item, name, False) for item, name in zip(items, who, strict=False))
