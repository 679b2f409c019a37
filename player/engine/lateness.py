"""How much later than they are taken samples are due, so that an output can keep up.

Bluetooth and networks add up to half a second to the way of the sound. libVLC does not wait for
them: it finds the samples late, bends their pitch, or throws them away. So they are due later,
by as much as it says that they are late.
"""

from __future__ import annotations

LEAST = 20_000
"""µs later at the least. libVLC bends the pitch of what is 60 ms late, or 40 early."""
_LATEST = 1_000_000
_EARLY = 10_000  # µs by which they are to be early
_STEERED = range(-120_000, 180_000)
"""µs of drift that libVLC steers against. It answers to what is beyond with silence, or by throwing
away what it has."""


class Lateness:
    """For one libVLC player, whose starts have generations (1, 2, …)."""

    def __init__(self, later: int = LEAST) -> None:
        self.later = later
        """µs by which samples are due later than their turn."""
        self._broken = -1

    @property
    def latency(self) -> float:
        """Seconds from the first sample's being taken to its sounding."""
        return (self.later - _EARLY) / 1_000_000

    def drifted(self, drift: int, generation: int) -> bool:
        """Samples come `drift` µs too late (below 0: too early); whether it must begin anew.

        Outputs that were idle say so once of 0.8 s, and are wrong: what libVLC does not steer
        against is believed the second time only.
        """
        if drift in _STEERED:
            self._shift(drift)
            return False
        if self._broken == generation:  # said of what was handed over before
            return False
        if drift < 0 or self._broken == generation - 1:
            self._shift(drift)
        self._broken = generation
        return True

    def _shift(self, drift: int) -> None:
        self.later = min(_LATEST, max(LEAST, self.later + drift + _EARLY))
