"""One recording from being opened to its end: what is asked for, what libVLC says, what is told.

All of it runs on the engine's worker thread, and knows of libVLC no more than what a deck does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum, auto

from player.domain.errors import EngineError
from player.domain.timecode import Ms
from player.engine import errands
from player.engine import mailbox as said
from player.engine.api import Ended, Event, Failed
from player.engine.deck import Deck
from player.engine.hold import Hold
from player.engine.length import Length
from player.engine.media import Source
from player.engine.meter import Meter
from player.engine.teller import POSITION_PACE, Teller

SEEK_PACE = 0.06
"""Seconds between two seeks: libVLC bends the pitch when they come every 30 ms."""

_PATIENCE = 0.3  # seconds without sound after which it is worth telling


class Phase(Enum):
    EMPTY = auto()
    CHECKING = auto()  # what is to be opened is looked at
    LOADED = auto()  # libVLC has it
    OVER = auto()  # it came to its end, or failed


class Session:
    """The state of playing: `handle` takes one message after the other, `patience` says when."""

    def __init__(
        self,
        tell: Callable[[Event], None],
        post: Callable[[said.Message], None],
        make_deck: Callable[[], Deck],
        address_timeout: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._post, self._make_deck = post, make_deck
        self._address_timeout, self._now = address_timeout, now
        self._teller, self._meter = Teller(tell, now), Meter(now)
        self._deck: Deck | None = None
        self._rate, self._volume, self._muted = 1.0, 100, False
        self._opened = self._generation = 0
        self._forget()

    def _forget(self) -> None:
        self._phase = Phase.EMPTY
        self._source: Source | None = None
        self._start: Ms = 0
        self._length = Length()
        self._wanted = self._measured = self._retried = False  # wanted: is it to play?
        self._hold = Hold()
        self._percent = 0
        self._filling: float | None = None  # since when libVLC waits for data
        self._seek: said.Seek | None = None
        self._sought_at = 0.0

    @property
    def _loaded(self) -> Deck | None:
        return self._deck if self._phase is Phase.LOADED else None

    # What is asked for

    def handle(self, message: said.Message | None) -> None:
        """Do what `message` asks for, and what has become due."""
        match message:
            case said.Open():
                self._open(message)
            case said.Close():
                self._close()
            case said.Play():
                self._play()
            case said.Pause():
                self._wanted = False
                self._settle()
            case said.Seek():
                self._take_seek(message)
            case said.Rate(rate):
                self._rate = rate
                self._meter.set_rate(rate)
                self._apply_sound()
            case said.Volume(percent):
                self._volume = percent
                self._apply_sound()
            case said.Muted(muted):
                self._muted = muted
                self._apply_sound()
            case said.Checked(opened, source) if opened == self._opened:
                self._source = source
                self._begin(self._start)
            case said.Refused(opened, told) if opened == self._opened:
                self.fail(told)
            case said.Measured(opened, duration) if opened == self._opened:
                self._set_duration(duration, exact=True)
            case said.Report(generation) if generation == self._generation:
                self._hear(message)
        self._do_what_is_due()

    def patience(self) -> float | None:
        """After how many seconds something becomes due; None: nothing does by itself."""
        if self._phase is not Phase.LOADED:
            return None
        due = []
        if self._seek is not None and self._hold.held is not None:
            due.append(self._sought_at + SEEK_PACE)
        if self._filling is not None:
            due.append(max(self._filling, self._now()) + _PATIENCE)
        elif self._teller.is_playing:
            due.append(max(self._teller.position_at + POSITION_PACE, self._now() + 0.02))
        return max(0.0, min(due) - self._now()) if due else None

    def shut_down(self) -> None:
        """Let go of libVLC."""
        self._forget()
        if self._deck is not None:
            self._deck.release()

    def _open(self, command: said.Open) -> None:
        self._close()
        self._phase, self._opened = Phase.CHECKING, command.stamp
        self._start, self._wanted = command.start, command.play
        self._teller.new_recording(command.stamp)
        self._teller.opening()
        errands.look_at(command.audio, command.stamp, self._post, self._address_timeout)

    def _close(self) -> None:
        if deck := self._loaded:
            deck.stop()
        self._meter.limit(None)
        self._opened = self._generation = 0
        self._forget()

    def _play(self) -> None:
        self._wanted = self._phase is not Phase.EMPTY
        if self._phase is Phase.OVER:
            self._begin(self._meter.position if self._teller.has_failed else 0)
        elif self._phase is Phase.LOADED:
            self._seek_now()
            self._settle()

    def _take_seek(self, command: said.Seek) -> None:
        if self._phase is Phase.CHECKING:
            self._start = command.position
            self._teller.restamp(command.stamp)
            self._teller.opening()
            self._teller.position(self._start)
        elif self._phase is Phase.LOADED:
            self._seek = command
        elif self._phase is Phase.OVER:
            self._wanted = False
            self._teller.restamp(command.stamp)
            self._begin(self._length.clamp(command.position))

    # Having libVLC do it

    def _begin(self, start: Ms) -> None:
        """Have libVLC play from `start`, or hold there."""
        if self._source is None:
            return
        try:
            self._deck = self._deck or self._make_deck()
        except EngineError as error:
            self.fail(str(error))
            return
        self._phase = Phase.LOADED
        self._hold.begin(held=not self._wanted)
        self._filling = self._sought_at = self._now()
        self._meter.seek(start, self._source.lead)
        self._generation = self._deck.load(self._source, start, play=self._wanted)
        self._apply_sound()

    def _apply_sound(self) -> None:
        if deck := self._loaded:
            deck.set_volume(self._volume, self._muted)
            deck.set_rate(self._rate)

    def _seek_now(self) -> None:
        deck = self._loaded
        if self._seek is None or deck is None or self._hold.held is None:
            return
        target = self._length.clamp(self._seek.position)
        self._teller.restamp(self._seek.stamp)
        self._seek, self._sought_at = None, self._now()
        self._meter.seek(target, self._source.lead if self._source else 0)
        deck.go_to(target)
        if not self._hold.held:
            self._filling = self._now()
        self._settle()

    def _settle(self) -> None:
        """Have libVLC play or hold as wanted, and tell what it does."""
        deck = self._loaded
        if deck is None or not self._hold.turn(deck, hold=not self._wanted):
            return
        self._meter.run(self._wanted and self._filling is None)
        if self._hold.held:
            self._teller.paused(self._meter.position)
        elif self._filling is None:
            self._teller.playing(self._meter.position)
        self._measure()

    def _do_what_is_due(self) -> None:
        if self._phase is not Phase.LOADED:
            return
        now = self._now()
        if now >= self._sought_at + SEEK_PACE:
            self._seek_now()
        if self._filling is not None:
            if now >= self._filling + _PATIENCE and self._wanted:
                self._teller.opening(self._percent)
        elif self._teller.owes_position and self._meter.alive:
            self._teller.position(self._meter.position)

    def _measure(self) -> None:
        """Count the frames where only that tells the duration; sound comes first."""
        source, opened = self._source, self._opened
        if source is not None and not source.length_is_exact and not self._measured:
            self._measured = True
            errands.measure(source.where, opened, self._post, lambda: self._opened == opened)

    # What libVLC says

    def _hear(self, report: said.Report) -> None:
        if self._phase is not Phase.LOADED or self._source is None:
            return
        match report.what:
            case "playing":
                self._apply_sound()
                self._hold.heard(held=False)
            case "paused":
                self._hold.heard(held=True)
            case "buffering":
                self._percent = int(report.value)
                full = report.value >= 100
                self._filling = None if full else self._filling or self._now()
            case "time":
                self._hear_time(int(report.value))
                return
            case "length":
                if report.value > 0 and not self._length.exact:
                    self._set_duration(int(report.value), exact=self._source.length_is_exact)
            case "end":
                self._end(self._source)
            case "error":
                self.fail(errands.why_not(self._source))
        self._settle()

    def _hear_time(self, position: Ms) -> None:
        if self._hold.held is not False or not self._meter.fits(position):
            return
        if self._filling is not None and self._meter.has_left(position):
            self._filling = None
            self._settle()
        if self._teller.is_playing and self._filling is None:
            self._meter.report(position)
            self._retried = self._retried and not self._meter.went_on
            self._teller.position(self._meter.position)

    def _set_duration(self, duration: Ms, *, exact: bool) -> None:
        self._length = Length(duration, exact)
        if exact:
            self._meter.limit(duration)
        self._teller.duration(duration, exact=exact)

    def _end(self, source: Source) -> None:
        position, duration = self._meter.position, self._length.duration
        if duration is not None and self._length.ends_early(position):
            if not self._meter.went_on and not self._retried:
                # A server that cannot begin in the middle, or a seek just as the end was met.
                self._retried = True
                self._begin(position)
                return
            self.fail(errands.broken_off(source, position, duration))
            return
        self._stop()
        self._teller.position(self._length.end(position))
        self._teller.over(Ended(self._teller.stamp))
        if self._seek is not None:
            self._take_seek(self._seek)

    def fail(self, told: str) -> None:
        """It cannot be played (any more), for the reason that `told` gives."""
        self._stop()
        self._teller.over(Failed(self._teller.stamp, told))

    def _stop(self) -> None:
        if deck := self._loaded:
            deck.stop()
        self._meter.run(False)
        self._wanted, self._phase = False, Phase.OVER
