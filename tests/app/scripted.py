"""An engine that records what it is told and says only what a test makes it say."""

from __future__ import annotations

from pathlib import Path

from player.domain.timecode import Ms
from player.engine import api


class ScriptedEngine:
    """Each call is kept in `told`; `say` sends an event, with the latest stamp by itself."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.stamp = 0
        self._listener: api.Listener = lambda event: None

    def listen(self, listener: api.Listener) -> None:
        self._listener = listener

    def say(self, event: api.Event) -> None:
        self._listener(event)

    def open(self, audio: Path | str, *, start: Ms, play: bool) -> int:
        self.stamp += 1
        self.told.append(("open", audio, start, play))
        return self.stamp

    def play(self) -> None:
        self.told.append(("play",))

    def pause(self) -> None:
        self.told.append(("pause",))

    def seek(self, position: Ms) -> int:
        self.stamp += 1
        self.told.append(("seek", position))
        return self.stamp

    def set_rate(self, rate: float) -> None:
        self.told.append(("rate", rate))

    def set_volume(self, percent: int) -> None:
        self.told.append(("volume", percent))

    def set_muted(self, muted: bool) -> None:
        self.told.append(("muted", muted))

    def close_media(self) -> None:
        self.told.append(("close_media",))

    def shut_down(self) -> None:
        self.told.append(("shut_down",))
