"""The ear of the benchmarks hears what was really done to a sound, and the tables say it."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QPainter

from player.engine.decode import Shape
from player.engine.stretch import Stretch
from tests.benchmarks import growth_plot, held, report, shown, variants, weight
from tests.benchmarks.__main__ import TABLES
from tests.benchmarks.heard import AFTER_S, jump
from tests.benchmarks.places import Ear
from tests.benchmarks.players import ROOT
from tests.hearing import RATE, Pcm, babble, record, tone

MARKER, KEY_MS, MUTE_MS, AWAY_MS = 30_000, 100, 60, 80
SOUND = babble(60)
STEP_MS = 2
"""Of the channel that says where the other one is from."""


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


def test_every_table_is_there_and_start_is_weighed_with_nothing_loaded_beside_it() -> None:
    for name in TABLES:
        module = import_module(f"tests.benchmarks.{name}")
        assert module.TITLE
        assert callable(module.measured)
    code = "import sys, tests.benchmarks.__main__; print({'av', 'numpy', 'vlc'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (TABLES[0], said.stdout.strip()) == ("start", "set()"), said.stderr


def at_rate(pcm: Pcm, rate: float) -> Pcm:
    """Faster or slower with the pitch kept, by ffmpeg's own means."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=RATE, format="s16", layout="mono", time_base=Fraction(1, RATE)
    )
    change, sink = graph.add("atempo", str(rate)), graph.add("abuffersink")
    source.link_to(change)
    change.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(pcm[None], "s16", "mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
    graph.push(frame)
    graph.push(None)
    parts: list[Pcm] = []
    while True:
        try:
            made = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return np.concatenate(parts)
        assert isinstance(made, av.AudioFrame)
        parts.append(made.to_ndarray()[0])


@pytest.mark.parametrize("rate", [0.75, 1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("astray", [-300, 0, 900])
def test_the_place_of_a_sound_is_found_at_every_rate(rate: float, astray: int) -> None:
    begin = 10_000
    sound = at_rate(SOUND[samples(begin) : samples(begin + 15_000)], rate)
    ear = Ear(sound, SOUND, began=100.0)
    for second in (1.0, 1.7, 2.93, 4.0):
        true = begin + 1000 * second * rate
        found = ear.place(100.0 + second, true + astray, rate)
        assert found == pytest.approx(true, abs=25), "atempo itself is up to 16 ms beside"
    if rate == 1:
        exact = Ear(SOUND, SOUND).place(20.0, 20_000 + astray, rate)
        assert exact == pytest.approx(20_000, abs=1)


def test_silence_and_a_sound_from_elsewhere_have_no_place() -> None:
    silence = np.zeros(samples(1_000), np.int16)
    ear = Ear(np.concatenate([silence, SOUND[samples(50_000) :]]), SOUND)
    assert ear.place(0.5, 20_000, 1.0) is None
    assert ear.silent(0.5)
    assert ear.place(2.0, 20_000, 1.0) is None
    assert not ear.silent(2.0)
    assert ear.place(2.0, 51_000, 1.0) == pytest.approx(51_000, abs=1)


def test_what_is_shown_is_held_against_what_is_heard() -> None:
    """30 ms ahead for 3 s, paused 20 ms from where the sound stopped, then a sound too late."""
    heard = np.concatenate(
        [SOUND[: samples(3_000)], np.zeros(samples(1_000), np.int16), SOUND[samples(3_000) :]]
    )[: samples(6_000)]
    told: shown.Shown = [(at / 20, at * 50 + 30, 1.0) for at in range(10, 58)]
    told += [(at / 20, 2_900 + 20, 1.0) for at in range(64, 76)]
    told += [(at / 20, 40_000 + at * 50, 1.0) for at in range(84, 96)]
    found = shown.compared(told, Ear(heard, SOUND), 0.0)
    assert found.beside == [pytest.approx(30, abs=1)] * 48
    assert found.paused == [pytest.approx(20, abs=60)] * 12
    assert found.elsewhere == 12


def test_between_two_looks_what_is_shown_runs_on() -> None:
    watch = shown.Watch([(1.0, 5_000, 2.0), (1.1, 5_200, 2.0), (1.2, 9_000, 1.0)])
    assert watch.at(1.05) == (pytest.approx(5_100), 2.0)
    assert watch.at(0.5) == (5_000, 2.0)
    assert watch.at(7.0)[0] == 9_000


def test_a_jump_at_twice_the_rate_is_told_by_its_pieces() -> None:
    new = at_rate(SOUND[samples(MARKER + 40) :][: samples(6_000)], 2.0)
    old = SOUND[samples(10_000) : samples(10_000 + KEY_MS + AWAY_MS)]
    mute = np.zeros(samples(MUTE_MS), np.int16)
    sound = np.concatenate([old, mute, new[: samples(1_000)], mute, new[samples(1_000) :]])
    heard = jump(sound, samples(KEY_MS), SOUND, SOUND, MARKER, 2.0)
    assert heard is not None
    assert heard.beside == pytest.approx(40, abs=10)
    assert heard.delay == pytest.approx(AWAY_MS + MUTE_MS, abs=2)
    assert heard.gap == pytest.approx(MUTE_MS, abs=2)
    assert heard.hole == pytest.approx(MUTE_MS, abs=2)
    assert heard.slip == pytest.approx(2 * MUTE_MS, abs=15)


def told_by_a_second_channel(begins: int, rate: float) -> tuple[Pcm, npt.NDArray[np.float64]]:
    """3 s of the sound from `begins` on as the program plays it at `rate`, and from where it is.

    The second channel says where (ms from `begins` on), whatever the stretching does.
    """
    source = SOUND[samples(begins) :][: samples(round(3_500 * rate))]
    moments = np.arange(len(source)) * 1000 / RATE
    both = np.stack([source, np.round(moments / STEP_MS).astype(np.int16)], axis=1)
    stretch = Stretch(Shape(RATE, 2), rate)
    for at in range(0, len(both), samples(30)):
        stretch.put(both[at : at + samples(30)].tobytes())
    made = np.frombuffer(stretch.take(samples(3_000)), np.int16).reshape(-1, 2)
    # What it blends is cut off to a whole number, never rounded up.
    return made[:, 0], (made[:, 1] + 0.75) * STEP_MS


@pytest.mark.parametrize("rate", [0.75, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("mute", [0, MUTE_MS])
def test_at_every_rate_the_measure_itself_is_right(rate: float, mute: int) -> None:
    """Against what the second channel says; the program's own place is beside that, too."""
    away, ahead, early = [], [], []
    for marker in range(MARKER - 9_000, MARKER + 9_000, 3_000):
        old, _ = told_by_a_second_channel(marker // 10, rate)
        new, places = told_by_a_second_channel(marker, rate)
        lags = places - rate * np.arange(len(places)) * 1000 / RATE
        sound = np.concatenate(
            [old[: samples(KEY_MS + AWAY_MS)], np.zeros(samples(mute), np.int16), new]
        )
        heard = jump(sound, samples(KEY_MS), SOUND, SOUND, marker, rate)
        assert heard is not None
        assert heard.delay == pytest.approx(AWAY_MS + mute, abs=4)
        away.append(heard.beside - np.median(lags[:RATE]))
        ahead.append(np.mean(lags))
        early.append(np.mean(lags[: samples(50)]))
        assert heard.slip < 20 * rate, "nothing slipped"
    assert max(map(abs, away)) < (8 if rate <= 2 else 12)
    assert abs(np.median(away)) < (2 if rate <= 2 else 5)
    # Half a window of 46 ms is the most that a piece is laid beside where the rate would have it.
    assert abs(np.median(ahead)) < 20
    assert abs(np.median(early)) < 20


@pytest.mark.parametrize("cents", [-10.0, 0.0, 3.0])
def test_a_bent_tone_is_told_in_cents(cents: float) -> None:
    bent = tone(1, held.HERTZ * 2 ** (cents / 1200))
    sound = np.concatenate([tone(1, held.HERTZ), bent]).astype(float)
    assert held.farthest(sound[RATE:], held.HERTZ) == pytest.approx(cents, abs=0.3)
    assert abs(held.farthest(sound, held.HERTZ)) >= abs(cents) - 0.3
    assert np.isnan(held.farthest(np.zeros(RATE), held.HERTZ))


def test_the_silence_of_the_last_jump_is_told_from_a_hole() -> None:
    sound = tone(2, held.HERTZ).astype(float)
    assert held.sounds_again(sound) == 0
    sound[samples(100) : samples(160)] = 0
    sound[samples(900) : samples(950)] = 0
    assert held.sounds_again(sound) == pytest.approx(160, abs=2)


def test_tables_of_mp3_are_made_wrong(tmp_path: Path) -> None:
    true = record(tmp_path / "true.vbr.mp3", SOUND[: 5 * RATE])
    lengths = {}
    for name, vary in (("short", variants.said_to_be_short), ("it", variants.said_to_be_constant)):
        made = tmp_path / f"{name}.mp3"
        vary(true, tmp_path, made)
        assert made.stat().st_size == true.stat().st_size
        with av.open(str(made)) as container:
            lengths[name] = (container.duration or 0) / 1_000_000
    assert lengths["short"] == pytest.approx(2.5, abs=0.1)
    assert lengths["it"] == pytest.approx(5, abs=0.1)
    assert b"Info" in (tmp_path / "it.mp3").read_bytes()[:200]


def test_growth_is_told_from_a_weighing_that_is_off() -> None:
    done = [float(number) for number in range(10)]
    grown = [5.0 + 0.25 * number for number in done]
    assert weight.slope(done, [*grown[:7], 40.0, *grown[8:]]) == pytest.approx(0.25)
    assert weight.slope(done, [5.0, 9.0, *[5.0] * 8]) == 0
    assert weight.slope(done[:1], [5.0]) == 0
    now = weight.weigh(3)
    assert now.done == 3
    assert 0 < now.uss <= now.pss
    assert now.threads >= 1 < now.files
    with Path(__file__).open():
        assert weight.weigh(4).files == now.files + 1


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
