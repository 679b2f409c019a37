"""A room with an engine in it, and an ear: the silent one, and libVLC with its sound in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from player.domain.timecode import Ms
from player.engine import api
from player.engine.listening import Tap, locate
from player.engine.silent import SilentEngine
from player.engine.vlc import VlcEngine
from tests.hearing import Ear, Known, babble

LONG, SHORT = 90_000, 4_000
"""How long the recordings are (ms)."""


class Room:
    """A room with an engine in it, and an ear."""

    def __init__(self, engine: api.Engine, shelf: Callable[[str], Path]) -> None:
        self.engine, self.shelf, self.ear = engine, shelf, Ear()
        engine.listen(self.ear.hear)

    def open(self, name: str = "long.opus", *, start: Ms = 0, play: bool = True) -> int:
        """Open a recording from the library, until it plays or is held."""
        stamp = self.engine.open(self.shelf(name), start=start, play=play)
        self.until(lambda: self.ear.has(api.Playing if play else api.Paused, stamp))
        return stamp

    def until(self, true: Callable[[], bool], timeout: float = 5.0) -> None:
        self.ear.until(true, timeout)


class SilentRoom(Room):
    """Where time passes only while somebody waits."""

    engine: SilentEngine

    def until(self, true: Callable[[], bool], timeout: float = 5.0) -> None:
        for _ in range(int(timeout * 1000) // 10):
            self.engine.advance(10)
            if true():
                return
        raise TimeoutError(f"heard: {self.ear.events[-12:]}")


class VlcRoom(Room):
    """Real libVLC, whose sound goes into memory instead of a loudspeaker."""

    def __init__(self, shelf: Callable[[str], Path], address_timeout: float) -> None:
        self.tap = Tap()
        engine = VlcEngine(self.tap.samples, self.tap.flush, address_timeout=address_timeout)
        self.rate = engine.sample_rate
        super().__init__(engine, shelf)

    def samples_after(self, act: Callable[[], object], ms: Ms = 500) -> bytes:
        """The first sound that libVLC hands out after `act`."""
        self.tap.arm()
        act()
        return self.tap.wait(ms, self.rate)[0]

    def heard_after(self, act: Callable[[], object], expected: Ms) -> Ms:
        """How far from `expected` the sound is that comes after `act`."""
        heard = locate(self.samples_after(act), self.rate, Known(babble(LONG / 1000)), expected)
        assert heard is not None, f"what sounds is not from near {expected} ms"
        return heard.position - expected
