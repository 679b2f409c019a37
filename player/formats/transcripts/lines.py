"""What all readers and writers of transcripts share: clean text, times in order, their bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from player.domain.episode import Line, Word
from player.domain.timecode import LONGEST, Ms
from player.formats.transcripts.tongues import CODES

MOST_LINES = 200_000
MOST_WORDS = 1_000_000
LONGEST_TEXT = 20_000
LONGEST_SPEAKER = 100
UNTIL_GONE: Ms = 5000
"""How long the last line is shown where a format needs an end and the line has none."""

_LONGEST_SECONDS = LONGEST / 1000
_HARMFUL = re.compile("[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_NEAR = 200


def flat(text: str) -> str:
    """`text` on one line, without control characters and halves of surrogate pairs."""
    if not text.isprintable():
        text = _HARMFUL.sub("", text)
    parts = text.split()
    return parts[0] if len(parts) == 1 else " ".join(parts)


flat_word = lru_cache(maxsize=20_000)(flat)
"""`flat` for single words, which are said again and again."""


def speaker(value: object) -> str | None:
    """The name in `value` on one line, at most LONGEST_SPEAKER long; None where there is none."""
    return _name(value[: LONGEST_SPEAKER * 4]) if isinstance(value, str) else None


@lru_cache(maxsize=1000)
def _name(text: str) -> str | None:
    """Few people say many words: each name is cleaned once, and kept once."""
    return flat(text)[:LONGEST_SPEAKER].strip() or None


def language(value: object) -> str | None:
    """A language's short name, such as `en` or `pt-BR`, also of `english`; None for all else."""
    if not isinstance(value, str):
        return None
    if _LANGUAGE.fullmatch(value):
        first, *others = value.replace("_", "-").split("-")
        return "-".join([first.lower(), *(o.upper() if len(o) == 2 else o for o in others)])
    return CODES.get(value[:40].lower())


def gather(found: Iterable[Line], complain: Callable[[str], None]) -> tuple[Line, ...]:
    """The lines in order of time and within bounds; what is left out is told to `complain`.

    Where only some have times, the others stand where the line before them ends (or starts).
    """
    lines: list[Line] = []
    words = timed = 0
    for line in found:
        if len(lines) >= MOST_LINES:
            complain(f"only the first {MOST_LINES:,} lines are read.")
            break
        if line.words:
            words += len(line.words)
            if words > MOST_WORDS:
                if words - len(line.words) <= MOST_WORDS:
                    complain(f"only the first {MOST_WORDS:,} words keep their times.")
                line = replace(line, words=())
        timed += line.start is not None
        lines.append(line)
    if timed:
        if timed < len(lines):
            lines = _placed(lines)
        lines.sort(key=lambda line: line.start or 0)
    return tuple(lines)


def _placed(lines: Sequence[Line]) -> list[Line]:
    """`lines`, those without a time where the line before them ends, or starts."""
    at: Ms = 0
    found = []
    for line in lines:
        if line.start is None:
            line = replace(line, start=at, end=None, words=())
        found.append(line)
        at = line.end or line.start or 0
    return found


class Spoken(NamedTuple):
    """A word as a file has it: times in ms, None where they are not known."""

    start: Ms | None
    end: Ms | None
    text: str


def in_seconds(value: object) -> Ms | None:
    """Seconds as a JSON number (or one as text) in ms; what is below 0 is 0, all else None."""
    if type(value) is float or type(value) is int:
        if value <= _LONGEST_SECONDS:  # not so for NaN
            return round(value * 1000) if value > 0 else 0
        return None
    if isinstance(value, str) and len(value) < 40:
        try:
            return in_seconds(float(value))
        except ValueError:
            return None
    return None


def in_ms(value: object) -> Ms | None:
    """Milliseconds as a JSON number; what is below 0 is 0, all else None."""
    if (type(value) is int or type(value) is float) and value <= LONGEST:
        return round(value) if value > 0 else 0
    return None


def spoken(
    items: object, key: str, time: Callable[[object], Ms | None], start: str, end: str
) -> list[Spoken]:
    """The words in a list of JSON objects that have their text at `key`, times at the others."""
    found: list[Spoken] = []
    if not isinstance(items, list):
        return found
    for item in items:
        if isinstance(item, dict):
            text = item.get(key)
            if isinstance(text, str) and (text := flat_word(text)):
                found.append(Spoken(time(item.get(start)), time(item.get(end)), text))
    return found


def words(items: Sequence[Spoken], start: Ms, end: Ms | None) -> tuple[Word, ...]:
    """`items` as words in order of time, within their line from `start` to `end`.

    Words without times, such as the numbers of some aligners, share evenly what lies between
    their neighbours. A word that would begin before the one before it begins with that one.
    """
    limit = LONGEST if end is None else end
    at = start
    made: list[Word] = []
    unknown = 0
    for begin, until, text in items:
        if begin is None:
            unknown += 1
            made.append(Word(-1, -1, text))
            continue
        if begin < at:
            begin = at
        elif begin > limit:
            begin = limit
        if until is None or until < begin:
            until = begin
        elif until > limit:
            until = limit
        if unknown:
            _share(made, unknown, start, begin)
            unknown = 0
        made.append(Word(begin, until, text))
        at = begin
    if unknown:
        if unknown == len(made):
            return ()
        _share(made, unknown, start, made[-unknown - 1].end if end is None else end)
    return tuple(made)


def words_between(times: Sequence[Ms], texts: Sequence[str]) -> tuple[Word, ...]:
    """Those of `texts` that say something as words, each from its time until the next one."""
    return tuple(
        [
            Word(begin, until, word)
            for begin, until, text in zip(times, times[1:], texts, strict=False)
            if text != " " and (word := flat_word(text))
        ]
    )


def _share(made: list[Word], count: int, start: Ms, until: Ms) -> None:
    """Gives the last `count` of `made` times from the end of the word before them to `until`."""
    first = len(made) - count
    begin = min(made[first - 1].end if first else start, until)
    step = (until - begin) / count
    for index in range(count):
        made[first + index] = Word(
            round(begin + index * step), round(begin + (index + 1) * step), made[first + index].text
        )


def timed(lines: Iterable[Line]) -> list[tuple[Line, Ms, Ms, str]]:
    """The lines that have times and a text, in order: each with start, end and flat text.

    For formats that need an end: a line without one (or with one that is not after its start)
    lasts until a later line starts, and the last one for UNTIL_GONE, or as long as its words.
    """
    found: list[tuple[Line, Ms, Ms, str]] = []
    following: Ms | None = None
    later: Ms | None = None
    ordered = sorted(
        ((line.start, line) for line in lines if line.start is not None), key=lambda pair: pair[0]
    )
    for start, line in reversed(ordered):
        text = flat(line.text)
        if not text:
            continue
        if following is not None and following > start:
            later = following
        following = start
        end = line.end
        if end is None or end <= start:
            last = line.words[-1].end if line.words else 0
            end = min(max(start + UNTIL_GONE, last), LONGEST) if later is None else later
        found.append((line, start, end, text))
    found.reverse()
    return found


def pieces(line: Line, start: Ms, end: Ms, text: str) -> list[tuple[Ms, Ms, str]]:
    """`text` cut before each word that has a time of its own, with begin and end of each piece.

    Empty where no word has. What stands between two words (punctuation) belongs to the first.
    A time that does not come after all before it, or not before `end`, is none of its own: such a
    word stays with the one before it. A word that does not stand in the text is left out.
    """
    found: list[tuple[Ms, Ms, str]] = []
    place = cut = 0
    begin = until = start
    for word in line.words:
        wanted = flat(word.text)
        where = text.find(wanted, place, place + len(wanted) + _NEAR) if wanted else -1
        if where < 0:
            continue
        if begin < word.start < end:
            if place or any(letter.isalnum() for letter in text[:where]):
                found.append((begin, min(until, word.start), text[cut:where]))
                cut = where
            begin = until = word.start
        place = where + len(wanted)
        until = min(max(word.end, until), end)
    if place:
        found.append((begin, until, text[cut:]))
    return found


def stamped(
    found: list[tuple[Ms, Ms, str]],
    at: Ms,
    end: Ms | None,
    clock: Callable[[Ms], str],
    escape: Callable[[str], str],
) -> Iterator[str]:
    """The parts of a text in which each of the pieces `found` stands behind its time in `<>`.

    A time that is not after `at` needs none. Where a piece ends before the next one begins, or
    the last one before `end`, that is told, too: by a time with a space behind it, or nothing.
    """
    for index, (begin, until, text) in enumerate(found):
        if begin > at:
            yield f"<{clock(begin)}>"
            at = begin
        bare = text.rstrip()
        yield escape(bare)
        following = found[index + 1][0] if index + 1 < len(found) else end
        if until > at and (following is None or until < following):
            yield f"<{clock(until)}>"
            at = until
        yield text[len(bare) :]
