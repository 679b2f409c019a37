"""The elements of feeds by short names, whatever prefix and spelling of a namespace they have.

Names are in small letters: `item`, `podcast:alternateenclosure`. Sources: the podcast namespace
(which clients must also know by the address of its document), and what real feeds hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from xml.etree.ElementTree import Element

_DOCUMENT = "podcastindex-org/podcast-namespace/blob"
_SPACES = {
    "": "",
    "podcastindex.org/namespace/1.0": "podcast:",
    f"github.com/{_DOCUMENT}/main/docs/1.0.md": "podcast:",
    f"github.com/{_DOCUMENT}/master/docs/1.0.md": "podcast:",
    f"raw.githubusercontent.com/{_DOCUMENT.removesuffix('/blob')}/main/docs/1.0.md": "podcast:",
    "itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "purl.org/rss/1.0/modules/content": "content:",
    "w3.org/2005/atom": "atom:",
    "purl.org/atom/ns": "atom:",
    "search.yahoo.com/mrss": "media:",
    "purl.org/dc/elements/1.1": "dc:",
    "podlove.org/simple-chapters": "psc:",
    "google.com/schemas/play-podcasts/1.0": "googleplay:",
    "google.com/schemas/play-podcasts/1.0/play-podcasts.xsd": "googleplay:",
    "w3.org/1999/02/22-rdf-syntax-ns": "rdf:",
    "purl.org/rss/1.0": "",
    "backend.userland.com/rss2": "",
}


@lru_cache(maxsize=2048)
def short(tag: str) -> str:
    """The short name of ElementTree's `{namespace}name`; with `?:` where nobody knows it."""
    space, _, name = tag.rpartition("}")
    bare = space.lstrip("{").lower().partition("://")[2] or space.lstrip("{").lower()
    bare = bare.removeprefix("www.").rstrip("/#")
    return _SPACES.get(bare, "?:") + name.lower()


class Children:
    """The children of an element by their short names; all of each name, in their order."""

    def __init__(self, element: Element) -> None:
        self._named: dict[str, list[Element]] = {}
        for child in element:
            self._named.setdefault(short(child.tag), []).append(child)

    def all(self, *names: str) -> Iterator[Element]:
        """The elements called by any of `names`: all of the first name, then of the next."""
        for name in names:
            yield from self._named.get(name, ())

    def texts(self, *names: str) -> Iterator[str]:
        """The texts, none of them empty, of the elements called by any of `names`."""
        for element in self.all(*names):
            text = content(element).strip()
            if text:
                yield text

    def text(self, *names: str) -> str | None:
        """The first of `texts`."""
        return next(self.texts(*names), None)


def get(element: Element, name: str) -> str | None:
    """The attribute `name` (in small letters), however it is spelt, without space around it."""
    value = element.get(name)
    if value is None:
        value = next((v for key, v in element.items() if key.lower() == name), None)
    return (value or "").strip() or None


def content(element: Element) -> str:
    """What stands in `element`: its text, or where there are elements in it, all as HTML."""
    if not len(element):
        return element.text or ""
    parts = [escape(element.text or "")]
    for child in element:
        _write(child, parts)
    return "".join(parts)


def _write(element: Element, parts: list[str]) -> None:
    name = element.tag.rpartition("}")[2]
    href = element.get("href")
    parts.append(f'<{name} href="{escape(href)}">' if href else f"<{name}>")
    parts.append(escape(element.text or ""))
    for child in element:
        _write(child, parts)
    parts.append(f"</{name}>")
    parts.append(escape(element.tail or ""))
