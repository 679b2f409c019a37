"""HTML out of feeds as Markdown: paragraphs, lists, links and emphasis stay, all else goes.

By hand, on html.parser, because the converters that there are let through HTML that they do not
know. The markup is mended first: html.parser takes quadratic time on tags that never end, and
raises on some declarations.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from player.domain.episode import Link
from player.formats.feeds.values import address

LONGEST = 400_000
"""Characters of HTML that are read of one text; what is beyond is left out."""
MOST_LINKS = 1000
_DEEPEST = 12
_COMMENT = ("<!--", "-->")
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_NO_TAG = re.compile(r"<(?!/?[A-Za-z][^<>]{0,4000}>)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,4000}>")
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "tr", "ul",
))  # fmt: skip
_DROPPED = frozenset((
    "head", "iframe", "noembed", "object", "script", "select", "style", "svg", "template",
    "textarea", "title", "video",
))  # fmt: skip
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_INLINE = re.compile(r"[\\`*~\[<]|(?<!\w)_|_(?!\w)|&(?=#?\w{1,31};)")
_LINE_START = re.compile(r"(?:#|>|[-+](?=\s|$)|[-=]{2,}\s*$|\d{1,9}(?=[.)](?:\s|$)))")
_ESCAPED = re.compile(r"\\([^\w\s])")


def is_html(text: str) -> bool:
    """Whether there is a tag in `text`."""
    return _TAG.search(text[:LONGEST]) is not None


def markdown(text: str, base: str) -> tuple[str, list[Link]]:
    """`text`, HTML or plain, as Markdown, and the links in it; `base` completes short addresses.

    Lines of plain text stay lines.
    """
    if not is_html(text):
        return _plain_notes(html.unescape(text[:LONGEST]))
    reader = _Reader(base)
    reader.feed(_mended(text[:LONGEST]))
    reader.close()
    return reader.finished(), list(reader.links.values())


def plain(text: str, longest: int = 20_000) -> str:
    """`text`, HTML or plain, as one line of plain text."""
    bare = _UNSEEN.sub(" ", text[:longest])
    return " ".join(html.unescape(_TAG.sub(" ", bare)).split())


def unescaped(line: str) -> str:
    """A line of `markdown` as it reads."""
    return _ESCAPED.sub(r"\1", line)


def escaped(text: str) -> str:
    """`text` so that Markdown shows it as it stands; addresses are left alone."""
    words = (word if "://" in word else _INLINE.sub(r"\\\g<0>", word) for word in text.split(" "))
    return " ".join(words)


def _plain_notes(text: str) -> tuple[str, list[Link]]:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    broken = "\n".join(lines).strip("\n")
    links: dict[str, Link] = {}
    for match in _ADDRESS.finditer(broken):
        url = address(match[0].rstrip(".,;:!?*'’)"), "")
        if url and len(links) < MOST_LINKS:
            links.setdefault(url, Link(_host(url), url))
    return re.sub(r"(?<!\n)\n(?!\n)", "  \n", broken), list(links.values())


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


def _mended(text: str) -> str:
    """`text` without comments and declarations, each `<` that begins no tag spelt out."""
    opening, closing = _COMMENT
    parts = []
    at = 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start + 4)) >= 0:
        parts.append(text[at:start])
        at = end + len(closing)
    return _NO_TAG.sub("&lt;", _DECLARATION.sub("", "".join([*parts, text[at:]])))


class _Reader(HTMLParser):
    """Makes Markdown of what it is fed, block after block."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: dict[str, Link] = {}
        self._base = base
        self._blocks: list[tuple[bool, str]] = []  # whether it is an item of a list, and its text
        self._text: list[str] = []
        self._open: list[tuple[str, str, int]] = []  # tag, its mark or address, where it begins
        self._lists: list[int] = []  # number of the last item; -1 where they have none
        self._marker = ""
        self._heading = self._quotes = self._verbatim = self._hidden = 0

    def finished(self) -> str:
        self._end_block()
        written: list[str] = []
        before = False
        for item, text in self._blocks:
            if written:
                written.append("\n" if item and before else "\n\n")
            written.append(text)
            before = item
        return "".join(written).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._hidden += 1
        elif tag in _BLOCKS:
            self._end_block()
            self._begin(tag)
        elif tag == "br":
            self._text.append("\n")
        elif tag in ("td", "th"):
            self._text.append(" ")
        elif tag in _EMPHASIS or tag == "a":
            href = next((value for name, value in attrs if name == "href"), None)
            mark = _EMPHASIS.get(tag) or address(href, self._base) or ""
            if len(self._open) < _DEEPEST:
                self._open.append((tag, mark, len(self._text)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self._end_block()
            self._leave(tag)
        elif any(tag == opened for opened, _, _ in self._open):
            while self._close_inline() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        lines = data.split("\n") if self._verbatim else [data]
        self._text.append("\n".join(escaped(re.sub(r"\s+", " ", line)) for line in lines))

    def _begin(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            if len(self._lists) < _DEEPEST:
                self._lists.append(0 if tag == "ol" else -1)
        elif tag == "li":
            if self._lists and self._lists[-1] >= 0:
                self._lists[-1] += 1
                self._marker = f"{self._lists[-1]}. "
            else:
                self._marker = "- "
        elif tag == "hr":
            self._blocks.append((False, "---"))
        elif tag[0] == "h" and tag[1:].isdigit():
            self._heading = max(2, int(tag[1:]))
        self._quotes += tag == "blockquote"
        self._verbatim += tag == "pre"

    def _leave(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        self._quotes = max(0, self._quotes - (tag == "blockquote"))
        self._verbatim = max(0, self._verbatim - (tag == "pre"))
        self._heading = 0

    def _close_inline(self) -> str:
        """Ends the innermost link or emphasis; gives its tag."""
        tag, mark, start = self._open.pop()
        inner = "".join(self._text[start:])
        del self._text[start:]
        bare = inner.strip()
        if tag == "a" and mark:
            bare = " ".join(bare.split())
            if bare:
                self._add_link(unescaped(bare), mark)
                spelt = mark.replace("(", "%28").replace(")", "%29")
                inner = mark if bare == mark else f"[{bare.replace(']', chr(92) + ']')}]({spelt})"
        elif tag != "a" and bare and "\n" not in bare:
            before, after = inner.partition(bare)[::2]
            inner = f"{before}{mark}{bare}{mark}{after}"
        self._text.append(inner)
        return tag

    def _add_link(self, title: str, url: str) -> None:
        if url not in self.links and len(self.links) < MOST_LINKS:
            says = len(title) <= 150 and re.search(r"[^\W\d]", title) and "://" not in title
            self.links[url] = Link(title.strip("*") if says else _host(url), url)

    def _end_block(self) -> None:
        while self._open:
            self._close_inline()
        lines = [" ".join(line.split()) for line in "".join(self._text).split("\n")]
        self._text.clear()
        paragraph: list[str] = []
        for line in [*lines, ""]:
            if line:
                paragraph.append(_LINE_START.sub(_start_escaped, line, count=1))
            elif paragraph:
                self._add_block(paragraph)
                paragraph = []

    def _add_block(self, lines: list[str]) -> None:
        item = bool(self._marker)
        indent = "".join("  " if number < 0 else "   " for number in self._lists)
        first = indent[: len(indent) - len(self._marker)] + self._marker if item else indent
        if self._heading:
            lines, first = [" ".join(lines)], "#" * self._heading + " "
        quote = "> " * min(self._quotes, _DEEPEST)
        body = f"  \n{quote}{indent}".join(lines)
        self._blocks.append((item, f"{quote}{first}{body}"))
        self._marker = ""


def _start_escaped(match: re.Match[str]) -> str:
    """What Markdown would take for a heading, a list or a rule, so that it does not."""
    if match.start():
        return match[0]
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"
