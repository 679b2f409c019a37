"""What comes out of the loudspeaker: libVLC's own output, recorded at a private sound server."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from player.engine.api import Interrupted, Playing, Position
from player.engine.listening import envelope, locate
from player.engine.vlc import VlcEngine
from tests import sound_server
from tests.engine.rooms import LONG
from tests.hearing import Ear, Known, babble, loudness
from tests.sound_server import Recording, SoundServer

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(sound_server.missing() is not None, reason=str(sound_server.missing())),
]
LATEST = 150
"""Within so many ms after a key the sound must be there; the server itself takes up to 60."""


@pytest.fixture(scope="module")
def server() -> Iterator[SoundServer]:
    with SoundServer.started() as server:
        yield server


@pytest.fixture
def engine(server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[VlcEngine]:
    for name, value in server.env.items():
        monkeypatch.setenv(name, value)
    engine = VlcEngine()
    yield engine
    engine.shut_down()


@pytest.fixture
def slow_engine(server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[VlcEngine]:
    """One whose sound is on its way for a quarter of a second."""
    with SoundServer.started(server.behind(250)) as near:
        for name, value in near.env.items():
            monkeypatch.setenv(name, value)
        engine = VlcEngine()
        yield engine
        engine.shut_down()


def play(engine: VlcEngine, audio: Path, recording: Recording) -> Ear:
    ear = Ear()
    engine.listen(ear.hear)
    stamp = engine.open(audio, start=0, play=True)
    ear.until(lambda: ear.has(Playing, stamp))
    recording.wait(0.7)
    return ear


def longest_hole(samples: bytes, rate: int) -> int:
    """The longest silence, in ms."""
    longest = now = 0
    for level in envelope(array("h", samples), rate):
        now = now + 1 if level < 1 else 0
        longest = max(longest, now)
    return longest


@pytest.mark.parametrize("ending", ["mp3", "wav"])
def test_after_a_seek_the_sound_is_there_at_once_and_without_holes(
    server: SoundServer, engine: VlcEngine, library: Callable[[str], Path], ending: str
) -> None:
    with server.record() as recording:
        play(engine, library(f"long.{ending}"), recording)
        for place in (63_210, 7_000):
            begun = len(recording.samples)
            engine.seek(place)
            recording.wait(1.2)
            samples = recording.samples[begun:]

            assert longest_hole(samples, recording.rate) < LATEST
            late = samples[recording.rate // 4 * 2 :]  # from 250 ms after the key on
            heard = locate(
                late[: recording.rate], recording.rate, Known(babble(LONG / 1000)), place
            )
            assert heard is not None
            assert -150 < heard.position - 250 - place < LATEST


def test_volume_and_mute_hold_from_the_first_sample_of_every_recording(
    server: SoundServer, engine: VlcEngine, library: Callable[[str], Path]
) -> None:
    def level_of(name: str) -> float:
        begun = len(recording.samples)
        stamp = engine.open(library(name), start=10_000, play=True)
        ear.until(lambda: ear.has(Position, stamp))
        recording.wait(0.7)
        return loudness(recording.samples[begun:])

    with server.record() as recording:
        ear = play(engine, library("long.opus"), recording)
        loud = level_of("long.opus")
        engine.set_volume(50)
        assert 0.03 * loud < level_of("long.mp3") < 0.4 * loud
        engine.set_muted(True)
        recording.wait(0.5)
        assert level_of("long.wav") == 0
        assert "Mute: yes" in server.volumes()
        assert 'application.name = "Earmark"' in server.volumes()


def place_heard(samples: bytes, expected: int) -> int:
    """Where in the recording `samples` begin (ms)."""
    heard = locate(samples, sound_server.RATE, Known(babble(LONG / 1000)), expected)
    assert heard is not None
    return heard.position


def test_over_a_slow_way_nothing_is_lost_or_late_and_the_position_is_what_is_heard(
    server: SoundServer, slow_engine: VlcEngine, library: Callable[[str], Path]
) -> None:
    with server.record() as recording:
        ear = play(slow_engine, library("long.wav"), recording)
        recording.wait(1.5)  # it learns how slow it is
        for place in (63_210, 7_000):
            stamp = slow_engine.seek(place)
            ear.until(lambda stamp=stamp: ear.has(Position, stamp))  # type: ignore[misc]
            begun = len(recording.samples)
            recording.wait(1.0)
            samples = recording.samples[begun:]

            assert longest_hole(samples, recording.rate) < 20
            late = samples[recording.rate // 2 * 2 :]  # from half a second later on
            assert -150 < place_heard(late[: recording.rate], place) - 500 - place < LATEST


def test_when_the_device_changes_it_goes_on_there(
    engine: VlcEngine, server: SoundServer, library: Callable[[str], Path]
) -> None:
    server.add_sink("headset")
    with server.record() as recording, server.record("headset") as headset:
        ear = play(engine, library("long.flac"), recording)
        server.move_to("headset")
        headset.wait(2.0)
        stamp = engine.seek(63_210)
        ear.until(lambda: ear.has(Position, stamp))
        headset.wait(1.0)
        samples = headset.samples[-headset.rate :]

    assert longest_hole(samples, headset.rate) < 20
    assert -150 < place_heard(samples, 63_210) - 63_210 - 500 < 1_000
    assert not ear.has(Interrupted)


def test_when_the_sound_server_ends_it_is_told_and_goes_on_once_it_is_back(
    engine: VlcEngine, server: SoundServer, library: Callable[[str], Path]
) -> None:
    with server.record() as recording:
        ear = play(engine, library("long.mp3"), recording)
        recording.wait(1.0)
    server.stop()
    ear.until(lambda: ear.has(Interrupted))
    place = ear.of(Position)[-1].position
    told = len(ear.events)
    server.start()
    ear.until(lambda: any(isinstance(event, Playing) for event in ear.events[told:]), 10.0)
    goes_on = ear.of(Position)[-1].position
    with server.record() as recording:
        recording.wait(1.0)
        samples = recording.samples[-recording.rate :]

    # Told once a second; and it is sure of the new output only after half a second.
    assert 0 <= goes_on - place < 1_700
    assert abs(place_heard(samples, goes_on + 2_000) - ear.of(Position)[-1].position) < 1_000
