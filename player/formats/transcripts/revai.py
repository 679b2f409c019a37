"""The JSON of Rev and Rev AI: `monologues` of elements. Source: Rev AI's reference of transcripts.

Times are seconds (`ts`), in Rev's own files clocks (`timestamp`). Spaces and punctuation are
elements without times. Names of speakers may stand beside the monologues.
"""

from __future__ import annotations

from collections.abc import Mapping

from player.domain.episode import Episode
from player.domain.timecode import Ms
from player.formats.json_text import JsonDocument
from player.formats.times import from_clock
from player.formats.transcripts.lines import Spoken, flat_word, in_seconds, speaker
from player.formats.transcripts.segments import episode, lines_of, number_of, objects


def sniff(value: object) -> bool:
    """Whether `value` has a list of monologues with elements."""
    items = value.get("monologues") if isinstance(value, dict) else None
    first = items[0] if isinstance(items, list) and items else None
    return isinstance(first, dict) and isinstance(first.get("elements"), list)


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where nothing was said."""
    value = document.value
    names = {
        str(item.get("id"))[:100]: speaker(item.get("name"))
        for _, item in objects(document, value.get("speakers"), ("speakers",), "speaker")
    }
    found: list[Spoken] = []
    who: list[str | None] = []
    for path, part in objects(document, value["monologues"], ("monologues",), "monologue"):
        key = part.get("speaker")
        name = names.get(str(key)[:100]) or number_of(key)
        place = (*path, "elements")
        begins = True
        for _, item in objects(document, part.get("elements"), place, "element"):
            said = item.get("value")
            if not isinstance(said, str) or not (text := flat_word(said)):
                continue
            if item.get("type") == "punct" and not begins:
                found[-1] = found[-1]._replace(text=found[-1].text + text)
                continue
            begins = False
            start, end = _time(item, "ts", "timestamp"), _time(item, "end_ts", "end_timestamp")
            found.append(Spoken(start, end, text))
            who.append(name)
    return episode(document, lines_of(found, who), value.get("language"))


def _time(item: Mapping[str, object], seconds: str, clock: str) -> Ms | None:
    written = item.get(clock)
    if seconds not in item and isinstance(written, str):
        return from_clock(written[:40])
    return in_seconds(item.get(seconds))
