"""The choice of one marker out of all, with the times that they are shifted to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from player.app.rows import Index
from player.domain.episode import Chapter, Line, Snip, moved
from player.domain.timecode import Ms, show
from player.ui.elided import isolated
from player.ui.theme import GAP

WIDEST = 420
"""The room (px) that a marker has in the list that pops up, which is as wide as its widest."""


class MarkerChoice(QComboBox):
    """Takes the width that it is given; what has no room ends in “…”, whatever its direction."""

    def __init__(self, markers: Sequence[Chapter | Snip | Line]) -> None:
        super().__init__()
        self._names = MarkerNames(markers, self)
        self.setModel(self._names)
        self.setAccessibleName("Marker to hear")
        self.setToolTip("The marker to hear")
        view = self.view()
        if isinstance(view, QListView):
            view.setUniformItemSizes(True)
            view.setResizeMode(QListView.ResizeMode.Adjust)
        # With any other the widest of all texts would be looked for.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_offset(self, offset: Ms) -> None:
        """Show the times `offset` ms later than the file has them."""
        self._names.set_offset(offset)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        text = option.fontMetrics.elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - GAP // 2
        )
        option.currentText = text
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class MarkerNames(QAbstractListModel):
    """The markers to choose from, with their times as they are shifted."""

    def __init__(self, markers: Sequence[Chapter | Snip | Line], choice: QWidget) -> None:
        super().__init__(choice)
        self._markers, self._choice = markers, choice
        self._offset: Ms = 0

    def set_offset(self, offset: Ms) -> None:
        if offset != self._offset:
            self._offset = offset
            self.dataChanged.emit(self.index(0), self.index(len(self._markers) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._markers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        marker = self._markers[index.row()]
        title = marker.text if isinstance(marker, Line) else marker.title
        text = f"{show(moved(marker.start or 0, self._offset))}  {isolated(title or 'Untitled')}"
        return self._choice.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, WIDEST)
