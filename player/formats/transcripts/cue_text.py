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
from player.formats.times import from_clock
from player.formats.transcripts.lines import LONGEST_TEXT, flat, speaker

Named: TypeAlias = Callable[[str], tuple[str | None, str]]
"""Takes the speaker off the front of a text."""

_TAG = re.compile(r"<([^<>]{0,600})>")
_TIME = re.compile(r"(?:\d{1,4}:)?\d{1,5}:\d{2}[.,]\d{1,3}", re.ASCII)
_VOICE = re.compile(r"v(?:\.[^\s]*)?\s+(.+)", re.DOTALL)
_SSA = re.compile(r"\{\\[^{}]{0,100}\}")
_RUBY = re.compile(r"<rt>[^<]{0,200}(?:</rt>)?")
_COLOUR = re.compile(r"</?c(?:\.[^<>\s]{0,100})?>")


def plain(text: str) -> str:
    """`text` without its tags."""
    return _TAG.sub("", text) if "<" in text else text


def read(
    text: str, start: Ms, end: Ms | None, named: Named | None, known: dict[str, Ms]
) -> Iterator[Line]:
    """The lines of one cue: one for each voice in it, with the times of words where they are.

    `known` remembers the seconds that were read, for hundreds of thousands of words.
    """
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
    for tag, text in zip(parts[1::2], parts[2::2], strict=True):
        second = known.get(tag[:9])
        if second is not None and len(tag) == 12 and tag[9:].isdecimal():
            time = second + int(tag[9:])
        elif tag[:1].isdigit() and (new := _time(tag, known)) is not None:
            time = new
        elif tag[:1] == "v" and (match := _VOICE.fullmatch(tag)):
            yield from _line(times, texts, end, voice, named)
            voice = speaker(html.unescape(match[1]))
            times, texts = times[-1:], [text]
            continue
        else:
            texts[-1] += text
            continue
        if time < times[-1]:
            time = times[-1]
        elif end is not None and time > end:
            time = end
        times.append(time)
        texts.append(text)
    yield from _line(times, texts, end, voice, named)


def _time(tag: str, known: dict[str, Ms]) -> Ms | None:
    time = from_clock(tag) if _TIME.fullmatch(tag) else None
    if time is not None and len(tag) == 12 and tag[8] in ".,":
        known[tag[:9]] = time - int(tag[9:])
    return time


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
            if text != " " and (word := flat(text)):
                words.append(Word(times[index], times[index + 1], word))
    yield Line(times[0], end, whole, voice, tuple(words))
