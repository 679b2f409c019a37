"""Podcasting 2.0 chapters in JSON.

Source: the podcast namespace's “JSON Chapters Format”, 1.0 to 1.2. Locations and keys beyond the
specification are passed over. Files by real hosts are read, too, whose times are texts, or that
are the list alone.
"""

from __future__ import annotations

import json
import re
from typing import Any

from player.domain.episode import Chapter, Episode, Person
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats import addresses
from player.formats.chapters import listing
from player.formats.json_text import JsonDocument, Path
from player.formats.text import stem
from player.formats.times import from_seconds

VERSION = "1.2.0"
_VERSION = re.compile(r"1\.\d")
_LOOKED_AT = 20


def sniff(value: object) -> bool:
    """Whether `value` has chapters with `startTime`, or chapters and a version of the format.

    A list alone is told by the titles of its entries; those of transcripts have other texts.
    """
    if isinstance(value, list):
        return any(
            isinstance(each, dict) and "startTime" in each and "title" in each
            for each in value[:_LOOKED_AT]
        )
    chapters = value.get("chapters") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(chapters, list):
        return False
    version = value.get("version")
    if isinstance(version, str) and (not chapters or _VERSION.match(version)):
        return True
    return any(isinstance(each, dict) and "startTime" in each for each in chapters[:_LOOKED_AT])


def read(document: JsonDocument) -> Episode:
    """The chapters, with what the file says of the episode.

    Raises FormatError where there is no list of chapters.
    """
    value = document.value
    path: Path = ("chapters",)
    if sniff(value) and isinstance(value, list):
        value, path = {"chapters": value}, ()
    entries = value.get("chapters") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        raise FormatError("this is no chapters file: “chapters” is missing in it.", document.name)
    if len(entries) > listing.MOST_CHAPTERS:
        document.error((*path, listing.MOST_CHAPTERS), listing.TOO_MANY)
    found = []
    for index, entry in enumerate(entries[: listing.MOST_CHAPTERS]):
        if (chapter := _chapter(document, (*path, index), entry)) is not None:
            found.append(chapter)
    author, file_name = _text(value, "author"), value.get("fileName")
    return Episode(
        title=_text(value, "title") or stem(document.name),
        show=_text(value, "podcastName") or None,
        people=(Person(author),) if author else (),
        audio=(file_name,) if _is_audio(file_name) else (),
        summary=_text(value, "description") or None,
        chapters=listing.in_order(found),
        problems=document.problems(),
    )


def _chapter(document: JsonDocument, path: Path, entry: Any) -> Chapter | None:
    if not isinstance(entry, dict):
        document.error(path, "this is no chapter: it has no “startTime”; it is left out.")
        return None
    start = _time(entry.get("startTime"))
    if start is None:
        place = (*path, "startTime") if "startTime" in entry else path
        document.error(
            place, "a chapter needs a “startTime” in seconds, from 0 on; this one is left out."
        )
        return None
    title = entry.get("title")
    if title is not None and not isinstance(title, str):
        document.warning((*path, "title"), "a title is a text; this one is left out.")
    toc = entry.get("toc", True)
    if not isinstance(toc, bool) and toc is not None:
        document.warning((*path, "toc"), "“toc” is true or false; it is taken as true.")
    if _text(entry, "url") and listing.web(entry["url"]) is None:
        document.warning(
            (*path, "url"), "“url” is a web address with https:// in front; this one is left out."
        )
    return Chapter(
        start,
        _text(entry, "title"),
        _end(document, path, entry.get("endTime"), start),
        listing.web(entry.get("url")),
        listing.picture(entry.get("img")) or listing.picture(entry.get("image")),
        toc is not False,
    )


def _end(document: JsonDocument, path: Path, value: object, start: Ms) -> Ms | None:
    if value is None or value == "":
        return None
    end = listing.end_after(start, _time(value))
    if end is None:
        document.warning(
            (*path, "endTime"), "this is no time after the chapter's start; it is left out."
        )
    return end


def _time(value: object) -> Ms | None:
    return listing.moment(value) if isinstance(value, str) else from_seconds(value)


def _text(value: dict[str, Any], key: str) -> str:
    text = value.get(key)
    return listing.clean(text) if isinstance(text, str) else ""


def _is_audio(name: object) -> bool:
    return isinstance(name, str) and addresses.place(name) in ("web", "inside")


def write(episode: Episode) -> str:
    """A chapters file, version 1.2.0; pictures of which only the bytes are known stay out."""
    value: dict[str, Any] = {"version": VERSION}
    if title := listing.clean(episode.title):
        value["title"] = title
    if show := listing.clean(episode.show or ""):
        value["podcastName"] = show
    value["chapters"] = [_entry(chapter) for chapter in episode.chapters]
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _entry(chapter: Chapter) -> dict[str, Any]:
    entry: dict[str, Any] = {"startTime": _seconds(chapter.start)}
    if title := listing.clean(chapter.title):
        entry["title"] = title
    if chapter.end is not None:
        entry["endTime"] = _seconds(chapter.end)
    if source := listing.source_of(chapter):
        entry["img"] = source
    if address := listing.address_of(chapter):
        entry["url"] = address
    if not chapter.toc:
        entry["toc"] = False
    return entry


def _seconds(ms: Ms) -> int | float:
    return ms / 1000 if ms % 1000 else ms // 1000
