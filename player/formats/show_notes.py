"""Reads pasted text (`.txt`, `.md`): notes, with the chapters and links that stand in them.

The text stays whole as the notes; a copied Snipd page is taken apart by `snipd_page`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from player.domain.episode import Episode, Link
from player.formats import chapter_lines, snipd_page
from player.formats.addresses import is_web
from player.formats.text import stem

LONGEST_TITLE = 150
MOST_LINKS = 1000
_HEADING = re.compile(r"#{1,2}\s+(\S.*?)\s*#*$")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
_BREAK = re.compile(r"<(?:br|/?(?:p|li|div|tr|h[1-6]))\b[^<>]{0,300}>", re.IGNORECASE)
_MARKUP = re.compile(
    r"</(?:p|li|div|tr|h[1-6]|a|b|i|em|strong|span|ul|ol)\s?>|<br\b", re.IGNORECASE
)
_ANCHOR = re.compile(
    r"<a\s(?:[^<>]{0,300}\s)?href\s?=\s?[\"']?(https?://[^\s<>\"']+)[^<>]{0,300}>([^<>\n]{0,300})</a>",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\d:\d\d")
_TAG = re.compile(r"<[^<>]{1,300}>")
_ESCAPED = re.compile(r"\\([\[\]().:*_#&<>|~-])")


def sniff(_text: str) -> bool:
    """Nothing marks notes: any text may be some."""
    return False


def read(text: str, name: str) -> Episode:
    """The episode told by `text`; never fails: what is no chapter is notes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    page = snipd_page.read(text) if snipd_page.sniff(text) else None
    if page is None:
        title = _title(text)
        episode = Episode(title=title or stem(name), notes=text.strip("\n").rstrip() or None)
    else:
        episode = page if page.title else replace(page, title=stem(name))
    lines = _ESCAPED.sub(r"\1", episode.notes or "").split("\n")
    chapters = chapter_lines.find_all(_of_markup(lines) if _MARKUP.search(text) else lines)
    return replace(episode, chapters=tuple(chapters), links=_links(lines))


def _of_markup(lines: list[str]) -> Iterator[str]:
    """The lines that a browser would show: descriptions are often copied as HTML."""
    from html import unescape

    for line in lines:
        for piece in _BREAK.split(line):
            yield unescape(_TAG.sub("", piece))


def _title(text: str) -> str | None:
    """The first line, where it is a heading, or short and followed by an empty line."""
    lines = text.strip("\ufeff \n\t").split("\n", 2)
    first = lines[0].strip()
    if match := _HEADING.match(first):
        title = match[1][:LONGEST_TITLE]
        return None if chapter_lines.find(title) else title
    stands_alone = len(lines) > 1 and not lines[1].strip()
    if (
        not stands_alone
        or not 2 < len(first) <= LONGEST_TITLE
        or first.endswith((".", ",", ":", ";", "!"))
        or not re.match(r"[^\W_]|[\"“«'‘¿¡]", first)
        or "://" in first
        or chapter_lines.find(first) is not None
    ):
        return None
    return first


def _links(lines: list[str]) -> tuple[Link, ...]:
    """The web addresses in `lines`, each once, called by what stands before them on their line."""
    found: dict[str, Link] = {}
    for line in lines:
        if "://" not in line or len(found) >= MOST_LINKS:
            continue
        for text, url in _MARKDOWN_LINK.findall(line):
            _add(found, url, text)
        rest = _MARKDOWN_LINK.sub(" ", line)
        if "</a>" in rest or "</A>" in rest:
            from html import unescape

            for url, text in _ANCHOR.findall(rest):
                _add(found, unescape(url), unescape(text))
            rest = _ANCHOR.sub("\n", rest)
        before = 0
        for match in _ADDRESS.finditer(rest):
            _add(found, _trimmed(match[0]), rest[before : match.start()])
            before = match.end()
    return tuple(found.values())


def _add(found: dict[str, Link], url: str, text: str) -> None:
    if url in found or not is_web(url):
        return
    title = re.sub(r"^[\s>*+•·–—.,;|()-]+|[\s:*<(\[–—|-]+$", "", text[-300:].rpartition("\n")[2])
    is_time = _TIMES.search(title) or re.fullmatch(r"[\d:.,\s]+", title) or chapter_lines.find(text)
    if not title or len(title) > LONGEST_TITLE or is_time:
        title = (urlsplit(url).hostname or url).removeprefix("www.")
    found[url] = Link(title, url)


def _trimmed(url: str) -> str:
    """`url` without the punctuation of the sentence around it."""
    url = url.rstrip(".,;:!?*'’")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(".,;:!?")
    return url
