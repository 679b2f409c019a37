"""What libVLC plays: one stream of samples that never breaks, whatever is sought in it.

A seek puts other samples into the stream instead of telling libVLC to seek: its sound outputs
lose up to a second after a seek of its own, and this way nothing is lost, cut or late. What was
handed over before the seek still sounds, for about a tenth of a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from player.domain.timecode import Ms
from player.engine.course import Course
from player.engine.decode import Shape
from player.engine.order import NO_ORDER, Order
from player.engine.stretch import Stretch

BLOCK: Ms = 30
"""What libVLC takes at a time."""

_READY: Ms = 200  # so much must be there before it goes on from another place
_REFILLED: Ms = 500  # … and so much after it ran dry
_FULL: Ms = 4000  # decoding rests when so much is there …
_LOW: Ms = 1500  # … until no more than this is left
_BEHIND: Ms = 2000  # of what was played so much is kept, for small steps back
_PATIENCE = 0.15  # seconds for which the old place may sound on while the new one is decoded
_BEHIND_TIME = 0.25  # seconds behind, from which on libVLC throws away what is taken


class Feed:
    """Samples on their way from the decoder to libVLC, and where in the recording they are from.

    Used from three threads: the decoder's (`work`, `offer`, `finish`), libVLC's (`take`), and the
    session's (the others). `tell` gets "filled" (it can be played from the place asked for),
    "jumped" (that place is in the stream), "starved" and "fed" (there is silence for want of
    samples, and sound again), "behind" (the machine slept, or was too busy: begin anew). It is
    called on any thread and must return at once.
    """

    def __init__(
        self,
        shape: Shape,
        tell: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.shape = shape
        self._tell, self._now = tell, now
        self._changed = threading.Condition()
        self._closed, self._order = False, NO_ORDER
        self._ordered_at = now()
        self._waits = True  # not enough of what was ordered has come yet
        self._coming = bytearray()  # what has
        self._pcm = bytearray()
        self._first = self._next = 0  # the samples with which `_pcm` begins, and the next to read
        self._complete = True  # there is nothing after `_pcm`
        self.played = False
        """Whether it was ever to be heard."""
        self._played_on = False  # … since somebody worked
        self._turns = True  # the place that was asked for is not in the stream yet
        self._starved = self._over = self._behind = False
        self._tempo = 1.0
        self._stretch: Stretch | None = None
        self._course = Course(shape.rate, now)
        self._audible_at = 0.0

    # The session

    def go_to(self, position: Ms) -> None:
        """Let what comes next be from `position` (ms) on."""
        place = self.shape.samples_at(position)
        with self._changed:
            self._turns, self._over = True, False
            filled = not self._waits and self._first <= place and self._has(place, _READY)
            if filled:
                self._turn_to(place)
            else:
                self._order, self._waits = Order(self._order.number + 1, place), True
                self._coming = bytearray()
                self._ordered_at = self._now()
                self._changed.notify_all()
        if filled:
            self._tell("filled")

    def set_tempo(self, tempo: float) -> None:
        """1.0 is the recording's own speed; from the next block on."""
        with self._changed:
            self._tempo = tempo

    def begin(self) -> None:
        """A new output begins with what comes next."""
        with self._changed:
            self._course.begin()
            self._turns, self._over, self._starved, self._behind = True, False, False, False
            self._played_on = not self.played
            self.played = True
            self._changed.notify_all()

    def set_latency(self, seconds: float) -> None:
        """So long after the first block was taken it is heard."""
        with self._changed:
            self._course.latency = seconds

    def hold(self) -> Ms:
        """No more is taken; it is to go on from where it sounds now, which is returned (ms)."""
        position = self.position
        with self._changed:
            self._course.begin()
        self.go_to(position)
        return position

    @property
    def position(self) -> Ms:
        """Where in the recording the sound is that is heard now, or was asked for (ms)."""
        return self.heard_when_late(0)

    def heard_when_late(self, late: Ms) -> Ms:
        """The same if all that was taken sounds so much later than it should."""
        with self._changed:
            if self._waits:
                place: float = self._order.place
            elif self._turns or not self._course.runs:
                place = self._next
            else:
                place = self._course.heard(late / 1000)
        return round(place * 1000 / self.shape.rate)

    @property
    def filled(self) -> bool:
        """Whether it can be played from the place that was asked for."""
        with self._changed:
            return not self._waits and self._has(self._next, _READY)

    @property
    def over(self) -> bool:
        """Whether everything up to the recording's end was taken."""
        with self._changed:
            return self._over

    @property
    def percent(self) -> int:
        """How much of what is needed to go on is there, 0 … 100."""
        with self._changed:
            there = len(self._coming) // self.shape.bytes_of(1) if self._waits else self._ahead
            return min(100, there * 100 // self._samples(_REFILLED))

    @property
    def audible_at(self) -> float:
        """When what "jumped" or "fed" told of is heard (seconds of `now`)."""
        with self._changed:
            return self._audible_at

    def close(self) -> None:
        """Nothing is wanted any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    # The decoder

    def work(self, order: Order) -> Order | None:
        """Wait until samples are wanted, and return from where: `order` again, or a later one.

        The first time with `NO_ORDER`. None: nothing is wanted any more. It also returns once
        when playing begins.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.wants(order) or self._played_on)
            self._played_on = False
            return None if self._closed else self._order

    def wants(self, order: Order) -> bool:
        """Whether samples of `order` are wanted now, or of another."""
        with self._changed:
            low = not self._complete and self._ahead < self._samples(_LOW)
            starved = low or (order != NO_ORDER and self._waits)
            return starved or self._closed or order != self._order

    def offer(self, order: Order, pcm: bytes) -> bool:
        """The next samples of `order`; whether more of them are wanted at once."""
        with self._changed:
            if self._closed or order != self._order:
                return False
            if not self._waits:
                self._pcm += pcm
                return self._ahead < self._samples(_FULL)
            self._coming += pcm
            if len(self._coming) < self.shape.bytes_of(self._samples(_READY)):
                return True
            self._arrive(complete=False)
        self._tell("filled")
        return True

    def finish(self, order: Order) -> None:
        """With what was offered of `order` the recording is at its end."""
        with self._changed:
            if order != self._order:
                return
            arrives = self._waits
            if arrives:
                self._arrive(complete=True)
            self._complete = True
        if arrives:
            self._tell("filled")

    def _arrive(self, *, complete: bool) -> None:
        self._pcm, self._first = self._coming, self._order.place
        self._coming, self._waits, self._complete = bytearray(), False, complete
        self._turn_to(self._order.place)

    def _turn_to(self, place: int) -> None:
        self._next, self._stretch = place, None

    # libVLC

    def take(self) -> tuple[int, bytes] | None:
        """The next block, and the number of its first sample in the stream; None: the end."""
        told: list[str] = []
        with self._changed:
            block = self._take(told)
            if self._ahead < self._samples(_LOW):
                self._changed.notify_all()
        for what in told:
            self._tell(what)
        return block

    def jumped_between(self, start: int, end: int) -> int | None:
        """Which of the samples `start` to before `end` of the stream is the first after a jump."""
        with self._changed:
            return self._course.jumped_between(start, end)

    def _take(self, told: list[str]) -> tuple[int, bytes] | None:
        samples, course = self._samples(BLOCK), self._course
        if course.behind > _BEHIND_TIME and not self._behind:
            self._behind = True
            told.append("behind")
        if self._starved and not self._waits and self._has(self._next, _REFILLED):
            self._starved = False
            if not self._turns:
                self._audible_at = course.jump(self._next, self._tempo)
                told.append("fed")
        late = self._waits and self._now() - self._ordered_at > _PATIENCE
        pcm = b"" if late or self._starved else self._draw(samples, told)
        if not pcm and self._complete and not self._waits:
            self._over = True
            return None
        missing = samples - len(pcm) // self.shape.bytes_of(1)
        if missing and not self._starved and (self._waits or not self._complete):
            self._starved = True
            told.append("starved")
        if missing and course.runs and course.tempo:
            course.go_on(self._next, 0.0, samples - missing)
        out, course.taken = course.taken, course.taken + samples
        return out, pcm + bytes(self.shape.bytes_of(missing))

    def _draw(self, samples: int, told: list[str]) -> bytes:
        """Up to `samples` from the place in force, at the tempo in force."""
        course = self._course
        if self._turns and not self._waits:
            self._turns = False
            self._audible_at = course.jump(self._next, self._tempo)
            told.append("jumped")
        elif not course.runs:
            return b""
        elif course.tempo != self._tempo:
            self._turn_to(round(course.next_place))
            course.go_on(self._next, self._tempo)
        if self._tempo == 1.0:
            return self._read(samples)
        self._stretch = self._stretch or Stretch(self.shape, self._tempo)
        while self._stretch.made < samples and (pcm := self._read(samples)):
            self._stretch.put(pcm)
        if self._complete and self._ahead == 0:
            self._stretch.put(b"")
        return self._stretch.take(samples)

    def _read(self, samples: int) -> bytes:
        at = self.shape.bytes_of(self._next - self._first)
        pcm = bytes(self._pcm[at : at + self.shape.bytes_of(samples)])
        self._next += len(pcm) // self.shape.bytes_of(1)
        behind = self._next - self._first
        if behind > 2 * self._samples(_BEHIND):
            drop = behind - self._samples(_BEHIND)
            del self._pcm[: self.shape.bytes_of(drop)]
            self._first += drop
        return pcm

    def _samples(self, length: Ms) -> int:
        return self.shape.samples_at(length)

    @property
    def _ahead(self) -> int:
        """How many samples are there that were not read yet."""
        return self._first + len(self._pcm) // self.shape.bytes_of(1) - self._next

    def _has(self, place: int, length: Ms) -> bool:
        """Whether so much is there from `place` on, or all that there will ever be."""
        ahead = self._ahead + self._next - place
        return ahead >= self._samples(length) or (self._complete and ahead >= 0)
