"""What plays one recording at a time, as the session sees it: libVLC behind a few words."""

from __future__ import annotations

from typing import Protocol

from player.domain.timecode import Ms
from player.engine.media import Source


class Deck(Protocol):
    """One player, used from one thread; what it says comes as `mailbox.Report`."""

    def load(self, source: Source, start: Ms, *, play: bool) -> int:
        """Play `source` from `start`, or hold it there; its reports have this generation."""

    def hold(self, held: bool) -> None:
        """Pause, or go on; to be asked only once it has done what was asked before."""

    def go_to(self, position: Ms) -> None:
        """Seek; the position must lie before the end."""

    def set_rate(self, rate: float) -> None: ...

    def set_volume(self, percent: int, muted: bool) -> None: ...

    def stop(self) -> None:
        """Let go of the recording; may wait for libVLC."""

    def release(self) -> None:
        """Let go of everything."""
