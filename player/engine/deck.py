"""What makes the sound of one feed at a time, as the session sees it: libVLC behind a few words."""

from __future__ import annotations

from typing import Protocol

from player.engine.feed import Feed


class Deck(Protocol):
    """One player, used from one thread; what it says comes as `mailbox.Report`."""

    def start(self, feed: Feed) -> int:
        """Play what `feed` gives, from now on; its reports have this generation."""

    def stop(self) -> None:
        """Be silent at once; may wait for libVLC."""

    def set_volume(self, percent: int, muted: bool) -> None: ...

    def release(self) -> None:
        """Let go of everything."""
