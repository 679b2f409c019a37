"""Hindenburg's projects (.nhsx) and what it puts on the clipboard: the markers in them.

Sources: files of Hindenburg Journalist and PRO, and how the Podlove Publisher imports them. Some
have an XML namespace, and what is zero is left out of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.chapters import listing
from player.formats.text import stem
from player.formats.xml_text import XmlDocument

_LINKS = ("url", "link", "href")


def sniff(root: Element) -> bool:
    """Whether `root` is a session, or holds markers with names."""
    if _name(root) == "session" and "hindenburg" in root.get("Version", "").lower():
        return True
    return _name(root) in ("session", "clipboard", "markers", "project") and any(
        marker.get("Name") is not None for marker in _markers(root)
    )


def read(document: XmlDocument) -> Episode:
    """The markers that are chapters (all of them where none is said to be one), and the length.

    Raises FormatError where the document is another.
    """
    if not sniff(document.root):
        raise FormatError("this XML is no Hindenburg project.", document.name)
    markers = list(_markers(document.root))
    chapters = [marker for marker in markers if marker.get("Type", "").lower() == "chapter"]
    if markers and not chapters:
        document.warning(
            markers[0], "no marker of this project is a chapter; all of its markers are taken."
        )
    found: list[Chapter] = []
    for marker in chapters or markers:
        if len(found) >= listing.MOST_CHAPTERS:
            document.error(marker, listing.TOO_MANY)
            break
        start = _time(marker)
        if start is None:
            document.error(marker, "a marker's “Time” is such as 02:10.500; it is left out.")
            continue
        links = (value for key, value in marker.attrib.items() if key.lower() in _LINKS)
        url = next(filter(None, map(listing.web, links)), None)
        found.append(Chapter(start, listing.clean(marker.get("Name", "")), url=url))
    return Episode(
        title=listing.clean(document.root.get("Name", "")) or stem(document.name),
        duration=listing.moment(document.root.get("Time", "")) or None,
        chapters=listing.in_order(found),
        problems=document.problems(),
    )


def _time(marker: Element) -> Ms | None:
    time = marker.get("Time")
    return 0 if time is None else listing.moment(time)


def _markers(root: Element) -> Iterator[Element]:
    return (each for each in root.iter() if _name(each) == "marker")


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower()
