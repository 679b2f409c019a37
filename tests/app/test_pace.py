"""When the position is told of: each second, each marker, each pixel, and not a time more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from player.domain.episode import Chapter, Line, Snip
from player.engine import api
from tests.app.conftest import EPISODE, Stage

MARKED = replace(
    EPISODE,
    chapters=(Chapter(0, "Coffee"), Chapter(20_450, "Chips", end=21_150)),
    snips=(Snip("First", "quote", start=5_300, end=7_700),),
    transcript=(Line(10_600, 19_000, "World."),),
)


def told(stage: Stage) -> list[int]:
    """The positions that are told of from now on."""
    moved: list[int] = []
    stage.player.moved.connect(moved.append)
    return moved


def wait(stage: Stage) -> int | None:
    """In how many ms it looks again, None: not by itself."""
    timer = stage.player._pace._timer
    return timer.interval() if timer.isActive() else None


def test_within_a_second_nothing_is_told(stage: Stage) -> None:
    stage.play()
    moved = told(stage)
    stage.say(*(api.Position(stage.engine.stamp, at) for at in (200, 400, 600, 800)))
    assert moved == []
    stage.time.now += 0.25
    stage.say(api.Position(stage.engine.stamp, 1_050))
    assert moved == [1_050]


@pytest.mark.parametrize(
    ("start", "rate", "ms"),
    [
        (0, 1.0, 1_000),
        (250, 1.0, 750),
        (250, 3.0, 250),
        (5_000, 1.0, 300),  # a snip begins
        (7_000, 2.0, 350),  # … and ends
        (10_000, 1.0, 600),  # a line
        (20_000, 1.0, 450),  # a chapter begins
        (20_450, 1.0, 550),  # a second between a chapter's start and its end
        (21_000, 1.0, 150),  # a chapter ends
    ],
)
def test_it_looks_again_when_the_next_thing_changes(
    stage: Stage, start: int, rate: float, ms: int
) -> None:
    stage.player.set_rate(rate)
    stage.play(MARKED, start=start)
    assert wait(stage) == ms


def test_a_chapter_is_told_of_at_its_start_and_at_its_end(stage: Stage) -> None:
    stage.play(MARKED, start=20_000)
    chapters: list[int | None] = []
    stage.player.chapter_changed.connect(lambda: chapters.append(stage.player.chapter))
    for _ in range(8):
        stage.time.now += (wait(stage) or 0) / 1000
        stage.player._look()
        if stage.player.position >= 21_150:
            break
    assert chapters == [1, None]
    assert stage.player.position <= 21_151


def test_a_change_of_the_rate_changes_the_time_to_wait(stage: Stage) -> None:
    stage.play()
    stage.player.set_rate(2.0)
    assert wait(stage) == 500


def test_what_moves_by_pixels_is_told_of_more_often_but_not_too_often(stage: Stage) -> None:
    stage.play()
    stage.player.set_fineness(120)
    assert wait(stage) == 120
    stage.player.set_rate(2.0)
    stage.player.set_fineness(1)
    assert wait(stage) == 50


def test_unseen_only_chapters_are_told_of(stage: Stage) -> None:
    stage.play(MARKED)
    stage.player.set_fineness(None)
    moved, chapters = told(stage), list[int | None]()
    stage.player.chapter_changed.connect(lambda: chapters.append(stage.player.chapter))
    assert wait(stage) == 20_450
    stage.say(api.Position(stage.engine.stamp, 7_000), api.Position(stage.engine.stamp, 20_000))
    assert chapters == []
    stage.say(api.Position(stage.engine.stamp, 20_450))
    assert chapters == [1]
    assert moved == []
    stage.time.now += 0.1
    stage.player.set_fineness(1_000)
    assert moved == [20_550], "at once, when it is seen again"


def test_what_does_not_play_wakes_nobody(stage: Stage) -> None:
    stage.play()
    assert wait(stage) is not None
    stage.player.pause()
    stage.say(api.Paused(stage.engine.stamp), api.Position(stage.engine.stamp, 400))
    stage.player._look()
    assert wait(stage) is None
    stage.player.play()
    stage.say(api.Playing(stage.engine.stamp))
    stage.say(api.Ended(stage.engine.stamp))
    assert wait(stage) is None
