"""What the tests of spoken audio share: a voice where there is one, and ears."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from player.standin.voice import StandinError, Voice


@pytest.fixture(scope="session")
def voice() -> Voice:
    """espeak-ng; a test that needs it is skipped where it is not installed."""
    try:
        return Voice()
    except StandinError as missing:
        pytest.skip(str(missing))


class Heard:
    """A recording as the ear has it: the loudest sample (0 … 1) of each millisecond."""

    AUDIBLE = 0.004

    def __init__(self, path: Path) -> None:
        rest, peaks, self.samples = np.zeros(0, np.float32), [], 0
        with av.open(str(path)) as container:
            stream = container.streams.audio[0]
            self.tags = {**container.metadata, **stream.metadata}
            for frame in container.decode(stream):
                sound = np.concatenate([rest, frame.to_ndarray()[0]])
                self.samples += frame.samples
                whole = len(sound) // 48 * 48
                peaks.append(np.abs(sound[:whole]).reshape(-1, 48).max(axis=1))
                rest = sound[whole:]
        self.peaks = np.concatenate(peaks)

    @property
    def duration(self) -> float:
        """Milliseconds, from the samples that come out of the decoder."""
        return self.samples / 48

    def first_sound(self, after: int) -> int | None:
        """The first audible millisecond at or after `after`."""
        audible = np.flatnonzero(self.peaks[after:] > self.AUDIBLE)
        return after + int(audible[0]) if len(audible) else None

    def is_silent(self, start: int, end: int) -> bool:
        """Whether nothing is audible from `start` up to `end` (ms)."""
        return bool((self.peaks[max(0, start) : max(0, end)] <= self.AUDIBLE).all())


@pytest.fixture(scope="session")
def listen():
    """Decodes a file once and hears it: `listen(path)`."""
    known: dict[Path, Heard] = {}

    def heard(path: Path) -> Heard:
        if path not in known:
            known[path] = Heard(path)
        return known[path]

    return heard
