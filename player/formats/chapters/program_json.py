"""Chapters in JSON as programs write it that also say much else: ffprobe, yt-dlp, Audiobookshelf.

Sources: `ffprobe -show_chapters -of json`; yt-dlp's `.info.json`; Audiobookshelf's `metadata.json`
and what its `/api/items` answers. All count seconds, as numbers or as texts.
"""

from __future__ import annotations

from typing import Any

from player.domain.episode import Chapter, Episode, Person
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.chapters import listing
from player.formats.json_text import JsonDocument, Path
from player.formats.text import stem
from player.formats.times import from_seconds

_LOOKED_AT = 20
_MOST_PEOPLE = 100
_SPOKEN = frozenset(("text", "summary", "headline", "gist", "words"))
"""What stands beside the times of other lists, which are no chapters, or count milliseconds."""


def sniff(value: object) -> bool:
    """Whether `value` has a list of chapters with numbers as starts, and with titles."""
    entries, _ = _list(value)
    found = [each for each in entries[:_LOOKED_AT] if isinstance(each, dict)]
    return (
        any(_start(each) is not None and _title(each) is not None for each in found)
        and not any(_SPOKEN & each.keys() for each in found)
    )  # fmt: skip


def read(document: JsonDocument) -> Episode:
    """The chapters, and what is known of the recording. Raises FormatError where there are none."""
    if not sniff(document.value):
        raise FormatError("there is no list of chapters in this JSON.", document.name)
    entries, path = _list(document.value)
    if len(entries) > listing.MOST_CHAPTERS:
        document.error((*path, listing.MOST_CHAPTERS), listing.TOO_MANY)
    found = []
    for index, entry in enumerate(entries[: listing.MOST_CHAPTERS]):
        start = _start(entry) if isinstance(entry, dict) else None
        if start is None:
            document.error(
                (*path, index), "a chapter needs its start in seconds; this one is left out."
            )
            continue
        end = listing.end_after(start, _time(entry, "end"))
        found.append(Chapter(start, _title(entry) or "", end))
    value = document.value
    about, tags = _get(value, "media", "metadata"), _get(value, "format", "tags")
    authors = [*_people(value, "authors", "author"), *_people(value, "narrators", "narrator")]
    lengths = (_get(value, "duration"), _get(value, "format", "duration"),
               _get(value, "media", "duration"))  # fmt: skip
    return Episode(
        title=_text(value, "title") or _text(about, "title") or _text(tags, "title")
        or stem(document.name),
        show=_text(value, "channel") or _text(about, "authorName") or _text(tags, "artist") or None,
        duration=next(filter(None, map(from_seconds, lengths)), None),
        people=tuple(authors),
        chapters=listing.without_plain_ends(found),
        problems=document.problems(),
    )  # fmt: skip


def _list(value: object) -> tuple[list[Any], Path]:
    """The list of chapters, and its place."""
    places: tuple[tuple[str, ...], ...] = (("chapters",), ("media", "chapters"))
    for path in places:
        if isinstance(found := _get(value, *path), list):
            return found, path
    return (value, ()) if isinstance(value, list) else ([], ())


def _start(entry: dict[str, Any]) -> Ms | None:
    return _time(entry, "start")


def _time(entry: dict[str, Any], key: str) -> Ms | None:
    """Seconds; ffprobe has them beside its own `start`, which counts parts of them."""
    if f"{key}_time" in entry:
        return from_seconds(entry[f"{key}_time"])
    value = entry.get(key)
    return None if isinstance(value, str) or "time_base" in entry else from_seconds(value)


def _title(entry: dict[str, Any]) -> str | None:
    """The title, None where there is no place for one; of a chapter of ffprobe, in its tags."""
    if isinstance(entry.get("title"), str):
        return listing.clean(entry["title"])
    tags = entry.get("tags")
    if isinstance(tags, dict):
        return _text(tags, "title") or _text(tags, "TITLE")
    return "" if "time_base" in entry else None


def _people(value: object, key: str, role: str) -> list[Person]:
    names = _get(value, key)
    cleaned = [
        listing.clean(name)
        for name in (names[:_MOST_PEOPLE] if isinstance(names, list) else [])
        if isinstance(name, str)
    ]
    return [Person(name, role) for name in cleaned if name]


def _get(value: object, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: object, key: str) -> str:
    text = _get(value, key)
    return listing.clean(text) if isinstance(text, str) else ""
