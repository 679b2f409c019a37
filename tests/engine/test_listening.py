"""The ear itself: it finds the place of a sound to the millisecond, or says that it cannot."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from player.domain.errors import EngineError
from player.engine.listening import Heard, Reference, Tap, locate
from tests.hearing import RATE, Pcm, babble, record, tone, write_wav


def cut(pcm: Pcm, start: int, length: int = 500) -> bytes:
    return pcm[start * RATE // 1000 : (start + length) * RATE // 1000].tobytes()


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return Reference(write_wav(tmp_path_factory.mktemp("ear") / "babble.wav", babble(20)))


@pytest.mark.parametrize("place", [0, 1, 7_777, 12_345, 19_400])
@pytest.mark.parametrize("expected_off", [-2_900, 0, 2_900])
def test_it_finds_the_place(recording: Reference, place: int, expected_off: int) -> None:
    heard = locate(cut(babble(20), place), RATE, recording, place + expected_off)

    assert heard is not None
    assert abs(heard.position - place) <= 1
    assert heard.confidence > 0.95


@pytest.mark.parametrize("ending", ["mp3", "m4a", "opus", "flac"])
def test_it_finds_it_through_a_codec(ending: str, library: Callable[[str], Path]) -> None:
    heard = locate(cut(babble(90), 31_000), RATE, Reference(library(f"long.{ending}")), 30_500)

    assert heard is not None
    assert abs(heard.position - 31_000) <= 3


def test_it_finds_it_at_another_rate_and_volume(recording: Reference) -> None:
    quiet = (babble(20)[RATE * 5 : RATE * 6 : 2] // 4).tobytes()

    heard = locate(quiet, RATE // 2, recording, 6_000)

    assert heard is not None
    assert abs(heard.position - 5_000) <= 2


def test_a_mute_start_is_left_out_of_the_likeness(recording: Reference) -> None:
    samples = babble(20)[RATE * 5 : RATE * 6].copy()
    samples[: RATE // 10] = 0

    heard = locate(samples.tobytes(), RATE, recording, 5_500)

    assert heard is not None
    assert abs(heard.position - 5_000) <= 1


def test_before_the_start_there_is_silence(recording: Reference) -> None:
    samples = np.concatenate([np.zeros(RATE // 20, np.int16), babble(20)[: RATE // 2]])

    heard = locate(samples.tobytes(), RATE, recording, 0)

    assert heard is not None
    assert abs(heard.position + 50) <= 1


@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(bytes(RATE), id="silence"),
        pytest.param(cut(babble(20), 3_000, 60), id="too short"),
        pytest.param(cut(babble(20, seed=9), 3_000), id="another recording"),
        pytest.param(cut(babble(20), 15_000), id="from elsewhere"),
    ],
)
def test_it_does_not_make_a_place_up(recording: Reference, samples: bytes) -> None:
    assert locate(samples, RATE, recording, 3_000) is None


def test_what_sounds_the_same_everywhere_has_no_place(tmp_path: Path) -> None:
    again_and_again = np.tile(babble(1), 10)
    write_wav(tmp_path / "loop.wav", again_and_again)

    assert (
        locate(cut(again_and_again, 4_200), RATE, Reference(tmp_path / "loop.wav"), 4_200) is None
    )


def test_a_steady_tone_has_no_place(tmp_path: Path) -> None:
    audio = record(tmp_path / "tone.wav", tone(10, 440))

    assert locate(cut(tone(10, 440), 4_000), RATE, Reference(audio), 4_000) is None


def test_what_cannot_be_decoded_is_told(tmp_path: Path) -> None:
    (tmp_path / "words.mp3").write_text("no sound")

    with pytest.raises(EngineError, match=r"words\.mp3”"):
        locate(cut(babble(2), 0), RATE, Reference(tmp_path / "words.mp3"), 0)


def test_a_tap_gives_only_what_came_after_the_flush() -> None:
    tap = Tap()
    tap.samples(b"old!" * 100, 1)
    tap.arm()
    tap.samples(b"old!" * 100, 2)
    assert not tap.has(1, 1000)

    tap.flush()
    tap.samples(b"new!" * 100, 77)

    assert tap.wait(2, 1000) == (b"new!", 77)
    assert tap.has(200, 1000)
    assert not tap.has(201, 1000)


def test_a_tap_waits_for_what_is_still_to_come() -> None:
    tap = Tap()
    later = threading.Timer(0.05, tap.samples, (bytes(200), 5))
    later.start()

    assert tap.wait(100, 1000, timeout=5.0) == (bytes(200), 5)
    later.join()


def test_a_tap_says_that_nothing_came() -> None:
    with pytest.raises(EngineError, match="No sound came"):
        Tap().wait(100, 1000, timeout=0.01)


def test_a_place_is_a_value() -> None:
    assert Heard(1, 0.5) == Heard(1, 0.5)
