"""File ▸ Import and Export: looked at before anything is done, by keyboard and by mouse."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
)

from player.app.exporting import Export
from player.domain.errors import EarmarkError
from player.ui.chapters_head import ChaptersHead
from player.ui.export_dialog import ExportDialog
from player.ui.import_dialog import ImportDialog
from tests.app.test_importing import CUES, MORE, TEXT
from tests.app.test_memory import until
from tests.app.test_session import tone
from tests.ui.test_window import CTRL, NONE, SHIFT, Seat

T = TypeVar("T", bound=QDialog)
CUE = 'FILE "talk.wav" WAVE\n  TRACK 01 AUDIO\n    TITLE "From the sheet"\n    INDEX 01 00:00:00\n'
LEFT = Qt.MouseButton.LeftButton


class Desk(Seat):
    """Somebody before the window with an episode of which other files know more."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "home")
        self.folder = folder
        self.file = folder / "talk.episode.yaml"
        self.file.write_text(TEXT)
        tone(folder / "talk.wav", 2)
        self.open(self.file, title="Talk")

    def dialog(self, kind: type[T]) -> T:
        """The open dialog of this kind, once it has the keyboard."""
        dialog = next(d for d in self.window.findChildren(kind) if d.isVisible())
        until(lambda: QApplication.activeWindow() is dialog)
        return dialog

    def ask(self, kind: type[T], key: Qt.Key) -> T:
        QTest.keyClick(self.window, key, CTRL)
        return self.dialog(kind)

    def put(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    @property
    def notice(self) -> str:
        return next((label.text() for label in self.window.notice.findChildren(QLabel)), "")

    @property
    def chapters(self) -> list[str]:
        return [chapter.title for chapter in self.player.loaded.chapters]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.program.close()


def shown(dialog: QDialog) -> str:
    """All texts of the dialog."""
    labels = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    return "\n".join(labels)


def preview(dialog: QDialog) -> str:
    return dialog.findChildren(QPlainTextEdit)[0].toPlainText()


def button(dialog: QDialog, text: str) -> QAbstractButton:
    return next(b for b in dialog.findChildren(QAbstractButton) if b.text() == text)


def type_path(dialog: QDialog, path: Path) -> QLineEdit:
    field = dialog.findChildren(QLineEdit)[0]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, str(path))
    return field


def test_by_keyboard_a_file_is_looked_at_and_comes_in(desk: Desk) -> None:
    path = desk.put("more.yaml", MORE)
    dialog = desk.ask(ImportDialog, Qt.Key.Key_I)
    assert not button(dialog, "Import").isEnabled()
    field = type_path(dialog, path)
    QTest.keyClick(field, Qt.Key.Key_Return)
    until(lambda: bool(dialog.findChildren(QCheckBox)))
    assert [box.text() for box in dialog.findChildren(QCheckBox)] == [
        "2 chapters, in place of the 1 there is",
        "1 snip, added to those there",
        "Notes, added to what is there",
    ]
    assert "   00:30  B" in preview(dialog)
    assert desk.file.read_text() == TEXT
    QTest.keyClick(field, Qt.Key.Key_Return)
    until(lambda: desk.chapters == ["A", "B"])
    assert not dialog.isVisible()
    assert "Imported from “more.yaml”: 2 chapters, 1 snip, notes." in desk.notice
    desk.window.activateWindow()
    until(lambda: QApplication.activeWindow() is desk.window)
    desk.press(Qt.Key.Key_Z, CTRL)
    until(lambda: desk.chapters == ["Coffee"])
    assert desk.file.read_text() == TEXT
    desk.press(Qt.Key.Key_Z, CTRL | SHIFT)
    until(lambda: desk.chapters == ["A", "B"])
    assert desk.window.commands.actions["undo"].text() == "Undo the import"
    assert not desk.window.commands.actions["redo"].isEnabled()


def test_by_mouse_only_what_is_ticked_comes_in(desk: Desk) -> None:
    path = desk.put("more.yaml", MORE)
    desk.window.commands.actions["import"].trigger()
    dialog = desk.dialog(ImportDialog)
    QTest.keyClick(type_path(dialog, path), Qt.Key.Key_Tab)
    until(lambda: bool(dialog.findChildren(QCheckBox)))
    for box in dialog.findChildren(QCheckBox):
        if not box.text().startswith("1 snip"):
            QTest.mouseClick(box, LEFT, pos=box.rect().center() - box.rect().topRight() / 2)
            box.setChecked(False)
    assert preview(dialog) == "   00:40  New"
    QTest.mouseClick(button(dialog, "Import"), LEFT)
    until(lambda: "Imported" in desk.notice)
    assert "Imported from “more.yaml”: 1 snip." in desk.notice
    assert desk.chapters == ["Coffee"]


def test_a_text_without_times_comes_in_as_notes_or_as_a_transcript(desk: Desk) -> None:
    path = desk.put("said.txt", "Ann: Good morning.\n\nBob: Good evening.\n")
    dialog = desk.ask(ImportDialog, Qt.Key.Key_I)
    QTest.keyClick(type_path(dialog, path), Qt.Key.Key_Return)
    until(lambda: bool(dialog.findChildren(QCheckBox)))
    transcript, notes = dialog.findChildren(QCheckBox)
    assert (transcript.text(), transcript.isChecked()) == (
        "The same text as 2 transcript lines",
        False,
    )
    assert (notes.text(), notes.isChecked()) == ("Notes, added to what is there", True)
    transcript.click()
    notes.click()
    assert "Good evening." in preview(dialog)
    QTest.mouseClick(button(dialog, "Import"), LEFT)
    until(lambda: "Imported from “said.txt”: 2 transcript lines" in desk.notice)
    assert 'transcript: "said.txt"' in desk.file.read_text()


def test_an_import_that_cannot_be_read_says_where(desk: Desk) -> None:
    path = desk.put("broken.yaml", "title: [1, 2")
    dialog = desk.ask(ImportDialog, Qt.Key.Key_I)
    QTest.keyClick(type_path(dialog, path), Qt.Key.Key_Return)
    until(lambda: "broken.yaml:2:1" in shown(dialog))
    assert not button(dialog, "Import").isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def drop(desk: Desk, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    desk.window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, NONE))


def test_a_file_that_only_adds_is_added_when_it_is_dropped(desk: Desk) -> None:
    drop(desk, desk.put("words.vtt", CUES))
    until(lambda: len(desk.player.loaded.episode.transcript) == 1)
    assert desk.window.panes.pane == "transcript"
    assert desk.player.loaded.episode.title == "Talk"
    drop(desk, desk.put("other.yaml", MORE))
    until(lambda: desk.player.loaded.episode.title == "More")


def test_an_export_is_seen_before_it_is_written(desk: Desk) -> None:
    dialog = desk.ask(ExportDialog, Qt.Key.Key_E)
    type_path(dialog, desk.folder / "copy.episode.yaml")
    until(lambda: "title: Talk" in preview(dialog))
    assert not (desk.folder / "copy.episode.yaml").exists()
    QTest.keyClick(dialog.findChildren(QLineEdit)[0], Qt.Key.Key_Return)
    until(lambda: not dialog.isVisible())
    assert (desk.folder / "copy.episode.yaml").read_text().startswith("earmark: 1\ntitle: Talk\n")
    assert "Exported to “copy.episode.yaml”" in desk.notice


def test_what_was_imported_is_not_told_of_another_episode(desk: Desk) -> None:
    drop(desk, desk.put("words.vtt", CUES))
    until(lambda: "Imported" in desk.notice)
    desk.open(desk.put("other.episode.yaml", "earmark: 1\ntitle: Other\n"), title="Other")
    assert "Imported" not in desk.notice


def test_notes_and_sheets_that_are_dropped_add_to_what_plays(desk: Desk) -> None:
    drop(desk, desk.put("sheet.cue", CUE))
    until(lambda: desk.chapters == ["From the sheet"])
    drop(desk, desk.put("notes.txt", "Mine.\n[00:01] Jotted\n[00:02] Down\n"))
    until(lambda: "Imported from “notes.txt”: notes." in desk.notice)
    assert desk.chapters == ["From the sheet"], "which notes do not take the place of"


def test_the_first_name_is_never_that_of_a_file_that_is_there(desk: Desk) -> None:
    dialog = desk.ask(ExportDialog, Qt.Key.Key_E)
    field = dialog.findChildren(QLineEdit)[0]
    formats = dialog.findChildren(QComboBox)[0]
    for row in range(formats.count()):
        if formats.itemData(row, Qt.ItemDataRole.UserRole) is not None:
            formats.setCurrentIndex(row)
            assert not Path(field.text()).exists(), field.text()
            assert button(dialog, "Export").isEnabled()


def test_what_is_there_is_replaced_only_when_it_is_said(desk: Desk) -> None:
    dialog = desk.ask(ExportDialog, Qt.Key.Key_E)
    type_path(dialog, desk.file)
    assert "It will be replaced." in shown(dialog)
    assert desk.file.read_text() == TEXT
    QTest.mouseClick(button(dialog, "Replace"), LEFT)
    until(lambda: not dialog.isVisible())
    assert desk.file.read_text().startswith("earmark: 1\n")


def test_the_recording_that_is_open_is_never_written_over(desk: Desk) -> None:
    desk.open(desk.folder / "talk.wav", title="Talk")
    dialog = desk.ask(ExportDialog, Qt.Key.Key_E)
    type_path(dialog, desk.folder / "talk.wav")
    assert "is the recording that is open. Choose another name." in shown(dialog)
    assert not dialog.findChildren(QPushButton)[-2].isEnabled()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("list.cue", ""),
        ("list", "It will be called “list.chapters.json”."),
        ("", "This is a folder. Add a name to it."),
    ],
)
def test_a_name_alone_lies_beside_the_recording_with_its_formats_suffix(
    desk: Desk, typed: str, told: str
) -> None:
    dialog = desk.ask(ExportDialog, Qt.Key.Key_E)
    field = type_path(dialog, Path(typed) if typed else desk.folder)
    assert told in shown(dialog)
    if told.startswith("This"):
        assert not button(dialog, "Export").isEnabled()
        return
    QTest.keyClick(field, Qt.Key.Key_Return)
    until(lambda: "Exported to" in desk.notice)
    assert (desk.folder / (typed if "." in typed else f"{typed}.chapters.json")).is_file()
    assert f"in {desk.folder}" in desk.notice


@pytest.mark.parametrize("typed", ["~nobody-of-this-name/x.cue", "x" * 300])
def test_what_no_file_can_be_called_is_told(desk: Desk, typed: str) -> None:
    dialog = desk.ask(ExportDialog, Qt.Key.Key_E)
    type_path(dialog, Path(typed))
    assert "No file can be called so." in shown(dialog)
    assert not button(dialog, "Export").isEnabled()


def test_a_copy_keeps_the_suffix_of_the_recording(desk: Desk) -> None:
    (desk.folder / "talk.wav").rename(desk.folder / "talk.wave")
    desk.file.write_text(TEXT.replace("talk.wav", "talk.wave").replace("title: Talk", "title: W"))
    desk.open(desk.file, title="W")
    dialog = desk.ask(ExportDialog, Qt.Key.Key_E)
    formats = dialog.findChildren(QComboBox)[0]
    formats.setCurrentIndex(formats.findText("Into a copy", Qt.MatchFlag.MatchStartsWith))
    assert dialog.findChildren(QLineEdit)[0].text() == str(desk.folder / "talk with chapters.wave")


def test_the_window_stays_while_an_export_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()
    monkeypatch.setattr(Export, "run", lambda *_args, **_more: goes_on.wait(5))
    dialog = desk.ask(ExportDialog, Qt.Key.Key_E)
    type_path(dialog, desk.folder / "x.episode.yaml")
    QTest.mouseClick(button(dialog, "Export"), LEFT)
    assert not desk.window.close()
    assert "An export is being written" in desk.notice
    goes_on.set()
    until(lambda: "Exported to" in desk.notice)
    assert desk.window.close()


def test_what_is_shown_is_always_of_the_file_that_is_named(desk: Desk) -> None:
    dialog = desk.ask(ImportDialog, Qt.Key.Key_I)
    field = type_path(dialog, desk.put("more.yaml", MORE))
    until(lambda: button(dialog, "Import").isEnabled())
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert not button(dialog, "Import").isEnabled()
    assert preview(dialog) == ""
    type_path(dialog, desk.folder)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert not button(dialog, "Import").isEnabled()


def test_an_export_that_fails_says_why_and_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise EarmarkError("The disk is full.")

    monkeypatch.setattr(Export, "run", refuse)
    dialog = desk.ask(ExportDialog, Qt.Key.Key_E)
    type_path(dialog, desk.folder / "x.episode.yaml")
    QTest.mouseClick(button(dialog, "Export"), LEFT)
    until(lambda: "The disk is full." in shown(dialog))
    assert dialog.isVisible()
    assert button(dialog, "Export").isEnabled()


def test_where_several_sources_have_chapters_one_is_chosen(desk: Desk) -> None:
    head = desk.window.findChildren(ChaptersHead)[0]
    choice = head.findChildren(QToolButton)[0]
    assert not choice.isVisible()
    desk.put("talk.txt", "[00:00] A\n[00:01] B\n")
    desk.open(desk.folder / "talk.wav", title="Talk")
    until(lambda: choice.isVisible())
    assert choice.text() == "from: episode file ▾"
    actions = choice.menu().actions()
    assert [action.text() for action in actions] == ["episode file (1)", "talk.txt (2)"]
    assert [action.isChecked() for action in actions] == [True, False]
    actions[1].trigger()
    assert desk.chapters == ["A", "B"]
    assert choice.text() == "from: talk.txt ▾"
    assert desk.window.commands.actions["chapters-from"].isEnabled()
