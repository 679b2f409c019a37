"""What the engine's worker is told; a later command takes out those that it makes void."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from player.domain.timecode import Ms
from player.engine.feed import Feed
from player.engine.media import Source


@dataclass(frozen=True, slots=True)
class Open:
    stamp: int
    audio: Path | str
    start: Ms
    play: bool


@dataclass(frozen=True, slots=True)
class Play:
    pass


@dataclass(frozen=True, slots=True)
class Pause:
    pass


@dataclass(frozen=True, slots=True)
class Seek:
    stamp: int
    position: Ms


@dataclass(frozen=True, slots=True)
class Close:
    pass


@dataclass(frozen=True, slots=True)
class Rate:
    rate: float


@dataclass(frozen=True, slots=True)
class Volume:
    percent: int


@dataclass(frozen=True, slots=True)
class Muted:
    muted: bool


@dataclass(frozen=True, slots=True)
class ShutDown:
    pass


@dataclass(frozen=True, slots=True)
class Ready:
    """What was to be opened with the stamp `opened` is a recording; `feed` waits to be sent.

    `duration` in ms is what it says of itself.
    """

    opened: int
    source: Source
    feed: Feed
    duration: Ms | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What the feed of the recording with the stamp `opened` tells; see there."""

    opened: int
    what: str


@dataclass(frozen=True, slots=True)
class Refused:
    """What was to be opened with the stamp `opened` cannot be played."""

    opened: int
    message: str


@dataclass(frozen=True, slots=True)
class Measured:
    """The exact duration (ms) of what was opened with the stamp `opened`."""

    opened: int
    duration: Ms


@dataclass(frozen=True, slots=True)
class Report:
    """libVLC says `what`; `generation` tells of which start.

    "playing", "end", "error"; "lost": its output is gone; "broken": it threw away samples that
    were `late` (ms).
    """

    generation: int
    what: str
    late: Ms = 0


Command: TypeAlias = Open | Play | Pause | Seek | Close | Rate | Volume | Muted | ShutDown
Message: TypeAlias = Command | Ready | Moved | Refused | Measured | Report

_TRANSPORT: tuple[type, ...] = (Open, Close, Play, Pause, Seek)
_VOIDS: dict[type, tuple[type, ...]] = {
    Open: _TRANSPORT,
    Close: _TRANSPORT,
    Play: (Play, Pause),
    Pause: (Play, Pause),
    Seek: (Seek,),
    Rate: (Rate,),
    Volume: (Volume,),
    Muted: (Muted,),
    ShutDown: (object,),
}


class Mailbox:
    """Messages in the order in which they came, for one reader; `put` never waits."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._messages: deque[Message] = deque()

    def put(self, message: Message) -> None:
        """Add `message`; commands that it makes void are taken out."""
        voids = _VOIDS.get(type(message), ())
        with self._changed:
            if voids:
                kept = [waiting for waiting in self._messages if not isinstance(waiting, voids)]
                self._messages = deque(kept)
            self._messages.append(message)
            self._changed.notify()

    def take(self, patience: float | None) -> Message | None:
        """The next message, or None when none came within `patience` seconds (None: for ever)."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._messages), patience)
            return self._messages.popleft() if self._messages else None
