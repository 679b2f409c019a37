"""The JSON of Whisper and of what descends from it: segments in seconds, words within them.

Sources, by what they write: openai-whisper and mlx-whisper (`segments`, `words` with `word`);
OpenAI's service (`verbose_json`: words beside the segments); faster-whisper (no file of its own:
its segments as a list); WhisperX (speakers, `word_segments`, numbers without times);
whisper-timestamped (words with `text`); Transformers (`chunks` with `timestamp`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from player.domain.episode import Episode, Line
from player.domain.timecode import Ms
from player.formats.json_text import JsonDocument, Path
from player.formats.transcripts.lines import Spoken, in_seconds, spoken, words
from player.formats.transcripts.segments import (
    are_words,
    episode,
    lines_of,
    number_of,
    objects,
    said,
    span,
)

_TIMES = ("start", "end")
_LOOKED_AT = 5


def sniff(value: object) -> bool:
    """Whether `value` has segments, or is a list of them, with a `text` and a number as `start`."""
    if isinstance(value, list):
        return _are_segments(value)
    if not isinstance(value, dict):
        return False
    items = value.get("segments")
    if isinstance(items, list) and items:
        return _are_segments(items)
    if isinstance(value.get("chunks"), list):
        return any(isinstance(c, dict) and "timestamp" in c for c in value["chunks"][:_LOOKED_AT])
    if isinstance(items, list):
        return "text" in value or "language" in value or "word_segments" in value
    return _are_words(value.get("words")) and "text" in value and "task" in value


def _are_segments(items: Sequence[object]) -> bool:
    return any(
        isinstance(item, dict)
        and isinstance(item.get("text"), str)
        and not isinstance(item.get("start", ""), str | list | dict)
        and "start_ms" not in item
        for item in items[:_LOOKED_AT]
    )


def _are_words(items: object) -> bool:
    return isinstance(items, list) and any(
        isinstance(item, dict) and "word" in item and "start" in item for item in items[:_LOOKED_AT]
    )


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where not one segment says anything."""
    value = document.value
    if not isinstance(value, dict):
        return episode(document, _segments(document, value, (), _Beside(None)))
    tongue = value.get("language")
    if isinstance(value.get("segments"), list) and value["segments"]:
        beside = _Beside(value.get("words"))
        found = _segments(document, value["segments"], ("segments",), beside)
    elif isinstance(value.get("chunks"), list):
        found = _chunks(document, value["chunks"])
    else:
        found = lines_of(_spoken(value.get("words")))
    return episode(document, found, tongue)


class _Beside:
    """The words that stand beside all segments: each segment takes those that begin in it."""

    def __init__(self, items: object) -> None:
        self._items = _spoken(items)
        self._next = 0

    def take(self, end: Ms | None) -> list[Spoken]:
        first = self._next
        while self._next < len(self._items):
            start = self._items[self._next].start
            if end is None or (start is not None and start >= end):
                break
            self._next += 1
        return self._items[first : self._next]


def _spoken(items: object) -> list[Spoken]:
    """The words in a list of either shape."""
    if not isinstance(items, list) or not items:
        return []
    first = items[0]
    key = "text" if isinstance(first, dict) and "word" not in first and "text" in first else "word"
    return spoken(items, key, in_seconds, *_TIMES)


def _segments(document: JsonDocument, items: object, path: Path, beside: _Beside) -> Iterator[Line]:
    for place, segment in objects(document, items, path):
        text = said(document, place, segment.get("text"), "text")
        found = _spoken(segment.get("words"))
        if not text:
            continue
        start, end = in_seconds(segment.get("start")), in_seconds(segment.get("end"))
        if start is None:
            start = next((word.start for word in found if word.start is not None), None)
        start, end = span(document, place, start, end, _TIMES)
        who = number_of(segment.get("speaker")) or _first_speaker(segment.get("words"))
        found = found or beside.take(end)
        yield Line(start, end, text, who, words(found, start, end) if start is not None else ())


def _first_speaker(items: object) -> str | None:
    first = items[0] if isinstance(items, list) and items else None
    return number_of(first.get("speaker")) if isinstance(first, Mapping) else None


def _chunks(document: JsonDocument, items: object) -> Iterator[Line]:
    """Lines of chunks, or of words where each chunk is one."""
    found: list[tuple[Spoken, str | None]] = []
    for place, chunk in objects(document, items, ("chunks",), "chunk"):
        text = said(document, place, chunk.get("text"), "text")
        times = chunk.get("timestamp")
        pair = times if isinstance(times, list) and len(times) == 2 else (None, None)
        if text:
            start, end = (in_seconds(time) for time in pair)
            start, end = span(document, place, start, end, ("timestamp", "timestamp"))
            found.append((Spoken(start, end, text), number_of(chunk.get("speaker"))))
    if are_words([item.text for item, _ in found]):
        yield from lines_of([item for item, _ in found], [who for _, who in found])
    else:
        yield from (Line(*item, who) for item, who in found)
