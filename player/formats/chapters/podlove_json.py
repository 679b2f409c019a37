"""The configuration of the Podlove Web Player, and its list of chapters alone.

Sources: the player's documentation, versions 3 to 5; what the Podlove Publisher and Podigee write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from player.domain.episode import Chapter, Episode, Line, Person
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST, Ms
from player.formats import addresses
from player.formats.chapters import listing
from player.formats.json_text import JsonDocument, Path
from player.formats.text import stem

MOST_LINES = 200_000
MOST_OTHERS = 1000
_LOOKED_AT = 20
_PLAYERS = frozenset((
    "activeTab", "contributors", "playlist", "poster", "publicationDate", "reference", "subtitle",
    "theme", "transcripts", "version",
))  # fmt: skip
_ENDS = "end"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def sniff(value: object) -> bool:
    """Whether `value` has chapters with a title, and a clock as their start.

    An episode file may be JSON as well (which is YAML), and looks alike: without a key that only
    the player knows, all of the first chapters must look like the player's.
    """
    if isinstance(value, list):
        return any(map(_is_chapter, value[:_LOOKED_AT]))
    if not isinstance(value, dict) or "earmark" in value:
        return False
    chapters = value.get("chapters")
    # The player without chapters still tells the show, and where the audio is.
    whole = isinstance(value.get("show"), dict) and isinstance(value.get("audio"), list)
    if not isinstance(chapters, list) or not chapters:
        return whole
    if whole or not _PLAYERS.isdisjoint(value):
        return any(map(_is_chapter, chapters[:_LOOKED_AT]))
    return all(
        _is_chapter(each) and listing.moment(_start(each) or "") is not None and _ENDS not in each
        for each in chapters[:_LOOKED_AT]
    )


def _is_chapter(entry: object) -> bool:
    return isinstance(entry, dict) and "title" in entry and _start(entry) is not None


def read(document: JsonDocument) -> Episode:
    """The chapters, and of a whole configuration also episode, audio, people and transcript.

    Raises FormatError where there is neither.
    """
    value = document.value
    if not sniff(value):
        raise FormatError("this is no configuration of the Podlove player.", document.name)
    if isinstance(value, list):
        found = tuple(_chapters(document, (), value))
        return Episode(
            title=stem(document.name),
            chapters=listing.in_order(found),
            problems=document.problems(),
        )
    show, date = value.get("show"), _DATE.match(_text(value, "publicationDate"))
    return Episode(
        title=_text(value, "title") or stem(document.name),
        show=(_text(show, "title") or None) if isinstance(show, dict) else None,
        published=date[0] if date else None,
        duration=listing.moment(_text(value, "duration")) or None,
        audio=tuple(_audio(value.get("audio"))),
        cover=listing.picture(value.get("poster")),
        people=tuple(person for _, person in _people(value)),
        summary=_text(value, "subtitle") or None,
        chapters=listing.in_order(_chapters(document, ("chapters",), value.get("chapters"))),
        chapter_sources=_source(value.get("chapters")),
        transcript_sources=_source(value.get("transcripts")),
        transcript=tuple(_lines(document, value)),
        problems=document.problems(),
    )


def _chapters(document: JsonDocument, path: Path, entries: object) -> Iterator[Chapter]:
    if not isinstance(entries, list):
        return
    if len(entries) > listing.MOST_CHAPTERS:
        document.error((*path, listing.MOST_CHAPTERS), listing.TOO_MANY)
    for index, entry in enumerate(entries[: listing.MOST_CHAPTERS]):
        start = listing.moment(_start(entry) or "") if isinstance(entry, dict) else None
        if start is None:
            document.error(
                (*path, index),
                "a chapter needs a “start” such as 00:02:10.500; this one is left out.",
            )
            continue
        yield Chapter(
            start,
            _text(entry, "title"),
            url=listing.web(entry.get("href")) or listing.web(entry.get("url")),
            image=listing.picture(entry.get("image")),
        )


def _start(entry: dict[str, Any]) -> str | None:
    start = entry.get("start", entry.get("start_time"))
    return start if isinstance(start, str) else None


def _audio(entries: object) -> Iterator[str]:
    for entry in entries[:MOST_OTHERS] if isinstance(entries, list) else []:
        url = entry.get("url") if isinstance(entry, dict) else entry
        if isinstance(url, str) and addresses.place(url) in ("web", "inside"):
            yield url


def _source(value: object) -> tuple[str, ...]:
    """Where chapters or a transcript are, of which the configuration has the address alone."""
    address = value.strip() if isinstance(value, str) else ""
    return (address,) if addresses.place(address) in ("web", "inside") else ()


def _people(value: dict[str, Any]) -> Iterator[tuple[str, Person]]:
    """The contributors by their ids, which a transcript calls its speakers by."""
    entries = value.get("contributors")
    for entry in entries[:MOST_OTHERS] if isinstance(entries, list) else []:
        if isinstance(entry, dict) and (name := _text(entry, "name")):
            role = entry.get("role")
            word = (_text(role, "slug") or _text(role, "title")) if isinstance(role, dict) else ""
            yield _text(entry, "id"), Person(name, word or None)


def _lines(document: JsonDocument, value: dict[str, Any]) -> Iterator[Line]:
    """The transcript, where it stands in the configuration; often it is only named there."""
    entries = value.get("transcripts")
    if not isinstance(entries, list):
        return
    names = {key: person.name for key, person in _people(value)}
    found = []
    for index, entry in enumerate(entries[:MOST_LINES]):
        text = _text(entry, "text", 20_000) if isinstance(entry, dict) else ""
        if not text:
            continue
        start = _ms(entry, "start")
        if start is None:
            document.error(
                ("transcripts", index), "a line needs a “start_ms”; this one is left out."
            )
            continue
        speaker = _text(entry, "voice") or _text(entry, "speaker")
        name = names.get(_text(entry, "speaker"), speaker)
        end = listing.end_after(start, _ms(entry, "end"))
        found.append(Line(start, end, text, name or None))
    found.sort(key=lambda line: line.start or 0)
    yield from found


def _ms(entry: dict[str, Any], key: str) -> Ms | None:
    ms = entry.get(f"{key}_ms")
    if isinstance(ms, int) and not isinstance(ms, bool) and 0 <= ms <= LONGEST:
        return ms
    return listing.moment(_text(entry, key))


def _text(value: dict[str, Any], key: str, longest: int = listing.LONGEST_TITLE) -> str:
    text = value.get(key)
    return listing.clean(text, longest) if isinstance(text, str) else ""
