"""What was changed last of the open episode, to be taken back step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from player.app.memory import Memory
from player.app.player import Player

MOST = 100


@dataclass(frozen=True, slots=True)
class _Step:
    key: str
    what: str
    take_back: Callable[[], None]


class Undo(QObject):
    """The changes made to the open episode, the last one on top; another episode ends them."""

    changed = Signal()

    def __init__(self, player: Player, memory: Memory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self._steps: list[_Step] = []
        player.episode_changed.connect(self._forget)

    @property
    def what(self) -> str:
        """What would be taken back, such as “the shift”; "" where there is nothing."""
        return self._steps[-1].what if self._steps else ""

    def add(self, what: str, take_back: Callable[[], None]) -> None:
        """`what` was done to the open episode; `take_back` undoes it, and tells."""
        self._steps = [*self._steps, _Step(self._memory.key, what, take_back)][-MOST:]
        self.changed.emit()

    def run(self) -> None:
        """Take the last change back."""
        if self._steps:
            step = self._steps.pop()
            self.changed.emit()
            step.take_back()

    def _forget(self) -> None:
        kept = [step for step in self._steps if step.key == self._memory.key]
        if len(kept) != len(self._steps):
            self._steps = kept
            self.changed.emit()
