"""What every engine promises its listener: the silent one and libVLC are held to it alike."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest

from player.engine.api import Duration, Ended, Failed, Opening, Paused, Playing, Position
from tests.engine.rooms import LONG, SHORT, Room

NEAR = 150
"""How far a position may be off (ms), where sound takes its time to begin."""


def near(position: float, wanted: float, by: int = NEAR) -> bool:
    return abs(position - wanted) <= by


def test_a_recording_is_opened_and_plays(room: Room) -> None:
    stamp = room.open("long.opus", start=20_000)

    room.until(lambda: len(room.ear.positions(stamp)) > 1)

    kinds = [type(event) for event in room.ear.events]
    assert kinds[0] is Opening
    assert kinds.index(Duration) < kinds.index(Position)
    assert kinds.index(Playing) < kinds.index(Position)
    assert Paused not in kinds
    assert near(room.ear.of(Duration)[-1].duration, LONG, by=50)
    assert room.ear.of(Duration)[-1].exact
    positions = room.ear.positions(stamp)
    assert 0 <= positions[0] - 20_000 <= NEAR
    assert positions == sorted(positions)


def test_held_at_a_place_it_stays_there_until_it_is_played(room: Room) -> None:
    stamp = room.open("long.opus", start=20_000, play=False)

    assert room.ear.positions(stamp) == [20_000]
    assert room.ear.of(Duration, stamp)

    room.engine.play()

    room.until(lambda: room.ear.has(Playing, stamp))
    room.until(lambda: room.ear.positions(stamp)[-1] > 20_200)
    assert near(room.ear.positions(stamp)[1], 20_000)


def test_while_playing_the_position_is_told_at_least_once_a_second(room: Room) -> None:
    stamp = room.open()
    room.until(lambda: room.ear.positions(stamp)[-1] > 2_500)

    positions = room.ear.positions(stamp)
    assert len(positions) >= 3
    assert max(b - a for a, b in pairwise(positions)) <= 1_000 + NEAR


def test_a_seek_while_playing_goes_on_playing_there(room: Room) -> None:
    first = room.open()
    stamp = room.engine.seek(60_000)
    assert stamp > first

    room.until(lambda: len(room.ear.positions(stamp)) > 1)

    assert room.ear.has(Playing, stamp)
    assert not room.ear.has(Opening, stamp)
    positions = room.ear.positions(stamp)
    assert 0 <= positions[0] - 60_000 <= NEAR
    assert positions == sorted(positions)
    assert positions[-1] < 63_000


def test_after_a_seek_nothing_is_told_with_an_older_stamp(room: Room) -> None:
    room.open()
    stamp = room.engine.seek(60_000)
    room.until(lambda: room.ear.has(Position, stamp))
    already = len(room.ear.events)

    room.until(lambda: len(room.ear.positions(stamp)) > 1)

    assert {event.stamp for event in room.ear.events[already:]} == {stamp}


def test_a_seek_while_paused_stays_paused_and_tells_where_it_is(room: Room) -> None:
    room.open(play=False)

    stamp = room.engine.seek(45_000)

    room.until(lambda: room.ear.has(Position, stamp))
    assert room.ear.has(Paused, stamp)
    assert room.ear.positions(stamp) == [45_000]
    assert not room.ear.has(Playing)


def test_of_many_seeks_the_last_one_holds(room: Room) -> None:
    room.open()

    stamps = [room.engine.seek(10_000 + 1_000 * step) for step in range(40)]

    assert stamps == sorted(set(stamps))
    room.until(lambda: len(room.ear.positions(stamps[-1])) > 1)
    assert near(room.ear.positions(stamps[-1])[0], 49_000)
    assert room.ear.events[-1].stamp == stamps[-1]


def test_a_seek_just_after_opening_is_where_it_begins(room: Room) -> None:
    room.engine.open(room.shelf("long.opus"), start=0, play=True)
    stamp = room.engine.seek(30_000)

    room.until(lambda: len(room.ear.positions(stamp)) > 1)

    assert all(near(position, 30_000, by=2_000) for position in room.ear.positions(stamp))


def test_pausing_keeps_the_place(room: Room) -> None:
    stamp = room.open(start=5_000)
    room.until(lambda: room.ear.positions(stamp)[-1] > 5_500)

    room.engine.pause()

    room.until(lambda: room.ear.has(Paused, stamp))
    room.until(lambda: isinstance(room.ear.events[-1], Position))
    held = room.ear.positions(stamp)[-1]
    room.engine.play()
    room.until(lambda: len(room.ear.of(Playing, stamp)) == 2)
    room.until(lambda: isinstance(room.ear.events[-1], Position))
    assert near(room.ear.positions(stamp)[-1], held)


def test_pressed_again_and_again_it_does_what_was_pressed_last(room: Room) -> None:
    stamp = room.open()

    for _ in range(5):
        room.engine.pause()
        room.engine.play()
    room.engine.pause()

    room.until(lambda: isinstance(room.ear.events[-2], Paused))
    assert room.ear.of(Paused)[-1].stamp == stamp


def test_at_the_end_it_says_so_and_plays_again_from_the_beginning(room: Room) -> None:
    stamp = room.open("short.opus", start=3_000)
    room.until(lambda: room.ear.has(Ended, stamp))
    assert near(room.ear.positions(stamp)[-1], SHORT, by=50)

    room.engine.play()

    room.until(lambda: len(room.ear.of(Playing, stamp)) == 2)
    room.until(lambda: isinstance(room.ear.events[-1], Position))
    assert near(room.ear.positions(stamp)[-1], 0)
    room.until(lambda: room.ear.positions(stamp)[-1] > 500)


def test_after_the_end_a_seek_goes_on_paused_from_there(room: Room) -> None:
    room.open("short.opus", start=3_500)
    room.until(lambda: room.ear.has(Ended))

    stamp = room.engine.seek(1_000)

    room.until(lambda: room.ear.has(Position, stamp))
    assert room.ear.has(Paused, stamp)
    assert not room.ear.has(Playing, stamp)
    assert room.ear.positions(stamp) == [1_000]
    room.engine.play()
    room.until(lambda: room.ear.positions(stamp)[-1] > 1_200)


def test_a_seek_past_the_end_stays_within_the_recording(room: Room) -> None:
    room.open("short.opus", play=False)

    stamp = room.engine.seek(3_600_000)

    room.until(lambda: room.ear.has(Position, stamp))
    assert SHORT - 500 <= room.ear.positions(stamp)[0] < SHORT
    assert not room.ear.has(Ended)
    room.engine.play()
    room.until(lambda: room.ear.has(Ended, stamp))


def test_a_seek_before_the_start_goes_to_the_start(room: Room) -> None:
    room.open(start=5_000, play=False)

    stamp = room.engine.seek(-5_000)

    room.until(lambda: room.ear.has(Position, stamp))
    assert room.ear.positions(stamp) == [0]


def test_twice_the_rate_is_twice_as_fast_and_holds_for_the_next_recording(room: Room) -> None:
    room.engine.set_rate(2.0)
    room.open()
    room.open("short.opus")
    stamp = room.open("long.opus", start=10_000)
    room.until(lambda: room.ear.positions(stamp)[-1] > 10_500)
    begun, at = time.monotonic(), room.ear.positions(stamp)[-1]
    told = len(room.ear.positions(stamp))

    room.until(lambda: room.ear.positions(stamp)[-1] > at + 1_800)

    if getattr(room, "tap", None) is None:
        assert len(room.ear.positions(stamp)) - told <= 5
    else:
        assert 0.7 < time.monotonic() - begun < 1.4


def test_another_recording_takes_the_place_of_the_first(room: Room) -> None:
    room.open("long.opus", start=50_000)

    stamp = room.open("short.opus")
    already = len(room.ear.events)

    room.until(lambda: len(room.ear.positions(stamp)) > 1)
    assert {event.stamp for event in room.ear.events[already:]} == {stamp}
    assert near(room.ear.of(Duration, stamp)[-1].duration, SHORT, by=50)


def test_when_it_is_let_go_nothing_more_is_said(room: Room) -> None:
    room.open()

    room.engine.close_media()
    room.engine.seek(5_000)
    room.engine.play()
    opened = room.open("short.opus", play=False)

    after = [event for event in room.ear.events if event.stamp >= opened - 1]
    assert {event.stamp for event in after} == {opened}


def test_what_is_not_there_is_told_calmly_and_the_next_recording_plays(
    room: Room, tmp_path: Path
) -> None:
    stamp = room.engine.open(tmp_path / "lost.mp3", start=0, play=True)

    room.until(lambda: room.ear.has(Failed, stamp))

    assert "lost.mp3” is not " in room.ear.of(Failed)[-1].message
    room.engine.play()
    room.open("short.opus")


def test_volume_and_mute_are_taken_before_anything_is_open(room: Room) -> None:
    room.engine.set_volume(250)
    room.engine.set_volume(-3)
    room.engine.set_muted(True)

    room.open("short.opus")

    assert not room.ear.has(Failed)


@pytest.mark.parametrize("open_first", [False, True], ids=["unused", "playing"])
def test_it_lets_go_of_everything_within_two_seconds(room: Room, open_first: bool) -> None:
    if open_first:
        room.open()
    begun = time.monotonic()

    room.engine.shut_down()

    assert time.monotonic() - begun < 2.0
    assert room.ear.quiet(0.3)
