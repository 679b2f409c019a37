"""What an item of a feed points to: its audio, transcripts, chapters and picture.

Sources: RSS 2.0 (enclosure), Atom (links), Media RSS, and of the podcast namespace
`alternateEnclosure` (with all its sources), `transcript`, `chapters` and `image`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from player.domain.episode import Picture
from player.formats.feeds.names import Children, get
from player.formats.feeds.values import address

MOST_ADDRESSES = 50
_NO_SOUND = ("image/", "text/", "application/pdf", "application/epub", "application/zip")
_NOT_PLAYED = ("mpegurl", "bittorrent", "dash+xml")
_TIMED = (("json", 0), ("vtt", 1), ("srt", 2), ("subrip", 2))


def audio(item: Children, base: str) -> tuple[tuple[str, ...], list[Element]]:
    """The addresses of the recording, the best one first, and the elements that give none.

    First come the enclosures, then other versions, video last. Versions of another content (with a
    `rel` of their own, such as a commentary) are none.
    """
    found: list[tuple[bool, str]] = []
    refused: list[Element] = []
    for element, name, kind in _enclosures(item):
        url = address(get(element, name), base)
        if url is None:
            refused.append(element)
        elif not kind.startswith(_NO_SOUND) and not any(word in kind for word in _NOT_PLAYED):
            found.append((kind.startswith("video/"), url))
    found.sort(key=lambda pair: pair[0])
    return _distinct(url for _, url in found), refused


def _enclosures(item: Children) -> Iterator[tuple[Element, str, str]]:
    """Each element that may name the recording, the attribute that does, and its type."""
    for element in item.all("enclosure"):
        yield element, "url", _kind(element)
    for element in item.all("atom:link"):
        if get(element, "rel") == "enclosure":
            yield element, "href", _kind(element)
    for element in item.all("podcast:alternateenclosure"):
        if (get(element, "rel") or "default").lower() == "default":
            sources = list(Children(element).all("podcast:source"))
            if not sources and get(element, "url"):
                yield element, "url", _kind(element)
            for source in sources:
                # Other ways of fetching it, such as IPFS, are no mistake of the feed.
                if (get(source, "uri") or "").startswith(("http:", "https:")):
                    yield source, "uri", _kind(source, "contenttype") or _kind(element)
    groups = (group for media in item.all("media:group") for group in media)
    for element in (*item.all("media:content"), *groups):
        kind = _kind(element) or (get(element, "medium") or "").lower() + "/"
        if kind.startswith(("audio/", "video/")):
            yield element, "url", kind


def transcripts(item: Children, base: str, language: str | None) -> tuple[str, ...]:
    """The addresses of the transcripts: in the recording's language, and with times, first.

    Captions have times, whatever their type. Of one rank, the first in the feed comes first.
    """
    found = []
    for element in item.all("podcast:transcript"):
        url = _named(element, base)
        if url is not None:
            foreign = _foreign(get(element, "language"), language)
            captions = (get(element, "rel") or "").lower() == "captions"
            found.append((foreign, _rank(_kind(element), url, captions), url))
    return _distinct(url for _, _, url in sorted(found, key=lambda entry: entry[:2]))


def _rank(kind: str, url: str, captions: bool) -> int:
    for text in (kind, urlsplit(url).path.lower()[-8:]):
        rank = next((rank for word, rank in _TIMED if word in text), None)
        if rank is not None:
            return rank
    return 3 if captions else 4 if "html" in kind else 5


def _foreign(own: str | None, language: str | None) -> bool:
    if not own or not language:
        return False
    return own.lower().partition("-")[0] != language.lower().partition("-")[0]


def chapters(item: Children, base: str) -> tuple[str, ...]:
    """The addresses of the chapters."""
    return _distinct(
        url for element in item.all("podcast:chapters") if (url := _named(element, base))
    )


def _named(element: Element, base: str) -> str | None:
    """The address that an element names; in drafts of the namespace it was its text."""
    text = (element.text or "").strip()
    return address(get(element, "url"), base) or (address(text, "") if text else None)


def cover(item: Children, base: str) -> Picture | None:
    """The picture of an item or a channel."""
    for url in _pictures(item):
        if found := address(url, base):
            return Picture(found)
    return None


def _pictures(item: Children) -> Iterator[str | None]:
    for element in item.all("itunes:image", "googleplay:image"):
        yield get(element, "href") or get(element, "url") or element.text
    yield from _artwork(item)
    for element in item.all("podcast:images"):
        words = [word.strip(",") for word in (get(element, "srcset") or "").split()]
        sizes = [
            (int(w[:-1]), url)
            for url, w in pairwise(words)
            if w[-1:] == "w" and w[:-1].isdecimal() and len(w) < 8
        ]
        yield max(sizes)[1] if sizes else next(iter(words), None)
    for element in item.all("image"):
        yield Children(element).text("url") or get(element, "href")
    yield from item.texts("atom:logo", "atom:icon")
    for element in item.all("media:thumbnail"):
        yield get(element, "url")
    for element in item.all("media:content"):
        if _kind(element).startswith("image/") or get(element, "medium") == "image":
            yield get(element, "url")


def _artwork(item: Children) -> list[str]:
    """Pictures of the podcast namespace: artwork first, then what has no purpose, then others."""
    ranked = []
    for element in item.all("podcast:image"):
        purpose = (get(element, "purpose") or "").lower().split()
        square = (get(element, "aspect-ratio") or "1/1").replace(" ", "") in ("1/1", "1")
        href = get(element, "href")
        if href and not _kind(element).startswith("video/"):
            rank = 0 if "artwork" in purpose else 1 if not purpose else 2
            ranked.append((rank, not square, href))
    return [href for _, _, href in sorted(ranked, key=lambda entry: entry[:2])]


def _kind(element: Element, name: str = "type") -> str:
    """The MIME type, in small letters, without parameters."""
    return (get(element, name) or "").partition(";")[0].strip().lower()


def _distinct(urls: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(urls))[:MOST_ADDRESSES]
