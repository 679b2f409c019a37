"""Times, rate and volume at the bottom of the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from player.ui.transport import RateBox, TimeField
from tests.ui.conftest import show


@pytest.fixture
def field(app: QApplication) -> Iterator[TimeField]:
    window = QWidget()
    layout = QVBoxLayout(window)
    field = TimeField("Position", editable=True)
    layout.addWidget(field)
    show(window)
    field.keep = window  # type: ignore[attr-defined]
    yield field
    window.close()


def test_it_shows_the_time_and_is_known_by_name(field: TimeField) -> None:
    field.clearFocus()
    field.show_time("1:02:03")
    assert field.text() == "1:02:03"
    assert field.accessibleName() == "Position"
    needed = field.fontMetrics().horizontalAdvance("1:02:03")
    assert field.width() > needed


def test_a_typed_time_is_asked_for(field: TimeField) -> None:
    asked: list[int] = []
    field.asked.connect(asked.append)
    field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    QTest.keyClicks(field, "1h2m")
    field.show_time("00:05")
    assert field.text() == "1h2m", "what is being typed is not overwritten"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked == [3_720_000]


def test_what_is_no_time_is_told_and_asks_for_nothing(field: TimeField) -> None:
    asked: list[int] = []
    told: list[str] = []
    field.asked.connect(asked.append)
    field.wrong.connect(told.append)
    field.setFocus()
    QTest.keyClicks(field, "noon")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked == []
    assert "“noon” is not a time" in told[0]


def test_escape_leaves_it_as_it_was(field: TimeField) -> None:
    field.clearFocus()
    field.show_time("00:05")
    field.setFocus()
    QTest.keyClicks(field, "99")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "00:05"


@pytest.mark.parametrize(
    ("typed", "rate"), [("1.25", 1.25), ("2", 2.0), ("0,75", 0.75), ("9", 1.0), ("fast", 1.0)]
)
def test_any_rate_within_bounds_can_be_typed(app: QApplication, typed: str, rate: float) -> None:
    box = RateBox()
    box.setRange(0.5, 3.0)
    box.setValue(1.0)
    box.show()
    box.selectAll()
    QTest.keyClicks(box, typed)
    box.interpretText()
    assert box.value() == rate
    box.close()


def test_rates_are_written_as_short_as_can_be(app: QApplication) -> None:
    box = RateBox()
    assert [box.textFromValue(rate) for rate in (0.5, 1.0, 1.25, 3.0)] == [
        "0.5",
        "1.0",
        "1.25",
        "3.0",
    ]
    assert box.suffix() == "×"
