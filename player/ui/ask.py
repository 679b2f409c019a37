"""A small dialog that asks where a recording is: an address, or a file by “Choose file…”."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from player.ui.theme import sentences, without_icons

ALL = "All files (*)"
PLAIN = QFileDialog.Option.HideNameFilterDetails
"""Kinds of files by their names: fifty suffixes are wider than any screen."""


def audio_filter() -> str:
    """For a dialog that asks for a recording."""
    from player.app.opening import AUDIO_SUFFIXES

    return f"Audio ({_patterns(AUDIO_SUFFIXES)});;{ALL}"


def open_filter() -> str:
    """For a dialog that asks for whatever can be opened."""
    from player.app.opening import AUDIO_SUFFIXES
    from player.formats import suffixes

    audio, text = _patterns(AUDIO_SUFFIXES), _patterns(suffixes())
    return (
        f"All that Earmark reads ({audio} {text});;Audio ({audio});;"
        f"Chapters, transcripts, snips, feeds ({text});;{ALL}"
    )


def _patterns(suffixes: Iterable[str]) -> str:
    return " ".join(f"*{suffix}" for suffix in suffixes)


class AskWhere(QDialog):
    """Not modal: the player goes on. Sends what was typed or chosen."""

    given = Signal(str)

    def __init__(
        self, title: str, text: str, folder: str, *, files: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setWindowTitle(f"{title} — Earmark")
        label = sentences(text)
        self._field = QLineEdit()
        self._field.setAccessibleName("File or address" if files else "Address")
        self._field.setPlaceholderText("https://…" if not files else "A file, or https://…")
        row = QHBoxLayout()
        row.addWidget(self._field, 1)
        if files:
            choose = QPushButton("Choose file…")
            choose.clicked.connect(self._choose)
            row.addWidget(choose)
        buttons = without_icons(
            QDialogButtonBox(
                QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
            )
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText("Use this audio" if files else "Open")
        self._ok.setEnabled(False)
        self._field.textChanged.connect(lambda text: self._ok.setEnabled(bool(text.strip())))
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addLayout(row)
        layout.addWidget(buttons)
        self.resize(520, self.sizeHint().height())
        self._field.setFocus()

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Choose audio", self._folder, audio_filter(), options=PLAIN
        )
        if name:
            self._field.setText(name)
            self._give()

    def _give(self) -> None:
        self.accept()
        self.given.emit(self._field.text().strip())
