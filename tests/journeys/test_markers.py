"""Every marker of the bundled episode is heard where it is: by mouse, by keys, by Enter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from player.domain.playback import State
from tests.journeys.conftest import EARLY, LATE, Person, until

pytestmark = [pytest.mark.journey, pytest.mark.sound]

CTRL = Qt.KeyboardModifier.ControlModifier
STARTS = [0, 21, 119, 130, 694, 1133, 1288, 1492, 1776, 2302, 2549, 2733, 2913, 3206, 3417]


def test_each_chapter_is_heard_by_a_click(person: Person) -> None:
    person.start()
    assert [c.start // 1000 for c in person.player.loaded.chapters] == STARTS
    heard = {}
    for row in [*range(14, -1, -1)]:
        start = STARTS[row] * 1000
        heard[row] = person.hear_after(
            lambda row=row: person.click_row(person.window.panes.chapters, row), start
        )
    assert {row: late for row, late in heard.items() if not EARLY <= late <= LATE} == {}
    assert person.player.chapter == 0


def test_each_chapter_is_heard_by_the_next_key(person: Person) -> None:
    person.start()
    heard = {}
    for row in range(1, 15):
        heard[row] = person.hear_after(
            lambda: person.press(Qt.Key.Key_Right, CTRL), STARTS[row] * 1000
        )
    assert {row: late for row, late in heard.items() if not EARLY <= late <= LATE} == {}
    assert person.player.chapter == 14
    assert person.window.windowTitle() == "Michael Gschwind on on-device AI — Earmark"


def test_a_snip_without_a_time_leads_to_its_chapter(person: Person) -> None:
    person.start()
    snips = person.window.panes.snips
    for row, start in ((0, 130_000), (1, 130_000), (2, 2_549_000)):
        late = person.hear_after(lambda row=row: person.click_row(snips, row), start)
        assert EARLY <= late <= LATE


def test_a_new_listener_finds_when_to_optimize_by_keyboard_alone(person: Person) -> None:
    person.start()
    person.press(Qt.Key.Key_1, CTRL)
    for _ in range(12):
        person.press(Qt.Key.Key_Down)
    late = person.hear_after(lambda: person.press(Qt.Key.Key_Return), 2_913_000)
    assert EARLY <= late <= LATE
    chapter = person.player.loaded.chapters[person.player.chapter or 0]
    assert chapter.title == "When to optimize"


def test_a_paused_episode_is_heard_at_the_marker_that_is_clicked(person: Person) -> None:
    person.start()
    person.press(Qt.Key.Key_Space)
    until(lambda: person.player.state is State.PAUSED)
    late = person.hear_after(
        lambda: person.click_row(person.window.panes.chapters, 4), STARTS[4] * 1000
    )
    assert EARLY <= late <= LATE


def test_after_a_jump_alt_left_goes_back_to_where_it_was(person: Person) -> None:
    person.start()
    person.hear_after(lambda: person.click_row(person.window.panes.chapters, 5), 1_133_000)
    person.press(Qt.Key.Key_Space)
    until(lambda: person.player.state is State.PAUSED)
    left = person.player.position
    person.click_row(person.window.panes.chapters, 10)
    person.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert person.player.position == left
