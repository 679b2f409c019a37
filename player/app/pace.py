"""When to look again at the position: not 20 times a second, but when something changes with it."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from player.app.loaded import Loaded
from player.domain.clock import Clock
from player.domain.timecode import Ms

SECOND: Ms = 1_000
FASTEST_MS = 50
"""More often than this nothing is looked at for the sake of a pixel (ms of the listener's time)."""


class Pace(QObject):
    """Calls `look` when playing has come to where something that is shown changes.

    That is each whole second, which clocks show, and where a chapter, a snip or a transcript line
    begins or ends; and in between for what moves by pixels, as `fineness` says.
    """

    def __init__(self, clock: Clock, look: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(look)
        self._looked: Ms = 0
        self._due: float = 0
        self.fineness: Ms | None = SECOND
        """The ms of the recording that a pixel stands for, if less than a second; None: nobody
        sees it, and chapters are all that matters."""

    def looked(self, loaded: Loaded, position: Ms) -> None:
        """`position` (ms) has been told of; find what changes next."""
        self._looked = position
        if self.fineness is None:
            due = loaded.next_chapter_change(position)
        else:
            due = loaded.next_change(position)
            step = max(self.fineness, math.ceil(FASTEST_MS * self._clock.rate))
            second = position // SECOND * SECOND + SECOND
            due = min(second, position + step, second if due is None else due)
        self._due = math.inf if due is None else due
        self._wait(position)

    def is_due(self, position: Ms) -> bool:
        """Whether something has changed at `position` since it was last told of; if not, it waits.

        To be asked whenever the clock is set: the time to wait for may be another one then.
        """
        if self._looked <= position < self._due:
            self._wait(position)
            return False
        return True

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _wait(self, position: Ms) -> None:
        if self._clock.running and self._due < math.inf:
            self._timer.start(math.ceil((self._due - position) / self._clock.rate))
        else:
            self._timer.stop()
