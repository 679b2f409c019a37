"""The base of the list models: rows of things at times, one of them the current one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from player.domain.timecode import Ms

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What views ask the models for, beside Qt's own roles."""

    ITEM = Qt.ItemDataRole.UserRole + 1
    """The row's domain value."""
    START = Qt.ItemDataRole.UserRole + 2
    """Where it starts in the audio (ms), or None."""
    CURRENT = Qt.ItemDataRole.UserRole + 3
    """Whether it is the current one."""
    SPAN = Qt.ItemDataRole.UserRole + 4
    """Its start and end (ms; None where not known)."""
    PLAYED = Qt.ItemDataRole.UserRole + 5
    """Whether it was heard (nearly) to its end."""


class RowsModel(QAbstractListModel):
    """Rows with a current one; a change of it repaints two rows and no more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[Any] = ()
        self._current: int | None = None

    @property
    def current(self) -> int | None:
        return self._current

    def set_items(self, items: Sequence[Any], *, same: bool = False) -> None:
        """Replace all rows; none is current. `same`: they are the same rows at other times."""
        if same and items:
            self._items = items
            self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
            return
        self.beginResetModel()
        self._items = items
        self._current = None
        self.endResetModel()

    def set_current(self, row: int | None) -> None:
        """Mark `row` as the current one."""
        if row == self._current:
            return
        rows, self._current = (self._current, row), row
        for changed in rows:
            if changed is not None:
                self.row_changed(changed)

    def row_changed(self, row: int) -> None:
        """Have one row painted again."""
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = index.row()
        match role:
            case Role.ITEM:
                return self._items[row]
            case Role.CURRENT:
                return row == self._current
            case Role.START:
                return self.start(row)
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                text = self.text(row)
                spoken = role == Qt.ItemDataRole.AccessibleTextRole and row == self._current
                return f"{text}, current" if spoken else text
            case _:
                return self.more(row, role)

    def start(self, row: int) -> Ms | None:
        """Where `row` starts in the audio (ms)."""
        raise NotImplementedError

    def text(self, row: int) -> str:
        """What `row` says, in one line, for screen readers and for copying."""
        raise NotImplementedError

    def more(self, row: int, role: int) -> Any:
        """Further roles; None for the unknown."""
        return None
