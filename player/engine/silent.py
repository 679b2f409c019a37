"""A complete engine in memory, for tests: it keeps every promise but makes no sound."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from pathlib import Path

from player.domain.playback import clamp_rate
from player.domain.timecode import Ms
from player.engine.api import (
    Duration,
    Ended,
    Event,
    Failed,
    Listener,
    Opening,
    Paused,
    Playing,
    Position,
)

_PACE: Ms = 250
_BEFORE_END: Ms = 200
_HOUR: Ms = 3_600_000


class SilentEngine:
    """See `player.engine.api.Engine`. Time passes, and events are told, only in `advance`.

    `recordings` gives the durations (ms) of what can be opened; without it everything can, and
    lasts an hour. `rate`, `volume`, `muted` and `audio` (None: nothing is open) can be looked at.
    """

    def __init__(self, recordings: Mapping[Path | str, Ms] | None = None) -> None:
        self._recordings = recordings
        self._listeners: list[Listener] = []
        self._waiting: deque[Event] = deque()
        self._stamp = 0
        self._position = 0.0
        self._since_told = 0.0
        self._duration: Ms | None = None
        self._playing = self._ended = False
        self.audio: Path | str | None = None
        self.rate, self.volume, self.muted = 1.0, 100, False

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def open(self, audio: Path | str, *, start: Ms, play: bool) -> int:
        self.close_media()
        self._stamp += 1
        self.audio, self._position, self._playing = audio, max(0, start), play
        self._say(Opening(self._stamp))
        known = _HOUR if self._recordings is None else self._recordings.get(audio)
        if known is None:
            self._playing = False
            self._say(Failed(self._stamp, f"“{audio}” is not there any more."))
            return self._stamp
        self._duration = known
        self._say(Duration(self._stamp, known, True))
        self._say_state()
        return self._stamp

    def play(self) -> None:
        if self._duration is not None and not self._playing:
            self._position = 0.0 if self._ended else self._position
            self._playing, self._ended = True, False
            self._say_state()

    def pause(self) -> None:
        if self._playing:
            self._playing = False
            self._say_state()

    def seek(self, position: Ms) -> int:
        self._stamp += 1
        if self._duration is not None:
            self._position = max(0, min(position, self._duration - _BEFORE_END))
            self._ended = False
            self._say_state()
        return self._stamp

    def set_rate(self, rate: float) -> None:
        self.rate = clamp_rate(rate)

    def set_volume(self, percent: int) -> None:
        self.volume = min(100, max(0, percent))

    def set_muted(self, muted: bool) -> None:
        self.muted = muted

    def close_media(self) -> None:
        self._waiting.clear()
        self.audio = self._duration = None
        self._playing = self._ended = False

    def shut_down(self) -> None:
        self.close_media()
        self._listeners.clear()

    def advance(self, ms: Ms = 0) -> None:
        """Let `ms` of the listener's time pass, and tell what happened until then."""
        self._tell()
        left = float(ms)
        while left > 0 and self._playing and self._duration is not None:
            step = min(left, _PACE - self._since_told)
            left -= step
            self._position += step * self.rate
            self._since_told += step
            if self._position >= self._duration:
                self._position, self._playing, self._ended = self._duration, False, True
                self._say_position()
                self._say(Ended(self._stamp))
            elif self._since_told >= _PACE:
                self._say_position()
            self._tell()

    def _say_state(self) -> None:
        self._say(Playing(self._stamp) if self._playing else Paused(self._stamp))
        self._say_position()

    def _say_position(self) -> None:
        self._since_told = 0.0
        self._say(Position(self._stamp, int(self._position)))

    def _say(self, event: Event) -> None:
        self._waiting.append(event)

    def _tell(self) -> None:
        while self._waiting:
            event = self._waiting.popleft()
            for listener in tuple(self._listeners):
                listener(event)
