"""The JSON of ElevenLabs' Scribe. Source: its reference of speech to text.

Words, the spaces between them and sounds (`(laughs)`) are all `words`, with times in seconds.
"""

from __future__ import annotations

from typing import Any

from player.domain.episode import Episode
from player.formats.json_text import JsonDocument
from player.formats.transcripts.lines import Spoken, flat_word, in_seconds, speaker
from player.formats.transcripts.segments import episode, lines_of, objects

_TYPES = ("word", "spacing", "audio_event")


def sniff(value: object) -> bool:
    """Whether `value` has words that tell their type."""
    items = value.get("words") if isinstance(value, dict) else None
    first = items[0] if isinstance(items, list) and items else None
    return isinstance(first, dict) and "text" in first and first.get("type") in _TYPES


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where nothing was said."""
    value: dict[str, Any] = document.value
    found: list[Spoken] = []
    who: list[str | None] = []
    apart = True
    for _, item in objects(document, value["words"], ("words",), "word"):
        said = item.get("text")
        text = flat_word(said) if isinstance(said, str) else ""
        if not text or item.get("type") == "spacing":
            apart = True
            continue
        start, end = in_seconds(item.get("start")), in_seconds(item.get("end"))
        sound = item.get("type") == "audio_event"
        if apart or sound or not found or text[0].isalnum():
            found.append(Spoken(start, end, text))
            who.append(speaker(item.get("speaker_id")))
        else:
            found[-1] = found[-1]._replace(end=end, text=found[-1].text + text)
        apart = sound
    return episode(document, lines_of(found, who), value.get("language_code"))
