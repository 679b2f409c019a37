"""The lists: what each row says, and which one is the current one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from player.app.loaded import Loaded
from player.app.models import ChapterModel, SnipModel, TranscriptModel
from player.app.rows import Role
from tests.app.conftest import EPISODE


def test_rows_say_what_they_are_to_readers_and_to_screen_readers() -> None:
    model = ChapterModel()
    model.set_loaded(Loaded(EPISODE))
    model.set_current(1)
    spoken = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.index(1).data() == "00:20 Chips, 00:40"
    assert spoken == "00:20 Chips, 00:40, current"
    assert model.index(2).data(Role.SPAN) == (60_000, 100_000)


def test_a_change_of_the_current_row_repaints_two_rows_and_no_change_none() -> None:
    model = ChapterModel()
    model.set_loaded(Loaded(EPISODE))
    model.set_current(0)
    changed: list[int] = []
    model.dataChanged.connect(lambda index, _: changed.append(index.row()))
    model.set_current(2)
    model.set_current(2)
    assert changed == [0, 2]


def test_snips_keep_their_order_and_know_their_place() -> None:
    model = SnipModel()
    model.set_loaded(Loaded(EPISODE))
    assert [model.index(row).data(Role.START) for row in range(3)] == [70_000, 5_000, 20_000]
    assert model.index(2).data().startswith("≈ 00:20 advice: Somewhere")
    assert model.ranges() == [(70_000, 75_000, "insight"), (5_000, 9_000, "quote")]


def test_the_current_snip_is_the_one_that_sounds() -> None:
    model = SnipModel()
    model.set_loaded(Loaded(EPISODE))
    currents = []
    for position in (0, 5_000, 8_999, 9_000, 20_000, 72_000):
        model.follow(position)
        currents.append(model.current)
    assert currents == [None, 1, 1, None, None, 0]


def test_a_snip_whose_chapter_is_unknown_has_no_place() -> None:
    lost = replace(EPISODE, snips=(replace(EPISODE.snips[2], chapter="Gone"),))
    model = SnipModel()
    model.set_loaded(Loaded(lost))
    assert model.index(0).data(Role.START) is None


def test_the_last_begun_line_stays_current_in_the_pause_after_it() -> None:
    model = TranscriptModel()
    model.set_loaded(Loaded(EPISODE))
    model.follow(4_500)
    assert model.current == 0
    model.follow(10_000)
    assert model.current == 1
    assert model.index(1).data(Qt.ItemDataRole.ToolTipRole) == "00:10"


def test_only_rows_that_change_are_told_as_played() -> None:
    model = ChapterModel()
    model.set_loaded(Loaded(EPISODE))
    changed: list[int] = []
    model.dataChanged.connect(lambda index, _: changed.append(index.row()))
    model.set_played(frozenset({0, 1}))
    model.set_played(frozenset({0}))
    assert sorted(changed) == [0, 1, 1]
    assert model.index(0).data(Role.PLAYED) is True
