"""Feeds, and what is copied out of them, that are no XML by the letter, so mended that it is.

Many feeds are made by plugins that put something in front of the XML, or forget what XML asks for:
names of entities from HTML, bare ampersands, prefixes that nothing declares, characters that XML
has not. What cannot be mended ends the feed there; the episodes above it are kept.
"""

from __future__ import annotations

import html
import re
from xml.parsers.expat import ExpatError, ParserCreate

_ROOT = re.compile(
    r"<(rss|feed|rdf:RDF|opml|psc:chapters)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE
)
_HEAD = 20_000
_CDATA = ("<![CDATA[", "]]>")
_MISSING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?:#(?:x([0-9A-Fa-f]{1,7})|(\d{1,8}));|(\w{1,31};))?")
_BARE = re.compile(r"<(?![A-Za-z_/!?])")
_KNOWN = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
_TOGETHER = re.compile(r"([\"'])(?=[A-Za-z][\w.:-]{0,60}=)")
_PREFIX = re.compile(r"(?:<|\s)/?([A-Za-z_][\w.-]{0,40}):(?=[A-Za-z_][\w.-]{0,60}[\s=/>])")
_DECLARED = re.compile(r"\sxmlns:([\w.-]{1,40})\s*=")
_MOST_PREFIXES = 100
_MORE = re.compile(rb"<(?:rss|feed|rdf:RDF|opml|item|entry|outline)\b", re.IGNORECASE)
_SPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "atom": "http://www.w3.org/2005/Atom",
    "media": "http://search.yahoo.com/mrss/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "psc": "http://podlove.org/simple-chapters",
    "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
}


def mended(text: str) -> tuple[str, bool] | None:
    """`text` as XML, and whether all of it could be kept; None where it is no feed.

    Lines keep their numbers. What declares a document type stays refused.
    """
    root = _ROOT.search(text, 0, _HEAD)
    if root is None or "<!doctype" in text[: root.start()].lower():
        return None
    front = re.sub(r"\S", " ", text[: root.start()])
    body = spelt(text[root.end() :])
    opening = _opened(_TOGETHER.sub(r"\1 ", _MISSING.sub(" ", root[0])), body)
    return _ended(front + opening + body)


def _opened(tag: str, body: str) -> str:
    """The first tag, with all prefixes declared that are not."""
    used = {match[1]: None for match in _PREFIX.finditer(tag + body)}
    missing = [p for p in used if p.lower() not in ("xml", "xmlns")]
    missing.sort(key=lambda prefix: prefix.lower() not in _SPACES)
    declared = set(_DECLARED.findall(tag))
    told = [
        f' xmlns:{prefix}="{_SPACES.get(prefix.lower(), f"urn:{prefix}")}"'
        for prefix in missing
        if prefix not in declared
    ]
    end = -2 if tag.endswith("/>") else -1
    return tag[:end] + "".join(told[:_MOST_PREFIXES]) + tag[end:]


def spelt(body: str) -> str:
    """`body` with what is no markup and no entity of XML spelt out, but for CDATA.

    Characters that XML has not become spaces.
    """
    opening, closing = _CDATA
    body = _MISSING.sub(" ", body)
    parts: list[str] = []
    at = 0
    while (start := body.find(opening, at)) >= 0:
        end = body.find(closing, start)
        parts.append(_spelt_text(body[at:start]))
        if end < 0:  # what never ends is left to the parser
            return "".join([*parts, body[start:]])
        at = end + len(closing)
        parts.append(body[start:at])
    return "".join([*parts, _spelt_text(body[at:])])


def _spelt_text(text: str) -> str:
    return _BARE.sub("&lt;", _AMPERSAND.sub(_entity, text))


def _entity(match: re.Match[str]) -> str:
    """A character that XML has, by its number, or the ampersand spelt out."""
    whole, named = match[0], match[3]
    if named is not None:
        character = html.unescape(whole)
        known = named in _KNOWN or character == whole
        return whole if named in _KNOWN else f"&amp;{named}" if known else html.escape(character)
    if match[1] is None and match[2] is None:
        return "&amp;"
    number = int(match[1], 16) if match[1] else int(match[2])
    return " " if number > 0x10FFFF or _MISSING.match(chr(number)) else whole


def _ended(text: str) -> tuple[str, bool] | None:
    """`text` up to the end of its root; else up to the last whole item, and all ended behind it."""
    data = text.encode()
    parser = ParserCreate("utf-8")
    names: list[str] = []
    whole: list[tuple[int, tuple[str, ...]]] = []
    after = _after_items(text)

    def start(name: str, _attributes: dict[str, str]) -> None:
        names.append(name)

    def end(_name: str) -> None:
        names.pop()
        if len(names) <= after:
            behind = data.find(b">", parser.CurrentByteIndex) + 1
            whole[:] = [(behind, tuple(names))]

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except ExpatError:
        if not whole:
            return None
        behind, opened = whole[0]
        tail = "".join(f"</{name}>" for name in reversed(opened))
        return data[:behind].decode() + tail, not opened and not _MORE.search(data, behind)
    return text, True


def _after_items(text: str) -> int:
    """How many elements are open where an item has ended."""
    root = _ROOT.search(text, 0, _HEAD + 10_000)
    return 2 if root is not None and root[1].lower() in ("rss", "opml") else 1
