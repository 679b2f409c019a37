"""The stream that libVLC plays: a seek changes what is in it, and nothing is lost or made up."""

from __future__ import annotations

import threading
from array import array

import pytest

from player.engine.decode import Shape
from player.engine.feed import BLOCK, Feed
from player.engine.order import NO_ORDER, Order

SHAPE = Shape(1_000, 1)
"""One sample is one ms, and each sample of the recording is its own number."""


class Line:
    """A feed with a decoder and an output that do as they are told."""

    def __init__(self, length: int = 30_000) -> None:
        self.now = 100.0
        self.length = length
        self.told: list[str] = []
        self.feed = Feed(SHAPE, self.told.append, lambda: self.now)
        self.order = NO_ORDER
        self.at = 0

    def decode(self, most: int = 100_000) -> None:
        """Decode what is ordered, at most so many samples."""
        order = self.feed.work(self.order)
        assert order is not None
        if order != self.order:
            self.order, self.at = order, order.place
        wanted = True
        while wanted and most > 0 and self.at < self.length:
            size = min(100, most, self.length - self.at)
            wanted = self.feed.offer(order, numbers(self.at, size))
            self.at, most = self.at + size, most - size
        if self.at >= self.length:
            self.feed.finish(order)

    def take(self, blocks: int = 1) -> list[int]:
        """What libVLC takes in so many blocks, each at its time."""
        taken: list[int] = []
        for _ in range(blocks):
            block = self.feed.take()
            assert block is not None
            taken += array("h", block[1])
            self.now += BLOCK / 1000
        return taken

    def play(self, position: int = 0) -> None:
        self.feed.go_to(position)
        self.decode()
        self.feed.begin()
        self.take(4)
        self.told.clear()


def numbers(start: int, size: int) -> bytes:
    return array("h", range(start, start + size)).tobytes()


@pytest.fixture
def line() -> Line:
    return Line()


def test_it_gives_what_was_asked_for_from_the_very_sample_on(line: Line) -> None:
    line.feed.go_to(5_000)
    assert not line.feed.filled
    line.decode()
    assert line.told == ["filled"]
    line.feed.begin()

    assert line.take(3) == list(range(5_000, 5_000 + 3 * BLOCK))
    assert line.told == ["filled", "jumped"]


def test_the_old_place_sounds_on_until_the_new_one_is_there(line: Line) -> None:
    line.play(5_000)
    before = line.take()

    line.feed.go_to(20_000)

    assert line.take(2) == list(range(before[-1] + 1, before[-1] + 1 + 2 * BLOCK))
    line.decode()
    assert line.take(2) == list(range(20_000, 20_000 + 2 * BLOCK))
    assert line.told == ["filled", "jumped"]


def test_the_old_place_does_not_sound_on_for_long(line: Line) -> None:
    line.play(5_000)

    line.feed.go_to(20_000)
    taken = line.take(20)

    assert 0 < len([number for number in taken if number]) <= 200
    assert not any(taken[200:])
    assert line.told == ["starved"]
    line.decode()
    assert line.take()[0] == 20_000


def test_of_many_places_the_last_one_counts(line: Line) -> None:
    line.play()
    for place in (9_000, 12_000, 15_000):
        line.feed.go_to(place)
    outdated = line.order

    assert not line.feed.offer(outdated, numbers(0, 500))
    line.decode()

    assert line.take() == list(range(15_000, 15_000 + BLOCK))
    assert line.told.count("jumped") == 1


def test_a_small_step_back_needs_no_decoding(line: Line) -> None:
    line.play()
    line.take(20)
    order = line.order

    line.feed.go_to(100)

    assert line.take() == list(range(100, 100 + BLOCK))
    line.take(100)  # until more is wanted again
    assert line.feed.work(order) == order


def test_without_samples_there_is_silence_and_the_place_is_kept(line: Line) -> None:
    line.feed.go_to(0)
    line.decode(most=250)
    line.feed.begin()
    line.take(250 // BLOCK)
    line.told.clear()

    silent = line.take(10)
    assert silent[-1] == 0
    assert line.told == ["starved"]
    assert abs(line.feed.position - 250) <= 1

    line.decode(most=300)
    assert not any(line.take())  # enough to go on with, or it would be silent again at once
    line.decode()
    assert line.take() == list(range(250, 250 + BLOCK))
    assert line.told == ["starved", "fed"]


def test_at_the_end_it_says_so_after_the_last_sample() -> None:
    line = Line(length=310)
    line.feed.go_to(250)
    line.decode()
    line.feed.begin()

    assert [n for n in line.take(2) if n] == list(range(250, 310))
    assert not line.feed.over
    assert line.feed.take() is None
    assert line.feed.over
    line.now += 1.0
    assert line.feed.position == 310

    line.feed.go_to(100)
    assert not line.feed.over
    assert line.feed.position == 100


def test_behind_the_end_there_is_only_the_end() -> None:
    line = Line(length=300)
    line.feed.go_to(400)
    line.decode()
    line.feed.begin()

    assert line.told == ["filled"]
    assert line.feed.take() is None


def test_the_position_is_that_of_what_is_heard_not_of_what_was_taken(line: Line) -> None:
    line.feed.go_to(5_000)
    line.decode()
    line.feed.begin()
    line.feed.set_latency(0.010)
    began = line.now
    for _ in range(4):  # libVLC takes some blocks ahead
        line.feed.take()

    line.now = began + 0.060

    assert line.feed.position == 5_050  # 10 ms go by in the output


def test_after_a_seek_the_position_is_the_place_until_it_is_heard(line: Line) -> None:
    line.play()
    for _ in range(3):
        line.feed.take()
    line.feed.go_to(20_000)
    assert line.feed.position == 20_000
    line.decode()
    line.feed.take()
    assert line.feed.position == 20_000

    line.now = line.feed.audible_at
    assert line.feed.position == 20_000
    line.now += 0.020
    assert line.feed.position == 20_020


def test_held_it_goes_on_from_where_it_was_heard_last(line: Line) -> None:
    line.play(5_000)
    for _ in range(3):
        line.feed.take()
    heard = line.feed.position

    assert line.feed.hold() == heard
    line.now += 60.0
    assert line.feed.position == heard
    line.feed.begin()

    assert line.take()[0] == heard


def test_at_another_tempo_the_position_goes_at_that(line: Line) -> None:
    line.play(5_000)
    before = line.feed.position
    line.feed.set_tempo(2.0)
    line.take(50)

    assert abs(line.feed.position - before - 2 * 50 * BLOCK) <= 4 * BLOCK

    line.decode()
    line.feed.set_tempo(1.0)
    line.take(10)
    before = line.feed.position
    line.take(20)
    assert line.feed.position - before == 20 * BLOCK


def test_back_at_its_own_tempo_it_goes_on_from_the_place_that_was_reached(line: Line) -> None:
    line.play(5_000)
    line.feed.set_tempo(1.5)
    line.take(40)
    line.feed.set_tempo(1.0)

    first = line.take()[0]

    assert abs(first - (5_000 + 4 * BLOCK + 1.5 * 40 * BLOCK)) <= 3


def test_not_all_of_a_long_recording_is_kept(line: Line) -> None:
    line.play()
    for _ in range(8):
        line.take(3_000 // BLOCK)
        line.decode()

    assert len(line.feed._pcm) < 2 * 9_000


def test_work_ends_when_it_is_closed(line: Line) -> None:
    ended = threading.Event()

    def work() -> None:
        assert line.feed.work(NO_ORDER) is None
        ended.set()

    threading.Thread(target=work, daemon=True).start()
    line.feed.close()

    assert ended.wait(5)
    assert not line.feed.offer(Order(0, 0), b"")


def test_how_much_is_there_is_told_in_percent(line: Line) -> None:
    line.feed.go_to(0)
    assert line.feed.percent == 0
    line.decode(most=150)
    assert line.feed.percent == 30
    line.decode()
    assert line.feed.percent == 100
