"""Transcripts in Markdown: a paragraph a line, `00:12 **Name:** words`, under `## Transcript`.

The shape is this program's own: the time first, as in its notes, and what others write is read as
notes. Source of the escapes: CommonMark, section 2.4.
"""

from __future__ import annotations

import re

from player.domain.episode import Episode, Line, Problem
from player.domain.errors import FormatError
from player.domain.timecode import show
from player.formats.text import stem
from player.formats.times import from_clock
from player.formats.transcripts.lines import flat, gather, speaker

_TIME = r"\d{1,4}:\d{2}(?::\d{2})?"
_HEADING = "## Transcript"
_TOP = re.compile(rf"\s*(?:# +(?P<title>[^\n]*)\n\s*)?{_HEADING}[ \t]*(?:\n|$)")
_ROW = re.compile(rf"(?:({_TIME}) )?(?:\*\*((?:\\.|[^*\\])+?):\*\* )?(.*)", re.ASCII)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPECIAL = re.compile(r"[\\`*_\[\]<&~|]")
_LEADING = re.compile(r"(?=[#+>=-])|\d{1,9}(?=[.):])", re.ASCII)


def sniff(text: str) -> bool:
    """Whether `text` begins with that heading, or with it right below a title."""
    return _TOP.match(text[:2000].replace("\r\n", "\n")) is not None


def read(text: str, name: str) -> Episode:
    """The transcript. Raises FormatError where there is nothing in it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    top = _TOP.match(text)
    rows = map(flat, text[top.end() if top else 0 :].split("\n"))
    problems: list[Problem] = []
    lines = gather(
        (_line(row) for row in rows if row),
        lambda message: problems.append(Problem("error", name, message)),
    )
    if not lines:
        raise FormatError("there is nothing in this transcript.", name)
    title = _plain(top["title"] or "") if top else ""
    return Episode(title=flat(title) or stem(name), transcript=lines, problems=tuple(problems))


def _line(row: str) -> Line:
    match = _ROW.fullmatch(row)
    if match is None:
        return Line(None, None, row)
    start = from_clock(match[1]) if match[1] else None
    who = speaker(_plain(match[2])) if match[2] else None
    return Line(start, None, _plain(match[3]), who)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def write(episode: Episode) -> str:
    """The transcript of `episode`, with speakers in bold and times in whole seconds, cut off.

    Lines without times have none here either. What Markdown would take for markup is escaped.
    """
    blocks = [_HEADING]
    if title := flat(episode.title):
        blocks.insert(0, f"# {_escaped(title)}")
    for line in episode.transcript:
        text = _escaped(flat(line.text))
        if not text:
            continue
        name = speaker(line.speaker)
        time = "" if line.start is None else f"{show(line.start)} "
        if name:
            blocks.append(f"{time}**{_escaped(name)}:** {text}")
        else:
            blocks.append(time + text if time else _unmarked(text))
    return "\n\n".join(blocks) + "\n"


def _unmarked(text: str) -> str:
    """`text` so that its beginning makes no heading, list or quote of it, and is no time."""
    match = _LEADING.match(text)
    return text if match is None else f"{match[0]}\\{text[match.end() :]}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
