"""Markers that are 1.5 s early are shifted by ear, with keys alone; saved, and heard again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from player.domain.playback import State
from player.ui.shift_markers import ShiftMarkers
from tests.hearing import babble, record
from tests.journeys.conftest import EARLY, LATE, Person, until

pytestmark = [pytest.mark.journey, pytest.mark.sound]

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TRUE = 12_000
TEXT = """\
title: Talk    # 1.5 s of music were put before it
summary: It begins at 00:10.5.
audio: talk.opus
duration: "00:26"
chapters:
  - "[00:00] Music"
  - "[00:10.5] Talk"
"""


def test_markers_are_shifted_by_ear_and_stay_where_they_were_heard(
    person: Person, home: Path, tmp_path: Path
) -> None:
    record(tmp_path / "talk.opus", babble(30))
    file = tmp_path / "talk.episode.yaml"
    file.write_text(TEXT)
    person.start(file)
    until(lambda: "4 s longer than the episode file says" in person.notice)
    person.press(Qt.Key.Key_Right, CTRL)
    until(lambda: person.player.state is State.PLAYING and person.player.chapter == 1)
    person.press(Qt.Key.Key_Space)
    until(lambda: person.player.state is State.PAUSED)
    person.window.commands.actions["shift"].trigger()
    dialog = person.window.findChildren(ShiftMarkers)[0]
    until(lambda: QApplication.activeWindow() is dialog)

    def shift() -> None:
        QTest.keyClick(dialog, Qt.Key.Key_Right, SHIFT)
        for _ in range(5):
            QTest.keyClick(dialog, Qt.Key.Key_Right)

    assert EARLY <= person.hear_after(shift, TRUE) <= LATE
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    until(lambda: person.notice == "Markers shifted by +1.5 s.")
    assert file.read_text() == TEXT.replace("00:10.5.\n", '00:10.5.\noffset: "00:01.5"\n')
    person.quit()
    again = Person(home)
    again.start(file)
    late = again.hear_after(lambda: again.click_row(again.window.panes.chapters, 1), TRUE)
    assert EARLY <= late <= LATE
    notes = again.window.panes.notes
    late = again.hear_after(lambda: notes.anchorClicked.emit(QUrl("earmark:10500")), TRUE)
    assert EARLY <= late <= LATE
    assert again.notice == ""
    again.quit()
