"""One recording from being opened to its end: what is asked for, what is heard, what is told.

All of it runs on the engine's worker thread, and knows of libVLC no more than what a deck does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from player.domain.errors import EngineError
from player.domain.timecode import Ms
from player.engine import errands
from player.engine import mailbox as said
from player.engine.api import Ended, Event, Failed
from player.engine.deck import Deck
from player.engine.feed import Feed
from player.engine.length import Length
from player.engine.media import Source
from player.engine.output import Output
from player.engine.reader import Reader
from player.engine.teller import Teller

_PATIENCE = 0.3  # seconds without sound after which it is worth telling


class Phase(Enum):
    EMPTY = auto()
    CHECKING = auto()  # what is to be opened is looked at
    HELD = auto()  # no output; it is to play as soon as it can, if that is wanted
    RUNNING = auto()  # libVLC plays what the feed gives
    OVER = auto()  # it came to its end, or failed


class Session:
    """The state of playing: `handle` takes one message after the other, `patience` says when."""

    def __init__(
        self,
        tell: Callable[[Event], None],
        read: Callable[[Path | str, int], Reader],
        make_deck: Callable[[], Deck],
        measure: Callable[[Path | str, int], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read, self._measure_length, self._now = read, measure, now
        self._teller = Teller(tell, now)
        self._output = Output(make_deck, now)
        self._reader: Reader | None = None
        self._rate, self._opened = 1.0, 0
        self._forget()

    def _forget(self) -> None:
        self._phase = Phase.EMPTY
        self._source: Source | None = None
        self._feed: Feed | None = None
        self._start: Ms = 0  # where it is to go on
        self._length = Length()
        self._wanted = self._measured = False  # wanted: is it to play?
        self._silent_since = self._now()
        self._heard_from: float | None = None  # when what was asked for is heard; None: not yet

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
                self._pause()
            case said.Seek():
                self._seek(message)
            case said.Rate(rate):
                self._rate = rate
                if self._feed is not None:
                    self._feed.set_tempo(rate)
            case said.Volume(percent):
                self._output.set_volume(percent)
            case said.Muted(muted):
                self._output.set_muted(muted)
            case said.Ready(opened) if opened == self._opened:
                self._begin(message)
            case said.Moved(opened, what) if opened == self._opened:
                self._follow(what)
            case said.Refused(opened, told) if opened == self._opened:
                self.fail(told)
            case said.Measured(opened, duration) if opened == self._opened:
                self._set_duration(duration, exact=True)
            case said.Report(generation) if generation == self._output.generation:
                self._hear(message.what, message.late)
        self._do_what_is_due()

    def patience(self) -> float | None:
        """After how many seconds something becomes due; None: nothing does by itself."""
        if self._phase is Phase.RUNNING and self._heard_from is not None:
            due = max(self._heard_from, self._teller.position_due)
        elif self._is_ready and self._output.is_gone:
            due = self._output.not_before
        elif self._wanted and not self._teller.is_opening and self._feed is not None:
            due = self._silent_since + _PATIENCE
        else:
            return None
        return max(0.0, due - self._now())

    def shut_down(self) -> None:
        """Let go of libVLC."""
        self._close()
        self._output.release()

    def _open(self, command: said.Open) -> None:
        self._close()
        self._phase, self._opened = Phase.CHECKING, command.stamp
        self._start, self._wanted = command.start, command.play
        self._teller.new_recording(command.stamp)
        self._teller.opening()
        self._reader = self._read(command.audio, command.stamp)

    def _close(self) -> None:
        self._silence()
        if self._reader is not None:
            self._reader.close()
        self._reader, self._opened = None, 0
        self._forget()

    def _begin(self, ready: said.Ready) -> None:
        self._source, self._feed = ready.source, ready.feed
        self._feed.set_tempo(self._rate)
        if ready.duration is not None:
            self._set_duration(ready.duration, exact=ready.source.length_is_exact)
        self._phase = Phase.HELD
        self._go_to(self._start)

    def _play(self) -> None:
        if self._phase is Phase.OVER and self._feed is not None:
            self._phase, self._wanted = Phase.HELD, True
            self._go_to(self._start if self._teller.has_failed else 0)
        elif self._phase is not Phase.OVER:
            self._wanted = self._phase is not Phase.EMPTY
            self._sound()

    def _pause(self) -> None:
        self._wanted = False
        if self._feed is not None and self._phase is not Phase.OVER:
            self._teller.paused(self._hold(self._feed))
        self._output.found()

    def _seek(self, command: said.Seek) -> None:
        refused = self._phase is Phase.OVER and self._feed is None
        if refused or self._phase is Phase.EMPTY:
            return
        self._teller.restamp(command.stamp)
        if self._feed is None:
            self._start = command.position
            self._teller.opening()
            self._teller.position(self._start)
            return
        if self._phase is Phase.OVER:
            self._phase, self._wanted = Phase.HELD, False
        self._go_to(self._length.clamp(command.position))

    # Having it done

    def _go_to(self, position: Ms) -> None:
        """Have the feed go on from `position`, playing or held as wanted."""
        if self._feed is None:
            return
        self._start, self._silent_since, self._heard_from = position, self._now(), None
        self._feed.go_to(position)
        if self._wanted:
            self._sound()
        else:
            self._teller.paused(position)

    def _sound(self) -> None:
        """Have libVLC play, once that is wanted and there is something to play."""
        feed, now = self._feed, self._now()
        if feed is None or not self._is_ready or now < self._output.not_before:
            return
        self._phase, self._silent_since, self._heard_from = Phase.RUNNING, now, None
        try:
            self._output.start(feed)
        except EngineError as error:
            self.fail(str(error))

    @property
    def _is_ready(self) -> bool:
        held = self._wanted and self._phase is Phase.HELD
        return held and self._feed is not None and self._feed.filled

    def _silence(self) -> None:
        self._output.stop()
        self._heard_from = None

    def _hold(self, feed: Feed) -> Ms:
        """Be silent, ready to go on from where it was heard, which is returned."""
        if self._phase is Phase.RUNNING and self._output.is_gone:
            feed.go_to(self._start)  # what seemed to sound since was not heard
        elif self._phase is Phase.RUNNING:
            self._start = feed.hold()
        self._silence()
        self._phase = Phase.HELD
        return self._start

    def _lose_output(self, feed: Feed) -> None:
        self._hold(feed)
        if self._output.lose():
            self._teller.interrupted(errands.output_gone())
        else:
            self.fail(errands.no_output())

    def _do_what_is_due(self) -> None:
        feed = self._feed
        if feed is None or self._phase not in (Phase.HELD, Phase.RUNNING):
            return
        now = self._now()
        if self._is_ready and self._output.is_gone:
            self._sound()
        elif self._heard_from is None:
            if self._wanted and now >= self._silent_since + _PATIENCE:
                self._teller.opening(feed.percent)
        elif now >= self._heard_from:
            self._output.found()
            if not self._teller.is_playing:
                self._teller.playing(feed.position)
                self._measure()
            elif now >= self._teller.position_due:
                self._teller.position(feed.position)

    def _measure(self) -> None:
        """Count the frames where only that tells the duration; sound comes first."""
        source = self._source
        if source is not None and not source.length_is_exact and not self._measured:
            self._measured = True
            self._measure_length(source.where, self._opened)

    # What is told

    def _follow(self, what: str) -> None:
        """The feed tells."""
        if what == "filled":
            self._sound()
        elif self._phase is not Phase.RUNNING or self._feed is None:
            return
        elif what == "starved":
            self._silent_since, self._heard_from = self._now(), None
        elif what == "behind":
            self._teller.position(self._hold(self._feed))
            self._sound()
        else:  # jumped or fed
            self._heard_from = self._feed.audible_at + self._output.doubt

    def _hear(self, what: str, late: Ms) -> None:
        """libVLC tells."""
        if self._phase is not Phase.RUNNING or self._feed is None or self._source is None:
            pass
        elif what == "playing":
            self._output.apply_volume()  # until now there was no output to apply it to
        elif what == "error":
            self.fail(errands.no_output())
        elif what == "lost":
            self._lose_output(self._feed)
        elif what == "broken":
            self._go_to(self._feed.heard_when_late(late))
        elif self._feed.over:
            self._end(self._feed, self._source)
        else:  # it was sought just as the end was met
            self._hold(self._feed)
            self._sound()

    def _set_duration(self, duration: Ms, *, exact: bool) -> None:
        if self._length.exact and not exact:
            return
        self._length = Length(duration, exact)
        self._teller.duration(duration, exact=exact)

    def _end(self, feed: Feed, source: Source) -> None:
        position, duration = feed.position, self._length.duration
        if duration is not None and self._length.ends_early(position):
            self._start = position
            self.fail(errands.broken_off(source, position, duration))
            return
        self._stop()
        self._teller.position(self._length.end(position))
        self._teller.over(Ended(self._teller.stamp))

    def fail(self, told: str) -> None:
        """It cannot be played (any more), for the reason that `told` gives."""
        self._stop()
        self._teller.over(Failed(self._teller.stamp, told))

    def _stop(self) -> None:
        self._silence()
        self._wanted, self._phase = False, Phase.OVER
