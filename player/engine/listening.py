"""Where in a recording the sound that came out really is from: by comparing, not by any clock.

`--tour` and the tests measure seeks with it. Both sounds are made into envelopes of 1 ms steps,
and the place where the envelopes are most alike (Pearson correlation) is where it is from.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil, sqrt
from operator import mul
from pathlib import Path

from player.domain.errors import EngineError
from player.domain.timecode import Ms

COARSE = 5  # ms in a step of the first, rough search
_SHORTEST: Ms = 100
_MUTE = 2.0
_LEAST_LIKENESS = 0.7
_MOST_DOUBT = 0.7  # how unlike the best place may be, against the unlikeness of the next best
_NEIGHBOURHOOD = 30  # ms around a place that count as the same place
_SILENCE = 40.0  # mean level (of 32768) below which there is nothing to compare


@dataclass(frozen=True, slots=True)
class Heard:
    """The sound is from `position` (ms) of the recording; `confidence` 0 … 1 is the likeness."""

    position: Ms
    confidence: float


def envelope(samples: array[int], rate: int) -> list[float]:
    """The mean level of each whole millisecond of `samples` (signed 16 bit, mono)."""
    loud = list(accumulate(map(abs, samples), initial=0))
    edges = [ms * rate // 1000 for ms in range(len(samples) * 1000 // rate + 1)]
    return [(loud[b] - loud[a]) / (b - a) for a, b in pairwise(edges)]


class Reference:
    """The recording at `path`, decoded around the places that are asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def envelope(self, start: Ms, end: Ms) -> tuple[Ms, list[float]]:
        """The levels from about `start` to `end` (ms), and the position of the first of them.

        Before the recording's start there is silence. Raises EngineError where it cannot be
        decoded.
        """
        import av

        try:
            at, rate, samples = self._decode(max(0, start), end)
        except (OSError, IndexError, ValueError, av.FFmpegError) as error:
            raise EngineError(f"“{self._path.name}” cannot be decoded to compare with.") from error
        if not samples:
            return start, []
        # Whole milliseconds on both sides: half a step apart they would be less alike.
        first = ceil(at)
        before = max(0, first - start) if start < 0 else 0
        levels = envelope(samples[round((first - at) * rate / 1000) :], rate)
        return first - before, [0.0] * before + levels

    def _decode(self, wanted: Ms, end: Ms) -> tuple[float, int, array[int]]:
        """Position (ms) of the first sample from about `wanted` on, rate, and samples to `end`."""
        import av

        samples, first, rate = array("h"), 0.0, 0
        with av.open(str(self._path)) as container:
            stream = container.streams.audio[0]
            zero = float((stream.start_time or 0) * (stream.time_base or 0))
            mono = av.AudioResampler(format="s16", layout="mono")
            # A second before: the first frames after a seek lack what they build upon.
            container.seek(round(max(0, wanted / 1000 - 1 + zero) * 1_000_000))
            for frame in container.decode(stream):
                at = 1000 * ((frame.time or 0.0) - zero)
                if at > end:
                    break
                if samples or at >= wanted - 60:
                    first, rate = first if samples else at, frame.sample_rate
                    for part in mono.resample(frame):
                        samples.frombytes(bytes(part.planes[0])[: 2 * part.samples])
        return first, rate, samples


def locate(
    samples: bytes, rate: int, reference: Reference, expected: Ms, search: Ms = 3000
) -> Heard | None:
    """Where in `reference` the captured `samples` (signed 16 bit, mono, at `rate`) start.

    Looked for up to `search` ms on either side of `expected`; right to about a millisecond. None
    where it is silence, too short (under 100 ms), like nothing there, or like several places.
    """
    heard = array("h")
    heard.frombytes(samples[: len(samples) // 2 * 2])
    levels = envelope(heard, rate)
    # Decoders start mute; what they left out is no part of the likeness.
    mute = next((ms for ms, level in enumerate(levels) if level >= _MUTE), len(levels))
    needle = levels[mute:]
    if len(needle) < _SHORTEST or sum(needle) < _SILENCE * len(needle):
        return None
    zero, hay = reference.envelope(expected - search, expected + search + len(levels))
    best = _most_alike(needle, hay)
    return Heard(zero + best[0] - mute, best[1]) if best is not None else None


def _most_alike(needle: list[float], hay: list[float]) -> tuple[int, float] | None:
    """The offset of `needle` in `hay` and its likeness, or None where none stands out."""
    rough = _likeness(_thin(needle), _thin(hay))
    peaks = sorted(range(len(rough)), key=rough.__getitem__, reverse=True)[:40]
    chances: dict[int, float] = {}
    for peak in peaks:
        low = max(0, (peak - 1) * COARSE)
        if any(abs(low - known) < 3 * COARSE for known in chances) or len(chances) > 8:
            continue
        fine = _likeness(needle, hay[low : low + 2 * COARSE + len(needle)])
        if fine:
            top = max(range(len(fine)), key=fine.__getitem__)
            chances[low + top] = fine[top]
    if not chances:
        return None
    best = max(chances, key=chances.__getitem__)
    others = [alike for at, alike in chances.items() if abs(at - best) > _NEIGHBOURHOOD]
    unlike, others_unlike = 1 - chances[best], 1 - max(others, default=-1.0)
    if chances[best] < _LEAST_LIKENESS or unlike >= _MOST_DOUBT * others_unlike:
        return None
    return best, min(1.0, chances[best])


def _thin(levels: list[float]) -> list[float]:
    return [
        sum(levels[at : at + COARSE]) for at in range(0, len(levels) - len(levels) % COARSE, COARSE)
    ]


def _likeness(needle: Sequence[float], hay: Sequence[float]) -> list[float]:
    """Pearson's correlation of `needle` with `hay` at each offset where it fits."""
    length = len(needle)
    mean = sum(needle) / length
    centred = [level - mean for level in needle]
    spread = sqrt(sum(map(mul, centred, centred)))
    sums = list(accumulate(hay, initial=0.0))
    squares = list(accumulate(map(mul, hay, hay), initial=0.0))
    result = []
    for at in range(len(hay) - length + 1):
        total = sums[at + length] - sums[at]
        varied = squares[at + length] - squares[at] - total * total / length
        scale = spread * sqrt(varied) if varied > 1e-6 else 0.0
        result.append(sum(map(mul, centred, hay[at : at + length])) / scale if scale else 0.0)
    return result


class Tap:
    """Collects the samples that libVLC hands out; given to `VlcEngine` as `samples` and `flush`."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._armed = False
        self._samples = bytearray()
        self._due: int | None = None

    def arm(self) -> None:
        """Forget everything, and collect only what comes after the next flush."""
        with self._changed:
            self._armed = True
            self._forget()

    def flush(self) -> None:
        """libVLC throws away what it has not played: a seek, or another recording."""
        with self._changed:
            self._armed = False
            self._forget()

    def samples(self, data: bytes, due_us: int) -> None:
        """`data` sounds from `due_us` on (libVLC's clock, microseconds)."""
        with self._changed:
            if not self._armed:
                self._due = due_us if self._due is None else self._due
                self._samples += data
                self._changed.notify_all()

    def wait(self, ms: Ms, rate: int, timeout: float = 5.0) -> tuple[bytes, int]:
        """The first `ms` of sound since the flush (mono, 16 bit, at `rate`), and when it is due.

        Raises EngineError when they have not come after `timeout` seconds.
        """
        wanted = 2 * (ms * rate // 1000)
        deadline = time.monotonic() + timeout
        with self._changed:
            while len(self._samples) < wanted or self._due is None:
                if not self._changed.wait(deadline - time.monotonic()):
                    raise EngineError(f"No sound came from libVLC within {timeout:.0f} seconds.")
            return bytes(self._samples[:wanted]), self._due

    def has(self, ms: Ms, rate: int) -> bool:
        """Whether `ms` of sound (mono, 16 bit, at `rate`) have come since the flush."""
        with self._changed:
            return len(self._samples) >= 2 * (ms * rate // 1000) > 0

    def _forget(self) -> None:
        self._samples.clear()
        self._due = None
