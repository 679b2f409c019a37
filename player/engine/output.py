"""The deck as the session uses it: made when first needed, let go of when its output is gone."""

from __future__ import annotations

from collections.abc import Callable

from player.engine.deck import Deck
from player.engine.feed import Feed

_RETRIES = (0.5, 1.0, 2.0, *(4.0,) * 14)
"""Seconds after which an output that is gone is asked for again: for a minute in all."""
_SURE = 0.5  # seconds without an error after which it is believed to be back


class Output:
    """Plays one feed at a time, at one volume; used from one thread. `now` gives seconds."""

    def __init__(self, make: Callable[[], Deck], now: Callable[[], float]) -> None:
        self._make, self._now = make, now
        self._deck: Deck | None = None
        self._volume, self._muted = 100, False
        self._retries = 0
        self.generation = 0
        """That of what is played; 0: nothing."""
        self.not_before = 0.0
        """When it may be started (seconds of `now`)."""

    def start(self, feed: Feed) -> None:
        """Play what `feed` gives, from now on. Raises EngineError where libVLC is missing."""
        self._deck = self._deck or self._make()
        self.generation = self._deck.start(feed)
        self.apply_volume()

    def stop(self) -> None:
        """Be silent at once; may wait for libVLC."""
        if self.generation and self._deck is not None:
            self._deck.stop()
        self.generation = 0

    def set_volume(self, percent: int) -> None:
        self._volume = percent
        self.apply_volume()

    def set_muted(self, muted: bool) -> None:
        self._muted = muted
        self.apply_volume()

    def apply_volume(self) -> None:
        """libVLC takes it only while it has an output."""
        if self.generation and self._deck is not None:
            self._deck.set_volume(self._volume, self._muted)

    def lose(self) -> bool:
        """The output is gone: let go of it; whether it is worth it to look for one again."""
        self.stop()
        self.release()
        if self._retries == len(_RETRIES):
            self.found()
            return False
        self.not_before = self._now() + _RETRIES[self._retries]
        self._retries += 1
        return True

    @property
    def is_gone(self) -> bool:
        """Whether it was lost, and not heard since."""
        return self._retries > 0

    @property
    def doubt(self) -> float:
        """Seconds for which what seems to sound may not."""
        return _SURE if self.is_gone else 0.0

    def found(self) -> None:
        """It sounds, or is not looked for any more."""
        self._retries, self.not_before = 0, 0.0

    def release(self) -> None:
        """Let go of libVLC."""
        if self._deck is not None:
            self._deck.release()
        self._deck = None
