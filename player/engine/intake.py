"""How libVLC takes samples from a feed: its input for what is in memory, `imem`."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from player.engine.feed import BLOCK, Feed
from player.engine.lateness import Lateness

_AHEAD = 320_000
"""µs by which samples are said to be decoded before they sound.

libVLC waits until it has 300 ms of what comes from memory by the times of decoding, and reads on
at their pace. With these it has enough after two blocks, hands over each block as it comes, and
the sound server holds some 60 ms of them: enough where the processor is busy (BENCHMARKS.md).
"""

_Get = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.POINTER(ctypes.c_int64),
    ctypes.POINTER(ctypes.c_int64),
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_size_t),
    ctypes.POINTER(ctypes.c_void_p),
)
_AT_END = -1


class Intake:
    """Must live as long as libVLC plays with its `options`; it is asked on a thread of libVLC.

    `lateness` tells how much later than its turn a block is due, the first one excepted.
    """

    def __init__(self, feed: Feed, lateness: Lateness) -> None:
        shape = feed.shape
        # Not a method, and not cast, which has a function keep itself: what leads to itself stays,
        # and the feed with it, until somebody looks for garbage.
        self._get = _Get(_giver(feed, lateness))
        get = ctypes.c_void_p.from_buffer(self._get).value
        # There is nothing to release, and a function of Python's own costs no turn of its lock.
        release = ctypes.cast(ctypes.pythonapi.Py_IsInitialized, ctypes.c_void_p).value
        self.options = (
            f":imem-get={get}",
            f":imem-release={release}",
            ":imem-cat=1",
            ":imem-codec=s16l",
            f":imem-channels={shape.channels}",
            f":imem-samplerate={shape.rate}",
        )


def _giver(feed: Feed, lateness: Lateness) -> Callable[..., int]:
    """What gives libVLC the next block of `feed`."""
    # libVLC copies a block before it asks for the next one.
    block = ctypes.create_string_buffer(feed.shape.bytes_of(feed.shape.samples_at(BLOCK)))

    def give(_data, _cookie, dts, pts, flags, size, out) -> int:  # type: ignore[no-untyped-def]
        taken = feed.take()
        if taken is None:
            return _AT_END
        number, pcm = taken
        ctypes.memmove(block, pcm, len(pcm))
        due = number * 1_000_000 // feed.shape.rate
        pts[0] = due + lateness.later if due else 0
        dts[0] = due + _AHEAD if due else 0
        flags[0], size[0] = 0, len(pcm)
        out[0] = ctypes.addressof(block)
        return 0

    return give
