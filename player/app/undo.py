"""What was changed last of the open episode, to be taken back and made again step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from player.app.memory import Memory
from player.app.player import Player
from player.app.tasks import Tasks

MOST = 100


@dataclass(frozen=True, slots=True)
class _Step:
    key: str
    what: str
    take_back: Callable[[], None]
    make_again: Callable[[], None]


class Undo(QObject):
    """The changes made to the open episode, the last one on top; another episode ends them."""

    changed = Signal()

    def __init__(self, player: Player, memory: Memory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self.tasks = Tasks(self, serial=True)
        """All that changes the open episode's files, one after the other."""
        self._steps: list[_Step] = []
        self._taken_back: list[_Step] = []
        player.episode_changed.connect(self._forget)

    @property
    def what(self) -> str:
        """What would be taken back, such as “the shift”; "" where there is nothing."""
        return self._steps[-1].what if self._steps else ""

    @property
    def what_again(self) -> str:
        """What would be made again; "" where there is nothing."""
        return self._taken_back[-1].what if self._taken_back else ""

    def add(self, what: str, take_back: Callable[[], None], make_again: Callable[[], None]) -> None:
        """`what` was done to the open episode; the other two undo and repeat it, and tell."""
        self._steps = [*self._steps, _Step(self._memory.key, what, take_back, make_again)][-MOST:]
        self._taken_back = []
        self.changed.emit()

    def run(self) -> None:
        """Take the last change back."""
        if self._steps:
            step = self._steps.pop()
            self._taken_back.append(step)
            self.changed.emit()
            step.take_back()

    def run_again(self) -> None:
        """Make the change again that was taken back last."""
        if self._taken_back:
            step = self._taken_back.pop()
            self._steps.append(step)
            self.changed.emit()
            step.make_again()

    def _forget(self) -> None:
        key, before = self._memory.key, (len(self._steps), len(self._taken_back))
        self._steps = [step for step in self._steps if step.key == key]
        self._taken_back = [step for step in self._taken_back if step.key == key]
        if before != (len(self._steps), len(self._taken_back)):
            self.changed.emit()
