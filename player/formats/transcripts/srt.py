"""SRT transcripts, as SubRip and its followers write them; the speaker stands before the text.

Source of the latter: the transcripts of Podcasting 2.0 ("include the speaker's name, followed by
a colon"). Nothing else in SRT can hold it.
"""

from __future__ import annotations

import html
import re

from player.domain.episode import Episode
from player.formats.times import clock
from player.formats.transcripts import cues, names
from player.formats.transcripts.lines import timed

__all__ = ["read", "sniff", "write"]

_START = re.compile(rf"\s*(?:\d+[ \t]*\n)?[ \t]*{cues.TIME}[ \t]*-->[ \t]*{cues.TIME}", re.ASCII)


def sniff(text: str) -> bool:
    """Whether `text` begins with a numbered cue."""
    return _START.match(text[:400].replace("\r\n", "\n")) is not None


def read(text: str, name: str) -> Episode:
    """The transcript, with empty rows inside a cue's text; see `cues.read`."""
    return cues.read(text, name, loose=True, named=names.split_rows)


def write(episode: Episode) -> str:
    """The transcript of `episode` with speakers, without the times of words.

    Lines without times are left out. A name that does not look like one stands in brackets,
    `[somebody]: text`, its own brackets round; a text that looks as if a speaker began it goes on
    in a second row after its colon. What other programs would take for markup (or this one) is
    escaped, and nothing else: they show `&amp;` as it stands. Lines without an end last until the
    next begins.
    """
    blocks = []
    for number, (line, start, end, text) in enumerate(timed(episode.transcript), 1):
        said = names.join(line.speaker, text)
        if names.fitting(line.speaker) is None:
            said = names.apart(text)
        blocks.append(f"{number}\n{clock(start, ',')} --> {clock(end, ',')}\n{_escaped(said)}\n")
    return "\n".join(blocks)


def _escaped(text: str) -> str:
    if "&" in text and html.unescape(text) != text:
        text = text.replace("&", "&amp;")
    before, tag_end, rest = text.rpartition(">")
    text = before.replace("<", "&lt;") + tag_end + rest
    return text.replace("{\\", "&#123;\\").replace("-->", "--&gt;")
