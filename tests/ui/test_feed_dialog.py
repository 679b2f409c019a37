"""Choosing from a feed: by keyboard, by mouse, by a part of the title."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTreeView, QWidget

from player.app.feeds import Feed
from player.domain.episode import Episode, Link
from player.ui.feed_dialog import FeedDialog
from tests.ui.conftest import show

EPISODES = (
    Episode("Chips", published="2024-01-02T10:00:00+00:00", duration=3_600_000),
    Episode("Games", published="2024-01-03"),
    Episode("", published=None),
)


class Case:
    def __init__(self, feed: Feed) -> None:
        self.parent = QWidget()
        self.dialog = FeedDialog(feed, self.parent)
        self.chosen: list[object] = []
        self.dialog.episode_chosen.connect(self.chosen.append)
        self.dialog.feed_chosen.connect(self.chosen.append)
        show(self.dialog)
        self.field = self.dialog.findChildren(QLineEdit)[0]
        self.rows = self.dialog.findChildren(QTreeView)[0]

    @property
    def current(self) -> str:
        return str(self.rows.currentIndex().siblingAtColumn(0).data())


@pytest.fixture
def case() -> Iterator[Case]:
    case = Case(Feed("A show", EPISODES, (), lambda index: EPISODES[index], EPISODES[1], newest=1))
    yield case
    case.parent.close()


def test_the_newest_is_chosen_at_first_and_enter_opens_it(case: Case) -> None:
    assert case.current == "Games"
    QTest.keyClick(case.field, Qt.Key.Key_Return)
    assert case.chosen == [1]
    assert not case.dialog.isVisible()


def test_arrows_move_and_words_find(case: Case) -> None:
    QTest.keyClick(case.field, Qt.Key.Key_Up)
    assert case.current == "Chips"
    for _ in range(5):
        QTest.keyClick(case.field, Qt.Key.Key_Down)
    assert case.current == "Untitled"
    QTest.keyClicks(case.field, "chi")
    assert case.current == "Chips"
    QTest.keyClick(case.field, Qt.Key.Key_Return)
    assert case.chosen == [0]


def test_what_is_not_there_cannot_be_opened(case: Case) -> None:
    QTest.keyClicks(case.field, "nothing like it")
    QTest.keyClick(case.field, Qt.Key.Key_Return)
    assert case.chosen == []
    assert case.dialog.isVisible()


def test_a_double_click_opens(case: Case) -> None:
    index: QModelIndex = case.rows.model().index(0, 2)
    assert [case.rows.model().index(0, c).data() for c in range(3)] == [
        "Chips",
        "2024-01-02",
        "1:00:00",
    ]
    place = case.rows.visualRect(index).center()
    QTest.mouseClick(case.rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(case.rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert case.chosen == [0]


def test_a_list_of_feeds_gives_an_address() -> None:
    feed = Feed(
        "Mine", (), (Link("A show", "https://e.org/feed.xml"),), lambda _: EPISODES[0], EPISODES[0]
    )
    case = Case(feed)
    QTest.keyClick(case.field, Qt.Key.Key_Return)
    assert case.chosen == ["https://e.org/feed.xml"]
