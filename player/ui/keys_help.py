"""Help ▸ Keys: the table of keys, searchable."""

from __future__ import annotations

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from player.app.actions import help_rows
from player.ui.theme import fitting

SEARCHED = Qt.ItemDataRole.UserRole + 1
LIST_KEYS = (
    ("Lists", "Choose a row", "↑, ↓, PgUp, PgDn", "select"),
    ("Lists", "Play from the chosen row", "Enter", "hear jump"),
)


class KeysHelp(QDialog):
    """Shows every key and what it does; typing filters by either."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys — Earmark")
        self.resize(fitting(self, 520, 560))
        search = QLineEdit()
        search.setPlaceholderText("Search keys and actions")
        search.setAccessibleName("Search keys")
        search.setClearButtonEnabled(True)
        model = QStandardItemModel(0, 3, self)
        model.setHorizontalHeaderLabels(["Where", "Action", "Keys"])
        for row in (*help_rows(), *LIST_KEYS):
            items = [QStandardItem(text) for text in row[:3]]
            items[0].setData(" ".join(row), SEARCHED)
            model.appendRow(items)
        proxy = QSortFilterProxyModel(self)
        proxy.setSourceModel(model)
        proxy.setFilterRole(SEARCHED)
        proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        search.textChanged.connect(proxy.setFilterFixedString)
        table = QTreeView()
        table.setModel(proxy)
        table.setAccessibleName("Keys")
        table.setRootIsDecorated(False)
        table.setAlternatingRowColors(True)
        table.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        none = QLabel("No key for that.")
        none.hide()
        search.textChanged.connect(lambda _: none.setVisible(proxy.rowCount() == 0))
        layout = QVBoxLayout(self)
        layout.addWidget(search)
        layout.addWidget(none)
        layout.addWidget(table)
        search.setFocus()
