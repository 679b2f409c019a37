"""Collects Python's cyclic garbage on the main thread alone.

Python collects on whichever thread happens to allocate. Where a worker does, windows that are
garbage die on it, and Qt's objects may not: the program then ends with a bus error.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject

from player.app.player import Player

DUE = 20_000
"""So many new objects that may be garbage are worth a look."""
EVERY = 10


class Garbage(QObject):
    """Takes collecting over from Python, at moments when the main thread has something to do.

    Without a timer of its own: a paused program stays asleep. All objects are looked through only
    with every tenth episode: that takes 0.1 s when one has 20,000 chapters, and what an episode
    leaves behind is mostly freed without.
    """

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        gc.disable()
        self._episodes = 0
        player.moved.connect(self._young)
        player.episode_changed.connect(self._all)

    @staticmethod
    def _young() -> None:
        if gc.get_count()[0] > DUE:
            gc.collect(1)

    def _all(self) -> None:
        self._episodes += 1
        gc.collect(1 if self._episodes % EVERY else 2)
