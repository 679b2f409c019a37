"""A window that nobody sees costs nothing; one that is seen paints only what changes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from player.engine import api
from tests.app.test_memory import until
from tests.ui.conftest import Painted, paint_now
from tests.ui.test_window import Seat


@pytest.fixture
def playing(tmp_path: Path) -> Iterator[Seat]:
    seat = Seat(tmp_path / "home")
    seat.open()
    QApplication.processEvents()
    yield seat
    seat.program.close()


def report(seat: Seat, *positions: int) -> None:
    """The engine tells where it is, and what has to be painted is."""
    for position in positions:
        seat.engine.say(api.Position(seat.engine.stamp, position))
        QApplication.processEvents()
        if seat.window.windowHandle().isExposed():
            paint_now(seat.window)


def test_a_hidden_window_is_not_painted_and_knows_the_place_when_it_is_back(playing: Seat) -> None:
    playing.window.hide()
    QApplication.processEvents()
    painted, moved = Painted(playing.window), list[int]()
    playing.player.moved.connect(moved.append)
    report(playing, 2_000, 4_000, 6_000, 13_000)
    assert painted.what == []
    assert moved == []
    report(playing, 15_000)
    assert playing.player.chapter == 1, "chapters are still told of"
    report(playing, 20_000)
    playing.window.show()
    until(lambda: playing.window.transport.position.text() == "00:20")


def test_a_minimised_window_is_not_painted(playing: Seat) -> None:
    if QGuiApplication.platformName() == "xcb":
        # What a window manager does with a window that is minimised; there may be none here.
        unmap = ["xdotool", "windowunmap", str(int(playing.window.winId()))]
        subprocess.run(unmap, check=True, timeout=10)
        until(lambda: not playing.window.windowHandle().isExposed())
    else:
        playing.window.showMinimized()
    QApplication.processEvents()
    painted = Painted(playing.window)
    report(playing, 2_000, 4_000, 6_000)
    assert not painted.of_parts()


def test_within_a_second_nothing_is_painted(playing: Seat) -> None:
    report(playing, 4_500)
    playing.player.set_fineness(1_000)
    paint_now(playing.window)
    painted = Painted(playing.window)
    report(playing, 4_600, 4_700)
    assert not painted.of_parts()


def test_a_second_paints_the_times_a_strip_of_the_bar_and_the_chapter_s_progress(
    playing: Seat,
) -> None:
    report(playing, 4_000)
    painted = Painted(playing.window)
    report(playing, 5_000)
    assert {name for name, _ in painted.what} >= {"TimeField", "SeekBar"}
    assert [area for area in painted.areas("SeekBar") if area.width() > 40] == []
    assert painted.areas("Header") == []
