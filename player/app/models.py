"""The three lists of the window: chapters, snips, transcript lines."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt

from player.app.loaded import Loaded
from player.app.rows import Role, RowsModel
from player.domain.episode import Chapter, Line, Snip
from player.domain.timecode import Ms, show
from player.domain.timeline import Timeline


class ChapterModel(RowsModel):
    """The chapters in the list, with their ends and which were played."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ends: list[Ms | None] = []
        self._played: frozenset[int] = frozenset()

    def set_loaded(self, loaded: Loaded, *, same: bool = False) -> None:
        """Show the chapters of `loaded`; `same`: those shown already, at other times."""
        self._ends = loaded.ends
        self._played = self._played if same else frozenset()
        self.set_items(loaded.chapters, same=same)

    def set_ends(self, ends: list[Ms | None]) -> None:
        """The recording's length is known: only the last row shows it."""
        self._ends = ends
        if ends:
            self.row_changed(len(ends) - 1)

    def set_played(self, rows: frozenset[int]) -> None:
        """Which rows were heard (nearly) to their end."""
        changed, self._played = self._played ^ rows, rows
        for row in changed:
            self.row_changed(row)

    def start(self, row: int) -> Ms:
        chapter: Chapter = self._items[row]
        return chapter.start

    def text(self, row: int) -> str:
        chapter: Chapter = self._items[row]
        end = self._ends[row]
        length = "" if end is None else f", {show(max(0, end - chapter.start))}"
        return f"{show(chapter.start)} {chapter.title}{length}"

    def more(self, row: int, role: int) -> Any:
        match role:
            case Role.SPAN:
                return self.start(row), self._ends[row]
            case Role.PLAYED:
                return row in self._played
            case _:
                return None


class SnipModel(RowsModel):
    """The snips in the order of their file, each with its place in the audio."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: list[Ms | None] = []
        self._timeline, self._order = Timeline([]), list[int]()

    def set_loaded(self, loaded: Loaded, *, same: bool = False) -> None:
        """Show the snips of `loaded`; `same`: those shown already, at other times."""
        snips = loaded.episode.snips
        self._places = [loaded.place(snip) for snip in snips]
        timed = sorted((s.start, row) for row, s in enumerate(snips) if s.start is not None)
        self._order = [row for _, row in timed]
        self._timeline = Timeline(
            [start for start, _ in timed], [snips[row].end for row in self._order]
        )
        self.set_items(snips, same=same)

    def follow(self, position: Ms) -> None:
        """Mark the snip that sounds at `position`; one with no time of its own never does."""
        index = self._timeline.innermost(position)
        self.set_current(None if index is None else self._order[index])

    def ranges(self) -> list[tuple[Ms, Ms | None, str]]:
        """Start, end and kind of each snip with a time of its own, for the bar."""
        return [(snip.start, snip.end, snip.kind) for snip in self._items if snip.start is not None]

    def start(self, row: int) -> Ms | None:
        return self._places[row]

    def text(self, row: int) -> str:
        snip: Snip = self._items[row]
        place = self._places[row]
        about = "" if place is None else f"{'' if snip.start is not None else '≈ '}{show(place)} "
        said = [snip.title, *snip.points, snip.quote or "", snip.note or ""]
        return f"{about}{snip.kind}: " + " · ".join(part for part in said if part)


class TranscriptModel(RowsModel):
    """The transcript's lines; where they have no times, none is ever current."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timeline, self._order = Timeline([]), list[int]()

    def set_loaded(self, loaded: Loaded, *, same: bool = False) -> None:
        """Show the transcript of `loaded`; `same`: the one shown already, at other times."""
        lines = loaded.episode.transcript
        timed = sorted((x.start, row) for row, x in enumerate(lines) if x.start is not None)
        self._order = [row for _, row in timed]
        self._timeline = Timeline([start for start, _ in timed])
        self.set_items(lines, same=same)

    def follow(self, position: Ms) -> None:
        """Mark the line that was last begun at `position`."""
        index = self._timeline.begun(position)
        self.set_current(None if index is None else self._order[index])

    def start(self, row: int) -> Ms | None:
        line: Line = self._items[row]
        return line.start

    def text(self, row: int) -> str:
        line: Line = self._items[row]
        return f"{line.speaker}: {line.text}" if line.speaker else line.text

    def more(self, row: int, role: int) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole and (start := self.start(row)) is not None:
            return show(start)
        return None
