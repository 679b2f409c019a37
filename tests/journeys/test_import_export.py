"""Chapters of another file come in while it plays, are heard, and go out into a recording."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPushButton

from player.domain.playback import State
from player.ui.export_dialog import ExportDialog
from player.ui.import_dialog import ImportDialog
from tests.hearing import babble, record
from tests.journeys.conftest import EARLY, LATE, Person, until

pytestmark = [pytest.mark.journey, pytest.mark.sound]

CTRL = Qt.KeyboardModifier.ControlModifier
CUE = """\
FILE "elsewhere.wav" WAVE
  TRACK 01 AUDIO
    TITLE "Start"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Talk"
    INDEX 01 00:12:00
"""


def at_the_window(person: Person) -> None:
    """The window has the keyboard again, as a window manager sees to it."""
    person.window.activateWindow()
    until(lambda: QApplication.activeWindow() is person.window)


def opened(person: Person, kind: type[QDialog], key: Qt.Key) -> QDialog:
    """The dialog that a key opens, once it has the keyboard."""
    at_the_window(person)
    person.press(key, CTRL)
    until(lambda: any(d.isVisible() for d in person.window.findChildren(kind)))
    dialog = next(d for d in person.window.findChildren(kind) if d.isVisible())
    until(lambda: QApplication.activeWindow() is dialog)
    return dialog


def type_path(dialog: QDialog, path: Path) -> QLineEdit:
    field = dialog.findChildren(QLineEdit)[0]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, str(path))
    return field


def test_chapters_come_in_while_it_plays_and_go_out_into_a_copy(
    person: Person, home: Path, tmp_path: Path
) -> None:
    audio = tmp_path / "talk.flac"
    record(audio, babble(20))
    cue = tmp_path / "other.cue"
    cue.write_text(CUE)
    person.start(audio)
    before = audio.read_bytes()

    dialog = opened(person, ImportDialog, Qt.Key.Key_I)
    field = type_path(dialog, cue)
    QTest.keyClick(field, Qt.Key.Key_Return)
    until(lambda: dialog.findChildren(QPushButton)[1].isEnabled())
    QTest.keyClick(field, Qt.Key.Key_Return)
    until(lambda: [c.title for c in person.player.loaded.chapters] == ["Start", "Talk"])
    assert person.player.state is State.PLAYING
    at_the_window(person)
    late = person.hear_after(lambda: person.press(Qt.Key.Key_Right, CTRL), 12_000)
    assert EARLY <= late <= LATE

    copy = tmp_path / "copy.flac"
    dialog = opened(person, ExportDialog, Qt.Key.Key_E)
    QTest.keyClick(type_path(dialog, copy), Qt.Key.Key_Return)
    until(lambda: not dialog.isVisible())
    assert "Exported to “copy.flac”" in person.notice
    assert audio.read_bytes() == before
    person.quit()

    again = Person(home)
    again.start(copy)
    assert [chapter.title for chapter in again.player.loaded.chapters] == ["Start", "Talk"]
    late = again.hear_after(lambda: again.click_row(again.window.panes.chapters, 1), 12_000)
    assert EARLY <= late <= LATE
    again.quit()


def test_the_format_is_chosen_by_the_mouse(person: Person, tmp_path: Path) -> None:
    record(tmp_path / "talk.flac", babble(5))
    (tmp_path / "talk.txt").write_text("[00:00] Start\n[00:02] Talk\n")
    person.start(tmp_path / "talk.flac")
    person.window.commands.actions["export"].trigger()
    dialog = next(d for d in person.window.findChildren(ExportDialog) if d.isVisible())
    formats = dialog.findChildren(QComboBox)[0]
    formats.setCurrentIndex(formats.findText("CUE sheet (.cue)"))
    export = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Export")
    QTest.mouseClick(export, Qt.MouseButton.LeftButton)
    until(lambda: not dialog.isVisible())
    assert 'TITLE "Talk"\n    INDEX 01 00:02:00' in (tmp_path / "talk.cue").read_text()
