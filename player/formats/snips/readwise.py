"""Highlights of Readwise: its CSV export, and the table that it imports.

Sources: the columns that Readwise exports (Highlight, Book Title, …) and those that its import
page documents (Highlight, Title, Author, URL, Note, Location, Date). For what stands in a
highlight see `highlights`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from player.domain.episode import Episode, Line, Link, Snip
from player.domain.errors import FormatError
from player.domain.timecode import Ms, show
from player.formats.addresses import is_web
from player.formats.snips import highlights
from player.formats.snips.table import Table, header, written
from player.formats.snips.texts import MOST_SNIPS, fullest, in_order, settled, words
from player.formats.text import stem
from player.formats.times import from_clock, from_seconds

COLUMNS = ("Highlight", "Title", "Author", "URL", "Note", "Location", "Date")
"""What Readwise imports."""
MOST_BOOKS = 10_000
_IMPORTED = {name.lower() for name in COLUMNS}
_TAGS = re.compile(r"\s*(?:\.[\w/-]+\s*)+")
_NO_TAG = re.compile(r"[^\w/-]+")


def sniff(text: str) -> bool:
    """Whether its first line names the columns of Readwise's export, or of its import."""
    names = set(header(text))
    return "highlight" in names and (
        "book title" in names or (len(names) > 1 and names <= _IMPORTED)
    )


def read(text: str, name: str) -> Episode:
    """The highlights of that book which has most of them, those with times before others.

    A location is a time where it is written as one, or its type says so, or where no column tells
    a type, as in files to be imported: what Earmark opens is audio. Raises FormatError where it is
    another table, or has no highlight.
    """
    found = episodes(text, name)
    if not found:
        raise FormatError("this table has no highlight that can be read in it.", name)
    return fullest(found, "books", name)


def episodes(text: str, name: str) -> list[Episode]:
    """Every book of the table. Raises FormatError where it is another table."""
    if not sniff(text):
        raise FormatError("this is no table of highlights as Readwise has them.", name)
    table = Table(text, name)
    exported = "book title" in table.columns
    books: dict[tuple[str, str], list[tuple[Snip, list[Line]]]] = {}
    pages: dict[tuple[str, str], str] = {}
    for count, (line, cells) in enumerate(table.rows()):
        if count >= MOST_SNIPS:
            table.error(line, f"only the first {MOST_SNIPS} highlights are read.")
            break
        title = words(cells.get("book title" if exported else "title"))
        author = words(cells.get("book author" if exported else "author"))
        if len(books) >= MOST_BOOKS and (title, author) not in books:
            table.error(line, f"only the first {MOST_BOOKS} books are read.")
            break
        books.setdefault((title, author), []).append(_highlight(cells, exported))
        pages.setdefault((title, author), cells.get("url", "").strip())
    return [
        Episode(
            title=title or stem(name),
            show=author or None,
            links=(Link("Source", url),) if is_web(url := pages[title, author]) else (),
            snips=in_order(snip for snip, _ in found),
            transcript=highlights.lines_in_order(line for _, lines in found for line in lines),
            problems=table.problems(),
        )
        for (title, author), found in books.items()
    ]


def write(episode: Episode) -> str:
    """The snips of `episode` as a table to be imported.

    Readwise has one text for each: it is the title, then the points below “Key takeaways:”, then
    the quote below “Quote:”, with a last line for who said it. A snip with no words at all is
    called by its time. Places are whole seconds; there are no ends. Tags go where Readwise looks
    for them, in front of the note, as `.tag`, made of letters, digits and hyphens.
    """
    host = next((person.name for person in episode.people if person.role == "host"), "")
    page = next((address for address in episode.audio if is_web(address)), "")
    about = (words(episode.title), words(episode.show) or words(host), page)
    return written(COLUMNS, (_cells(named(settled(snip)), about) for snip in episode.snips))


def named(snip: Snip) -> Snip:
    """`snip` with words to show for it, for Readwise takes no empty highlight."""
    if snip.title or snip.points or snip.quote or snip.speaker:
        return snip
    return replace(snip, title=show(snip.start) if snip.start is not None else snip.kind)


def _cells(snip: Snip, about: tuple[str, str, str]) -> tuple[str, ...]:
    rows = [snip.title]
    if snip.points:
        rows += ["Key takeaways:", *(f"- {point}" for point in snip.points)]
    if snip.quote or snip.speaker:
        rows += ["Quote:", *(snip.quote or "").split("\n")]
        if snip.speaker or rows[-1].startswith("—"):
            rows.append(f"— {snip.speaker or ''}".rstrip())
    tags = [*(_NO_TAG.sub("-", tag).strip("-") for tag in snip.tags)]
    tags += ["favorite"] * snip.favorite
    first = " ".join(f".{tag}" for tag in dict.fromkeys(tags) if tag)
    note = snip.note or ""
    if first or _TAGS.fullmatch(note.partition("\n")[0]):
        note = f"{first}\n{note}" if note else first
    start = "" if snip.start is None else str(snip.start // 1000)
    return ("\n".join(rows), *about, note, start, snip.created or "")


def _highlight(cells: dict[str, str], exported: bool) -> tuple[Snip, list[Line]]:
    text = cells.get("highlight", "").replace("\r\n", "\n")
    parts = highlights.parts(text)
    if parts is None and not exported and "\n" not in text:
        parts = {"": [text]}
    first, rest = _tagged(cells.get("note", ""))
    tags = [tag.strip().lstrip(".#") for tag in (*first, *cells.get("tags", "").split(","))]
    snip = replace(
        highlights.snip(text, parts, rest),
        start=_start(cells, exported),
        tags=tuple(tag for tag in tags if tag.lower() != "favorite"),
        favorite="favorite" in (tag.lower() for tag in tags),
        created=cells.get("highlighted at" if exported else "date"),
    )
    clean = settled(snip)
    return clean, list(highlights.turns(parts, clean.start))


def _tagged(note: str) -> tuple[list[str], str]:
    """The tags in the first line of a note, if there is nothing else in it, and the rest."""
    first, _, rest = note.partition("\n")
    if not first.strip():
        return [], rest
    if len(first) < 1000 and _TAGS.fullmatch(first):
        return first.split(), rest
    return [], note


def _start(cells: dict[str, str], exported: bool) -> Ms | None:
    location = cells.get("location", "").strip()
    kind = cells.get("location type", "time" if not exported else "").strip().lower()
    if ":" in location:
        return from_clock(location)
    return from_seconds(location) if location and "time" in kind else None
