"""How far a recording is ahead of the ear.

A sink without a loudspeaker hands over what it plays a little before the moment at which, by what
the server itself says of its latency, it is heard. So noise is played, and looked for in the
recording. Source: PulseAudio's simple API (pa_simple_get_latency).
"""

from __future__ import annotations

import ctypes
import time
from statistics import median

import numpy as np

from tests.hearing import RATE
from tests.sound_server import SoundServer

_PLAY, _S16 = 1, 3
_SECONDS, _STEP, _PIECE = 4, RATE // 50, RATE // 10
_BUFFER = RATE // 8  # bytes: some 60 ms, as much as a player has
_UNSET = 0xFFFF_FFFF


class _Shape(ctypes.Structure):
    _fields_ = (
        ("format", ctypes.c_int),
        ("rate", ctypes.c_uint32),
        ("channels", ctypes.c_uint8),
    )


def lead(server: SoundServer) -> float:
    """Seconds by which what is recorded at `server` comes before it is heard."""
    noise = (np.random.default_rng(1).standard_normal(RATE * _SECONDS) * 3000).astype(np.int16)
    with server.record() as recording:
        due = _play(server, noise.tobytes())
        recording.wait(0.5)
    heard = np.frombuffer(recording.samples, np.int16).astype(float)
    leads = []
    for end, moment in due[len(due) // 2 :: 10]:
        piece = noise[end - _PIECE : end].astype(float)
        at = int(np.argmax(np.correlate(heard, piece, "valid"))) + _PIECE
        leads.append(moment - recording.began - at / RATE)
    return median(leads)


def _play(server: SoundServer, pcm: bytes) -> list[tuple[int, float]]:
    """Play `pcm`; up to which sample was played, and when that one is heard (s)."""
    pulse = ctypes.CDLL("libpulse-simple.so.0")
    pulse.pa_simple_new.restype = ctypes.c_void_p
    pulse.pa_simple_get_latency.restype = ctypes.c_uint64
    buffer = (ctypes.c_uint32 * 5)(_UNSET, _BUFFER, _UNSET, _UNSET, _UNSET)
    place = server.env["PULSE_SERVER"].encode()
    shape = ctypes.byref(_Shape(_S16, RATE, 1))
    stream = ctypes.c_void_p(
        pulse.pa_simple_new(place, b"lead", _PLAY, None, b"noise", shape, None, buffer, None)
    )
    if not stream.value:
        raise RuntimeError("the sound server takes no sound")
    due = []
    for start in range(0, len(pcm) // 2, _STEP):
        piece = pcm[2 * start : 2 * (start + _STEP)]
        pulse.pa_simple_write(stream, piece, ctypes.c_size_t(len(piece)), None)
        latency = pulse.pa_simple_get_latency(stream, None) / 1_000_000
        due.append((start + len(piece) // 2, time.monotonic() + latency))
    pulse.pa_simple_free(stream)
    return due
