"""OPML: lists of feeds, as podcast players write them. Source: opml.org/spec2.opml."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from player.domain.episode import Episode, Link
from player.domain.errors import FormatError
from player.formats.feeds.html_text import escaped
from player.formats.feeds.names import get
from player.formats.feeds.values import address, line
from player.formats.text import stem
from player.formats.xml_text import XmlDocument

MOST_FEEDS = 20_000
_FEED = re.compile(r"(?:feed|itpc|pcast|podcast):(?://)?(?=https?://)|(?:feed|itpc|pcast):(?=//)")
"""What some players put in front of an address, or instead of `http:`."""


def sniff(root: Element) -> bool:
    """Whether it is OPML."""
    return root.tag.lower() == "opml"


def feeds(document: XmlDocument) -> list[Link]:
    """The feeds in the list and in its groups, each address once, by their titles."""
    found: dict[str, Link] = {}
    for outline in document.root.iter():
        written = get(outline, "xmlurl") if outline.tag.lower() == "outline" else None
        if written is None or len(found) >= MOST_FEEDS:
            continue
        url = address(_FEED.sub("", written), "") or address(_FEED.sub("http:", written), "")
        if url is None:
            document.error(
                outline, "this feed has no address that begins with https:// or http://."
            )
            continue
        title = get(outline, "text") or get(outline, "title") or ""
        found.setdefault(url, Link(line(html.unescape(title[:4000])) or url, url))
    return list(found.values())


def read(document: XmlDocument) -> Episode:
    """An episode whose links and notes are the feeds. Raises FormatError where there are none."""
    found = feeds(document)
    if not found:
        raise FormatError("this list (OPML) names no feeds.", document.name)
    named = next((e.text for e in document.root.iter() if e.tag.lower() == "title"), None)
    rows = (f"- {escaped(link.title)}: {link.url}" for link in found)
    return Episode(
        title=line(html.unescape((named or "")[:4000])) or stem(document.name),
        links=tuple(found),
        notes="\n".join(rows),
        problems=document.problems(),
    )
