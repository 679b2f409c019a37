"""What stands in one cue: voices, the times of words, and markup that is left out.

Sources: W3C WebVTT (cue text, voices, timestamps, ruby); the tags of SRT and of SubStation Alpha.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from player.domain.episode import Line, Word
from player.domain.timecode import Ms
from player.formats.transcripts.lines import LONGEST_TEXT, Clocks, flat, flat_word, speaker

Named: TypeAlias = Callable[[str], tuple[str | None, str]]
"""Takes the speaker off the front of a text."""

_TAG = re.compile(r"<([^<>]{0,600})>")
_VOICE = re.compile(r"v(?:\.[^\s]*)?\s+(.+)", re.DOTALL)
_SSA = re.compile(r"\{\\[^{}]{0,100}\}")
_RUBY = re.compile(r"<rt>[^<]{0,200}(?:</rt>)?")
_COLOUR = re.compile(r"</?c(?:\.[^<>\s]{0,100})?>")


def plain(text: str) -> str:
    """`text` without its tags."""
    return _TAG.sub("", text) if "<" in text else text


def read(
    text: str, start: Ms, end: Ms | None, named: Named | None, clocks: Clocks
) -> Iterator[Line]:
    """The lines of one cue: one for each voice in it, with the times of words where they are."""
    text = text[:LONGEST_TEXT]
    if "{\\" in text:
        text = _SSA.sub("", text)
    if "<c" in text:
        text = _COLOUR.sub("", text)
    if "<rt" in text:
        text = _RUBY.sub("", text)
    parts = _TAG.split(text)
    times, texts = [start], parts[:1]
    voice: str | None = None
    known = clocks.known
    time: Ms | None
    for tag, text in zip(parts[1::2], parts[2::2], strict=True):
        # Here hundreds of thousands of times come by: most of them are of a second that is known.
        try:
            time = known[tag[:-3]] + int(tag[-3:])
        except (KeyError, ValueError):
            time = clocks.ms(tag) if tag[:1].isdigit() and _is_time(tag) else None
        if time is not None:
            if time < times[-1]:
                time = times[-1]
            elif end is not None and time > end:
                time = end
            times.append(time)
            texts.append(text)
        elif tag[:1] == "v" and (match := _VOICE.fullmatch(tag)):
            yield from _line(times, texts, end, voice, named)
            voice = speaker(html.unescape(match[1]))
            times, texts = times[-1:], [text]
        else:
            texts[-1] += text
    yield from _line(times, texts, end, voice, named)


def _is_time(tag: str) -> bool:
    """Whether a tag that is a clock has a fraction, too: `<1:20>` may be anything."""
    return "." in tag or "," in tag


def _line(
    times: list[Ms], texts: list[str], end: Ms | None, voice: str | None, named: Named | None
) -> Iterator[Line]:
    """What one voice says, in pieces with their starts, if it says anything."""
    whole = "".join(texts)
    if "&" in whole:
        whole = html.unescape(whole)
        texts = [html.unescape(text) for text in texts]
    if named is not None and voice is None:
        voice, whole = named(whole)
    whole = flat(whole)
    if not whole:
        return
    words = []
    if len(times) > 1:
        times.append(times[-1] if end is None else end)
        for index, text in enumerate(texts):
            if text != " " and (word := flat_word(text)):
                words.append(Word(times[index], times[index + 1], word))
    yield Line(times[0], None if end == times[0] else end, whole, voice, tuple(words))
