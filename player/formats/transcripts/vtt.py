"""WebVTT transcripts, in which every word may have its time. Source: W3C WebVTT."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from player.domain.episode import Episode, Line
from player.formats.times import clock
from player.formats.transcripts.cues import read
from player.formats.transcripts.lines import pieces, speaker, stamped, timed

__all__ = ["compose", "read", "sniff", "write"]


def sniff(text: str) -> bool:
    """Whether `text` begins as every WebVTT file does."""
    return re.match(r"WEBVTT(?:\s|$)", text) is not None


def write(episode: Episode) -> str:
    """The transcript of `episode` with speakers and the times of words.

    Lines without times are left out: a cue cannot do without. A word whose time is not after all
    times before it, or not before its line's end, stays with the word before it; so does a word
    that does not stand in its line's text. Lines without an end last until the next begins.
    """
    return compose(episode.transcript)


def compose(lines: Iterable[Line], note: str | None = None) -> str:
    """The WebVTT of `lines`; `note` is a comment in it."""
    blocks = ["WEBVTT"]
    if note is not None:
        blocks.append(f"NOTE {note.replace('-->', '→')}")
    for number, (line, start, end, text) in enumerate(timed(lines), 1):
        name = speaker(line.speaker)
        # An arrow may not stand in a cue, not even one made of a name and its tag's end.
        voice = f"<v {_escaped(name).replace('--', '-&#45;')}>" if name else ""
        said = _escaped(text)
        if line.words:
            found = pieces(line, start, end, text)
            said = "".join(stamped(found, start, end, clock, _escaped)) or said
        blocks.append(f"{number}\n{clock(start)} --> {clock(end)}\n{voice}{said}")
    return "\n\n".join(blocks) + "\n"


def _escaped(text: str) -> str:
    """`text` without markup, also that of other subtitles, which readers look for here as well."""
    return html.escape(text, quote=False).replace("{\\", "&#123;\\")
