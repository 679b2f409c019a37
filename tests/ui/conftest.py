"""For tests of widgets: one QApplication, and no word of Qt that goes unseen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QRect,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from player.bootstrap import application

# What Qt says of the platform it runs on, which is not about the program.
_OF_THE_PLATFORM = ("propagateSizeHints", "This plugin does not support", "XDG_RUNTIME_DIR")


@pytest.fixture(scope="session")
def app() -> QApplication:
    return application()


@pytest.fixture(autouse=True)
def no_unexpected_qt_message(app: QApplication) -> Iterator[None]:
    """A warning of Qt fails the test."""
    said: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        harmless = any(part in text for part in _OF_THE_PLATFORM)
        if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg and not harmless:
            said.append(text)

    before = qInstallMessageHandler(listen)
    yield
    qInstallMessageHandler(before)
    assert not said


def show(window: QWidget) -> None:
    """Show `window` and wait until it has the keyboard, with a window manager or without."""
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)


def paint_now(window: QWidget) -> None:
    """Have everything painted that waits to be; the screen would let it wait for its turn."""
    window.repaint(0, 0, 1, 1)


class Painted(QObject):
    """What is painted from now on, by the widget's class."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.what: list[tuple[str, QRect]] = []
        for widget in (window, *window.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.what.append((type(watched).__name__, event.rect()))
        return super().eventFilter(watched, event)

    def of_parts(self) -> set[str]:
        """What was painted but for the window itself."""
        return {name for name, area in self.what if area != QRect(0, 0, 1, 1)}

    def areas(self, name: str) -> list[QRect]:
        return [area for widget, area in self.what if widget == name]
