"""The one bar: chapters as segments, snips as ranges, the place under the mouse told."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
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
        self._segments: list[tuple[float, float]] = []
        self._marks: list[tuple[float, float, str]] = []
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
        self._dragged = None
        self._lay_out()

    def set_duration(self, duration: Ms | None) -> None:
        """The recording's length; None: nothing to seek in."""
        self.blockSignals(True)
        self.setRange(0, duration or 0)
        self.blockSignals(False)
        self.setEnabled(bool(duration))
        self._lay_out()

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
        if self._dragged is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(self._hover)
        self._tell()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._dragged is not None:
            target, self._dragged = self._ms(event.position().x()), None
            self.sought.emit(target)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self._label.hide()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self._dragged = None
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Where the segments are, in pixels; those too narrow to be seen are one with the next."""
        last = self.maximum()
        edges = [float(MARGIN)]
        for start in self._starts:
            if 0 < start < last and self._x(start) - edges[-1] >= NARROWEST:
                edges.append(self._x(start))
        end = MARGIN + self._span()
        if len(edges) > 1 and end - edges[-1] < NARROWEST:
            edges.pop()
        self._segments = list(pairwise([*edges, end]))
        # Of marks that lie on the same pixels only one is drawn.
        marks: dict[tuple[int, int], tuple[float, float, str]] = {}
        for begin, until, kind in self._snips:
            left, right = self._x(begin), self._x(begin if until is None else until)
            marks[round(left), round(right)] = (left, max(4.0, right - left), kind)
        self._marks = list(marks.values())
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tint = colours(self.palette())
        self._paint_track(painter, 0, self.width(), tint.text, 0.2)
        if not self.isEnabled():
            return
        now = self._x(self.value() if self._dragged is None else self._dragged)
        self._paint_track(painter, 0, now, tint.accent, 1.0)
        top = self._top()
        for left, width, kind in self._marks:
            painter.setBrush(kind_colour(kind, tint.dark))
            painter.drawRoundedRect(QRectF(left, top - SNIP - 3, width, SNIP), SNIP / 2, SNIP / 2)
        painter.setPen(QPen(self.palette().window().color(), 2))
        painter.setBrush(tint.accent)
        painter.drawEllipse(QRectF(now - KNOB, top + TRACK / 2 - KNOB, 2 * KNOB, 2 * KNOB))
        if self.hasFocus():
            painter.setPen(QPen(tint.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)

    def _top(self) -> float:
        return self.height() / 2 - TRACK / 2 + SNIP / 2

    def _paint_track(
        self, painter: QPainter, left: float, right: float, colour: QColor, share: float
    ) -> None:
        """The segments between `left` and `right`; the one under the mouse stands out."""
        ground = self.palette().window().color()
        painter.save()
        painter.setClipRect(QRectF(left, 0, max(0.0, right - left), self.height()))
        hover = self._hover if self.isEnabled() else None
        for start, end in self._segments:
            lit = hover is not None and start <= hover < end
            painter.setBrush(mix(colour, ground, min(1.0, share + 0.14 * lit)))
            gap = GAP_BETWEEN / 2 if len(self._segments) > 1 else 0.0
            box = QRectF(start + gap, self._top(), max(0.5, end - start - 2 * gap), TRACK)
            painter.drawRoundedRect(box, 2, 2)
        painter.restore()
