"""Captions of YouTube in JSON (`json3`), as yt-dlp fetches them. Source: what YouTube sends.

Events have times in ms; those without `segs` tell where captions stand. In what YouTube heard
itself each word has its time, and a caption stays until the next but one: it is said until the
next begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from player.domain.episode import Episode, Line
from player.domain.timecode import LONGEST, Ms
from player.formats.json_text import JsonDocument
from player.formats.transcripts.lines import Spoken, flat, flat_word, in_ms, words
from player.formats.transcripts.segments import episode, objects

Caption: TypeAlias = tuple[Ms, Ms | None, list[Spoken], str]
"""Start, end, the words where each has a time, and the text."""


def sniff(value: object) -> bool:
    """Whether `value` has events with `tStartMs`."""
    items = value.get("events") if isinstance(value, dict) else None
    first = items[0] if isinstance(items, list) and items else None
    return isinstance(first, dict) and "tStartMs" in first


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where nothing was said."""
    return episode(document, _lines(document))


def _lines(document: JsonDocument) -> Iterator[Line]:
    found: list[Caption] = []
    for path, event in objects(document, document.value["events"], ("events",), "event"):
        parts = list(objects(document, event.get("segs"), (*path, "segs")))
        texts = [str(part.get("utf8") or "") for _, part in parts]
        start, length = (
            in_ms(_number(event.get("tStartMs"))),
            in_ms(_number(event.get("dDurationMs"))),
        )
        said = flat("".join(texts))
        if not said or start is None:
            continue
        offsets = [in_ms(part.get("tOffsetMs", 0)) or 0 for _, part in parts]
        end = min(start + length, LONGEST) if length else None
        found.append((start, end, timed(start, offsets, texts), said))
    yield from lines(found)


def timed(start: Ms, offsets: list[Ms], texts: list[str]) -> list[Spoken]:
    """The words of a caption; none where none has a time of its own."""
    if not any(offsets):
        return []
    return [
        Spoken(min(start + offset, LONGEST), None, word)
        for offset, text in zip(offsets, texts, strict=True)
        if (word := flat_word(text))
    ]


def lines(found: list[Caption]) -> Iterator[Line]:
    """The lines of captions: where words have times, each until the next begins."""
    heard = any(spoken for _, _, spoken, _ in found)
    following = [*(start for start, *_ in found[1:]), None]
    for (start, end, spoken, said), after in zip(found, following, strict=False):
        if heard and after is not None and end is not None and start < after < end:
            end = after
        yield Line(start, end, said, None, words(_ended(spoken, end), start, end))


def _ended(timed: list[Spoken], end: Ms | None) -> list[Spoken]:
    """The words, each until the next begins."""
    ends = [*(word.start for word in timed[1:]), end]
    return [word._replace(end=until) for word, until in zip(timed, ends, strict=bool(timed))]


def _number(value: object) -> object:
    return (
        int(value[:12]) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    )
