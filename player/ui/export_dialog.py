"""File ▸ Export…: into which format, what will come out, and what that cannot carry."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPlainTextEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from player.app.export_job import Exporting
from player.app.exporting import Export, is_recording, writer_for_audio
from player.app.opening import AUDIO_SUFFIXES
from player.domain.errors import EarmarkError
from player.formats import writing
from player.formats.registry import WRITERS, AudioWriter
from player.formats.writing import AnyWriter
from player.ui.ask import ALL
from player.ui.file_row import FileRow
from player.ui.theme import GAP, fitting, sentences, without_icons

_GROUPS = {
    "chapters": "Chapters",
    "transcript": "Transcript",
    "snips": "Snips",
    "episode": "All of it",
}
_NUMBERS = ("", *(f" {number}" for number in range(2, 10_000)))


class ExportDialog(QDialog):
    """Not modal: what is open can be heard meanwhile."""

    def __init__(self, exporting: Exporting, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export — Earmark")
        self._exporting = exporting
        self._writers = _writers(exporting)
        self._agreed = ""
        self._busy = False
        self._format, self._file = QComboBox(), FileRow("Export to", ALL, saves=True)
        self._losses, self._said = sentences(), sentences()
        self._preview = QPlainTextEdit()
        self._progress = QProgressBar()
        self._buttons = without_icons(
            QDialogButtonBox(
                QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
            )
        )
        self._ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._cancel = self._buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self._set_up()
        self._lay_out()
        self._connect()
        if self._writers:
            self._file.set_path(str(self._first_target(self._writers[0])))
            self._choose_row(self._writers[0])
        self._show()

    def _set_up(self) -> None:
        model = QStandardItemModel(self)
        group = ""
        for index, writer in enumerate(self._writers):
            if (part := _GROUPS[writing.part_of(writer)]) != group:
                group = part
                head = QStandardItem(group)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                model.appendRow(head)
            item = QStandardItem(_name(writer))
            item.setData(index, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        self._format.setModel(model)
        self._format.setAccessibleName("Format")
        self._format.setMaxVisibleItems(24)
        self._preview.setReadOnly(True)
        self._preview.setTabChangesFocus(True)
        self._preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._preview.setAccessibleName("What will be written")
        self._progress.setAccessibleName("Written")
        self._progress.hide()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(GAP)
        form.addRow("&Format", self._format)
        form.addRow("F&ile", self._file)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addLayout(form)
        layout.addWidget(self._preview, 1)
        layout.addWidget(self._losses)
        layout.addWidget(self._said)
        layout.addWidget(self._progress)
        layout.addWidget(self._buttons)
        self.resize(fitting(self, 600, 520))

    def _connect(self) -> None:
        self._format.currentIndexChanged.connect(self._format_chosen)
        self._file.edited.connect(self._name_edited)
        self._file.chosen.connect(self._name_chosen)
        self._buttons.accepted.connect(self._run)
        self._buttons.rejected.connect(self.reject)
        self._exporting.progress.connect(self._progress.setValue)
        self._exporting.ended.connect(self._ended)

    def reject(self) -> None:
        """Cancel, Esc: stops what is being written, else closes."""
        if self._busy:
            self._exporting.stop()
        else:
            super().reject()

    # The format and the name, each by the other

    @property
    def _writer(self) -> AnyWriter | None:
        index = self._format.currentData(Qt.ItemDataRole.UserRole)
        return None if index is None else self._writers[index]

    def _first_target(self, writer: AnyWriter) -> Path:
        audio, folder = self._exporting.audio, self._exporting.folder
        stem = audio.stem if audio else _as_name(self._exporting.episode.title)
        if audio is None and Path(stem).suffix.lower() in AUDIO_SUFFIXES:
            stem = Path(stem).stem
        folder = audio.parent if audio else folder or Path.home()
        copy = " with chapters" if isinstance(writer, AudioWriter) else ""
        names = (f"{stem}{copy}{number}{self._suffixes(writer)[0]}" for number in _NUMBERS)
        # Never a file that is there: it may be the listener's own, with notes of his in it.
        return next(each for each in (folder / name for name in names) if not each.exists())

    def _format_chosen(self) -> None:
        writer = self._writer
        if writer is not None and not self._file.path.lower().endswith(self._suffixes(writer)):
            typed = Path(self._file.path)
            target = self._first_target(writer)
            self._file.set_path(str(typed.parent / target.name if typed.name else target))
        self._show()

    def _name_chosen(self, path: str) -> None:
        self._agreed = path
        self._name_edited(path)

    def _name_edited(self, path: str) -> None:
        writer = self._writer
        if writer is None or not path.lower().endswith(self._suffixes(writer)):
            wanted = writing.writers_for(Path(path).name, self._exporting.episode)
            part = writer and writing.part_of(writer)
            wanted.sort(key=lambda each: writing.part_of(each) != part)
            known = next((w for w in wanted if w in self._writers), None)
            if known is not None:
                self._choose_row(known)
        self._show()

    def _choose_row(self, writer: AnyWriter) -> None:
        index = self._writers.index(writer)
        row = self._format.findData(index, Qt.ItemDataRole.UserRole)
        self._format.blockSignals(True)
        self._format.setCurrentIndex(row)
        self._format.blockSignals(False)

    def _target(self, writer: AnyWriter) -> Path:
        """Where it goes: a name alone beside the recording, with the suffix of its format."""
        exporting = self._exporting
        folder = exporting.audio.parent if exporting.audio else exporting.folder or Path.home()
        target = folder / Path(self._file.path).expanduser()
        suffixes = self._suffixes(writer)
        if target.name.lower().endswith(suffixes) or target.is_dir() or not target.name:
            return target
        return target.with_name(target.name + suffixes[0])

    def _suffixes(self, writer: AnyWriter) -> tuple[str, ...]:
        """Those of its files, the likeliest first.

        A copy stays what the recording is: players tell .m4b from .m4a, and .opus from .ogg.
        """
        audio = self._exporting.audio if isinstance(writer, AudioWriter) else None
        own = (audio.suffix.lower(),) if audio and audio.suffix else ()
        return (*own, *writer.suffixes)

    def _export(self, writer: AnyWriter) -> Export:
        target = self._target(writer)
        exporting = self._exporting
        return Export(writer, exporting.episode, target, exporting.audio, exporting.folder)

    def _show(self) -> None:
        writer, path = self._writer, self._file.path
        self._ok.setEnabled(writer is not None and bool(Path(path).name) and not self._busy)
        self._ok.setText("Export")
        self._say("")
        if writer is None:
            self._preview.setPlainText("There is nothing to export: no chapters, no transcript.")
            return
        try:
            target = self._target(writer)
            target.exists()
        except (OSError, RuntimeError, ValueError):
            self._ok.setEnabled(False)
            self._say("No file can be called so. Choose another name.")
            return
        if target.is_dir():
            self._ok.setEnabled(False)
            self._say("This is a folder. Add a name to it.")
        elif is_recording(target, self._exporting.audio):
            self._ok.setEnabled(False)
            self._say(f"“{target.name}” is the recording that is open. Choose another name.")
        elif target.exists() and str(target) != self._agreed:
            self._ok.setText("Replace")
            self._say(f"“{target.name}” is there already. It will be replaced.")
        elif target.name != Path(path).name:
            self._say(f"It will be called “{target.name}”.")
        self._exporting.preview(self._export(writer), self._show_preview)

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _show_preview(self, text: str, losses: str) -> None:
        self._preview.setPlainText(text)
        self._losses.setText(losses)
        self._losses.setVisible(bool(losses))

    # Writing

    def _run(self) -> None:
        writer = self._writer
        if writer is None or not self._ok.isEnabled():
            return
        export = self._export(writer)
        overwrite = self._ok.text() == "Replace" or str(export.target) == self._agreed
        self._set_busy(True)
        self._progress.setValue(0)
        self._exporting.run(export, overwrite=overwrite)

    def _ended(self, why_not: str) -> None:
        if not self._busy:
            return
        self._set_busy(False)
        if why_not:
            self._show()
            self._say(why_not)
        else:
            self.accept()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._progress.setVisible(busy)
        self._cancel.setText("Stop" if busy else "Cancel")
        for part in (self._format, self._file, self._ok):
            part.setEnabled(not busy)


def _writers(exporting: Exporting) -> list[AnyWriter]:
    """What there is something for, chapters first, into the recording last of them."""
    episode = exporting.episode
    found: list[AnyWriter] = [writer for writer in WRITERS if writing.takes(writer, episode)]
    if episode.chapters and exporting.audio is not None:
        with contextlib.suppress(EarmarkError):  # not every kind of audio takes chapters
            found.append(writer_for_audio(exporting.audio))
    return sorted(found, key=lambda writer: list(_GROUPS).index(writing.part_of(writer)))


def _name(writer: AnyWriter) -> str:
    if isinstance(writer, AudioWriter):
        return f"Into a copy of the recording ({writer.name})"
    return f"{writer.name} ({writer.suffixes[0]})"


def _as_name(title: str) -> str:
    """`title` as a file may be called on every system."""
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", title).strip(" .")
    return name.encode("utf-8", "ignore")[:150].decode("utf-8", "ignore").strip() or "episode"
