"""A listener seeks, and HEARS the place: measured from the samples that leave libVLC."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from player.engine.api import Duration, Paused, Playing, Position
from player.engine.listening import Reference, locate
from tests.engine.rooms import LONG, VlcRoom
from tests.hearing import RATE, loudness, pitch, record, tone

pytestmark = pytest.mark.sound

PLACES = (63_210, 1_999, 86_017)
# As near as the ear is. Where a file does not tell of the encoder's delay, its time has it in.
EARLY, LATE = -5, 5
EARLY_UNTAGGED = -32


@pytest.mark.parametrize(
    "ending", ["wav", "flac", "opus", "m4a", "mka", "mp3", "vbr.mp3", "untagged.mp3"]
)
def test_what_is_sought_is_heard(vlc_room: VlcRoom, ending: str) -> None:
    early = EARLY_UNTAGGED if ending == "untagged.mp3" else EARLY
    vlc_room.open(f"long.{ending}")
    off = [
        vlc_room.heard_after(lambda to=to: vlc_room.engine.seek(to), to)  # type: ignore[misc]
        for to in PLACES
    ]
    assert early <= min(off) <= max(off) <= LATE, off


@pytest.mark.parametrize("ending", ["opus", "m4a", "mp3", "flac"])
def test_what_is_sought_while_paused_is_heard_when_it_plays(vlc_room: VlcRoom, ending: str) -> None:
    vlc_room.open(f"long.{ending}", play=False)

    for place in PLACES[:2]:

        def seek_and_play(place: int = place) -> None:
            stamp = vlc_room.engine.seek(place)
            vlc_room.until(lambda: vlc_room.ear.has(Paused, stamp))
            vlc_room.engine.play()

        assert EARLY <= vlc_room.heard_after(seek_and_play, place) <= LATE
        vlc_room.engine.pause()
        vlc_room.until(lambda: isinstance(vlc_room.ear.events[-2], Paused))


@pytest.mark.parametrize("ending", ["opus", "mp3"])
def test_it_begins_where_it_was_left(vlc_room: VlcRoom, ending: str) -> None:
    audio = vlc_room.shelf(f"long.{ending}")

    off = vlc_room.heard_after(lambda: vlc_room.engine.open(audio, start=41_250, play=True), 41_250)

    assert EARLY <= off <= LATE


def test_opened_to_be_held_it_makes_no_sound_until_it_is_played(vlc_room: VlcRoom) -> None:
    vlc_room.tap.arm()
    vlc_room.open("long.opus", start=41_250, play=False)
    assert vlc_room.ear.quiet(0.3)
    assert not vlc_room.tap.has(1, vlc_room.rate)

    assert EARLY <= vlc_room.heard_after(lambda: play_on(vlc_room), 41_250) <= LATE


def play_on(room: VlcRoom) -> None:
    """libVLC flushes nothing when it goes on, so what it gives from here on is what counts."""
    room.tap.flush()
    room.engine.play()


def test_after_the_end_the_beginning_is_heard(vlc_room: VlcRoom) -> None:
    vlc_room.open("long.opus", start=LONG - 600)
    vlc_room.until(lambda: type(vlc_room.ear.events[-1]).__name__ == "Ended")

    assert EARLY <= vlc_room.heard_after(vlc_room.engine.play, 0) <= LATE


def test_where_it_says_it_is_is_what_sounds(vlc_room: VlcRoom) -> None:
    stamp = vlc_room.open("long.opus")
    vlc_room.until(lambda: vlc_room.ear.positions(stamp)[-1] > 600)

    # The first samples after a seek are due when the seek's position is told, or a little later.
    vlc_room.tap.arm()
    stamp = vlc_room.engine.seek(50_000)
    vlc_room.until(lambda: vlc_room.ear.positions(stamp)[-1:] > [50_800])
    samples, _ = vlc_room.tap.wait(700, vlc_room.rate)

    heard = locate(samples, vlc_room.rate, Reference(vlc_room.shelf("long.opus")), 50_000)
    assert heard is not None
    assert abs(heard.position - 50_000) <= 20
    steps = [b - a for a, b in pairwise(vlc_room.ear.positions(stamp))]
    assert max(steps) <= 1_150


def test_a_key_held_down_does_not_bend_the_pitch(vlc_room: VlcRoom, tmp_path: Path) -> None:
    audio = record(tmp_path / "tone.mp3", tone(60, 440))
    stamp = vlc_room.engine.open(audio, start=0, play=True)
    vlc_room.until(lambda: len(vlc_room.ear.positions(stamp)) > 1)

    vlc_room.tap.arm()
    for step in range(60):
        stamp = vlc_room.engine.seek(1_000 + 500 * step)
        vlc_room.ear.quiet(0.03)
    vlc_room.until(lambda: len(vlc_room.ear.positions(stamp)) > 1)

    assert 0 <= vlc_room.ear.positions(stamp)[0] - 30_500 <= 50
    assert pitch(vlc_room.tap.wait(1_000, vlc_room.rate)[0]) == pytest.approx(440, abs=3)


def test_at_twice_the_rate_the_pitch_is_kept(vlc_room: VlcRoom, tmp_path: Path) -> None:
    audio = record(tmp_path / "tone.opus", tone(30, 440))
    vlc_room.engine.set_rate(2.0)

    samples = vlc_room.samples_after(
        lambda: vlc_room.engine.open(audio, start=5_000, play=True), ms=1_500
    )

    steady = samples[RATE:]  # without the half second in which it begins
    assert pitch(steady) == pytest.approx(440, abs=5)
    assert loudness(steady) > 1_000


@pytest.mark.parametrize("ending", ["mp3", "vbr.mp3", "untagged.mp3", "m4a", "flac", "wav"])
def test_the_duration_is_told_right_soon_after_the_sound_begins(
    vlc_room: VlcRoom, ending: str
) -> None:
    stamp = vlc_room.open(f"long.{ending}")

    vlc_room.until(lambda: any(told.exact for told in vlc_room.ear.of(Duration, stamp)))

    assert abs(vlc_room.ear.of(Duration, stamp)[-1].duration - LONG) <= 50


def test_key_to_report_takes_no_longer_than_an_eye_notices(vlc_room: VlcRoom) -> None:
    vlc_room.open("long.opus")
    stamp = vlc_room.engine.seek(30_000)

    vlc_room.until(lambda: vlc_room.ear.has(Position, stamp), timeout=0.5)

    assert vlc_room.ear.has(Playing, stamp)
