"""Highlights of podcasts in Markdown, as Readwise exports them to Obsidian, Logseq and as files.

Each is an item of a list that ends with its time and address; or, as templates of listeners have
it, a quote below a heading with the time:

    ## Highlights
    - The title that Snipd gave it
      Transcript:
      Speaker 1
      What was said. ([Time 0:24:09](https://share.snipd.com/snip/…))
        - **Note:** What the listener thought.
        - **Tags:** #tea, #water

Sources: Readwise's default templates, and exports that people have published. Files without times
(of books and articles) are none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from player.domain.episode import Episode, Line, Snip
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.snips import highlights
from player.formats.snips.snip_block import SNIP_ADDRESS
from player.formats.snips.snip_page import Page, front_matter
from player.formats.snips.texts import MOST_SNIPS, fullest, in_order, settled
from player.formats.text import stem
from player.formats.times import from_clock

MOST_PAGES = 10_000
_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?"
_END = re.compile(rf"\s*\(\[Time ({_CLOCK})\]\((https?://[^\s()]{{1,4000}})\)\)\s*$")
_HEAD = re.compile(rf"#{{2,5}} \[?Time ({_CLOCK})\]?(?:\((\S{{1,4000}})\))?$")
_VIEW = re.compile(r"(?:[-*] )?\[View Highlight\]\((\S{1,4000})\)")
_MARK = re.compile(
    rf"\(\[Time {_CLOCK}\]\(https?://[^\s()]{{1,4000}}\)\)[ \t]*$|^#{{2,5}} \[?Time {_CLOCK}\]?",
    re.MULTILINE,
)
_BEGIN = re.compile(
    r"#{1,4} (?:Highlights|New highlights added)\b|- Highlights (?:first )?synced by"
)
_TITLE = re.compile(r"# (.+)")
_PROPERTY = re.compile(r"([A-Za-z][\w -]{0,30}):: ?(.*)")
_ITEM = re.compile(r"([ \t]*)- (.*)")
_MORE = re.compile(r"[ \t]*- (?:\*\*)?(Note|Tags)(?::\*\*|\*\*:|:)\s*(.*)")
_DAY = re.compile(r"\[\[[^\[\]]{1,60}\]\](?: \d{1,2}:\d{2})?")
_TAG = re.compile(r"\[\[([^\[\]|]+)[^\[\]]*\]\]|#?([^\s,]+)")


@dataclass(slots=True)
class _Item:
    """One highlight: its lines, and what stands below it."""

    rows: list[str] = field(default_factory=list)
    start: Ms | None = None
    address: str = ""
    note: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    ended: bool = False


def sniff(text: str) -> bool:
    """Whether highlights with times are in it, as Readwise marks them."""
    text = text.replace("\r\n", "\n")
    found = _MARK.search(text)
    return found is not None and (
        found[0][0] == "(" or "readwise" in text.lower() or "\n## Highlights" in text
    )


def read(text: str, name: str) -> Episode:
    """The highlights of the recording that has most. Raises FormatError where there are none."""
    found = episodes(text, name)
    if not found:
        raise FormatError(
            "no highlight can be read here: each ends with its time and address, such as "
            "([Time 0:24:09](https://…)).",
            name,
        )
    return fullest(found, "episodes", name)


def episodes(text: str, name: str) -> list[Episode]:
    """The recordings in the text that have highlights."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[Episode] = []
    for page, items in _pages(rows):
        if items and len(found) < MOST_PAGES:
            found.append(_episode(page, items, name))
    return found


def _episode(page: Page, items: list[_Item], name: str) -> Episode:
    snips: list[Snip] = []
    lines: list[Line] = []
    for item in items[:MOST_SNIPS]:
        text = "\n".join(item.rows).strip()
        parts = highlights.parts(text)
        address = SNIP_ADDRESS.search(item.address)
        snip = replace(
            highlights.snip(text, parts, "\n".join(item.note)),
            start=item.start,
            tags=tuple(tag for tag in item.tags if tag.lower() != "favorite"),
            favorite="favorite" in map(str.lower, item.tags),
            id=address[1] if address else None,
        )
        snips.append(settled(snip))
        lines.extend(highlights.turns(parts, item.start))
    return replace(
        page.episode(stem(name), None),
        snips=in_order(snips),
        transcript=highlights.lines_in_order(lines),
    )


def _pages(rows: list[str]) -> Iterator[tuple[Page, list[_Item]]]:
    """What is said of each recording, and its highlights."""
    page, items = Page(), list[_Item]()
    inside = False
    indent: str | None = None
    for row in rows[front_matter(rows, page) :]:
        bare = row.strip()
        if title := _TITLE.fullmatch(row):
            if items:
                yield page, items
                page, items = Page(), []
            page.heading, inside, indent = page.heading or title[1], False, None
        elif _BEGIN.match(bare):
            inside, indent = True, None
        elif head := _HEAD.fullmatch(bare):
            inside, indent = True, "#"
            items.append(_Item(start=from_clock(head[1]), address=head[2] or ""))
        elif not inside:
            _tell(page, row)
        elif indent == "#":
            _take_below(items[-1], bare)
        elif (entry := _ITEM.fullmatch(row)) and indent in (None, entry[1]):
            indent = entry[1]
            items.append(_Item())
            _take(items[-1], entry[2], row)
        elif items:
            _take(items[-1], row.removeprefix(indent or "").removeprefix("  "), row)
    yield page, items


def _tell(page: Page, row: str) -> None:
    """A line above the highlights."""
    if told := _PROPERTY.fullmatch(row):
        page.say(told[1].lower().replace("-", " "), told[2].strip('"'))
    elif not row.startswith("#") and row.strip() != "---":
        page.take(row)


def _take(item: _Item, said: str, row: str) -> None:
    """The next line of an item of the list; `row` is it with its indent."""
    if item.ended:
        _take_more(item, row)
    elif end := _END.search(said):
        item.rows.append(said[: end.start()])
        item.start, item.address, item.ended = from_clock(end[1]), end[2], True
    else:
        item.rows.append(said.rstrip())


def _take_below(item: _Item, bare: str) -> None:
    """The next line below a heading with a time."""
    if view := _VIEW.search(bare):
        item.address = item.address or view[1]
    elif bare.startswith(">"):
        item.rows.append(bare[1:].removeprefix(" "))
    elif bare and not _DAY.fullmatch(bare):
        _take_more(item, bare)


def _take_more(item: _Item, row: str) -> None:
    """A line below a highlight: the listener's note, or tags."""
    more = _MORE.fullmatch(row)
    if more and more[1] == "Tags":
        item.tags += [a or b for a, b in _TAG.findall(more[2])]
    elif more:
        item.note.append(more[2])
    elif row.strip():
        item.note.append(row.strip())
