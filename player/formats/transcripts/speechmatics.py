"""The JSON of Speechmatics (`json-v2`). Source: its reference of transcripts.

Words and punctuation are `results`, with times in seconds; a mark tells to which side it belongs.
"""

from __future__ import annotations

from typing import Any

from player.domain.episode import Episode
from player.formats.json_text import JsonDocument
from player.formats.transcripts.lines import Spoken, flat_word, in_seconds, speaker
from player.formats.transcripts.segments import episode, lines_of, objects

_UNKNOWN = "UU"


def sniff(value: object) -> bool:
    """Whether `value` has a list of results with types and times."""
    items = value.get("results") if isinstance(value, dict) else None
    first = items[0] if isinstance(items, list) and items else None
    return isinstance(first, dict) and first.keys() >= {"type", "start_time", "alternatives"}


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where nothing was said."""
    value: dict[str, Any] = document.value
    found: list[Spoken] = []
    who: list[str | None] = []
    for _, item in objects(document, value["results"], ("results",), "result"):
        best = item.get("alternatives")
        first = best[0] if isinstance(best, list) and best else None
        said = first.get("content") if isinstance(first, dict) else None
        if (
            not isinstance(first, dict)
            or not isinstance(said, str)
            or not (text := flat_word(said))
        ):
            continue
        mark = item.get("type") == "punctuation" and item.get("attaches_to", "previous")
        if mark in ("previous", "both") and found:
            found[-1] = found[-1]._replace(text=found[-1].text + text)
            continue
        name = speaker(first.get("speaker"))
        start, end = in_seconds(item.get("start_time")), in_seconds(item.get("end_time"))
        found.append(Spoken(start, end, text))
        who.append(None if name == _UNKNOWN else name)
    metadata = value.get("metadata")
    config = metadata.get("transcription_config") if isinstance(metadata, dict) else None
    tongue = config.get("language") if isinstance(config, dict) else None
    return episode(document, lines_of(found, who), tongue)
