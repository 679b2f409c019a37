"""The JSON of Amazon Transcribe. Source: its guide (`results`, with `items` and `speaker_labels`).

Times are seconds as text. Who speaks stands at each word, in older files beside them. Punctuation
has no time, and belongs to the word before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from player.domain.episode import Episode
from player.formats.json_text import JsonDocument
from player.formats.transcripts.lines import Spoken, flat_word, in_seconds, speaker
from player.formats.transcripts.segments import episode, lines_of, objects


def sniff(value: object) -> bool:
    """Whether `value` has results with both transcripts and items."""
    results = value.get("results") if isinstance(value, dict) else None
    return isinstance(results, dict) and results.keys() >= {"transcripts", "items"}


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where nothing was said."""
    results: dict[str, Any] = document.value["results"]
    labels = _labels(results.get("speaker_labels"))
    found: list[Spoken] = []
    who: list[str | None] = []
    for _, item in objects(document, results["items"], ("results", "items"), "item"):
        best = item.get("alternatives")
        first = best[0] if isinstance(best, list) and best else None
        said = first.get("content") if isinstance(first, dict) else None
        text = flat_word(said) if isinstance(said, str) else ""
        start = item.get("start_time")
        if not text:
            continue
        if start is None and found:
            found[-1] = found[-1]._replace(text=found[-1].text + text)
            continue
        found.append(Spoken(in_seconds(start), in_seconds(item.get("end_time")), text))
        who.append(speaker(item.get("speaker_label")) or labels.get(str(start)[:40]))
    return episode(document, lines_of(found, who), results.get("language_code"))


def _labels(value: object) -> dict[str, str]:
    """Who speaks, by the start of each word, as it is written."""
    found: dict[str, str] = {}
    for segment in _dicts(value.get("segments") if isinstance(value, dict) else None):
        for item in _dicts(segment.get("items")):
            if name := speaker(item.get("speaker_label") or segment.get("speaker_label")):
                found[str(item.get("start_time"))[:40]] = name
    return found


def _dicts(value: object) -> Iterable[Mapping[str, Any]]:
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, dict))
