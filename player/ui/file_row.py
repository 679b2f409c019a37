"""A field for a file's path, and a button that asks for one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from player.ui.ask import PLAIN
from player.ui.theme import GAP


class FileRow(QWidget):
    """Sends each path that is typed (`edited`) and each that is done with (`given`)."""

    edited = Signal(str)
    given = Signal(str)
    chosen = Signal(str)
    """Given by the system's dialog, which has asked before it replaces anything."""

    def __init__(self, name: str, filters: str, *, saves: bool, parent: QWidget | None = None):
        super().__init__(parent)
        self._name, self._filters, self._saves = name, filters, saves
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.setClearButtonEnabled(not saves)
        self.button = QPushButton("Choose…")
        self.button.setAutoDefault(False)
        self.button.setToolTip(f"Choose the {name.lower()}")
        self.button.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.button)
        self.field.textEdited.connect(self.edited)
        self.field.editingFinished.connect(lambda: self.given.emit(self.path))

    @property
    def path(self) -> str:
        """What stands in the field."""
        return self.field.text().strip()

    def set_path(self, path: str) -> None:
        """Have `path` in the field; nothing is sent."""
        if path != self.field.text():
            self.field.setText(path)

    def _choose(self) -> None:
        ask = QFileDialog.getSaveFileName if self._saves else QFileDialog.getOpenFileName
        path, _ = ask(self, self._name, self.path, self._filters, options=PLAIN)
        if path:
            self.field.setText(path)
            self.chosen.emit(path)
