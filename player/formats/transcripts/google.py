"""The JSON of Google's Speech-to-Text. Source: its reference, versions 1 and 2 (`results`).

Times are `1.400s`, or seconds and nanoseconds. Where it was asked who speaks, the last result has
all words once more, with their speakers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from player.domain.episode import Episode, Line
from player.domain.timecode import Ms
from player.formats.json_text import JsonDocument
from player.formats.transcripts.lines import Spoken, flat, flat_word, in_ms, in_seconds
from player.formats.transcripts.segments import episode, lines_of, number_of, objects

_NAMES = ("Time", "_time", "Offset", "_offset")


def sniff(value: object) -> bool:
    """Whether `value` has a list of results whose alternatives have transcripts or words."""
    first = next(iter(_results(value)), None)
    best = first.get("alternatives") if isinstance(first, dict) else None
    best = best[0] if isinstance(best, list) and best else None
    return isinstance(best, dict) and bool(best.keys() & {"transcript", "words"})


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where nothing was said."""
    found: list[Line] = []
    tongue = None
    at: Ms = 0
    for path, result in objects(document, _results(document.value), ("results",), "result"):
        tongue = tongue or result.get("languageCode") or result.get("language_code")
        best = result.get("alternatives")
        best = best[0] if isinstance(best, list) and best else None
        if not isinstance(best, dict):
            continue
        items = best.get("words")
        words = [w for w in items if isinstance(w, dict)] if isinstance(items, list) else []
        who = [number_of(w.get("speakerLabel") or w.get("speakerTag") or None) for w in words]
        timed = [
            Spoken(_time(w, "start"), _time(w, "end"), text)
            for w in words
            if isinstance(w.get("word"), str) and (text := flat_word(w["word"]))
        ]
        if len(timed) < len(words):
            document.error((*path, "alternatives", 0), "a word has a text; one is left out.")
            who = []
        if any(who) and not any(line.speaker for line in found):
            found = []
        if timed:
            found += lines_of(timed, who or None)
        elif isinstance(best.get("transcript"), str) and (said := flat(best["transcript"])):
            end = _time(result, "resultEnd")
            found.append(Line(None if end is None else min(at, end), end, said))
            at = end or at
    return episode(document, found, tongue)


def _results(value: object) -> list[Any]:
    if isinstance(value, dict) and isinstance(value.get("response"), dict):
        value = value["response"]
    results = value.get("results") if isinstance(value, dict) else None
    return results if isinstance(results, list) else []


def _time(item: Mapping[str, object], which: str) -> Ms | None:
    """A time by any of its names; none stands where it would be 0."""
    value = next((item[which + name] for name in _NAMES if which + name in item), None)
    if isinstance(value, dict):
        seconds, nanos = in_seconds(value.get("seconds", 0)), in_ms(value.get("nanos", 0))
        return None if seconds is None or nanos is None else seconds + round(nanos / 1_000_000)
    if value is None:
        return 0 if which == "start" else None
    return in_seconds(value.removesuffix("s") if isinstance(value, str) else value)
