"""The JSON transcript of Podcasting 2.0. Source: podcast-namespace, transcripts/transcripts.md.

Segments are lines or, at the most precise, words: then a newline after a word ends a line. Some
programs write the segments alone, `text` for `body`, or times as clocks.
"""

from __future__ import annotations

import json

from player.domain.episode import Episode, Line
from player.domain.timecode import Ms
from player.formats.json_text import JsonDocument, Path
from player.formats.times import from_clock
from player.formats.transcripts.lines import Spoken, in_seconds, speaker, timed
from player.formats.transcripts.segments import (
    are_words,
    episode,
    in_lines,
    objects,
    said,
    span,
)

_TIMES = ("startTime", "endTime")
_LOOKED_AT = 5


def sniff(value: object) -> bool:
    """Whether `value` has segments with a `body` or a `startTime`."""
    if isinstance(value, list):
        return any(
            isinstance(i, dict) and "startTime" in i and "body" in i for i in value[:_LOOKED_AT]
        )
    if not isinstance(value, dict):
        return False
    items = value.get("segments")
    if not isinstance(items, list):
        return False
    if not items:
        return "version" in value and "text" not in value and "language" not in value
    return any(
        isinstance(i, dict) and ("startTime" in i or "body" in i) for i in items[:_LOOKED_AT]
    )


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where not one segment says anything."""
    items: list[tuple[Spoken, str | None, bool]] = []
    value = document.value
    segments = value.get("segments") if isinstance(value, dict) else value
    place: Path = ("segments",) if isinstance(value, dict) else ()
    for path, segment in objects(document, segments, place):
        body = segment.get("body", segment.get("text"))
        text = said(document, path, body, "body")
        if text:
            start, end = _time(segment.get("startTime")), _time(segment.get("endTime"))
            start, end = span(document, path, start, end, _TIMES)
            ends = isinstance(body, str) and body.endswith("\n")
            items.append((Spoken(start, end, text), speaker(segment.get("speaker")), ends))
    if are_words([item.text for item, _, _ in items]):
        return episode(document, in_lines(items))
    return episode(document, (Line(*item, who) for item, who, _ in items))


def _time(value: object) -> Ms | None:
    """Seconds as a number or as text, or a clock."""
    if isinstance(value, str) and ":" in value:
        return from_clock(value.strip()[:40])
    return in_seconds(value)


def write(episode: Episode) -> str:
    """The transcript of `episode`, one segment a line, without the times of words.

    Segments could be words, but players show each in a row of its own. Lines without times are
    left out, and lines without an end have none here either. Where all segments are single words
    a newline ends each, so that nobody takes them for the words of one line.
    """
    found = [(line, start, end, text) for line, start, end, text in timed(episode.transcript)]
    ending = "\n" if are_words([text for *_, text in found]) else ""
    segments = []
    for line, start, end, text in found:
        segment: dict[str, object] = {"startTime": start / 1000}
        if line.end == end:
            segment["endTime"] = end / 1000
        segment["body"] = text + ending
        if name := speaker(line.speaker):
            segment = {"speaker": name, **segment}
        segments.append(segment)
    value = {"version": "1.0.0", "segments": segments}
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
