"""Where the samples that leave libVLC go instead of to a loudspeaker: for tests and the tour."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from player.engine.feed import Feed

SAMPLE_RATE = 22050
"""Samples a second of the sound that goes to memory; one channel."""

LATER = 200_000
"""µs by which the samples are due later: memory has no clock that this could bend the pitch for."""


class Outlet:
    """Hands the samples to `samples`, and tells `flush` just before those from another place."""

    def __init__(self, samples: Callable[[bytes, int], None], flush: Callable[[], None]) -> None:
        self._samples, self._flush = samples, flush
        self._feed: Feed | None = None
        self._count = 0
        self._kept: tuple[object, ...] = ()

    def attach(self, vlc: Any, player: Any) -> None:
        """Have the player of libVLC send its sound here."""
        kinds = vlc.CallbackDecorators
        play, volume = kinds.AudioPlayCb(self._play), kinds.AudioSetVolumeCb(lambda *_: None)
        self._kept = (play, volume)
        player.audio_set_format("S16N", SAMPLE_RATE, 1)
        player.audio_set_callbacks(play, None, None, None, None, None)
        player.audio_set_volume_callback(volume)

    def begin(self, feed: Feed) -> None:
        """What comes next is from `feed`."""
        self._feed, self._count = feed, 0

    def _play(self, _data: object, block: int, length: int, due: int) -> None:
        pcm = ctypes.string_at(block, 2 * length)
        start, self._count = self._count, self._count + length
        jump = self._feed.jumped_between(start, self._count) if self._feed else None
        if jump is None:
            self._samples(pcm, due)
            return
        before = 2 * (jump - start)
        if before:
            self._samples(pcm[:before], due)
        self._flush()
        self._samples(pcm[before:], due + before * 500_000 // SAMPLE_RATE)
