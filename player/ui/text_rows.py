"""Paints rows of wrapped text: snips as cards, and transcript lines."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QStaticText, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from player.app.rows import Index, Role
from player.domain.episode import Line, Snip
from player.domain.timecode import Ms, show
from player.ui import icons
from player.ui.marker_list import MarkerList, is_focused, paint_row_ground
from player.ui.theme import GAP, RADIUS, colours, kind_colour, scaled

ICON = 16
BULLET = 14
TALLEST = 4000
WIDEST = 900
"""Longer lines are hard to read: in a wide window the text stays at the left."""


class TextRow(QStyledItemDelegate):
    """The base: a row is as tall as its text wrapped to the view's width; heights are kept."""

    def __init__(self, view: MarkerList) -> None:
        super().__init__(view)
        self._view = view
        self._heights: dict[tuple[int, int], int] = {}
        self._wrap = QTextOption()
        self._wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        view.model().modelReset.connect(self._heights.clear)
        view.font_changed.connect(self._heights.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = min(WIDEST, self._view.viewport().width())
        key = (index.row(), width)
        if key not in self._heights:
            if len(self._heights) > 100_000:
                self._heights.clear()
            font: QFont = option.font
            self._heights[key] = self.lay_out(None, QRect(0, 0, width, TALLEST), font, index)
        return QSize(width, self._heights[key])

    @staticmethod
    def readable(box: QRect) -> QRect:
        """`box`, no wider than a line that is read with ease."""
        return QRect(box.topLeft(), QSize(min(WIDEST, box.width()), box.height()))

    def lay_out(self, painter: QPainter | None, box: QRect, font: QFont, index: Index) -> int:
        """Draw the row into `box`, or, with no painter, only tell how tall it is."""
        raise NotImplementedError

    def text(
        self, painter: QPainter | None, box: QRect, font: QFont, text: str, colour: QColor
    ) -> int:
        """Draw `text` wrapped at the top of `box`; how tall that is."""
        laid = QStaticText(text)
        laid.setTextFormat(Qt.TextFormat.PlainText)
        laid.setTextOption(self._wrap)
        laid.setTextWidth(box.width())
        laid.prepare(font=font)
        if painter is not None:
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawStaticText(box.topLeft(), laid)
        return math.ceil(laid.size().height())


class SnipCard(TextRow):
    """A card: kind with icon and colour, time, title, points, quote, note, tags."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette, state = option.palette, option.state
        tint, snip = colours(palette), index.data(Role.ITEM)
        box = self.readable(option.rect)
        card = QRectF(box).adjusted(GAP + 0.5, GAP / 2 + 0.5, -GAP - 0.5, -GAP / 2 - 0.5)
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        current = bool(index.data(Role.CURRENT))
        focused = is_focused(option)
        edge = tint.accent if current or focused else tint.line
        painter.setPen(QPen(edge, 2 if focused else 1))
        painter.setBrush(tint.wash if current else tint.hover if hovered else tint.card)
        painter.drawRoundedRect(card, RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(kind_colour(snip.kind, tint.dark))
        painter.drawRoundedRect(
            QRectF(card.left() + 4, card.top() + GAP, 3, card.height() - 2 * GAP), 1.5, 1.5
        )
        self.lay_out(painter, box, option.font, index)
        painter.restore()

    def lay_out(self, painter: QPainter | None, box: QRect, font: QFont, index: Index) -> int:
        snip: Snip = index.data(Role.ITEM)
        tint = colours(self._view.palette())
        inner = box.adjusted(2 * GAP + 6, GAP + GAP // 2, -2 * GAP - 2, 0)
        y = inner.top() + self._kind_line(painter, inner, font, snip, index.data(Role.START))
        title = QRect(inner.left(), y, inner.width(), TALLEST)
        y += self.text(painter, title, scaled(font, 1.05, bold=True), snip.title, tint.text) + 3
        for point in snip.points:
            line = QRect(inner.left(), y, inner.width(), TALLEST)
            self.text(painter, line, font, "•", tint.text)
            y += self.text(painter, line.adjusted(BULLET, 0, 0, 0), font, point, tint.text) + 3
        parts: list[tuple[str, QFont, QColor, int]] = []
        if snip.quote:
            parts.append((f"“{snip.quote}”", scaled(font, 1.0, italic=True), tint.text, 0))
        if snip.speaker:
            parts.append((f"— {snip.speaker}", scaled(font, 0.92), tint.dim, 0))
        if snip.note:
            parts.append((snip.note, font, tint.dim, 2))
        if snip.tags:
            parts.append(
                (" ".join(f"#{tag}" for tag in snip.tags), scaled(font, 0.88), tint.dim, 2)
            )
        for text, face, colour, space in parts:
            if text:
                y += space
                line = QRect(inner.left(), y, inner.width(), TALLEST)
                y += self.text(painter, line, face, text, colour) + 3
        return y - box.top() + GAP + GAP // 2

    def _kind_line(
        self, painter: QPainter | None, inner: QRect, font: QFont, snip: Snip, place: Ms | None
    ) -> int:
        small = scaled(font, 0.82, bold=True)
        height = max(ICON, QFontMetrics(small).height()) + 4
        if painter is None:
            return height
        tint = colours(self._view.palette())
        colour = kind_colour(snip.kind, tint.dark)
        line = QRect(inner.left(), inner.top(), inner.width(), height - 4)
        top = line.top() + (line.height() - ICON) / 2
        icons.paint(
            painter, icons.kind_icon(snip.kind), QRectF(line.left(), top, ICON, ICON), colour
        )
        painter.setFont(small)
        painter.setPen(colour)
        middle = Qt.AlignmentFlag.AlignVCenter
        star = " ★" if snip.favorite else ""
        painter.drawText(line.adjusted(ICON + 6, 0, 0, 0), middle, snip.kind.upper() + star)
        painter.setFont(scaled(font, 0.88))
        painter.setPen(tint.dim)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, when(snip, place))
        return height


def when(snip: Snip, place: Ms | None) -> str:
    """A snip's time as its card tells it: `02:10 – 02:31`, `≈ 02:10`, or that there is none."""
    if snip.start is None:
        return "no time yet" if place is None else f"≈ {show(place)}"
    return show(snip.start) + (f" – {show(snip.end)}" if snip.end is not None else "")


class TranscriptRow(TextRow):
    """A line: its time, who speaks where that changes, what is said."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setClipRect(option.rect)
        paint_row_ground(painter, option, current=bool(index.data(Role.CURRENT)))
        self.lay_out(painter, self.readable(option.rect), option.font, index)
        painter.restore()

    def lay_out(self, painter: QPainter | None, box: QRect, font: QFont, index: Index) -> int:
        line: Line = index.data(Role.ITEM)
        tint = colours(self._view.palette())
        small = scaled(font, 0.88)
        margin = 2 * GAP
        left = margin
        if line.start is not None:
            left += QFontMetrics(small).horizontalAdvance("0:00:00") + GAP
        inner = box.adjusted(left, GAP // 2 + 1, -margin, 0)
        y = inner.top()
        if line.speaker and self._speaker_changes(index, line.speaker):
            y += 3
            face = scaled(font, 0.88, bold=True)
            area = QRect(inner.left(), y, inner.width(), TALLEST)
            y += self.text(painter, area, face, line.speaker, tint.accent) + 1
        if painter is not None and line.start is not None:
            rise = QFontMetrics(font).ascent() - QFontMetrics(small).ascent()
            area = QRect(box.left() + margin, y + rise, left - margin, TALLEST)
            self.text(painter, area, small, show(line.start), tint.dim)
        area = QRect(inner.left(), y, inner.width(), TALLEST)
        y += self.text(painter, area, font, line.text, tint.text)
        return y - box.top() + GAP // 2 + 1

    @staticmethod
    def _speaker_changes(index: Index, speaker: str) -> bool:
        if index.row() == 0:
            return True
        before: Line = index.model().index(index.row() - 1, 0).data(Role.ITEM)
        return before.speaker != speaker
