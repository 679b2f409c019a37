"""The small windows beside the main one: at most one of each kind is open."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from player import __version__
from player.app.message import Message
from player.ui.theme import GAP, fitting, without_icons


class Dialogs:
    """Keeps the dialogs that are open; none of them is modal."""

    def __init__(self) -> None:
        self._open: dict[type[QDialog], QDialog] = {}

    def show(self, dialog: QDialog) -> None:
        """Show `dialog` in place of an older one of its kind."""
        old = self._open.pop(type(dialog), None)
        if old is not None:
            old.close()
            old.deleteLater()
        self._open[type(dialog)] = dialog
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def raise_open(self, kind: type[QDialog]) -> bool:
        """Bring the dialog of this kind to the front; False where none is open."""
        dialog = self._open.get(kind)
        if dialog is None or not dialog.isVisible():
            return False
        dialog.raise_()
        dialog.activateWindow()
        return True

    def close(self) -> None:
        """Close them all."""
        for dialog in self._open.values():
            dialog.close()


class About(QDialog):
    """What Earmark is, and what it is made of."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Earmark")
        text = QLabel(
            f"<h3>Earmark {__version__}</h3>"
            "<p>A player for people who learn from long audio.</p>"
            f"<p>Made with Qt {qVersion()} and libVLC.<br>"
            "Free software under the GNU General Public License, version 3 or later.</p>"
        )
        text.setTextFormat(Qt.TextFormat.RichText)
        text.setWordWrap(True)
        text.setMinimumWidth(360)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        layout.addWidget(text)


class Details(QDialog):
    """All lines of a message, to read and to copy."""

    def __init__(self, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Problems in this file — Earmark")
        text = QPlainTextEdit("\n".join(message.details))
        text.setReadOnly(True)
        text.setAccessibleName("Problems")
        buttons = without_icons(QDialogButtonBox(QDialogButtonBox.StandardButton.Close))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(text)
        layout.addWidget(buttons)
        self.resize(fitting(self, 640, 320))
