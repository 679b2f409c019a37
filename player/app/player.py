"""Playing one episode: the engine's events in, position and current markers out."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from player.app.bridge import Bridge
from player.app.loaded import Loaded
from player.app.pace import Pace
from player.domain.clock import Clock
from player.domain.episode import Episode
from player.domain.playback import Jumps, State, clamp_rate
from player.domain.timecode import Ms
from player.engine import api


class Player(QObject):
    """The episode at hand, and everything that can be done to its playing.

    Positions are those of the audio (`episode` is placed: its offset is applied). Signals are
    sent only when what they tell of has changed.
    """

    episode_changed = Signal()
    shifted = Signal()
    """The markers have another offset; the episode, and what plays, are the same."""
    state_changed = Signal()
    moved = Signal(int)
    """The position in ms: when a second, a marker or as much as is asked for has passed."""
    sought = Signal(int, int)
    """A seek from one position to another (ms)."""
    chapter_changed = Signal()
    duration_changed = Signal()
    rate_changed = Signal(float)
    volume_changed = Signal()
    jumps_changed = Signal()
    ended = Signal()
    trouble = Signal(str)
    """Playing failed, or waits for an output: why."""

    def __init__(
        self,
        engine: api.Engine,
        now: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._clock = Clock(now)
        self._bridge = Bridge(engine, self)
        self._bridge.said.connect(self._take)
        self._pace = Pace(self._clock, self._look, self)
        self._opened = self._stamp = 0
        self.jumps = Jumps()
        self.state = State.EMPTY
        self.wants_play = False
        self.rate, self.volume, self.muted = 1.0, 80, False
        self.duration_exact = False
        self.chapter: int | None = None
        """The current chapter's place in `loaded.chapters`."""
        self.loaded = Loaded(Episode(title=""))

    @property
    def position(self) -> Ms:
        """Where the recording is, in ms."""
        return self._clock.position

    @property
    def can_play(self) -> bool:
        return self.loaded.audio is not None

    def _set_duration(self, duration: Ms | None, *, exact: bool) -> None:
        self.loaded.set_duration(duration)
        self._clock.duration = duration
        self.duration_exact = exact
        self.duration_changed.emit()

    def load(self, episode: Episode, audio: Path | str | None, *, start: Ms, play: bool) -> None:
        """Make `episode` the one at hand, with its `audio` at `start`; None: nothing to hear."""
        self._engine.close_media()
        self.loaded = Loaded(episode, audio)
        self.chapter = None
        self.jumps = Jumps()
        self._clock.run(False)
        self.wants_play = play and audio is not None
        self.state = State.EMPTY
        if audio is not None:
            self.state = State.OPENING
            self._opened = self._stamp = self._engine.open(audio, start=start, play=play)
        self._clock.jump(start)
        self.episode_changed.emit()
        self._set_duration(episode.duration, exact=False)
        self.jumps_changed.emit()
        self.state_changed.emit()
        self._tick()

    def shift(self, offset: Ms) -> None:
        """Have the markers `offset` ms later than their file says; what plays, plays on."""
        if offset != self.loaded.given.offset:
            self.loaded = self.loaded.shifted(offset)
            self.shifted.emit()
            self._tick()

    def retell(self, episode: Episode) -> None:
        """Have the open recording told of by `episode`; what plays, plays on."""
        self.loaded, self.chapter = self.loaded.retold(episode), None
        self.episode_changed.emit()
        self._tick()

    def shut_down(self) -> None:
        """Let go of the engine."""
        self._pace.stop()
        self._engine.shut_down()

    def toggle(self) -> None:
        """Play or pause, the other than now."""
        self.pause() if self.wants_play else self.play()

    def play(self) -> None:
        """Play on; after the end, from the beginning."""
        if not self.can_play or self.wants_play:
            return
        if self.state is State.FAILED:
            self._reopen()
            return
        if self.state is State.ENDED:
            self._clock.jump(0)
        self.wants_play = True
        self._engine.play()
        self.state_changed.emit()

    def pause(self) -> None:
        """Hold."""
        if self.wants_play:
            self.wants_play = False
            self._engine.pause()
            self.state_changed.emit()

    def seek(self, position: Ms, *, jump: bool = True) -> None:
        """Go to `position`, kept within the recording. `jump` remembers the place left."""
        if not self.can_play:
            return
        left = self.position
        target = self.loaded.clamp(position)
        if self.state is State.FAILED:
            self._clock.jump(target)
            self._reopen()
            return
        if jump:
            self.jumps.record(left)
            self.jumps_changed.emit()
        self._stamp = self._engine.seek(target)
        self._clock.jump(target)
        self._clock.run(False)
        if self.state is State.ENDED:
            self.wants_play = False
            self._set_state(State.PAUSED)
        self.sought.emit(left, target)
        self._tick()

    def seek_by(self, step: Ms) -> None:
        """Go `step` ms on or back; no jump to come back from."""
        self.seek(self.position + step, jump=False)

    def seek_to_percent(self, percent: float) -> None:
        """Go to a share of the recording, 0 … 100."""
        if self.loaded.duration:
            self.seek(int(self.loaded.duration * percent / 100))

    def seek_and_play(self, position: Ms) -> None:
        """What a click on a marker asks for."""
        self.seek(position)
        self.play()

    def next_chapter(self) -> None:
        """Go to the next chapter's start, if there is one."""
        self._step_to(self.loaded.timeline.next(self.position), jump=True)

    def previous_chapter(self) -> None:
        """Restart the chapter, or, within its first 3 s, go to the one before."""
        self.seek(self.loaded.timeline.previous(self.position) or 0)

    def next_line(self) -> None:
        self._step_to(self.loaded.next_line(self.position))

    def previous_line(self) -> None:
        """Like `previous_chapter`, for transcript lines."""
        self._step_to(self.loaded.previous_line(self.position))

    def go_back(self) -> None:
        """Undo the last jump."""
        self._step_to(self.jumps.back(self.position))
        self.jumps_changed.emit()

    def go_forward(self) -> None:
        """Make the jump again that was undone."""
        self._step_to(self.jumps.forward(self.position))
        self.jumps_changed.emit()

    def _step_to(self, target: Ms | None, *, jump: bool = False) -> None:
        if target is not None:
            self.seek(target, jump=jump)

    def set_rate(self, rate: float) -> None:
        """0.5 … 3.0; what lies outside is brought inside."""
        rate = clamp_rate(rate)
        if rate != self.rate:
            self.rate = rate
            self._clock.set_rate(rate)
            self._look()
            self._engine.set_rate(rate)
            self.rate_changed.emit(rate)

    def set_volume(self, percent: int) -> None:
        """0 … 100; also takes the mute off."""
        self.volume, self.muted = min(100, max(0, percent)), False
        self._send_volume()

    def toggle_mute(self) -> None:
        self.muted = not self.muted
        self._send_volume()

    def _send_volume(self) -> None:
        self._engine.set_volume(self.volume)
        self._engine.set_muted(self.muted)
        self.volume_changed.emit()

    def _reopen(self) -> None:
        if self.loaded.audio is not None:
            self.wants_play = True
            self._opened = self._stamp = self._engine.open(
                self.loaded.audio, start=self.position, play=True
            )
            self._set_state(State.OPENING)

    # What the engine says

    def _take(self, event: api.Event) -> None:
        if event.stamp < self._opened or not self.can_play:
            return
        match event:
            case api.Position(stamp, position) if stamp >= self._stamp:
                self._clock.report(position)
                self._clock.run(self.state is State.PLAYING)
                self._look()
            case api.Opening():
                self._set_state(State.OPENING)
            case api.Playing(stamp):
                self._set_state(State.PLAYING)
                self._clock.run(stamp >= self._stamp)
                self._look()
            case api.Paused():
                self._set_state(State.PAUSED)
            case api.Duration(_, duration, exact):
                self._set_duration(duration, exact=exact)
                self._tick()
            case api.Ended(stamp) if stamp >= self._stamp:
                self.wants_play = False
                if self.loaded.duration is not None:
                    self._clock.jump(self.loaded.duration)
                self._set_state(State.ENDED)
                self._tick()
                self.ended.emit()
            case api.Interrupted(_, message):
                self._set_state(State.OPENING)
                self.trouble.emit(message)
            case api.Failed(_, message):
                self.wants_play = False
                self._set_state(State.FAILED)
                self.trouble.emit(message)

    def _set_state(self, state: State) -> None:
        self._clock.run(self._clock.running and state is State.PLAYING)
        if state is not self.state:
            self.state = state
            self.state_changed.emit()

    def set_fineness(self, step: Ms | None) -> None:
        """Have `moved` come every `step` ms, too; None: not at all, nobody sees it."""
        self._pace.fineness = step
        self._tick()

    def _look(self) -> None:
        if self._pace.is_due(self.position):
            self._tick()

    def _tick(self) -> None:
        position = self.position
        chapter = self.loaded.timeline.index_at(position)
        if chapter != self.chapter:
            self.chapter = chapter
            self.chapter_changed.emit()
        if self._pace.fineness is not None:
            self.moved.emit(position)
        self._pace.looked(self.loaded, position)
