"""Highlights of Readwise: its CSV export, and the table that it imports.

Sources: the columns that Readwise exports (Highlight, Book Title, …) and those that its import
page documents (Highlight, Title, Author, URL, Note, Location, Date); the shape of highlights that
come from Snipd: a title, then “Summary:” and “Transcript:”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from player.domain.episode import Episode, Line, Link, Snip
from player.domain.errors import FormatError
from player.domain.timecode import Ms, show
from player.formats.addresses import is_web
from player.formats.snips.table import Table, header, written
from player.formats.snips.texts import MOST_SNIPS, fullest, in_order, prose, settled, words
from player.formats.text import stem
from player.formats.times import from_clock, from_seconds

COLUMNS = ("Highlight", "Title", "Author", "URL", "Note", "Location", "Date")
"""What Readwise imports."""
MOST_BOOKS = 10_000
_IMPORTED = {name.lower() for name in COLUMNS}
_LABEL = re.compile(r"(Summary|Key takeaways|Transcript|Quote):\s*")
_POINT = re.compile(r"\s*(?:\(\*\)|[-*•]|\d{1,3}[.)])\s*(.*)")
_TAGS = re.compile(r"\s*(?:\.[\w/-]+\s*)+")
_NO_TAG = re.compile(r"[^\w/-]+")
_SPEAKER = re.compile(r"Speaker \d{1,3}")


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
            transcript=_in_order(line for _, lines in found for line in lines),
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
    parts = _parts(text)
    if parts is None and not exported and "\n" not in text:
        parts = {"": [text]}
    quote, speaker = _said(parts["Quote"]) if parts and "Quote" in parts else (None, None)
    if parts is None:
        parts, quote = {}, prose(text)
    points = [_POINT.fullmatch(row) for row in parts.get("Key takeaways", ())]
    first, rest = _tagged(cells.get("note", ""))
    note = "\n\n".join(filter(None, (prose("\n".join(parts.get("Summary", ()))), prose(rest))))
    tags = [*first, *cells.get("tags", "").split(",")]
    tags = [tag.strip().lstrip(".#") for tag in tags]
    snip = Snip(
        title="".join(parts.get("", ())),
        kind="quote" if quote else "bookmark",
        start=_start(cells, exported),
        points=tuple(point[1] for point in points if point),
        quote=quote,
        speaker=speaker,
        note=note,
        tags=tuple(tag for tag in tags if tag.lower() != "favorite"),
        favorite="favorite" in (tag.lower() for tag in tags),
        created=cells.get("highlighted at" if exported else "date"),
    )
    clean = settled(snip)
    return clean, list(_turns(parts.get("Transcript", ()), clean.start))


def _parts(text: str) -> dict[str, list[str]] | None:
    """The lines of a highlight by their labels, "" for the first one; None where none has one.

    The quote, which is last, may hold lines that look like labels.
    """
    rows = text.split("\n")
    parts: dict[str, list[str]] = {"": rows[:1]}
    rest = parts[""] if len(rows) == 1 else []
    for row in rows[1:]:
        label = None if "Quote" in parts else _LABEL.fullmatch(row)
        if label:
            rest = parts.setdefault(label[1], [])
        else:
            rest.append(row)
    return parts if len(parts) > 1 else None


def _said(rows: list[str]) -> tuple[str | None, str | None]:
    """A quote, and who said it: a last line that begins with a dash."""
    while rows and not rows[-1].strip():
        rows = rows[:-1]
    if not rows or not rows[-1].startswith("—"):
        return prose("\n".join(rows)), None
    return prose("\n".join(rows[:-1])), words(rows[-1].removeprefix("—")) or None


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


def _turns(rows: list[str] | tuple[str, ...], start: Ms | None) -> Iterator[Line]:
    speaker: str | None = None
    said: list[str] = []
    for row in (*rows, "Speaker 0"):
        bare = row.strip()
        if _SPEAKER.fullmatch(bare):
            if text := words(" ".join(said)):
                yield Line(start, None, text, speaker)
            speaker, said = bare, []
        else:
            said.append(bare)


def _in_order(lines: Iterator[Line]) -> tuple[Line, ...]:
    """Lines with times by their times; those without only where no line has any."""
    found = list(lines)
    timed = [line for line in found if line.start is not None]
    return tuple(sorted(timed, key=lambda line: line.start or 0) or found)
