"""The JSON of Deepgram. Source: its reference of pre-recorded audio (`results`).

Sentences of `paragraphs` are lines where they are there; else lines are made of the words, and
where there are none either, of `utterances`. Speakers are numbers, from 0, in each channel anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from player.domain.episode import Episode, Line
from player.formats.json_text import JsonDocument, Path
from player.formats.transcripts.lines import Spoken, flat, flat_word, in_seconds, words
from player.formats.transcripts.segments import (
    episode,
    lines_of,
    number_of,
    objects,
    said,
    span,
)

_TIMES = ("start", "end")


def sniff(value: object) -> bool:
    """Whether `value` has results of channels, or of utterances."""
    results = value.get("results") if isinstance(value, dict) else None
    if not isinstance(results, dict):
        return False
    channels, spoken_by = results.get("channels"), results.get("utterances")
    first = channels[0] if isinstance(channels, list) and channels else None
    if isinstance(first, dict):
        return isinstance(first.get("alternatives"), list)
    first = spoken_by[0] if isinstance(spoken_by, list) and spoken_by else None
    return isinstance(first, dict) and "transcript" in first


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where nothing was said."""
    value = document.value
    results = value.get("results") if isinstance(value, dict) else None
    results = results if isinstance(results, dict) else {}
    channels = list(objects(document, results.get("channels"), ("results", "channels"), "channel"))
    found: list[Line] = []
    tongue = None
    for number, (path, channel) in enumerate(channels):
        tongue = tongue or channel.get("detected_language") or channel.get("language")
        whose = f"Channel {number + 1}" if len(channels) > 1 else None
        found += _alternative(document, channel.get("alternatives"), path, whose)
    if not any(line.start is not None for line in found):
        found = list(_utterances(document, results.get("utterances"))) or found
    return episode(document, found, tongue)


def _alternative(
    document: JsonDocument, items: object, path: Path, channel: str | None
) -> Iterator[Line]:
    """The lines of the first, and best, of a channel's alternatives."""
    best = items[0] if isinstance(items, list) and items else None
    if not isinstance(best, dict):
        return
    path = (*path, "alternatives", 0)
    raw = _said_in(best.get("words"))
    timed = _words(raw)
    paragraphs = best.get("paragraphs")
    inner = paragraphs.get("paragraphs") if isinstance(paragraphs, dict) else None
    whose = _Whose(channel, raw)
    if isinstance(inner, list) and inner:
        place = (*path, "paragraphs", "paragraphs")
        yield from _sentences(document, inner, place, timed, whose)
    elif timed:
        yield from lines_of(timed, [whose.of(item.get("speaker")) for item in raw])
    elif isinstance(text := best.get("transcript"), str) and (text := flat(text)):
        yield Line(None, None, text, whose.of(None))


class _Whose:
    """Names speakers, with their channel where there are several, and alone if it has but one."""

    def __init__(self, channel: str | None, items: Sequence[Mapping[str, object]]) -> None:
        self._channel = channel
        self._several = len({number_of(item.get("speaker")) for item in items}) > 1

    def of(self, value: object) -> str | None:
        name = number_of(value)
        if self._channel is None or name is None:
            return name or self._channel
        return f"{self._channel}, {name}" if self._several else self._channel


def _said_in(items: object) -> list[dict[str, Any]]:
    """The words in a list of them, as they stand there."""
    return [
        item
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict) and isinstance(word := item.get("word"), str) and flat_word(word)
    ]


def _words(items: Iterable[Mapping[str, Any]]) -> list[Spoken]:
    """The words, as they are written in the text where that is told."""
    found = []
    for item in items:
        written = item.get("punctuated_word")
        text = flat_word(written) if isinstance(written, str) else ""
        start, end = in_seconds(item.get("start")), in_seconds(item.get("end"))
        found.append(Spoken(start, end, text or flat_word(item["word"])))
    return found


def _sentences(
    document: JsonDocument, items: object, path: Path, timed: list[Spoken], whose: _Whose
) -> Iterator[Line]:
    """A line for each sentence, with the words that begin in it."""
    at = 0
    for place, paragraph in objects(document, items, path, "paragraph"):
        who = whose.of(paragraph.get("speaker"))
        inner = (*place, "sentences")
        for where, sentence in objects(document, paragraph.get("sentences"), inner, "sentence"):
            text = said(document, where, sentence.get("text"), "text")
            if not text:
                continue
            start, end = (in_seconds(sentence.get(key)) for key in _TIMES)
            start, end = span(document, where, start, end, _TIMES)
            first = at
            while at < len(timed) and end is not None:
                begin = timed[at].start
                if begin is not None and begin >= end:
                    break
                at += 1
            own = words(timed[first:at], start, end) if start is not None else ()
            yield Line(start, end, text, who, own)


def _utterances(document: JsonDocument, items: object) -> Iterator[Line]:
    for path, item in objects(document, items, ("results", "utterances"), "utterance"):
        text = said(document, path, item.get("transcript"), "transcript")
        who = number_of(item.get("speaker"))
        timed = _words(_said_in(item.get("words")))
        if timed:
            yield from lines_of(timed, who)
        elif text:
            start, end = (in_seconds(item.get(key)) for key in _TIMES)
            yield Line(*span(document, path, start, end, _TIMES), text, who)
