"""Snips as a table for spreadsheets, with all that is known of each; read back as it was.

The columns are Earmark's own. Points and tags stand in one cell each, one on a line.
"""

from __future__ import annotations

from player.domain.episode import Episode, Snip
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.snips.table import Table, header, written
from player.formats.snips.texts import MOST_SNIPS, in_order, kind_of, settled
from player.formats.text import stem
from player.formats.times import clock, from_clock, from_seconds

COLUMNS = (
    "start", "end", "kind", "title", "chapter", "points", "quote", "speaker", "note", "tags",
    "favorite", "id", "created",
)  # fmt: skip
_NEEDED = {"start", "kind", "title"}
_YES = ("yes", "true", "1", "x")


def sniff(text: str) -> bool:
    """Whether its first line names our columns, and no others."""
    names = set(header(text))
    return names >= _NEEDED and names <= set(COLUMNS)


def read(text: str, name: str) -> Episode:
    """The snips of the table. Raises FormatError where it is another table, or has no snip."""
    if not sniff(text):
        raise FormatError(
            "this table has no columns that Earmark knows in its first row. Chapters need “start” "
            f"and “title”; snips may have {', '.join(COLUMNS)}.",
            name,
        )
    table = Table(text, name)
    found: list[Snip] = []
    for line, cells in table.rows():
        if len(found) >= MOST_SNIPS:
            table.error(line, f"only the first {MOST_SNIPS} snips are read.")
            break
        snip = _snip(table, line, cells)
        if snip is not None:
            found.append(snip)
    if not found:
        raise FormatError("this table has no snip that can be read in it.", name)
    return Episode(title=stem(name), snips=in_order(found), problems=table.problems())


def write(episode: Episode) -> str:
    """The table of the snips of `episode`; `texts.settled` says what comes back."""
    return written(COLUMNS, (_cells(settled(snip)) for snip in episode.snips))


def _snip(table: Table, line: int, cells: dict[str, str]) -> Snip | None:
    times: list[Ms | None] = []
    for name in ("start", "end"):
        text = cells.get(name, "").strip()
        time = from_clock(text) if ":" in text else from_seconds(text)
        if text and time is None:
            table.error(
                line, f"“{text[:40]}” is not a time such as 00:02:10; the snip is left out."
            )
            return None
        times.append(time)
    start, end = times
    if end is not None and (start is None or end <= start):
        table.warning(line, "this ends before it starts; the end is left out.")
    snip = Snip(
        title=cells.get("title", ""),
        kind=kind_of(cells.get("kind", "")),
        start=start,
        end=end,
        chapter=cells.get("chapter"),
        points=tuple(cells.get("points", "").split("\n")),
        quote=cells.get("quote"),
        speaker=cells.get("speaker"),
        note=cells.get("note"),
        tags=tuple(cells.get("tags", "").split("\n")),
        favorite=cells.get("favorite", "").strip().lower() in _YES,
        id=cells.get("id"),
        created=cells.get("created"),
    )
    return settled(snip)


def _cells(snip: Snip) -> tuple[str, ...]:
    return (
        "" if snip.start is None else clock(snip.start),
        "" if snip.end is None else clock(snip.end),
        snip.kind,
        snip.title,
        snip.chapter or "",
        "\n".join(snip.points),
        snip.quote or "",
        snip.speaker or "",
        snip.note or "",
        "\n".join(snip.tags),
        "yes" if snip.favorite else "",
        snip.id or "",
        snip.created or "",
    )
