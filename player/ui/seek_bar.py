"""The one bar: chapters as segments, snips as ranges, the place under the mouse told."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QLabel, QSizePolicy, QWidget

from player.domain.timecode import Ms, show
from player.ui.elided import isolated
from player.ui.theme import GAP, colours, kind_colour, mix

MARGIN, TRACK, SNIP, KNOB = 12, 10, 4, 7
GAP_BETWEEN = 2.0
AHEAD, LIT = 0.2, 0.14
"""How strong what is yet to be played is drawn, and how much stronger under the mouse."""
NARROWEST = 4.0
"""Segments narrower than this (px) are drawn without gaps: they would be nothing but gaps."""


class SeekBar(QAbstractSlider):
    """Its value is the position in ms; `sought` is sent when the listener asks for another.

    The track is drawn twice, as yet to be played and as played, into pixmaps that are kept: what
    is painted while playing is a strip of them, however many chapters and snips there are.
    """

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
        self._drawn_x = 0
        """Where the knob was painted last, in the screen's own pixels."""
        self._tracks: tuple[QPixmap, QPixmap] | None = None
        """Yet to be played, and played; None: to be drawn anew."""
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
        """Where playing is. Repaints only when it moves by a pixel, and then what lies between."""
        self.blockSignals(True)
        self.setValue(position)
        self.blockSignals(False)
        scale = self.devicePixelRatioF()
        x = round(self._x(position) * scale)
        if x != self._drawn_x:
            left, right = sorted((x, self._drawn_x))
            self._drawn_x = x
            begin, end = int(left / scale) - KNOB - 2, int(right / scale) + KNOB + 3
            self.update(begin, 0, end - begin, self.height())

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """A new value is no reason to paint all of it, as a slider does by itself."""
        if change is not QAbstractSlider.SliderChange.SliderValueChange:
            super().sliderChange(change)

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
            self._draw_anew()
            hand = Qt.CursorShape.PointingHandCursor
            self.setCursor(hand if self.isEnabled() else Qt.CursorShape.ArrowCursor)
        elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._draw_anew()

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
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._tracks = None
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ahead, behind = self._drawn_tracks()
        painter.drawPixmap(0, 0, ahead)
        if not self.isEnabled():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = colours(self.palette())
        now = self._x(self.value() if self._dragged is None else self._dragged)
        self._light_up(painter, now, tint.text)
        painter.setClipRect(QRectF(0, 0, now, self.height()))
        painter.drawPixmap(0, 0, behind)
        painter.setClipping(False)
        painter.setPen(QPen(self.palette().window().color(), 2))
        painter.setBrush(tint.accent)
        knob = QRectF(now - KNOB, self._top() + TRACK / 2 - KNOB, 2 * KNOB, 2 * KNOB)
        painter.drawEllipse(knob)
        if self.hasFocus():
            painter.setPen(QPen(tint.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)

    def _top(self) -> float:
        return self.height() / 2 - TRACK / 2 + SNIP / 2

    def _drawn_tracks(self) -> tuple[QPixmap, QPixmap]:
        """The whole track as yet to be played, and as played."""
        scale = self.devicePixelRatioF()
        if self._tracks is None or self._tracks[0].devicePixelRatio() != scale:
            tint = colours(self.palette())
            self._tracks = (
                self._drawn_track(self._shade(tint.text, AHEAD), scale, dark=tint.dark),
                self._drawn_track(tint.accent, scale, dark=tint.dark),
            )
        return self._tracks

    def _drawn_track(self, colour: QColor, scale: float, *, dark: bool) -> QPixmap:
        pixmap = QPixmap(self.size() * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for start, end in self._segments:
            self._draw_segment(painter, start, end)
        top = self._top() - SNIP - 3
        for left, width, kind in self._marks if self.isEnabled() else ():
            painter.setBrush(kind_colour(kind, dark))
            painter.drawRoundedRect(QRectF(left, top, width, SNIP), SNIP / 2, SNIP / 2)
        painter.end()
        return pixmap

    def _light_up(self, painter: QPainter, now: float, colour: QColor) -> None:
        """Have the segment under the mouse, as far as it is yet to be played, stand out."""
        if self._hover is None:
            return
        for start, end in self._segments:
            if start <= self._hover < end:
                painter.setClipRect(QRectF(now, 0, max(0.0, end - now), self.height()))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._shade(colour, AHEAD + LIT))
                self._draw_segment(painter, start, end)

    def _draw_segment(self, painter: QPainter, start: float, end: float) -> None:
        gap = GAP_BETWEEN / 2 if len(self._segments) > 1 else 0.0
        box = QRectF(start + gap, self._top(), max(0.5, end - start - 2 * gap), TRACK)
        painter.drawRoundedRect(box, 2, 2)

    def _shade(self, colour: QColor, share: float) -> QColor:
        return mix(colour, self.palette().window().color(), share)
