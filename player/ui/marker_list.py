"""A list whose rows are places to jump to: by click, or by Enter."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QFrame,
    QListView,
    QPushButton,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from player.app.rows import Index, Role, RowsModel
from player.ui.theme import GAP, colours, mix, scaled

LAYING_OUT_MS = 40
HANDS_OFF_S = 6.0
"""How long a list that was scrolled by hand stays where it is before it follows again."""
MANY = 100
"""Where so many rows have changed, all that is seen is painted."""

_LIST_KEYS = {
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Return, Qt.Key.Key_Enter,
}  # fmt: skip

KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


class MarkerList(QListView):
    """Keeps its current row in view, unless the listener has just scrolled it himself."""

    chosen = Signal(int)
    """A row was clicked, or Enter pressed on it; where it starts (ms)."""
    no_place = Signal(str)
    """A row with no place in the audio was chosen; its text."""
    font_changed = Signal()
    """Rows may have another height now."""
    offered = Signal()
    """The empty state's button was pressed."""

    def __init__(self, model: RowsModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._rows = model
        self._touched = 0.0
        self.follows = True
        self.by_keyboard = False
        """Whether the focus came, or a row was chosen, by a key: only then is it outlined."""
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().sliderPressed.connect(self._touch)
        self.clicked.connect(self._choose)
        self.painted = QRect()
        """What of the viewport is being painted."""
        self._empty = ("", "")
        self._offer = QPushButton(self.viewport())
        self._offer.hide()
        self._offer.clicked.connect(self.offered)
        model.modelReset.connect(self._reset)

    def set_empty(self, title: str, text: str, offer: str = "") -> None:
        """What stands here while there are no rows, and a button that offers to mend it."""
        self._empty = (title, text)
        self._offer.setText(offer)
        self._place_offer()
        self.viewport().update()

    def keep_current_in_view(self) -> None:
        """Scroll to the current row, if it is not where it can be read."""
        row = self._rows.current
        if row is None or not self.follows or time.monotonic() - self._touched < HANDS_OFF_S:
            return
        index = self._rows.index(row)
        self.executeDelayedItemsLayout()
        box, view = self.visualRect(index), self.viewport().rect()
        if box.isEmpty():
            # Not laid out yet: long lists are, a part after the other.
            if self.isVisible():
                QTimer.singleShot(LAYING_OUT_MS, self.keep_current_in_view)
            return
        if box.top() < 0 or box.bottom() > view.height() - box.height() // 2:
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.keep_current_in_view()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.font_changed.emit()
            self.scheduleDelayedItemsLayout()

    def follow_now(self) -> None:
        """Forget that the list was scrolled by hand."""
        self._touched = 0.0
        self.keep_current_in_view()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint the changed rows again; Qt would lay out all of them, but none changes its size."""
        if last.row() - first.row() >= MANY:
            self.viewport().update()
            return
        for row in range(first.row(), last.row() + 1):
            self.update(self._rows.index(row))

    def event(self, event: QEvent) -> bool:
        # The list's own keys come before the player's while the list has the focus.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if plain and event.key() in _LIST_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
            return
        self._touch()
        self.by_keyboard = True
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are the player's."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.by_keyboard = event.reason() in KEYBOARD
        # By the mouse the focus comes before the click: moving now would put another row under it.
        if self.by_keyboard and self._rows.rowCount():
            known = self.currentIndex().row() if self.currentIndex().isValid() else 0
            current = self._rows.current
            self.setCurrentIndex(self._rows.index(known if current is None else current))
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.by_keyboard = False
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._touch()
        super().wheelEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        hand = index.isValid() and index.data(Role.START) is not None
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_offer()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted = event.rect()
        super().paintEvent(event)
        if self._rows.rowCount() == 0:
            paint_empty(self, self._text_box(), *self._empty)
            if self.hasFocus() and self.by_keyboard:
                painter = QPainter(self.viewport())
                painter.setPen(colours(self.palette()).accent)
                painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _touch(self) -> None:
        self._touched = time.monotonic()

    def _reset(self) -> None:
        self._touched = 0.0
        self.scrollToTop()
        self._place_offer()

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        start = index.data(Role.START)
        if start is None:
            self.no_place.emit(index.data())
        else:
            self.chosen.emit(start)

    def _text_box(self) -> QRect:
        return self.viewport().rect().adjusted(2 * GAP, 2 * GAP, -2 * GAP, -2 * GAP)

    def _empty_height(self) -> int:
        flags = Qt.TextFlag.TextWordWrap
        return self.fontMetrics().boundingRect(self._text_box(), flags, self._empty[1]).height()

    def _place_offer(self) -> None:
        self._offer.setVisible(bool(self._offer.text()) and self._rows.rowCount() == 0)
        self._offer.adjustSize()
        box = self._text_box()
        top = box.top() + self.fontMetrics().height() + GAP + self._empty_height() + GAP + GAP
        self._offer.move(box.left(), top)


def paint_empty(view: QAbstractScrollArea, box: QRect, title: str, text: str) -> None:
    """What would stand in `view`, in its `box`, where there is nothing."""
    painter, tint = QPainter(view.viewport()), colours(view.palette())
    painter.setFont(scaled(view.font(), 1.0, bold=True))
    painter.setPen(tint.text)
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft, title)
    painter.setFont(view.font())
    painter.setPen(tint.dim)
    below = box.adjusted(0, view.fontMetrics().height() + GAP, 0, 0)
    painter.drawText(below, Qt.TextFlag.TextWordWrap, text)


def is_focused(option: QStyleOptionViewItem) -> bool:
    """Whether the row that is painted is to be outlined as the one that keys work on."""
    view = option.widget
    if not isinstance(view, MarkerList) or not view.by_keyboard:
        return False
    return bool(option.state & QStyle.StateFlag.State_HasFocus)


def paint_row_ground(painter: QPainter, option: QStyleOptionViewItem, *, current: bool) -> None:
    """What lies behind a row: the current one, the one under the mouse, the one with the focus."""
    tint, box = colours(option.palette), QRect(option.rect)
    if current:
        painter.fillRect(box, tint.wash)
        painter.fillRect(QRect(box.topLeft(), QSize(3, box.height())), tint.accent)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(box, tint.hover)
    if is_focused(option):
        painter.setPen(mix(tint.accent, tint.ground, 0.9))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))
