"""The one bar: chapters as segments, snips as ranges, the place under the mouse told."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractSlider, QLabel, QSizePolicy, QWidget

from player.domain.timecode import Ms, show
from player.ui.elided import isolated
from player.ui.theme import GAP, colours, kind_colour, mix

MARGIN, TRACK, SNIP, KNOB = 12, 10, 4, 7
GAP_BETWEEN = 2.0
NARROWEST = 4.0
"""Segments narrower than this (px) are drawn without gaps: they would be nothing but gaps."""


class SeekBar(QAbstractSlider):
    """Its value is the position in ms; `sought` is sent when the listener asks for another."""

    sought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setAccessibleName("Seek")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setSingleStep(1_000)
        self.setPageStep(60_000)
        self.setEnabled(False)
        self._starts: list[Ms] = []
        self._titles: list[str] = []
        self._snips: Sequence[tuple[Ms, Ms | None, str]] = ()
        self._hover: float | None = None
        self._dragged: Ms | None = None
        self._drawn_x = -1
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setMargin(GAP // 2)
        self._label.setAutoFillBackground(True)
        self._label.hide()
        self.valueChanged.connect(self._by_assistant)

    def set_marks(
        self,
        starts: Sequence[Ms],
        titles: Sequence[str],
        snips: Sequence[tuple[Ms, Ms | None, str]],
    ) -> None:
        """Chapter starts (sorted) with their titles, and snips as start, end, kind."""
        self._starts, self._titles, self._snips = list(starts), list(titles), snips
        self.update()

    def set_duration(self, duration: Ms | None) -> None:
        """The recording's length; None: nothing to seek in."""
        self.blockSignals(True)
        self.setRange(0, duration or 0)
        self.blockSignals(False)
        self.setEnabled(bool(duration))
        self.update()

    def set_position(self, position: Ms) -> None:
        """Where playing is. Repaints only when it moves by a pixel."""
        self.blockSignals(True)
        self.setValue(position)
        self.blockSignals(False)
        x = round(self._x(position))
        if x != self._drawn_x:
            self._drawn_x = x
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 34)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 34)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = event.position().x()
        if self._dragged is not None:
            self._drag(self._hover)
        self._tell()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._dragged is not None:
            target, self._dragged = self._dragged, None
            self.sought.emit(target)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self._label.hide()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            hand = Qt.CursorShape.PointingHandCursor
            self.setCursor(hand if self.isEnabled() else Qt.CursorShape.ArrowCursor)

    def _drag(self, x: float) -> None:
        self._dragged = self._ms(x)
        self._hover = x
        self._tell()
        self.update()

    def _by_assistant(self, value: int) -> None:
        # Only a key on the bar itself or an assistive tool gets here: our own changes are silent.
        self.sought.emit(value)

    def _tell(self) -> None:
        if self._hover is None or not self.isEnabled():
            return
        position = self._ms(self._hover)
        index = bisect_right(self._starts, position) - 1
        title = f"  {isolated(self._titles[index])}" if index >= 0 else ""
        metrics = self._label.fontMetrics()
        room = self.window().width() - 4 * GAP
        self._label.setText(
            metrics.elidedText(
                f"{show(position)}{title}", Qt.TextElideMode.ElideRight, min(room, 420)
            )
        )
        self._label.setParent(self.window())
        self._label.adjustSize()
        top = self.mapTo(self.window(), QPoint(0, 0))
        x = round(top.x() + self._hover - self._label.width() / 2)
        x = min(max(GAP, x), self.window().width() - self._label.width() - GAP)
        self._label.move(x, top.y() - self._label.height() - 2)
        self._label.setVisible(True)
        self._label.raise_()

    # Places and pixels

    def _span(self) -> float:
        return max(1.0, self.width() - 2.0 * MARGIN)

    def _x(self, position: Ms) -> float:
        return MARGIN + self._span() * position / max(1, self.maximum())

    def _ms(self, x: float) -> Ms:
        share = (x - MARGIN) / self._span()
        return round(min(1.0, max(0.0, share)) * self.maximum())

    def _segments(self) -> list[tuple[float, float]]:
        if not self.maximum():
            return [(float(MARGIN), MARGIN + self._span())]
        starts = [s for s in self._starts if 0 < s < self.maximum()]
        edges = [0, *starts, self.maximum()]
        return [(self._x(a), self._x(b)) for a, b in pairwise(edges)]

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = colours(self.palette())
        top = self.height() / 2 - TRACK / 2 + SNIP / 2
        now = self._x(self.value() if self._dragged is None else self._dragged)
        rest, done, lit = QPainterPath(), QPainterPath(), QPainterPath()
        for left, right in self._segments():
            gap = GAP_BETWEEN / 2 if right - left > NARROWEST else 0.0
            box = QRectF(left + gap, top, max(0.5, right - left - 2 * gap), TRACK)
            hovered = self._hover is not None and left <= self._hover < right and self.isEnabled()
            (lit if hovered else rest).addRoundedRect(box, 2, 2)
        track = mix(tint.text, self.palette().window().color(), 0.2)
        painter.fillPath(rest, track)
        painter.fillPath(lit, mix(tint.text, self.palette().window().color(), 0.34))
        if not self.isEnabled():
            return
        done.addRect(QRectF(MARGIN, top, max(0.0, now - MARGIN), TRACK))
        painter.fillPath(done.intersected(rest.united(lit)), tint.accent)
        for start, end, kind in self._snips:
            left, right = self._x(start), self._x(start if end is None else end)
            box = QRectF(left, top - SNIP - 3, max(4.0, right - left), SNIP)
            mark = QPainterPath()
            mark.addRoundedRect(box, SNIP / 2, SNIP / 2)
            painter.fillPath(mark, kind_colour(kind, tint.dark))
        painter.setPen(QPen(self.palette().window().color(), 2))
        painter.setBrush(tint.accent)
        painter.drawEllipse(QRectF(now - KNOB, top + TRACK / 2 - KNOB, 2 * KNOB, 2 * KNOB))
        if self.hasFocus():
            painter.setPen(QPen(tint.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
