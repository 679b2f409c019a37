"""The real program with real libVLC in a real window, and an ear at libVLC's output."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop, QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from player.bootstrap import Program, build
from player.domain.playback import State
from player.domain.timecode import Ms
from player.engine.listening import Reference, Tap, locate
from player.engine.vlc import VlcEngine
from player.store.paths import Paths
from player.ui.marker_list import MarkerList

LISTEN: Ms = 1_000
EARLY, LATE = -80, 30
"""How far from its marker a sound may begin (ms)."""


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Turn Qt's loop until it is true."""
    deadline = QDeadlineTimer(round(seconds * 1000))
    while not true():
        assert not deadline.hasExpired(), "it did not come"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


class Person:
    """Somebody at the window, with the mouse, the keyboard, and ears."""

    def __init__(self, home: Path, *, address_timeout: float = 2.0) -> None:
        self.tap = Tap()
        self.engine = VlcEngine(
            samples=self.tap.samples, flush=self.tap.flush, address_timeout=address_timeout
        )
        self.program: Program = build(Paths.beneath(home), self.engine)
        self.window, self.player = self.program.window, self.program.player
        self.window.show()
        QTest.qWaitForWindowExposed(self.window)
        self.window.activateWindow()

    def start(self, *places: Path | str) -> None:
        """Start the program with these, as from the command line, until it plays."""
        self.program.session.start([str(place) for place in places])
        until(lambda: self.player.state is State.PLAYING)

    def open(self, place: Path | str) -> None:
        """Open a file, whatever comes of it."""
        self.program.session.open([str(place)])

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is."""
        target: QWidget = self.window.focusWidget() or self.window
        QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)

    def click_row(self, view: MarkerList, row: int) -> None:
        """Click a row of a list, scrolled to as a person would."""
        index = view.model().index(row, 0)
        QCoreApplication.processEvents()
        middle = view.viewport().rect().center()
        self.wheel(view, middle)  # from now on the list is in the person's hands
        view.scrollTo(index)
        QCoreApplication.processEvents()
        spot = view.visualRect(index).center() - QPoint(0, 2)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    def wheel(self, view: MarkerList, spot: QPoint) -> None:
        """Turn the mouse's wheel a little."""
        place = view.viewport().mapToGlobal(spot).toPointF()
        none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        phase, turn = Qt.ScrollPhase.NoScrollPhase, QPoint(0, -1)
        event = QWheelEvent(spot.toPointF(), place, QPoint(), turn, none, keys, phase, False)
        QCoreApplication.sendEvent(view.viewport(), event)

    def hear_after(self, act: Callable[[], None], expected: Ms) -> int:
        """Do something, listen to what libVLC then gives, and tell how far it is from expected."""
        audio = self.player.loaded.audio
        assert isinstance(audio, Path)
        self.tap.arm()
        act()
        until(lambda: self.tap.has(LISTEN, self.engine.sample_rate))
        samples, _ = self.tap.wait(LISTEN, self.engine.sample_rate)
        heard = locate(samples, self.engine.sample_rate, Reference(audio), expected)
        assert heard is not None, f"what sounds is not from near {expected} ms"
        return heard.position - expected

    @property
    def notice(self) -> str:
        """The line that the window shows, "" where there is none."""
        return self.window.notice.text

    def quit(self) -> None:
        self.program.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def person(home: Path) -> Iterator[Person]:
    person = Person(home)
    yield person
    person.quit()
