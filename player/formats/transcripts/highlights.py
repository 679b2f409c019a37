"""Captions that show a line again for each of its words, which is marked while it is said.

Sources: `whisper --highlight_words True` and WhisperX (`<u>`), stable-ts (a `<font>` or `<u>`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from player.domain.timecode import Ms
from player.formats.times import clock

_MARKED = re.compile(r"<(u|b|i|font|c)\b[^<>]{0,100}>([^<>]*)</\1>")
_LONGEST_PAUSE: Ms = 3000


@dataclass(slots=True)
class Cue:
    """A cue with the rows of its text, markup and all."""

    start: Ms
    end: Ms | None
    rows: list[str]


@dataclass(slots=True)
class _Shown:
    """A cue's text without its mark, which stands from `place` on; -1 where none does."""

    cue: Cue
    text: str
    place: int
    marked: str


def merged(cues: list[Cue]) -> list[Cue]:
    """`cues`, each row of those that show one line with a later word marked as one cue.

    Its words have their times in it. Where no line is shown so, `cues` as they are.
    """
    if not any("</" in row for cue in cues for row in cue.rows):
        return cues
    found: list[Cue] = []
    for group in _groups([_shown(cue) for cue in cues]):
        marks = [shown for shown in group if shown.place >= 0]
        found += [_one(group, marks)] if len(marks) > 1 else [shown.cue for shown in group]
    return found


def _shown(cue: Cue) -> _Shown:
    text = "\n".join(cue.rows)
    marks = list(_MARKED.finditer(text)) if "</" in text else []
    if len(marks) != 1:
        return _Shown(cue, text, -1, "")
    mark = marks[0]
    return _Shown(cue, text[: mark.start()] + mark[2] + text[mark.end() :], mark.start(), mark[2])


def _groups(found: list[_Shown]) -> Iterator[list[_Shown]]:
    """The cues in groups that show one line, with no two marks in the same place."""
    group: list[_Shown] = []
    place = -1
    for shown in found:
        if group and not (_follows(group[-1], shown) and (shown.place < 0 or shown.place > place)):
            yield group
            group, place = [], -1
        group.append(shown)
        place = max(place, shown.place)
    if group:
        yield group


def _follows(before: _Shown, after: _Shown) -> bool:
    end = before.cue.end
    return (
        before.text == after.text
        and end is not None
        and end <= after.cue.start <= end + _LONGEST_PAUSE
    )


def _one(group: list[_Shown], marks: list[_Shown]) -> Cue:
    """The cue of a group, with a time before each word that was marked, and behind its end."""
    text = group[0].text
    parts = [text[: marks[0].place]]
    for shown, after in zip(marks, [*marks[1:], None], strict=True):
        end = shown.cue.end
        parts += [f"<{clock(shown.cue.start)}>", shown.marked]
        if end is not None and after is not None and end < after.cue.start:
            parts.append(f"<{clock(end)}>")
        place = shown.place + len(shown.marked)
        parts.append(text[place : None if after is None else after.place])
    return Cue(group[0].cue.start, group[-1].cue.end, "".join(parts).split("\n"))
