"""Samples are due as late as the output needs them, and no later."""

from __future__ import annotations

from player.engine.lateness import LEAST, Lateness


def test_a_slow_output_gets_its_samples_as_much_later_as_they_were_late() -> None:
    lateness = Lateness()
    before = lateness.latency

    assert not lateness.drifted(120_000, 1)

    assert 0.12 <= lateness.latency - before <= 0.14
    assert lateness.later > LEAST


def test_when_a_faster_one_takes_over_it_is_as_it_was() -> None:
    lateness = Lateness()
    lateness.drifted(100_000, 1)

    assert not lateness.drifted(-110_000, 1)

    assert lateness.later <= LEAST + 10_000


def test_a_great_lateness_is_believed_the_second_time() -> None:
    lateness = Lateness()

    assert lateness.drifted(800_000, 3)  # it must begin anew …
    assert not lateness.drifted(780_000, 3)  # … what was handed over before is late, too …
    assert lateness.later == LEAST
    assert lateness.drifted(400_000, 4)  # … and so is what came then

    assert 400_000 <= lateness.later <= 450_000


def test_an_output_that_was_idle_once_is_not_believed_later_either() -> None:
    lateness = Lateness()

    for generation in (1, 3, 5, 8):
        assert lateness.drifted(800_000, generation)

    assert lateness.later == LEAST


def test_what_is_far_too_early_must_begin_anew() -> None:
    lateness = Lateness()
    lateness.drifted(300_000, 1)
    lateness.drifted(300_000, 2)

    assert lateness.drifted(-200_000, 5)

    assert LEAST < lateness.later < 200_000


def test_it_never_waits_for_longer_than_a_second() -> None:
    lateness = Lateness()

    for generation in range(1, 40):
        lateness.drifted(3_600_000_000, generation)

    assert lateness.later <= 1_000_000
