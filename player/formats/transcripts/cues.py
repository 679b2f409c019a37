"""The cues of WebVTT and SRT, which are read alike.

Written by hand because the subtitle libraries at hand drop the times of single words.
Sources: W3C WebVTT (cues, voices, inner timestamps); SRT as SubRip and its followers write it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from player.domain import timecode
from player.domain.episode import Episode, Line, Problem, Word
from player.domain.errors import FormatError, TimecodeError
from player.domain.timecode import Ms
from player.formats.text import MOST_PROBLEMS, stem

MOST_LINES = 200_000
LONGEST_CUE = 20_000
TIME = r"(?:\d{1,4}:)?\d{1,5}:\d{2}[.,]\d{1,3}"
_ARROW = re.compile(rf"\s*({TIME})\s*-->\s*({TIME})(?:\s.*)?", re.ASCII)
_TAG = re.compile(r"<(/?)([^<>]{0,300})>")
_INNER = re.compile(TIME, re.ASCII)
_VOICE = re.compile(r"v(?:\.[^\s]*)?\s+(.+)", re.DOTALL)
_SSA = re.compile(r"\{\\[^{}]{0,100}\}")
_ELSEWHERE = ("NOTE", "STYLE", "REGION")


def read(text: str, name: str) -> Episode:
    """The transcript of either format, in order of time; cues that cannot be read are problems.

    Raises FormatError where not one cue can be read.
    """
    problems: list[Problem] = []
    lines: list[Line] = []
    for number, rows in _blocks(text):
        if len(lines) >= MOST_LINES:
            problems.append(
                Problem(
                    "error", f"{name}:{number}:1", f"only the first {MOST_LINES} lines are read."
                )
            )
            break
        message = _cue(rows, lines)
        if message and len(problems) < MOST_PROBLEMS:
            problems.append(Problem("error", f"{name}:{number}:1", message))
    if not lines:
        raise FormatError(
            "no line of this transcript can be read: each needs times such as "
            "00:00:01.000 --> 00:00:04.000 above it.",
            name,
        )
    lines.sort(key=lambda line: line.start or 0)
    return Episode(title=stem(name), transcript=tuple(lines), problems=tuple(problems))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The text's paragraphs with the number of their first row, counted from 1."""
    rows: list[str] = []
    first = 1
    for number, row in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if row.strip():
            first = first if rows else number
            rows.append(row)
        elif rows:
            yield first, rows
            rows = []
    if rows:
        yield first, rows


def _cue(rows: list[str], lines: list[Line]) -> str | None:
    """Adds the cue in `rows` to `lines`; gives a message where it is a broken one."""
    at = next((i for i, row in enumerate(rows[:2]) if "-->" in row), None)
    if at is None:
        known = rows[0].startswith(("WEBVTT", *_ELSEWHERE)) or rows[0].lstrip("\ufeff").isdigit()
        return None if known else "this is no cue: a line with times and --> is missing above it."
    match = _ARROW.fullmatch(rows[at])
    try:
        if match is None:
            raise TimecodeError
        start, end = timecode.parse(match[1]), timecode.parse(match[2])
    except TimecodeError:
        return "these are not two times such as 00:00:01.000 --> 00:00:04.000; the cue is left out."
    payload = " ".join(row.strip() for row in rows[at + 1 :])[:LONGEST_CUE]
    lines.extend(_voices(payload, start, end if end > start else None))
    return None if end > start else "this cue ends before it starts; its end is left out."


def _voices(payload: str, start: Ms, end: Ms | None) -> Iterator[Line]:
    """The lines of one cue: one for each voice in it, with the times of words where they are."""
    speaker: str | None = None
    pieces: list[tuple[Ms, str]] = [(start, "")]
    timed = False
    position = 0
    payload = _SSA.sub("", payload)
    for tag in _TAG.finditer(payload):
        pieces[-1] = (pieces[-1][0], pieces[-1][1] + payload[position : tag.start()])
        position = tag.end()
        if _INNER.fullmatch(tag[2]):
            pieces.append((_within(tag[2], pieces[-1][0], end), ""))
            timed = True
        elif not tag[1] and (voice := _VOICE.fullmatch(tag[2])):
            yield from _line(pieces, start, end, speaker, timed)
            speaker = html.unescape(voice[1]).strip()
            pieces = [(pieces[-1][0], "")]
    pieces[-1] = (pieces[-1][0], pieces[-1][1] + payload[position:])
    yield from _line(pieces, start, end, speaker, timed)


def _within(time: str, after: Ms, end: Ms | None) -> Ms:
    """An inner time, kept in order and inside its cue."""
    try:
        value = max(after, timecode.parse(time))
    except TimecodeError:
        return after
    return value if end is None else min(value, end)


def _line(
    pieces: list[tuple[Ms, str]], start: Ms, end: Ms | None, speaker: str | None, timed: bool
) -> Iterator[Line]:
    texts = [html.unescape(text) for _, text in pieces]
    text = " ".join("".join(texts).split())
    if not text:
        return
    words = []
    for index, (begin, _) in enumerate(pieces if timed else []):
        following = pieces[index + 1][0] if index + 1 < len(pieces) else end
        word = " ".join(texts[index].split())
        if word:
            words.append(Word(begin, begin if following is None else following, word))
    yield Line(pieces[0][0] if timed else start, end, text, speaker, tuple(words))
