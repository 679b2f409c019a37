"""What was told last, so that only what is new is told, with the stamp in force."""

from __future__ import annotations

from collections.abc import Callable

from player.domain.timecode import Ms
from player.engine.api import (
    Duration,
    Event,
    Failed,
    Interrupted,
    Opening,
    Paused,
    Playing,
    Position,
)

_POSITION_PACE = 1.0
"""Seconds after which, while playing, a position is told again; who shows it counts by itself."""

_PERCENT_STEP = 10


class Teller:
    """Tells events to `tell`; `stamp` is that of the last open or seek that was followed."""

    def __init__(self, tell: Callable[[Event], None], now: Callable[[], float]) -> None:
        self._tell, self._now = tell, now
        self.stamp = 0
        self._state: Event | None = None
        self._duration: Duration | None = None
        self._position_at = 0.0

    def restamp(self, stamp: int) -> None:
        """From now on `stamp` is in force; the state is told again with it."""
        self.stamp, self._state = stamp, None

    def opening(self, percent: int = 0) -> None:
        """No sound for the moment; told in steps."""
        state = self._state
        if isinstance(state, Opening) and percent < state.percent + _PERCENT_STEP:
            return
        if not isinstance(state, Interrupted):
            self._change(Opening(self.stamp, percent))

    def interrupted(self, message: str) -> None:
        """The output is gone, for now."""
        if not isinstance(self._state, Interrupted):
            self._change(Interrupted(self.stamp, message))

    def playing(self, position: Ms) -> None:
        if not isinstance(self._state, Playing):
            self._change(Playing(self.stamp))
            self.position(position)

    def paused(self, position: Ms) -> None:
        if not isinstance(self._state, Paused):
            self._change(Paused(self.stamp))
            self.position(position)

    def position(self, position: Ms) -> None:
        self._position_at = self._now()
        self._tell(Position(self.stamp, position))

    def duration(self, duration: Ms, *, exact: bool) -> None:
        """An estimate is told again only when it has changed by a second."""
        told = self._duration
        change = 1000 if told is None else abs(told.duration - duration)
        if told is None or exact != told.exact or change >= (1 if exact else 1000):
            self._duration = Duration(self.stamp, duration, exact)
            self._tell(self._duration)

    def over(self, event: Event) -> None:
        """It ended or failed."""
        self._change(event)

    def new_recording(self, stamp: int) -> None:
        """Another recording is opened: nothing was told of it yet."""
        self.restamp(stamp)
        self._duration = None

    @property
    def is_playing(self) -> bool:
        return isinstance(self._state, Playing)

    @property
    def is_opening(self) -> bool:
        return isinstance(self._state, Opening | Interrupted)

    @property
    def position_due(self) -> float:
        """When, while playing, a position is to be told again (seconds of `now`)."""
        return self._position_at + _POSITION_PACE if self.is_playing else 0.0

    @property
    def has_failed(self) -> bool:
        return isinstance(self._state, Failed)

    def _change(self, state: Event) -> None:
        self._state = state
        self._tell(state)
