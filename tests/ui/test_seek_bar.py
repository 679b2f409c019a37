"""The bar: chapters and snips on it, the place under the mouse told, click and drag to go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from player.ui.scheme import dark_palette
from player.ui.seek_bar import MARGIN, SeekBar
from player.ui.theme import kind_colour
from tests.ui.conftest import Painted, paint_now

HOUR = 3_600_000


@pytest.fixture
def bar(app: QApplication) -> Iterator[SeekBar]:
    window = QWidget()
    bar = SeekBar()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 60, 0, 0)
    layout.addWidget(bar)
    window.resize(1000 + 2 * MARGIN, 100)
    bar.set_duration(HOUR)
    bar.set_marks([0, HOUR // 2], ["Coffee", "Accelerators"], [(HOUR // 4, HOUR // 3, "quote")])
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    bar.keep = window  # type: ignore[attr-defined]
    yield bar
    window.close()


def at(bar: SeekBar, share: float) -> QPoint:
    return QPoint(MARGIN + round(1000 * share), bar.height() // 2)


def move(bar: SeekBar, spot: QPoint, held: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """The mouse moves to `spot`; the real pointer, which may be anywhere, stays out of it."""
    place = bar.mapToGlobal(spot).toPointF()
    none = Qt.MouseButton.NoButton
    kind, keys = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(bar, QMouseEvent(kind, spot.toPointF(), place, none, held, keys))


def label(bar: SeekBar) -> QLabel:
    return next(child for child in bar.window().findChildren(QLabel) if child.text())


def test_pointing_at_it_tells_chapter_and_time(bar: SeekBar) -> None:
    move(bar, at(bar, 0.75))
    QApplication.processEvents()
    told = label(bar)
    assert "45:00" in told.text()
    assert "Accelerators" in told.text()
    assert told.isVisible()
    assert told.geometry().bottom() < bar.y() + bar.height() / 2


def test_a_click_asks_for_that_place(bar: SeekBar) -> None:
    asked: list[int] = []
    bar.sought.connect(asked.append)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=at(bar, 0.25))
    assert asked == [HOUR // 4]


def test_dragging_shows_where_it_leads_and_goes_there_on_release(bar: SeekBar) -> None:
    asked: list[int] = []
    bar.sought.connect(asked.append)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=at(bar, 0.1))
    move(bar, at(bar, 0.5), Qt.MouseButton.LeftButton)
    assert "30:00" in label(bar).text()
    move(bar, at(bar, 0.6), Qt.MouseButton.LeftButton)
    assert "36:00" in label(bar).text()
    assert asked == []
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=at(bar, 0.6))
    assert asked == [HOUR * 6 // 10]


def test_dragging_beyond_the_ends_stays_within_the_recording(bar: SeekBar) -> None:
    asked: list[int] = []
    bar.sought.connect(asked.append)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=at(bar, 0.5))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=at(bar, 0.5))
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(0, 17))
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() - 1, 17))
    assert asked[1:] == [0, HOUR]


def test_showing_a_position_asks_for_nothing(bar: SeekBar) -> None:
    asked: list[int] = []
    bar.sought.connect(asked.append)
    bar.set_position(HOUR // 2)
    assert bar.value() == HOUR // 2
    assert asked == []


def test_chapters_are_segments_with_a_gap_between_and_snips_have_their_colour(
    bar: SeekBar,
) -> None:
    image = bar.grab().toImage()
    middle = bar.height() // 2 + 2
    track = image.pixelColor(at(bar, 0.7).x(), middle)
    gap = image.pixelColor(at(bar, 0.5).x(), middle)
    assert track != gap
    colour = kind_colour("quote", dark=False)
    row = [image.pixelColor(at(bar, 0.29).x(), y) for y in range(bar.height())]
    assert colour in row
    elsewhere = [image.pixelColor(at(bar, 0.6).x(), y) for y in range(bar.height())]
    assert colour not in elsewhere


def test_without_a_recording_there_is_nothing_to_seek_in(bar: SeekBar) -> None:
    asked: list[int] = []
    bar.sought.connect(asked.append)
    bar.set_duration(None)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=at(bar, 0.25))
    assert asked == []
    assert not bar.isEnabled()


def test_assistive_tools_know_it_by_name_and_can_move_it(bar: SeekBar) -> None:
    asked: list[int] = []
    bar.sought.connect(asked.append)
    assert bar.accessibleName() == "Seek"
    bar.setValue(90_000)
    assert asked == [90_000]


def test_it_is_painted_only_where_it_moves(bar: SeekBar) -> None:
    bar.set_position(HOUR // 2)
    paint_now(bar.window())
    painted = Painted(bar)
    bar.set_position(HOUR // 2 + HOUR // 4000)
    paint_now(bar.window())
    assert painted.areas("SeekBar") == [], "a quarter of a pixel cannot be seen"
    bar.set_position(HOUR // 2 + HOUR // 500)
    paint_now(bar.window())
    strips = painted.areas("SeekBar")
    assert len(strips) == 1
    assert strips[0].width() < 30
    assert strips[0].contains(at(bar, 0.5))
    assert strips[0].contains(at(bar, 0.502))


def test_painted_strip_by_strip_it_looks_as_if_painted_at_once(bar: SeekBar) -> None:
    screen = bar.window().screen()
    for share in range(0, 800, 7):
        bar.set_position(HOUR * share // 1000)
        paint_now(bar.window())
    place = bar.mapToGlobal(QPoint(0, 0)) - screen.geometry().topLeft()
    strips = screen.grabWindow(0, place.x(), place.y(), bar.width(), bar.height()).toImage()
    if strips.isNull():
        pytest.skip("this screen gives no picture of itself")
    bar.update()
    paint_now(bar.window())
    whole = screen.grabWindow(0, place.x(), place.y(), bar.width(), bar.height()).toImage()
    assert strips == whole


def test_the_kept_track_is_drawn_anew_when_it_would_look_another(bar: SeekBar) -> None:
    def track() -> int:
        """The colour of what is yet to be played, and whether a chapter begins at 70 %."""
        return bar.grab().toImage().pixel(at(bar, 0.7).x(), bar.height() // 2 + 2)

    known = track()
    bar.set_marks([0, HOUR * 7 // 10], ["Coffee", "Chips"], [])
    assert track() != known, "a gap between chapters"
    bar.set_duration(2 * HOUR)
    assert track() == known, "the chapter begins elsewhere now"
    bar.setPalette(dark_palette())
    assert track() != known
    bar.resize(bar.width() // 2, bar.height())
    bar.set_marks([], [], [])
    assert bar.grab().toImage().pixel(bar.width() - MARGIN - 3, bar.height() // 2 + 2)
