"""The ear of the benchmarks hears what was really done to a sound, and the tables say it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QPainter

from tests.benchmarks import growth_plot, report
from tests.benchmarks.heard import AFTER_S, jump
from tests.hearing import RATE, Pcm, babble

MARKER, KEY_MS, MUTE_MS, AWAY_MS = 30_000, 100, 60, 80
SOUND = babble(60)


def samples(ms: int) -> int:
    return ms * RATE // 1000


def a_jump(begins: int, *, hole: int = 0, skipped: int = 0) -> Pcm:
    """Old sound until 80 ms after the key, 60 ms of silence, then the sound from `begins` (ms) on.

    Half a second later a hole, and then the sound goes on `skipped` ms further on.
    """
    new = SOUND[samples(begins) :]
    half = samples(500)
    parts = [
        SOUND[samples(10_000) : samples(10_000 + KEY_MS + AWAY_MS)],
        np.zeros(samples(MUTE_MS), np.int16),
        new[:half],
        np.zeros(samples(hole), np.int16),
        new[half + samples(skipped) :][: round(AFTER_S * RATE)],
    ]
    return np.concatenate(parts)


def test_a_clean_jump_is_told_to_a_few_milliseconds() -> None:
    heard = jump(a_jump(MARKER + 25), samples(KEY_MS), SOUND, SOUND, MARKER)
    assert heard is not None
    assert heard.beside == pytest.approx(25, abs=5)
    assert heard.delay == pytest.approx(AWAY_MS + MUTE_MS, abs=5)
    assert heard.gap == pytest.approx(MUTE_MS, abs=2)
    assert (heard.hole, heard.slip) == (0, 0)


@pytest.mark.parametrize(("hole", "skipped", "slip"), [(50, 0, 50), (50, 50, 0), (0, 120, 120)])
def test_holes_and_skips_are_told_apart(hole: int, skipped: int, slip: int) -> None:
    sound = a_jump(MARKER, hole=hole, skipped=skipped)
    heard = jump(sound, samples(KEY_MS), SOUND, SOUND, MARKER)
    assert heard is not None
    assert heard.hole == pytest.approx(hole, abs=2)
    assert heard.slip == pytest.approx(slip, abs=3)


def test_silence_that_the_recording_has_is_no_hole() -> None:
    decoded = SOUND.copy()
    decoded[samples(MARKER + 480) : samples(MARKER + 570)] = 0
    sound = a_jump(MARKER, hole=50, skipped=50)
    heard = jump(sound, samples(KEY_MS), SOUND, decoded, MARKER)
    assert heard is not None
    assert heard.hole == 0
    without = jump(sound, samples(KEY_MS), SOUND, SOUND, MARKER)
    assert without is not None
    assert without.hole == pytest.approx(50, abs=2)


def test_a_crackle_before_the_sound_is_not_taken_for_it() -> None:
    reference, bang = SOUND.copy(), samples(MARKER + 2_000)
    reference[bang - samples(100) : bang + samples(100)] //= 50  # so that it is all one hears there
    reference[bang : bang + 200] = SOUND[bang : bang + 200]
    sound = a_jump(MARKER)
    place = samples(KEY_MS + AWAY_MS + 10)
    sound[place : place + 200] = reference[bang : bang + 200]
    heard = jump(sound, samples(KEY_MS), reference, reference, MARKER)
    assert heard is not None
    assert heard.beside == pytest.approx(0, abs=5)


def test_a_sound_from_elsewhere_is_none() -> None:
    assert jump(a_jump(45_000), samples(KEY_MS), SOUND, SOUND, MARKER) is None


def test_figures_carry_their_spread_and_ratios_their_peer() -> None:
    assert report.figure([3.0, 1.0, 2.0]) == "2 (1 … 3)"
    assert report.figure([2.0, 2.0], 1) == "2.0"
    assert report.figure([-0.2]) == "0"
    assert report.figure([]) == report.ratio([1.0], []) == report.NOTHING
    assert report.ratio([3.0], [2.0]) == "1.50×"


def test_the_picture_of_the_growth_has_a_straight_line_for_what_grows_as_chapters_do() -> None:
    plot = growth_plot.Plot(QPainter(), [10, 100, 1_000, 10_000])
    assert plot.at(10, 1) == growth_plot.PLOT.bottomLeft()
    assert plot.at(10_000, 1_000) == growth_plot.PLOT.topRight()
    assert plot.at(1_000, 100).y() - plot.at(100, 10).y() == pytest.approx(
        plot.at(100, 10).y() - plot.at(10, 1).y()
    )
    assert plot.at(100, 0.9).y() == growth_plot.PLOT.bottom(), "what shrinks stays in the picture"
