"""Podlove Simple Chapters: XML of its own, or an element in a feed's item.

Source: podlove.org/simple-chapters, 1.0 to 1.2. Times are Normal Play Time: a clock, or seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.formats.chapters import listing
from player.formats.feeds.names import get
from player.formats.feeds.values import address
from player.formats.text import stem
from player.formats.times import clock
from player.formats.xml_text import Reports, XmlDocument

NAMESPACE = "http://podlove.org/simple-chapters"


def is_chapters(element: Element) -> bool:
    """Whether `element` is a list of such chapters; some feeds write the namespace differently."""
    space, _, name = element.tag.rpartition("}")
    return name == "chapters" and "podlove.org/simple-chapters" in space


def sniff(root: Element) -> bool:
    """Whether `root` is such a list; alone, it may have lost its namespace."""
    if is_chapters(root):
        return True
    return root.tag == "chapters" and any(each.get("start") is not None for each in _entries(root))


def read(document: XmlDocument) -> Episode:
    """The chapters. Raises FormatError where the root is another element."""
    if not sniff(document.root):
        raise FormatError("this XML is no list of Podlove Simple Chapters.", document.name)
    chapters = chapters_of(document.root, document)
    return Episode(title=stem(document.name), chapters=chapters, problems=document.problems())


def chapters_of(element: Element, reports: Reports, base: str | None = None) -> tuple[Chapter, ...]:
    """The chapters in `element`, an item's `psc:chapters`; `reports` are told what is wrong.

    In a feed, whose address is `base`, addresses may be relative to that, and none is a path.
    """
    found: list[Chapter] = []
    for entry in _entries(element):
        if len(found) >= listing.MOST_CHAPTERS:
            reports.error(entry, listing.TOO_MANY)
            break
        start = listing.moment((get(entry, "start") or "").removeprefix("npt:"))
        if start is None:
            reports.error(
                entry, "a chapter needs a “start” such as 00:02:10.500; this one is left out."
            )
            continue
        title, url, image = entry.get("title"), get(entry, "href"), get(entry, "image")
        if base is not None:
            url, image = address(url, base), address(image, base)
        found.append(
            Chapter(
                start,
                listing.clean(title if title is not None else entry.text or ""),
                url=listing.web(url),
                image=listing.picture(image),
            )
        )
    return listing.in_order(found)


def _entries(element: Element) -> Iterator[Element]:
    return (each for each in element if each.tag.rpartition("}")[2] == "chapter")


def write(episode: Episode) -> str:
    """A document of version 1.2; pictures of which only the bytes are known stay out."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<psc:chapters version="1.2" xmlns:psc="{NAMESPACE}">',
    ]
    for chapter in episode.chapters:
        values = [
            ("start", clock(chapter.start)),
            ("title", listing.clean(chapter.title)),
            ("href", listing.address_of(chapter)),
            ("image", listing.source_of(chapter)),
        ]
        said = " ".join(f'{key}="{escape(value)}"' for key, value in values if value is not None)
        lines.append(f"  <psc:chapter {said}/>")
    return "\n".join([*lines, "</psc:chapters>", ""])
