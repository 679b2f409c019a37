"""The engine's contract: what it is told, and what it says. No Qt, no libVLC.

Every call returns at once; what comes of it is told through `listen`, on any thread. Each open
and each seek has a stamp, counted up by the engine; events carry the stamp that was in force
when what they tell of happened, so that a receiver can drop what belongs to before its seek.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from player.domain.timecode import Ms


@dataclass(frozen=True, slots=True)
class Opening:
    """The engine begins to open or refill: no sound for the moment. `percent` 0 … 100."""

    stamp: int
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Playing:
    """Sound comes out."""

    stamp: int


@dataclass(frozen=True, slots=True)
class Paused:
    """Held at a position."""

    stamp: int


@dataclass(frozen=True, slots=True)
class Position:
    """`position` (ms) sounds now."""

    stamp: int
    position: Ms


@dataclass(frozen=True, slots=True)
class Duration:
    """The recording's length (ms). `exact` False: an estimate that may be corrected."""

    stamp: int
    duration: Ms
    exact: bool


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The sound output is gone; it goes on by itself once it is back. `message`: the sentence."""

    stamp: int
    message: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The end was reached; `play` starts from the beginning, `seek` goes on from there."""

    stamp: int


@dataclass(frozen=True, slots=True)
class Failed:
    """This cannot be played (any more). `message`: calm sentences, what and what to do."""

    stamp: int
    message: str


Event: TypeAlias = Opening | Playing | Paused | Position | Duration | Interrupted | Ended | Failed
Listener: TypeAlias = Callable[[Event], None]


class Engine(Protocol):
    """Plays one recording at a time. Called from one thread only; no method waits."""

    def listen(self, listener: Listener) -> None:
        """Send every event to `listener`, on the engine's threads; it must return at once."""

    def open(self, audio: Path | str, *, start: Ms, play: bool) -> int:
        """Load a local file, or an http(s) address, at `start`; play it, or hold it there.

        Replaces what was open. Returns the stamp of this open. What cannot be opened is told by
        Failed, not raised.
        """

    def play(self) -> None:
        """Play on; after the end, from the beginning."""

    def pause(self) -> None:
        """Hold; the position stays."""

    def seek(self, position: Ms) -> int:
        """Go to `position`, clamped into the recording, playing or paused as it was; a stamp.

        Seeks that come faster than can be followed are merged: the last one holds. After the end
        it goes on paused from there, as players do that stopped by themselves.
        """

    def set_rate(self, rate: float) -> None:
        """0.5 … 3.0, the pitch kept; holds for what is opened later, too."""

    def set_volume(self, percent: int) -> None:
        """0 … 100."""

    def set_muted(self, muted: bool) -> None:
        """Mute, whatever the volume."""

    def close_media(self) -> None:
        """Let go of what is open; events of it stop."""

    def shut_down(self) -> None:
        """Let go of everything; waits at most two seconds. The engine cannot be used again."""
