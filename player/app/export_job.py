"""Exports from the window: previews, progress, stopping, on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from player.app.message import Message
from player.app.player import Player
from player.app.session import Session
from player.app.tasks import Tasks
from player.domain.episode import Episode
from player.domain.errors import EarmarkError

if TYPE_CHECKING:
    from player.app.exporting import Export

TOPIC = "export"
PREVIEW_LINES = 400


class Exporting(QObject):
    """Writes what is open, as it is shown, into files of any format."""

    said = Signal(object)
    """A `Message` for the listener."""
    progress = Signal(int)
    """How much is written, in per cent."""
    ended = Signal(str)
    """It is written, where the text is ""; else why it is not."""

    def __init__(self, player: Player, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player, self._session = player, session
        self._tasks = Tasks(self, serial=True)
        self._stop = threading.Event()
        self._turn = 0
        self.busy = False
        """Whether something is being written."""

    @property
    def episode(self) -> Episode:
        """What is exported: the open episode, with the chapters that are chosen."""
        return self._player.loaded.given

    @property
    def audio(self) -> Path | None:
        """The recording that chapters may be put into a copy of."""
        audio = self._player.loaded.audio
        return audio if isinstance(audio, Path) else None

    @property
    def folder(self) -> Path | None:
        """Where the episode lies."""
        opened = self._session.opened
        return opened.path.parent if opened is not None and opened.path.name else None

    def preview(self, export: Export, done: Callable[[str, str], None]) -> None:
        """Have `done` told the first lines of what would be written, and what is not kept.

        Of several that were asked for only the last is told.
        """
        self._turn += 1
        turn = self._turn

        def if_wanted(told: tuple[str, str]) -> None:
            if turn == self._turn:
                done(*told)

        self._tasks.run(partial(_preview, export), if_wanted, lambda e: if_wanted((str(e), "")))

    def run(self, export: Export, *, overwrite: bool) -> None:
        """Write it; `progress` and `ended` tell."""
        self._stop.clear()
        self.busy = True
        last = -1

        def tell(share: float) -> None:
            nonlocal last
            if self._stop.is_set():
                raise _cancelled()
            if int(share * 100) != last:
                last = int(share * 100)
                self.progress.emit(last)

        work = partial(export.run, tell, overwrite=overwrite)
        self._tasks.run(work, lambda _: self._ended(export), self._failed)

    def stop(self) -> None:
        """Write no further; what was begun is removed."""
        self._stop.set()

    def _ended(self, export: Export) -> None:
        self.busy = False
        target = export.target
        text = f"Exported to “{target.name}” in {target.parent} ({export.writer.name})."
        self.said.emit(Message(text, topic=TOPIC))
        self.ended.emit("")

    def _failed(self, error: EarmarkError) -> None:
        self.busy = False
        self.ended.emit(str(error))


def _preview(export: Export) -> tuple[str, str]:
    lines = export.preview().split("\n")
    more = len(lines) - PREVIEW_LINES
    text = "\n".join([*lines[:PREVIEW_LINES], *([f"… and {more} lines more"] * (more > 1))])
    return text, "\n".join(export.losses())


def _cancelled() -> EarmarkError:
    from player.app.exporting import Cancelled

    return Cancelled("Stopped. Nothing was written.")
