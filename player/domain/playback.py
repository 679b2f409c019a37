"""What playing can be: its states, its rates, and the history of jumps."""

from __future__ import annotations

from enum import Enum

from player.domain.timecode import Ms

SLOWEST, FASTEST, RATE_STEP = 0.5, 3.0, 0.1
JUMPS_KEPT = 200


class State(Enum):
    """Where playing stands. EMPTY: there is nothing to play; OPENING covers buffering, too."""

    EMPTY = "empty"
    OPENING = "opening"
    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"
    FAILED = "failed"


def clamp_rate(rate: float) -> float:
    """`rate` within what can be listened to, in hundredths."""
    return round(min(FASTEST, max(SLOWEST, rate)), 2)


class Jumps:
    """The places jumped from, to go back to and forward again, like a browser's history."""

    def __init__(self) -> None:
        self._behind: list[Ms] = []
        self._ahead: list[Ms] = []

    def record(self, left: Ms) -> None:
        """A jump leaves the position `left`; what was ahead is forgotten."""
        self._ahead.clear()
        if not self._behind or self._behind[-1] != left:
            self._behind.append(left)
            del self._behind[:-JUMPS_KEPT]

    @property
    def can_go_back(self) -> bool:
        return bool(self._behind)

    @property
    def can_go_forward(self) -> bool:
        return bool(self._ahead)

    def back(self, here: Ms) -> Ms | None:
        """Where the last jump left from, or None; `here` becomes what lies ahead."""
        return self._turn(self._behind, self._ahead, here)

    def forward(self, here: Ms) -> Ms | None:
        """Undoes `back`."""
        return self._turn(self._ahead, self._behind, here)

    @staticmethod
    def _turn(source: list[Ms], target: list[Ms], here: Ms) -> Ms | None:
        if not source:
            return None
        target.append(here)
        return source.pop()
