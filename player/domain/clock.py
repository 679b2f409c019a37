"""The position now: the last report, moved on by the time since then and the rate."""

from __future__ import annotations

from collections.abc import Callable

from player.domain.timecode import Ms

_SLEPT: Ms = 500


class Clock:
    """Interpolates between the engine's sparse reports; the time comes from `now` (seconds).

    Between seeks the position never goes back: a report that lies behind what was shown holds
    the clock until the sound has caught up, unless it is so far behind that time has passed in
    which nothing sounded: the machine slept. It stays within 0 and `duration` (once known).
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._base: float = 0.0
        self._since: float = 0.0
        self._shown: float = 0.0
        self._rate = 1.0
        self._running = False
        self.duration: Ms | None = None

    @property
    def running(self) -> bool:
        return self._running

    @property
    def rate(self) -> float:
        return self._rate

    @property
    def position(self) -> Ms:
        """The position in milliseconds, 0 … `duration`."""
        self._shown = max(self._shown, self._raw())
        if self.duration is not None:
            self._shown = min(self._shown, self.duration)
        return int(self._shown)

    def jump(self, position: Ms) -> None:
        """A seek: from now on the position is this one, even where it lies behind."""
        self._base = self._shown = max(0.0, float(position))
        self._since = self._now()

    def report(self, position: Ms) -> None:
        """The engine said that this position sounds now."""
        if self._running and self._shown - position <= _SLEPT * self._rate:
            self._base, self._since = float(position), self._now()
        else:
            self.jump(position)

    def run(self, running: bool) -> None:
        """Start or hold the clock."""
        if running != self._running:
            self._base, self._since = float(self.position), self._now()
            self._running = running

    def set_rate(self, rate: float) -> None:
        """`rate` 1.0 is the recording's own speed."""
        self._base, self._since = self._raw(), self._now()
        self._rate = rate

    def _raw(self) -> float:
        if not self._running:
            return self._base
        return self._base + (self._now() - self._since) * 1000 * self._rate
