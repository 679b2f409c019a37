"""Where the sound is now: libVLC's sparse reports, without those that tell of before a seek."""

from __future__ import annotations

from collections.abc import Callable

from player.domain.clock import Clock
from player.domain.timecode import Ms

_GRACE = 1.0  # seconds after a seek in which a report must fit it
_SLACK: Ms = 250  # by how much a report that belongs to the seek may be off
_STEP: Ms = 50  # less is no going on: libVLC first says back where it was sent
_ASTRAY: Ms = 1500  # a report further off than this is believed, wherever the clock is
_OUTPUT: Ms = 10  # what libVLC hands over after a seek sounds so much later
_SILENT = 1.5  # seconds without a report after which the position is no longer known


class Meter:
    """The position in ms, interpolated; `now` gives seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._clock = Clock(now)
        self._rate = 1.0
        self._target = self._sent = 0
        self.went_on = False
        """Whether it sounded since the last seek."""
        self._lag: Ms = 0
        self._since = self._reported = now()

    @property
    def position(self) -> Ms:
        return self._clock.position

    @property
    def alive(self) -> bool:
        """Whether libVLC has told of late that it goes on."""
        return self._now() - self._reported < _SILENT

    def limit(self, duration: Ms | None) -> None:
        """The position stays below the exact `duration`; None: it is not known."""
        self._clock.duration = duration

    def seek(self, target: Ms, lead: Ms = 0) -> None:
        """Stand at `target`, before which libVLC was just sent by `lead`; `run` when it sounds."""
        self._clock.run(False)
        self._clock.jump(target)
        self._target, self._sent, self._since = target, target - lead, self._now()
        self.went_on = False
        self._lag = max(0, lead) + _OUTPUT

    def run(self, running: bool) -> None:
        """Go on, or stand still."""
        if running and not self._clock.running:
            self._reported = self._now()
            self._clock.run(True)
            self._clock.report(self._clock.position - self._lag)
            self._lag = 0
        self._clock.run(running)

    def set_rate(self, rate: float) -> None:
        self._rate = rate
        self._clock.set_rate(rate)

    def fits(self, position: Ms) -> bool:
        """Whether a report of `position` can belong to what came after the last seek."""
        age = self._now() - self._since
        latest = self._target + age * 1000 * self._rate + _SLACK
        return age > _GRACE or self._target - _SLACK <= position <= latest

    def has_left(self, position: Ms) -> bool:
        """Whether a report of `position` shows that it went on since the last seek."""
        return position > self._sent + _STEP and self.fits(position)

    def report(self, position: Ms) -> None:
        """libVLC says that `position` sounds now."""
        self._reported = self._now()
        self.went_on = self.went_on or self.has_left(position)
        if abs(position - self._clock.position) > _ASTRAY:
            self._clock.jump(position)
        else:
            self._clock.report(position)
