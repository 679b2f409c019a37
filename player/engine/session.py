"""One recording from being opened to its end: what is asked for, what libVLC says, what is told.

All of it runs on the engine's worker thread, and knows nothing of `vlc` but what a deck can do.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Protocol

from player.domain.errors import EngineError
from player.domain.timecode import Ms, show
from player.engine import mailbox as said
from player.engine.api import (
    Duration,
    Ended,
    Event,
    Failed,
    Opening,
    Paused,
    Playing,
    Position,
)
from player.engine.media import Source, check_local, exact_duration, examine
from player.engine.meter import Meter

SEEK_PACE = 0.06
"""Seconds between two seeks: libVLC bends the pitch when they come every 30 ms."""

_TELL_EVERY = 0.2
_PATIENT = 0.3  # seconds without sound before it is worth telling
_END_MARGIN: Ms = 200
_NEAR_END: Ms = 3000


class Deck(Protocol):
    """What plays: see `player.engine.vlc.Deck`."""

    def load(self, source: Source, start: Ms, *, play: bool) -> int: ...
    def hold(self, held: bool) -> None: ...
    def go_to(self, position: Ms) -> None: ...
    def set_rate(self, rate: float) -> None: ...
    def set_volume(self, percent: int, muted: bool) -> None: ...
    def stop(self) -> None: ...
    def release(self) -> None: ...


class Phase(Enum):
    EMPTY = "nothing is open"
    CHECKING = "what is to be opened is looked at"
    LOADED = "libVLC has it"
    OVER = "it came to its end"
    BROKEN = "it failed"


class Session:
    """The state of playing. `handle` takes one message after the other."""

    def __init__(
        self,
        tell: Callable[[Event], None],
        post: Callable[[said.Message], None],
        make_deck: Callable[[], Deck],
        address_timeout: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell, self._post, self._make_deck = tell, post, make_deck
        self._timeout, self._now = address_timeout, now
        self._deck: Deck | None = None
        self._phase = Phase.EMPTY
        self._meter = Meter(now)
        self._rate, self._volume, self._muted = 1.0, 100, False
        self.stamp = self._opened = self._generation = 0
        self._forget()

    def _forget(self) -> None:
        """As before anything was opened, but for rate and volume."""
        self._source: Source | None = None
        self._start: Ms = 0
        self._duration: Ms | None = None
        self._exact = self._measuring = False
        self._wanted = False  # play?
        self._held: bool | None = None  # what libVLC does; None: it has not begun
        self._asked = False  # what it was told to do last: be held?
        self._filling: float | None = None  # no sound since, for lack of data
        self._told: Event | None = None
        self._told_at = self._sought_at = 0.0
        self._seek: said.Seek | None = None

    # What is asked for

    def handle(self, message: said.Message | None) -> None:
        """Do what `message` says, and what has become due."""
        match message:
            case said.Open():
                self._open(message)
            case said.Play():
                self._play()
            case said.Pause():
                self._wanted = False
                self._steer()
            case said.Seek():
                self._take_seek(message)
            case said.Close():
                self._close()
            case said.Rate(rate):
                self._rate = rate
                self._meter.set_rate(rate)
                if self._deck is not None:
                    self._deck.set_rate(rate)
            case said.Volume(percent):
                self._volume = percent
                self._set_volume()
            case said.Muted(muted):
                self._muted = muted
                self._set_volume()
            case said.Checked(opened, source) if self._waits_for(opened):
                self._source = source
                self._begin(self._start)
            case said.Refused(opened, told) if opened == self._opened:
                self._fail(told)
            case said.Measured(opened, duration) if opened == self._opened:
                self._set_duration(duration, exact=True)
            case said.Report(generation) if generation == self._generation:
                self._hear(message)
        self._do_what_is_due()

    def patience(self) -> float | None:
        """For how many seconds nothing becomes due; None: for ever."""
        due = []
        if self._seek is not None and self._held is not None:
            due.append(self._sought_at + SEEK_PACE)
        if self._filling is not None and self._phase is Phase.LOADED:
            due.append(self._now() + _PATIENT)
        elif isinstance(self._told, Playing):
            due.append(self._told_at + _TELL_EVERY)
        return max(0.0, min(due) - self._now()) if due else None

    def shut_down(self) -> None:
        """Let go of libVLC."""
        self._phase = Phase.EMPTY
        if self._deck is not None:
            self._deck.release()
            self._deck = None

    def _open(self, command: said.Open) -> None:
        self._close()
        self.stamp = self._opened = command.stamp
        self._start, self._wanted = command.start, command.play
        self._phase = Phase.CHECKING
        self._tell(Opening(self.stamp))
        self._aside(lambda: self._look_at(command.stamp, command.audio))

    def _close(self) -> None:
        if self._deck is not None and self._phase is Phase.LOADED:
            self._deck.stop()
        self._phase, self._opened = Phase.EMPTY, 0
        self._generation = 0
        self._forget()

    def _play(self) -> None:
        self._wanted = self._phase is not Phase.EMPTY
        if self._phase is Phase.OVER:
            self._begin(0)
        elif self._phase is Phase.BROKEN and self._source is not None:
            self._begin(self._meter.position)
        elif self._seek is not None:
            self._seek_now()
        self._steer()

    def _take_seek(self, command: said.Seek) -> None:
        match self._phase:
            case Phase.CHECKING:
                self.stamp, self._start = command.stamp, command.position
                self._tell(Opening(self.stamp))
                self._tell(Position(self.stamp, self._start))
            case Phase.LOADED:
                self._seek = command
            case Phase.OVER | Phase.BROKEN if self._source is not None:
                self.stamp, self._wanted = command.stamp, False
                self._begin(self._clamped(command.position))

    # Doing it

    def _begin(self, start: Ms) -> None:
        """Have libVLC play from `start`, or hold there."""
        assert self._source is not None
        try:
            self._deck = self._deck or self._make_deck()
        except EngineError as error:
            self._fail(str(error))
            return
        self._phase = Phase.LOADED
        self._told, self._held, self._asked = None, None, not self._wanted
        self._filling = self._sought_at = self._now()
        self._meter.seek(start)
        self._generation = self._deck.load(self._source, start, play=self._wanted)
        self._deck.set_rate(self._rate)
        self._set_volume()

    def _steer(self) -> None:
        """Have libVLC play or hold as wanted, once it has done what it was told before."""
        if self._phase is not Phase.LOADED or self._deck is None or self._held is None:
            return
        if self._held == self._asked and self._held == self._wanted:
            self._asked = not self._wanted
            self._deck.hold(self._asked)

    def _do_what_is_due(self) -> None:
        now = self._now()
        if self._phase is not Phase.LOADED:
            return
        if self._seek is not None and self._held is not None:
            if now >= self._sought_at + SEEK_PACE:
                self._seek_now()
        elif self._filling is not None and now >= self._filling + _PATIENT:
            self._tell_state(Opening(self.stamp, self._told.percent if isinstance(self._told, Opening) else 0))
        elif isinstance(self._told, Playing) and now >= self._told_at + _TELL_EVERY:
            if self._meter.alive:
                self._tell_position()

    def _seek_now(self) -> None:
        if self._seek is None or self._deck is None or self._held is None:
            return
        command, self._seek = self._seek, None
        target = self._clamped(command.position)
        self.stamp, self._sought_at = command.stamp, self._now()
        self._meter.seek(target)
        self._deck.go_to(target)
        self._told = None
        if self._held:
            self._tell_rest()
        else:
            self._filling = self._now()
    ...
