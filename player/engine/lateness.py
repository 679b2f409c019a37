"""How much later than they are taken samples are due, so that an output can keep up.

Bluetooth and networks add up to half a second to the way of the sound. libVLC does not wait for
them: it finds the samples late, bends their pitch, or throws them away. So they are due later,
by as much as it says that they are late.
"""

from __future__ import annotations

from collections.abc import Callable

LEAST = 20_000
"""µs later at the least. libVLC bends the pitch of what is 60 ms late, or 40 early."""
_LATEST = 1_000_000
_EARLY = 10_000  # µs by which they are to be early
_STEERED = range(-120_000, 180_000)
"""µs of drift that libVLC steers against. It answers to what is beyond with silence, or by throwing
away what it has."""


_AT_ONCE, _AGAIN = 0.3, 3.0  # seconds within which it is said of the same samples, or again


class Lateness:
    """For one libVLC player; `now` gives seconds."""

    def __init__(self, now: Callable[[], float], later: int = LEAST) -> None:
        self._now = now
        self.later = later
        """µs by which samples are due later than their turn."""
        self._next = later
        self._broken = -_AGAIN

    def begin(self) -> None:
        """A new output begins."""
        self.later = self._next

    @property
    def latency(self) -> float:
        """Seconds from the first sample's being taken to its sounding."""
        return (self.later - _EARLY) / 1_000_000

    def drifted(self, drift: int) -> bool:
        """Samples come `drift` µs too late (below 0: too early); whether they were thrown away.

        Outputs that were idle are late by 0.8 s once, until they run: what libVLC does not steer
        against is believed when it is said again.
        """
        if drift not in _STEERED and self._now() < self._broken + _AT_ONCE:
            return False
        again = self._now() < self._broken + _AGAIN
        if drift in _STEERED or drift < 0 or again:
            self._next = min(_LATEST, max(LEAST, self.later + drift + _EARLY))
        if drift < 0 and drift not in _STEERED:  # it has put silence between, and is right so
            return False
        self.later = self._next
        if drift in _STEERED:
            return False
        self._broken = self._now()
        return True
