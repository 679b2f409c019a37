"""File ▸ Import…: what another file adds to the open episode, looked at before it is taken."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from player.app.importing import Importing, told
from player.domain.errors import EarmarkError
from player.domain.timecode import Ms, show
from player.ui.ask import open_filter
from player.ui.file_row import FileRow
from player.ui.theme import GAP, fitting, sentences, without_icons

if TYPE_CHECKING:
    from player.app.import_file import Found, Part

LOOK_AFTER_MS = 300
"""A path that is typed is looked at when no key has followed for so long."""
ROWS = 300
"""How many lines of each part are shown."""
_REPLACES = ("chapters", "transcript")


class ImportDialog(QDialog):
    """Not modal. `folder` is where files are looked for first."""

    def __init__(self, importing: Importing, folder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import — Earmark")
        self._importing = importing
        self._found: Found | None = None
        self._file = FileRow("File to import", open_filter(), saves=False)
        self._file.field.setPlaceholderText("Chapters, a transcript, snips, notes, or audio")
        if folder:
            self._file.set_path(f"{folder}/")
        self._said = sentences()
        self._choices = QVBoxLayout()
        self._choices.setSpacing(GAP // 2)
        self._boxes: dict[Part, QCheckBox] = {}
        self._preview = QPlainTextEdit()
        self._preview.setReadOnly(True)
        self._preview.setTabChangesFocus(True)
        self._preview.setAccessibleName("What is imported")
        self._preview.setPlaceholderText("What will be imported is shown here.")
        self._where = sentences()
        self._buttons = without_icons(
            QDialogButtonBox(
                QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
            )
        )
        self._ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText("Import")
        self._buttons.accepted.connect(self._run)
        self._buttons.rejected.connect(self.reject)
        self._file.edited.connect(self._edited)
        self._file.given.connect(self._look)
        self._file.chosen.connect(self._look)
        self._asked = ""
        self._typed = QTimer(self, interval=LOOK_AFTER_MS, singleShot=True)
        self._typed.timeout.connect(lambda: self._look(self._file.path))
        self._lay_out()
        self._show(None)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self._file)
        layout.addWidget(self._said)
        layout.addLayout(self._choices)
        layout.addWidget(self._preview, 1)
        layout.addWidget(self._where)
        layout.addWidget(self._buttons)
        self.resize(fitting(self, 560, 460))
        self._file.field.setFocus()

    def _edited(self) -> None:
        """Another path is being typed: what is shown is of no file any more."""
        self._asked = ""
        self._show(None)
        self._typed.start()

    def _look(self, path: str) -> None:
        self._typed.stop()
        if path == self._asked:
            return
        self._asked = path
        self._show(None)
        if not path or Path(path).expanduser().is_dir():
            return
        self._say("Looking at the file…")

        def found(result: Found) -> None:
            if path == self._asked:
                self._show(result)

        def failed(error: EarmarkError) -> None:
            if path == self._asked:
                self._say(str(error))

        self._importing.look(Path(path).expanduser(), found, failed)

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _show(self, found: Found | None) -> None:
        self._found = found
        for box in self._boxes.values():
            self._choices.removeWidget(box)
            box.deleteLater()
        self._boxes = {}
        usual = self._importing.usual(found) if found else ()
        before: QWidget = self._file.button
        for part in found.offers if found else ():
            box = QCheckBox(self._choice(found, part) if found else "")
            box.setChecked(part in usual)
            box.toggled.connect(self._show_choice)
            self._boxes[part] = box
            self._choices.addWidget(box)
            self.setTabOrder(before, box)
            before = box
        self._say(_summary(found, self._importing.duration) if found else "")
        self._where.setVisible(found is not None)
        self._show_choice()

    def _choice(self, found: Found, part: Part) -> str:
        what, there = told(found, [part]), self._importing.count(part)
        if part in found.doubtful:
            what = f"the same text as {what}"
        what = f"{what[:1].upper()}{what[1:]}"
        if not there:
            return what
        if part in _REPLACES:
            return f"{what}, in place of the {there} there {'is' if there == 1 else 'are'}"
        return f"{what}, added to {'those' if part == 'snips' else 'what is'} there"

    @property
    def _parts(self) -> list[Part]:
        return [part for part, box in self._boxes.items() if box.isChecked()]

    def _show_choice(self) -> None:
        parts = self._parts
        losses = self._found.losses(parts) if self._found else ()
        self._where.setText("\n".join([*losses, self._importing.where()]))
        self._ok.setEnabled(bool(parts))
        self._preview.setPlainText("\n\n".join(_rows(self._found, part) for part in parts))

    def _run(self) -> None:
        # Enter in the field looks at the file first.
        if self._file.path != self._asked:
            self._look(self._file.path)
        elif self._found is not None and self._parts:
            self._importing.run(self._found, self._parts)
            self.accept()


def _summary(found: Found, duration: Ms | None) -> str:
    problems = found.episode.problems
    text = f"“{found.path.name}” ({found.kind})"
    late = sum(duration is not None and c.start >= duration for c in found.episode.chapters)
    if late:
        text += f"\n{late} of its chapters start after the recording's end. Is it of another one?"
    if problems:
        first = f"{problems[0].where}: {problems[0].message}"
        more = f" And {len(problems) - 1} more." if len(problems) > 1 else ""
        text += f"\n{first}{more}"
    return text


def _rows(found: Found | None, part: Part) -> str:
    if found is None:
        return ""
    if part == "notes":
        return (found.episode.notes or "")[: ROWS * 80]
    items = getattr(found.episode, part)
    lines = [_row(item.start, getattr(item, "title", "") or _words(item)) for item in items[:ROWS]]
    more = len(items) - ROWS
    return "\n".join([*lines, *([f"… and {more} more"] * (more > 0))])


def _words(item: object) -> str:
    return str(getattr(item, "text", "") or getattr(item, "quote", "") or "")


def _row(start: int | None, text: str) -> str:
    return f"{show(start) if start is not None else '':>8}  {text}"
