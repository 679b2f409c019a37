"""Faster or slower: as long as it should be, each place where it should be, at its own pitch."""

from __future__ import annotations

import numpy as np
import pytest

from player.engine.decode import Shape
from player.engine.stretch import Stretch
from tests.hearing import RATE, Pcm, pitch, tone

SHAPE = Shape(RATE, 1)


def stretched(pcm: Pcm, tempo: float) -> Pcm:
    stretch = Stretch(SHAPE, tempo)
    out = b""
    for at in range(0, len(pcm), 661):
        stretch.put(pcm[at : at + 661].tobytes())
        out += stretch.take(stretch.made)
    stretch.put(b"")
    stretch.put(b"")  # that it is over may be said again
    return np.frombuffer(out + stretch.take(stretch.made), np.int16)


@pytest.mark.parametrize("tempo", [0.5, 0.75, 1.25, 1.5, 2.0, 3.0])
def test_every_place_is_where_the_tempo_puts_it(tempo: float) -> None:
    pcm = (tone(10, 440) // 40).astype(np.int16)
    for second in range(1, 10):
        pcm[second * RATE : second * RATE + 40] = 20_000 * np.hanning(40)

    made = np.abs(stretched(pcm, tempo).astype(int))

    assert len(made) / RATE * tempo == pytest.approx(10, abs=0.05)
    near = RATE // 12
    for second in range(1, 10):
        low = round(second * RATE / tempo) - near
        click = low + int(np.argmax(made[low : low + 2 * near]))
        assert click * tempo / RATE == pytest.approx(second, abs=0.05)


@pytest.mark.parametrize("tempo", [0.5, 1.5, 3.0])
def test_the_pitch_is_kept(tempo: float) -> None:
    assert pitch(stretched(tone(4, 440), tempo).tobytes()) == pytest.approx(440, abs=2)


def test_two_channels_stay_two() -> None:
    stretch = Stretch(Shape(RATE, 2), 2.0)
    left, right = tone(2, 440), tone(2, 880)
    stretch.put(np.stack([left, right], axis=1).tobytes())
    stretch.put(b"")
    made = np.frombuffer(stretch.take(stretch.made), np.int16).reshape(-1, 2)

    assert pitch(made[:, 0].tobytes()) == pytest.approx(440, abs=3)
    assert pitch(made[:, 1].tobytes()) == pytest.approx(880, abs=3)
