"""The JSON of AssemblyAI: a transcript, or its sentences or paragraphs. Times are in ms.

Source: AssemblyAI's reference of its transcripts. An utterance is all that one speaker says in
turn, which may be minutes: lines are made of its words. Speakers are letters, from A. Chapters that
it found itself have a headline, and in short a gist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from player.domain.episode import Chapter, Episode, Line
from player.domain.errors import FormatError
from player.formats.json_text import JsonDocument, Path
from player.formats.transcripts.lines import flat, in_ms, spoken, words
from player.formats.transcripts.segments import (
    episode,
    lines_of,
    number_of,
    objects,
    said,
    span,
)

MOST_CHAPTERS = 50_000
_LONGEST_TITLE = 500
_TIMES = ("start", "end")
_PARTS = ("sentences", "paragraphs", "utterances")
_UNFINISHED = ("queued", "processing")
_MARKS = {"utterances", "audio_url", "language_code", "acoustic_model", "status", "confidence"}


def sniff(value: object) -> bool:
    """Whether `value` has words with a `text` and times in ms, in a list or in parts of it."""
    if isinstance(value, list):
        return _timed(value) and value[0].keys() >= {"confidence", "end"}
    if not isinstance(value, dict) or "segments" in value:
        return False
    if _timed(value.get("words")) and value.keys() & _MARKS:
        return True
    if value.get("status") in ("error", *_UNFINISHED) and "audio_url" in value:
        return True
    return any(
        _timed(value.get(part)) and value[part][0].keys() & {"words", "confidence", "speaker"}
        for part in _PARTS
    )


def _timed(items: object) -> bool:
    first = items[0] if isinstance(items, list) and items else None
    return isinstance(first, dict) and "text" in first and type(first.get("start")) is int


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where nothing was said, or the service failed."""
    value = document.value
    if isinstance(value, list):
        return episode(document, _parts(document, value, (), "utterances"))
    if value.get("status") == "error":
        reason = flat(str(value.get("error") or ""))[:300]
        raise FormatError(f"AssemblyAI could not make this transcript: {reason}", document.name)
    if value.get("status") in _UNFINISHED and not value.get("words"):
        raise FormatError(
            "AssemblyAI has not made this transcript yet: fetch it again when it is completed.",
            document.name,
        )
    tongue = value.get("language_code")
    timed = spoken(value.get("words"), "text", in_ms, *_TIMES)
    who = _speakers(value.get("words"))
    part = next((part for part in _PARTS if value.get(part)), None)
    if timed and (part is None or any(who)):
        found = lines_of(timed, who)
    else:
        items = value.get(part) if part else None
        found = _parts(document, items, (part or "",), part or "utterances")
    return replace(episode(document, found, tongue), chapters=_chapters(value.get("chapters")))


def _chapters(items: object) -> tuple[Chapter, ...]:
    """The chapters that were found, if they were asked for; each ends where the next begins."""
    found = []
    for item in items[:MOST_CHAPTERS] if isinstance(items, list) else ():
        if isinstance(item, dict) and (start := in_ms(item.get("start"))) is not None:
            texts = (item.get(key) for key in ("headline", "gist", "summary"))
            titles = (
                flat(text)[:_LONGEST_TITLE].strip() for text in texts if isinstance(text, str)
            )
            found.append(Chapter(start, next((title for title in titles if title), "")))
    return tuple(sorted(found, key=lambda chapter: chapter.start))


def _speakers(items: object) -> list[str | None]:
    """The speaker of each word that has a text, or its channel's number."""
    if not isinstance(items, list):
        return []
    return [
        number_of(item.get("speaker") or item.get("channel"))
        for item in items
        if isinstance(item, dict) and isinstance(item.get("text"), str) and flat(item["text"])
    ]


def _parts(document: JsonDocument, items: object, place: Path, part: str) -> Iterator[Line]:
    """Lines of sentences, or of the words of paragraphs and utterances."""
    for path, item in objects(document, items, place, part[:-1]):
        text = said(document, path, item.get("text"), "text")
        timed = spoken(item.get("words"), "text", in_ms, *_TIMES)
        who = number_of(item.get("speaker"))
        if timed and part != "sentences":
            yield from lines_of(timed, who)
        elif text:
            start, end = (in_ms(item.get(key)) for key in _TIMES)
            start, end = span(document, path, start, end, _TIMES)
            yield Line(start, end, text, who, words(timed, start or 0, end))
