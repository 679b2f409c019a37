"""Samples are due as late as the output needs them, and no later."""

from __future__ import annotations

import pytest

from player.engine.lateness import LEAST, Lateness


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def lateness(time: Time) -> Lateness:
    return Lateness(time)


def test_a_slow_output_gets_its_samples_as_much_later_as_they_were_late(lateness: Lateness) -> None:
    before = lateness.latency

    assert not lateness.drifted(120_000)

    assert 0.12 <= lateness.latency - before <= 0.14
    assert lateness.later > LEAST


def test_when_a_faster_one_takes_over_it_is_as_it_was(lateness: Lateness) -> None:
    lateness.drifted(100_000)

    assert not lateness.drifted(-110_000)

    assert lateness.later <= LEAST + 10_000


def test_a_great_lateness_is_believed_the_second_time(lateness: Lateness, time: Time) -> None:
    assert lateness.drifted(800_000)  # thrown away …
    assert not lateness.drifted(780_000)  # … and so is what was handed over before
    assert lateness.later == LEAST
    time.now += 0.8

    assert lateness.drifted(400_000)

    assert 400_000 <= lateness.later <= 450_000


def test_an_output_that_was_idle_is_not_believed(lateness: Lateness, time: Time) -> None:
    for _ in range(4):
        assert lateness.drifted(800_000)
        time.now += 60
        assert lateness.later == LEAST


def test_where_it_put_silence_between_it_is_right_until_it_begins_anew(
    lateness: Lateness, time: Time
) -> None:
    lateness.drifted(300_000)
    time.now += 1
    lateness.drifted(300_000)
    later = lateness.later
    time.now += 60

    assert not lateness.drifted(-200_000)

    assert lateness.later == later
    lateness.begin()
    assert LEAST < lateness.later < 200_000


def test_it_never_waits_for_longer_than_a_second(lateness: Lateness, time: Time) -> None:
    for _ in range(40):
        lateness.drifted(3_600_000_000)
        time.now += 1

    assert lateness.later <= 1_000_000
