"""Podlove's transcripts in JSON: alone, by speaker, or inside the configuration of its web player.

Sources: Podlove Publisher (`?podlove_transcript=json` and `json_grouped`), where `speaker` is a
contributor's id and `voice` the name that the WebVTT gave; Podlove Web Player 4 and 5, whose
configuration has `transcripts` and, under `contributors`, the names of those ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from player.domain.episode import Episode, Line
from player.domain.timecode import Ms
from player.formats.json_text import JsonDocument, Path
from player.formats.times import from_clock
from player.formats.transcripts.lines import in_ms, speaker
from player.formats.transcripts.segments import episode, objects, said, span

_KEYS = {"start", "start_ms"}
_LOOKED_AT = 5
MOST_CONTRIBUTORS = 10_000


def sniff(value: object) -> bool:
    """Whether `value` is such a list, or a configuration of the player with one."""
    if isinstance(value, dict):
        value = value.get("transcripts")
    if not isinstance(value, list):
        return False
    return any(isinstance(item, dict) and _is_segment(item) for item in value[:_LOOKED_AT])


def _is_segment(item: Mapping[str, object]) -> bool:
    if not item.keys() & _KEYS or not ("text" in item or "items" in item):
        return False
    return "start_ms" in item or isinstance(item["start"], str)


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where not one segment says anything."""
    return episode(document, lines(document))


def lines(document: JsonDocument) -> Iterator[Line]:
    """The lines of a transcript, or of that in a player's configuration; none where there is none.

    What is wrong in them is reported to `document`.
    """
    value = document.value
    if isinstance(value, dict):
        names = _contributors(value.get("contributors"))
        yield from _lines(document, value.get("transcripts"), ("transcripts",), names, None)
    else:
        yield from _lines(document, value, (), {}, None)


def _lines(
    document: JsonDocument, items: object, path: Path, names: Mapping[str, str], who: str | None
) -> Iterator[Line]:
    for place, segment in objects(document, items, path):
        name = _speaker(segment, names) or who
        if isinstance(segment.get("items"), list) and "text" not in segment and who is None:
            yield from _lines(document, segment["items"], (*place, "items"), names, name or "")
            continue
        text = said(document, place, segment.get("text"), "text")
        if text:
            start, end = _time(segment, "start"), _time(segment, "end")
            start, end = span(document, place, start, end, ("start", "end"))
            yield Line(start, end, text, name or None)


def _time(segment: Mapping[str, object], key: str) -> Ms | None:
    time = in_ms(segment.get(f"{key}_ms"))
    clock = segment.get(key)
    if time is None and isinstance(clock, str):
        return from_clock(clock.strip()[:40])
    return time


def _speaker(segment: Mapping[str, object], names: Mapping[str, str]) -> str | None:
    """A known contributor's name, else the voice, else the speaker's id."""
    key = segment.get("speaker")
    known = names.get(str(key)) if isinstance(key, str | int) else None
    return known or speaker(segment.get("voice")) or speaker(key)


def _contributors(value: object) -> dict[str, str]:
    """The names of contributors by their ids."""
    found: dict[str, str] = {}
    for item in value[:MOST_CONTRIBUTORS] if isinstance(value, list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str | int):
            name = speaker(item.get("name"))
            if name:
                found[str(item["id"])[:100]] = name
    return found
