"""From where in the recording each sample that libVLC plays is, and when it sounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_KEPT = 50


@dataclass(frozen=True, slots=True)
class _Part:
    """From the sample `out` of the stream on it is from `place` (samples), at `tempo`."""

    out: int
    place: float
    tempo: float


class Course:
    """The stream since its output began; `rate` samples a second, `now` gives seconds."""

    def __init__(self, rate: int, now: Callable[[], float]) -> None:
        self._rate, self._now = rate, now
        self.latency = 0.0
        """Seconds from the first block's being taken to its sounding."""
        self.begin()

    def begin(self) -> None:
        """A new output: nothing was taken of it yet."""
        self.taken = 0
        """How many samples were taken."""
        self._began: float | None = None
        self._parts: list[_Part] = []
        self._jump: _Part | None = None

    @property
    def runs(self) -> bool:
        return self._jump is not None

    def jumped_between(self, start: int, end: int) -> int | None:
        """Which of the samples from `start` to before `end` is the first after the last jump."""
        jump = self._jump
        return jump.out if jump is not None and start <= jump.out < end else None

    @property
    def behind(self) -> float:
        """By how many seconds less was taken since the beginning than time has passed."""
        return 0.0 if self._began is None else self._now() - self._began - self.taken / self._rate

    @property
    def tempo(self) -> float:
        """That of what is taken now; 0: silence."""
        return self._parts[-1].tempo if self._parts else 0.0

    def jump(self, place: int, tempo: float) -> float:
        """What is taken next is from `place`; when that will be heard (seconds of `now`)."""
        self._began = self._now() if self._began is None else self._began
        self.go_on(place, tempo)
        self._jump = self._parts[-1]
        return self._began + self.latency + self.taken / self._rate

    def go_on(self, place: float, tempo: float, later: int = 0) -> None:
        """From what is taken next, or `later` samples after it, it is from `place` at `tempo`."""
        self._parts = [*self._parts[-_KEPT:], _Part(self.taken + later, place, tempo)]

    @property
    def next_place(self) -> float:
        """Where in the recording the sample is that is taken next."""
        return self._place_of(self.taken)

    def heard(self, late: float = 0.0) -> float:
        """Where in the recording it sounds now; after a jump not before the place of that.

        `late`: if all that was taken sounds so many seconds later than it should.
        """
        if self._jump is None or self._began is None:
            return 0.0
        out = (self._now() - self._began - self.latency - late) * self._rate
        return self._place_of(min(max(out, self._jump.out), self.taken))

    def _place_of(self, out: float) -> float:
        part = next(part for part in reversed(self._parts) if part.out <= out)
        return part.place + (out - part.out) * part.tempo
