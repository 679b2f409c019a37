"""The chapters that stand inside an item of a feed: Podlove Simple Chapters.

Source: podlove.org/simple-chapters. Behind `read`, so that another reader of that element can
take its place.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from player.domain import timecode
from player.domain.episode import Chapter, Picture
from player.domain.errors import TimecodeError
from player.formats.feeds.names import get, short
from player.formats.feeds.values import address, line
from player.formats.xml_text import Reports

MOST_CHAPTERS = 50_000


def read(element: Element, base: str, reports: Reports) -> list[Chapter]:
    """The chapters in the element `psc:chapters`, in order of time; mistakes go to `reports`."""
    found: list[Chapter] = []
    for child in element:
        if short(child.tag) != "psc:chapter" or len(found) >= MOST_CHAPTERS:
            continue
        try:
            start = timecode.parse(get(child, "start") or "")
        except TimecodeError:
            reports.error(child, "this chapter has no start such as 00:02:10; it is left out.")
            continue
        picture = address(get(child, "image"), base)
        found.append(
            Chapter(
                start,
                line(get(child, "title")),
                url=address(get(child, "href"), base),
                image=Picture(picture) if picture else None,
            )
        )
    return sorted(found, key=lambda chapter: chapter.start)
