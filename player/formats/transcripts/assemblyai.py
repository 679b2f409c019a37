"""The JSON of AssemblyAI: a transcript, or its sentences or paragraphs. Times are in ms.

Source: AssemblyAI's reference of its transcripts. An utterance is all that one speaker says in
turn, which may be minutes: lines are made of its words. Speakers are letters, from A.
"""

from __future__ import annotations

from collections.abc import Iterator

from player.domain.episode import Episode, Line
from player.domain.errors import FormatError
from player.formats.json_text import JsonDocument
from player.formats.transcripts.lines import flat, in_ms, spoken, words
from player.formats.transcripts.segments import (
    episode,
    lines_of,
    number_of,
    objects,
    said,
    span,
)

_TIMES = ("start", "end")
_PARTS = ("sentences", "paragraphs", "utterances")
_MARKS = {"utterances", "audio_url", "language_code", "acoustic_model", "status", "confidence"}


def sniff(value: object) -> bool:
    """Whether `value` has words with a `text` and times in ms, in a list or in parts of it."""
    if not isinstance(value, dict) or "segments" in value:
        return False
    if _timed(value.get("words")) and value.keys() & _MARKS:
        return True
    if value.get("status") == "error" and "audio_url" in value:
        return True
    return any(_timed(value.get(part)) and "words" in value[part][0] for part in _PARTS)


def _timed(items: object) -> bool:
    first = items[0] if isinstance(items, list) and items else None
    return isinstance(first, dict) and "text" in first and type(first.get("start")) is int


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where nothing was said, or the service failed."""
    value = document.value
    if value.get("status") == "error":
        reason = flat(str(value.get("error") or ""))[:300]
        raise FormatError(f"AssemblyAI could not make this transcript: {reason}", document.name)
    tongue = value.get("language_code")
    timed = spoken(value.get("words"), "text", in_ms, *_TIMES)
    who = _speakers(value.get("words"))
    part = next((part for part in _PARTS if value.get(part)), None)
    if timed and (part is None or any(who)):
        return episode(document, lines_of(timed, who), tongue)
    return episode(document, _parts(document, part), tongue)


def _speakers(items: object) -> list[str | None]:
    """The speaker of each word that has a text, or its channel's number."""
    if not isinstance(items, list):
        return []
    return [
        number_of(item.get("speaker") or item.get("channel"))
        for item in items
        if isinstance(item, dict) and isinstance(item.get("text"), str) and flat(item["text"])
    ]


def _parts(document: JsonDocument, part: str | None) -> Iterator[Line]:
    """Lines of sentences, or of the words of paragraphs and utterances."""
    if part is None:
        return
    for path, item in objects(document, document.value.get(part), (part,), part[:-1]):
        text = said(document, path, item.get("text"), "text")
        timed = spoken(item.get("words"), "text", in_ms, *_TIMES)
        who = number_of(item.get("speaker"))
        if timed and part != "sentences":
            yield from lines_of(timed, who)
        elif text:
            start, end = (in_ms(item.get(key)) for key in _TIMES)
            start, end = span(document, path, start, end, _TIMES)
            yield Line(start, end, text, who, words(timed, start or 0, end))
