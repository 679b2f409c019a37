"""The tables of formats as people read them: for `earmark formats`, and for the README."""

from __future__ import annotations

from dataclasses import dataclass

from player.formats import writing
from player.formats.registry import AUDIO_WRITERS, READERS, AudioWriter

_WORDS = {
    "end": "ends",
    "url": "links",
    "image": "picture addresses",
    "picture": "pictures",
    "toc": "hidden",
    "speaker": "speakers",
    "words": "word times",
    "untimed": "lines without times",
    "kind": "kinds",
    "quote": "quotes",
    "note": "notes",
    "favorite": "favourites",
}
HEAD = ("format", "carries", "reads", "writes", "times", "files", "name")


@dataclass(frozen=True, slots=True)
class Row:
    """One format, for one part of an episode."""

    id: str
    name: str
    part: str
    reads: bool
    writes: bool
    grain: float = 1
    keeps: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    """Those in brackets are only read."""

    def cells(self) -> tuple[str, ...]:
        """As texts, in the order of `HEAD`."""
        return (
            self.id,
            self.part,
            "yes" if self.reads else "",
            "yes" if self.writes else "",
            _step(self.grain) if self.writes else "",
            " ".join(self.suffixes),
            self.name,
        )

    def kept(self) -> str:
        """What comes out besides starts and titles or texts."""
        return ", ".join(_WORDS.get(field, field) for field in self.keeps)


def rows() -> list[Row]:
    """All formats, in the order of the tables of readers, then of writers."""
    found: dict[tuple[str, str], Row] = {}
    for reader in READERS:
        for part in reader.gives:
            row = Row(reader.id, reader.name, part, True, False, suffixes=reader.suffixes)
            found[reader.id, part] = row
    for writer in writing.ALL:
        part = writing.part_of(writer)
        known = found.get((writer.id, part))
        reads = known is not None or isinstance(writer, AudioWriter)
        others = [each for each in (known.suffixes if known else ()) if each not in writer.suffixes]
        suffixes = (*writer.suffixes, *(f"({each})" for each in others))
        found[writer.id, part] = Row(
            writer.id, writer.name, part, reads, True, writer.grain, writer.keeps, suffixes
        )
    return list(found.values())


def to_text() -> str:
    """For a terminal: the table, and below it what each format keeps when it is written."""
    known = rows()
    table = [HEAD, *(row.cells() for row in known)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for cells in table
    ]
    kept = [f"{row.id} ({row.part}): {row.kept()}" for row in known if row.writes and row.keeps]
    return "\n".join(
        [*lines, "", "Besides starts and titles or texts, what is written keeps:", *kept]
    )


def to_markdown() -> str:
    """For the README: what is read and written, by what it carries."""
    audio = {writer.id for writer in AUDIO_WRITERS}
    lines = ["| what | read | written |", "|---|---|---|"]
    for what, part, of_audio in (
        ("chapters in files", "chapters", False),
        ("chapters in audio", "chapters", True),
        ("transcripts", "transcript", False),
        ("snips", "snips", False),
        ("episodes", "episode", False),
    ):
        found = [row for row in rows() if row.part == part and (row.id in audio) == of_audio]
        read = " · ".join(dict.fromkeys(row.name for row in found if row.reads))
        written = " · ".join(dict.fromkeys(row.name for row in found if row.writes))
        lines.append(f"| {what} | {read} | {written} |")
    return "\n".join(lines)


def _step(grain: float) -> str:
    if grain in (0, 1):
        return "1 ms" if grain else "none"
    return f"{grain / 1000:g} s" if float(grain).is_integer() else f"1/{round(1000 / grain)} s"
