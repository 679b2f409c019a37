"""Bookmarks of Audiobookshelf: what its `/api/me` and `/api/me/bookmarks` answer, saved as a file.

Source: api.audiobookshelf.org (Audio Bookmark): the item's id, a title, seconds, and when it was
made, in ms since 1970. The bookmarks are a list of their own, or stand in a user, or in users.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from player.domain.episode import Episode, Snip
from player.domain.errors import FormatError
from player.formats.json_text import JsonDocument, Path
from player.formats.snips.texts import MOST_SNIPS, fullest, in_order, settled
from player.formats.text import stem
from player.formats.times import from_seconds

MOST_ITEMS = 10_000
_LAST_YEAR = 253_402_300_799
"""Seconds since 1970 at the end of the year 9999."""


def sniff(value: object) -> bool:
    """Whether there are bookmarks of library items in it."""
    return any(
        isinstance(item, dict) and "libraryItemId" in item and "time" in item
        for _, items in _lists(value)
        for item in items[:5]
    )


def read(document: JsonDocument) -> Episode:
    """The bookmarks of the item that has most. Raises FormatError where there are none."""
    items: dict[str, list[Snip]] = {}
    titles: dict[str, str] = {}
    count = 0
    for path, bookmarks in _lists(document.value):
        for index, bookmark in enumerate(bookmarks):
            count += 1
            if count > MOST_SNIPS:
                document.error((*path, index), f"only the first {MOST_SNIPS} bookmarks are read.")
                break
            if snip := _snip(bookmark, (*path, index), document):
                key = str(bookmark.get("libraryItemId"))[:200]
                if len(items) >= MOST_ITEMS and key not in items:
                    continue
                items.setdefault(key, []).append(snip)
                titles.setdefault(key, _title(bookmark))
    problems = document.problems()
    found = [
        Episode(titles[key] or stem(document.name), snips=in_order(snips), problems=problems)
        for key, snips in items.items()
    ]
    if not found:
        raise FormatError("no bookmark of Audiobookshelf can be read here.", document.name)
    return fullest(found, "items", document.name)


def _lists(value: object) -> Iterator[tuple[Path, list[Any]]]:
    """Each list of bookmarks in `value`, and where it is."""
    if isinstance(value, list):
        yield (), value
    elif isinstance(value, dict):
        if isinstance(bookmarks := value.get("bookmarks"), list):
            yield ("bookmarks",), bookmarks
        if isinstance(user := value.get("user"), dict):
            yield from ((("user", *path), found) for path, found in _lists(user))
        users = value.get("users")
        for index, one in enumerate(users if isinstance(users, list) else ()):
            if isinstance(one, dict) and isinstance(one.get("bookmarks"), list):
                yield ("users", index, "bookmarks"), one["bookmarks"]


def _snip(bookmark: object, path: Path, document: JsonDocument) -> Snip | None:
    if not isinstance(bookmark, dict):
        document.error(path, "a bookmark is an object with a title and a time; it is left out.")
        return None
    start = from_seconds(bookmark.get("time"))
    if start is None:
        place = (*path, "time") if "time" in bookmark else path
        document.error(place, "a bookmark needs a “time” in seconds; it is left out.")
        return None
    title = bookmark.get("title")
    return settled(
        Snip(
            title if isinstance(title, str) else "",
            start=start,
            created=_created(bookmark.get("createdAt")),
        )
    )


def _created(value: object) -> str | None:
    if isinstance(value, str):
        return value[:40]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 <= value <= _LAST_YEAR * 1000:
        return None
    moment = datetime.fromtimestamp(value // 1000, UTC)
    return moment.isoformat().replace("+00:00", "Z")


def _title(bookmark: dict[str, Any]) -> str:
    """The item's title, where somebody saved the item with its bookmark."""
    value: Any = bookmark
    for key in ("libraryItem", "media", "metadata", "title"):
        value = value.get(key) if isinstance(value, dict) else None
    return " ".join(value.split())[:1000] if isinstance(value, str) else ""
