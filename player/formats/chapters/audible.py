"""Audible's chapters in JSON, as its server gives them and programs keep them.

Sources: what audible-cli saves (`content_metadata.chapter_info`), and Libation; a licence with the
same inside; Audnexus, in camel case. Chapters may stand inside others: they come one after another,
in order of time. Times are those of the recording as it is downloaded, with the brand's opening:
in one that was cut off it, all but the first start `brandIntroDurationMs` earlier.
"""

from __future__ import annotations

from typing import Any

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST, Ms
from player.formats.chapters import listing
from player.formats.json_text import JsonDocument, Path
from player.formats.text import stem

_AROUND = ("contentlicense", "contentmetadata", "chapterinfo")
_START, _START_SECONDS, _LENGTH = "startoffsetms", "startoffsetsec", "lengthms"
_LOOKED_AT = 20


def sniff(value: object) -> bool:
    """Whether `value` has such chapters."""
    info, _ = _info(value)
    chapters = _get(info, "chapters")
    return isinstance(chapters, list) and any(
        _get(each, _START) is not None or _get(each, _START_SECONDS) is not None
        for each in chapters[:_LOOKED_AT]
    )


def read(document: JsonDocument) -> Episode:
    """The chapters and the recording's length. Raises FormatError where there is no list."""
    info, path = _info(document.value)
    chapters = _get(info, "chapters")
    if not isinstance(chapters, list):
        raise FormatError("these are no chapters of Audible: “chapters” is missing.", document.name)
    found: list[Chapter] = []
    # Chapters inside others come before the next one beside; no depth is too much for a list.
    levels = [((*path, "chapters"), enumerate(chapters))]
    while levels:
        place, entries = levels[-1]
        index, entry = next(entries, (-1, None))
        if index < 0:
            levels.pop()
        elif len(found) >= listing.MOST_CHAPTERS:
            document.error((*place, index), listing.TOO_MANY)
            break
        else:
            chapter = _chapter(entry)
            if chapter is None:
                document.error(
                    (*place, index), "a chapter needs a “start_offset_ms”; this one is left out."
                )
            else:
                found.append(chapter)
            within = _get(entry, "chapters")
            if isinstance(within, list):
                levels.append(((*place, index, "chapters"), enumerate(within)))
    title = _get(info, "title")
    return Episode(
        title=(listing.clean(title) if isinstance(title, str) else "") or stem(document.name),
        duration=_ms(_get(info, "runtimelengthms")) or None,
        chapters=listing.without_plain_ends(found),
        problems=document.problems(),
    )


def _chapter(entry: object) -> Chapter | None:
    start = _start(entry)
    if start is None:
        return None
    length, title = _ms(_get(entry, _LENGTH)), _get(entry, "title")
    return Chapter(
        start,
        listing.clean(title) if isinstance(title, str) else "",
        listing.end_after(start, None if length is None else start + length),
    )


def _info(value: object) -> tuple[object, Path]:
    """The object that has the chapters, and its place."""
    path: Path = ()
    for name in _AROUND:
        if isinstance(value, dict):
            for key, inner in value.items():
                if _bare(key) == name and isinstance(inner, dict):
                    value, path = inner, (*path, key)
                    break
    return value, path


def _get(value: object, name: str) -> Any:
    """The value of the key that is `name` but for underscores and capitals."""
    if not isinstance(value, dict):
        return None
    return next((inner for key, inner in value.items() if _bare(key) == name), None)


def _bare(key: str) -> str:
    return key.replace("_", "").lower()


def _start(entry: object) -> Ms | None:
    start = _ms(_get(entry, _START))
    if start is None:
        seconds = _ms(_get(entry, _START_SECONDS))
        return None if seconds is None or seconds * 1000 > LONGEST else seconds * 1000
    return start


def _ms(value: object) -> Ms | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value) if 0 <= value <= LONGEST else None
