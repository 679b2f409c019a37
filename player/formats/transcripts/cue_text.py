"""What stands in one cue: voices, the times of words, and markup that is left out.

Sources: W3C WebVTT (cue text, voices, timestamps, ruby); the tags of SRT and of SubStation Alpha.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import TypeAlias

from player.domain.episode import Line, Word
from player.domain.timecode import Ms
from player.formats.times import from_clock
from player.formats.transcripts.clocks import Clocks
from player.formats.transcripts.lines import LONGEST_TEXT, flat, speaker, words_between

Named: TypeAlias = Callable[[str], tuple[str | None, str]]
"""Takes the speaker off the front of a text."""

_TAG = re.compile(r"<((?![\s=])[^<>]{0,600})>")
"""“5 < 6 and 7 > 2” has none."""
_VOICE = re.compile(r"v(?:\.[^\s]*)?\s+(.+)", re.DOTALL)
_SSA = re.compile(r"\{\\[^{}]{0,100}\}")
_RUBY = re.compile(r"<rt>[^<]{0,200}(?:</rt>)?")
_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_COLOUR = re.compile(r"</?c(?:\.[^<>\s]{0,100})?>")


def plain(text: str) -> str:
    """`text` without its tags."""
    return _TAG.sub("", text) if "<" in text else text


def read(
    text: str, start: Ms, end: Ms | None, named: Named | None, stamps: Clocks
) -> Iterator[Line]:
    """The lines of one cue: one for each voice in it, with the times of words where they are."""
    text = text[:LONGEST_TEXT]
    if "{\\" in text:
        text = _SSA.sub("", text)
    if "<c" in text:
        text = _COLOUR.sub("", text)
    if "<rt" in text:
        text = _RUBY.sub("", text)
    if "<br" in text or "<BR" in text:
        text = _BREAK.sub("\n", text)
    parts = _TAG.split(text)
    times, texts = [start], parts[:1]
    voice: str | None = None
    tags = parts[1::2]
    for tag, time, text in zip(tags, stamps.all(tags), parts[2::2], strict=True):
        if time is not None:
            times.append(time)
            texts.append(text)
        elif tag[:1] == "v" and (match := _VOICE.fullmatch(tag)):
            begin = max(times)
            yield from _line(times, texts, end, voice, named)
            voice = speaker(html.unescape(match[1]))
            times, texts = [begin], [text]
        elif tag == "/v":
            begin = max(times)
            yield from _line(times, texts, end, voice, named)
            voice, times, texts = None, [begin], [text]
        else:
            texts[-1] += text
    yield from _line(times, texts, end, voice, named)


def stamp(tag: str) -> Ms | None:
    """The time in a tag; None where it is none, as without a fraction: `<1:20>` may be anything."""
    return from_clock(tag) if "." in tag or "," in tag else None


def _line(
    times: list[Ms], texts: list[str], end: Ms | None, voice: str | None, named: Named | None
) -> Iterator[Line]:
    """What one voice says, in pieces with their starts, if it says anything."""
    whole = "".join(texts)
    if "&" in whole:
        whole = html.unescape(whole)
        texts = [html.unescape(text) for text in texts]
    if named is not None and voice is None:
        length = len(whole)
        voice, whole = named(whole)
        if voice is not None:
            texts[0] = texts[0][length - len(whole) :]
    whole = flat(whole)
    if not whole:
        return
    words: tuple[Word, ...] = ()
    if len(times) > 1:
        # No word begins before the one before it, or after the cue's end.
        times = list(accumulate(times, max))
        if end is not None and times[-1] > end:
            times = [min(time, end) for time in times]
        words = words_between([*times, times[-1] if end is None else end], texts)
    yield Line(times[0], None if end == times[0] else end, whole, voice, words)
