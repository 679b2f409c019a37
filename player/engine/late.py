"""An engine that is not made before something is opened: the first window does not wait for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from player.domain.timecode import Ms
from player.engine.api import Engine, Listener


class LateEngine:
    """Stands for the engine that `make` gives; see `Engine` for what its methods mean.

    What is set before it is made is kept, and told to it then, in order.
    """

    def __init__(self, make: Callable[[], Engine]) -> None:
        self._make = make
        self._engine: Engine | None = None
        self._kept: list[Callable[[Engine], None]] = []

    def listen(self, listener: Listener) -> None:
        self._set(lambda engine: engine.listen(listener))

    def open(self, audio: Path | str, *, start: Ms, play: bool) -> int:
        return self._made().open(audio, start=start, play=play)

    def play(self) -> None:
        self._made().play()

    def pause(self) -> None:
        self._made().pause()

    def seek(self, position: Ms) -> int:
        return self._made().seek(position)

    def set_rate(self, rate: float) -> None:
        self._set(lambda engine: engine.set_rate(rate))

    def set_volume(self, percent: int) -> None:
        self._set(lambda engine: engine.set_volume(percent))

    def set_muted(self, muted: bool) -> None:
        self._set(lambda engine: engine.set_muted(muted))

    def close_media(self) -> None:
        if self._engine is not None:
            self._engine.close_media()

    def shut_down(self) -> None:
        if self._engine is not None:
            self._engine.shut_down()

    def _set(self, tell: Callable[[Engine], None]) -> None:
        if self._engine is None:
            self._kept.append(tell)
        else:
            tell(self._engine)

    def _made(self) -> Engine:
        if self._engine is None:
            self._engine = self._make()
            for tell in self._kept:
                tell(self._engine)
            self._kept.clear()
        return self._engine
