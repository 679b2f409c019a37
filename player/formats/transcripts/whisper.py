"""The JSON of Whisper and of what descends from it: segments in seconds, words within them.

Sources, by what they write: openai-whisper and mlx-whisper (`segments`, `words` with `word`);
OpenAI's service (`verbose_json`: words beside the segments); faster-whisper (no file of its own:
its segments as a list); WhisperX (speakers, `word_segments`, numbers without times);
whisper-timestamped (words with `text`); Transformers (`chunks` with `timestamp`) and
insanely-fast-whisper (`speakers`, too); whisper.cpp's server (words in parts); the workers of
hosts (`word_timestamps`, `detected_language`); youtube-transcript-api (`duration`); others, with
times in ms. A text alone is lines without times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from player.domain.episode import Episode, Line
from player.domain.timecode import LONGEST, Ms
from player.formats.json_text import JsonDocument, Path
from player.formats.transcripts import plain
from player.formats.transcripts.lines import (
    Spoken,
    flat,
    flat_word,
    in_ms,
    in_seconds,
    spoken,
    words,
)
from player.formats.transcripts.segments import (
    are_words,
    episode,
    lines_of,
    number_of,
    objects,
    said,
    span,
)

Time: TypeAlias = Callable[[object], Ms | None]

_TIMES = ("start", "end")
_BESIDE = ("words", "word_segments", "word_timestamps")
_TEXT_ALONE = {"text", "task", "language", "duration", "usage", "logprobs", "x_groq"}
_CHUNKS = ("speakers", "chunks")
_LOOKED_AT = 5
_SPANS = 20
_LONG_SEGMENT = 250
_NEAR = 40
_BEHIND = re.compile(r"[^\w\s]{1,5}(?=\s|$)")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0003ffff]")


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
    if isinstance(value.get("text"), str) and value.keys() <= _TEXT_ALONE:
        return True
    if _are_words(value.get("word_segments")):
        return True
    return _are_words(value.get("words")) and "text" in value and "task" in value


def _are_segments(items: Sequence[object]) -> bool:
    return any(
        isinstance(item, dict)
        and isinstance(item.get("text"), str)
        and not isinstance(item.get("start", ""), str | list | dict)
        and "start_ms" not in item
        and not (type(item.get("start")) is int and item.keys() >= {"confidence", "speaker"})
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
        return episode(document, _segments(document, value, (), None))
    info = value.get("info")
    tongue = (
        value.get("language")
        or value.get("detected_language")
        or (info.get("language") if isinstance(info, dict) else None)
    )
    beside = next((value[key] for key in _BESIDE if _are_words(value.get(key))), None)
    if isinstance(value.get("segments"), list) and value["segments"]:
        found = _segments(document, value["segments"], ("segments",), beside)
    elif key := next((k for k in _CHUNKS if isinstance(value.get(k), list) and value[k]), None):
        found = _chunks(document, value[key], key)
    elif beside is None and isinstance(value.get("text"), str) and flat(value["text"]):
        found = iter(plain.read(value["text"], document.name).transcript)
    else:
        found = lines_of(_written(_spoken(beside), value.get("text")))
    return episode(document, found, tongue)


class _Beside:
    """The words that stand beside all segments: each segment takes those that begin in it."""

    def __init__(self, items: object, time: Time) -> None:
        self._items = _spoken(items, time)
        self._next = 0

    def take(self, end: Ms | None) -> list[Spoken]:
        first = self._next
        while self._next < len(self._items):
            start = self._items[self._next].start
            if end is None or (start is not None and start >= end):
                break
            self._next += 1
        return self._items[first : self._next]


def _spoken(items: object, time: Time = in_seconds) -> list[Spoken]:
    """The words in a list of either shape."""
    if not isinstance(items, list) or not items:
        return []
    first = items[0]
    key = "text" if isinstance(first, dict) and "word" not in first and "text" in first else "word"
    found = spoken(items, key, time, *_TIMES)
    if isinstance(first, dict) and str(first.get(key) or "")[:1].isspace():
        return _whole(found, [i[key] for i in items if isinstance(i, dict) and key in i])
    return found


def _written(found: list[Spoken], text: object) -> list[Spoken]:
    """The words as they are written in `text`, with what stands behind them up to a space."""
    if not isinstance(text, str):
        return found
    place = 0
    written: list[Spoken] = []
    for start, end, word in found:
        begin = text.find(word, place, place + len(word) + _NEAR)
        if begin >= 0:
            rest = _BEHIND.match(text, begin + len(word))
            place = rest.end() if rest else begin + len(word)
            word = flat_word(text[begin:place])
        written.append(Spoken(start, end, word))
    return written


def _whole(found: list[Spoken], written: list[object]) -> list[Spoken]:
    """Words of their parts, where a space before the first says that each has one.

    In scripts that write words without spaces, letters stay apart.
    """
    parts = [text for text in written if isinstance(text, str) and flat(text)]
    if len(parts) != len(found) or all(text[0].isspace() for text in parts):
        return found
    whole: list[Spoken] = []
    for item, text in zip(found, parts, strict=True):
        if whole and not text[0].isspace() and not (text[0].isalnum() and _UNSPACED.match(text)):
            start, end, before = whole[-1]
            whole[-1] = Spoken(start, end if item.end is None else item.end, before + item.text)
        else:
            whole.append(item)
    return whole


def _segments(
    document: JsonDocument, items: object, path: Path, words_beside: object
) -> Iterator[Line]:
    time = _time_of(items)
    beside = _Beside(words_beside, time)
    for place, segment in objects(document, items, path):
        text = said(document, place, segment.get("text"), "text")
        found = _spoken(segment.get("words"), time)
        if not text:
            continue
        start, end = time(segment.get("start")), time(segment.get("end"))
        if end is None and start is not None and (lasts := time(segment.get("duration"))):
            end = min(start + lasts, LONGEST)  # so youtube-transcript-api tells it
        if start is None:
            start = next((word.start for word in found if word.start is not None), None)
        start, end = span(document, place, start, end, _TIMES)
        who = number_of(segment.get("speaker")) or _first_speaker(segment.get("words"))
        found = found or beside.take(end)
        yield Line(start, end, text, who, words(found, start, end) if start is not None else ())


def _time_of(items: object) -> Time:
    """How the times are read: in ms where they are whole, and would be minutes for each line."""
    found = [i for i in items[:_SPANS] if isinstance(i, dict)] if isinstance(items, list) else []
    times = [(item.get("start"), item.get("end")) for item in found]
    lasts = [end - start for start, end in times if type(start) is int and type(end) is int]
    whole = len(lasts) == len(times) and sum(lasts) > _LONG_SEGMENT * len(lasts)
    return in_ms if whole else in_seconds


def _first_speaker(items: object) -> str | None:
    first = items[0] if isinstance(items, list) and items else None
    return number_of(first.get("speaker")) if isinstance(first, Mapping) else None


def _chunks(document: JsonDocument, items: object, key: str) -> Iterator[Line]:
    """Lines of chunks, or of words where each chunk is one."""
    found: list[tuple[Spoken, str | None]] = []
    for place, chunk in objects(document, items, (key,), "chunk"):
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
