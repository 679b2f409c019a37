"""Paints a chapter: start, cover, title, length; the current one with its progress."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from player.app.rows import Index, Role
from player.domain.episode import Chapter
from player.domain.timecode import Ms, show
from player.ui.elided import plain_tooltip
from player.ui.marker_list import MarkerList, paint_row_ground
from player.ui.theme import GAP, colours, mix, scaled

PROGRESS = 3


class ChapterRow(QStyledItemDelegate):
    """`thumbnail` gives a chapter's picture, or a null one; `position` is where we are (ms)."""

    def __init__(self, thumbnail: Callable[[Chapter], QPixmap], view: MarkerList) -> None:
        super().__init__(view)
        self._view = view
        self._thumbnail = thumbnail
        self.position: Ms = 0
        self.longest = "00:00"
        """The widest start in the list; all titles begin behind it."""
        self.has_thumbnails = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, option.fontMetrics.height() + 2 * GAP - 2)

    def progress(self, start: Ms, end: Ms | None) -> float:
        """How far the current chapter, from `start` to `end`, is played, 0 … 1."""
        if end is None or end <= start:
            return 0.0
        share = (self.position - start) / (end - start)
        return min(1.0, max(0.0, share))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        chapter: Chapter = index.data(Role.ITEM)
        start, end = index.data(Role.SPAN)
        current = bool(index.data(Role.CURRENT))
        box = QRect(option.rect)
        tint = colours(option.palette)
        painter.save()
        painter.setClipRect(option.rect)
        paint_row_ground(painter, option, current=current)
        strip = self.progress_box(box)
        # While playing it is only the progress that is painted anew.
        if not strip.contains(self._view.painted):
            quiet = bool(index.data(Role.PLAYED)) and not current
            inner = box.adjusted(GAP + 3, 0, -GAP, 0)
            self._columns(painter, inner, option, quiet=quiet, current=current, chapter=chapter)
            if end is not None:
                painter.setPen(tint.dim)
                painter.setFont(scaled(option.font, 0.88))
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(inner, right, show(max(0, end - start)))
        if current:
            bar = QRectF(strip)
            painter.fillRect(bar, tint.line)
            bar.setWidth(bar.width() * self.progress(start, end))
            painter.fillRect(bar, tint.accent)
        painter.restore()

    @staticmethod
    def progress_box(box: QRect) -> QRect:
        """Where in a row's `box` the progress is painted."""
        return QRect(box.left() + 3, box.bottom() - PROGRESS + 1, box.width() - 3, PROGRESS)

    def _columns(
        self,
        painter: QPainter,
        inner: QRect,
        option: QStyleOptionViewItem,
        *,
        quiet: bool,
        current: bool,
        chapter: Chapter,
    ) -> None:
        tint = colours(option.palette)
        small = scaled(option.font, 0.88)
        metrics = QFontMetrics(small)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(small)
        painter.setPen(tint.accent if current else tint.dim)
        time_width = metrics.horizontalAdvance(self.longest)
        time_box = QRect(inner.left(), inner.top(), time_width, inner.height())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(time_box, right, show(chapter.start))
        x = time_box.right() + 1 + GAP
        if self.has_thumbnails:
            side = inner.height() - GAP
            pixmap = self._thumbnail(chapter)
            if not pixmap.isNull():
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                size = pixmap.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
                target = QRect(QPoint(), size)
                target.moveCenter(QRect(x, inner.top() + GAP // 2, side, side).center())
                painter.drawPixmap(target, pixmap)
            x += side + GAP
        painter.setFont(scaled(option.font, 1.0, bold=current))
        painter.setPen(mix(tint.text, tint.ground, 0.62) if quiet else tint.text)
        room = self._room(inner, x, metrics)
        title = painter.fontMetrics().elidedText(
            " ".join(chapter.title.split()) or "Untitled", Qt.TextElideMode.ElideRight, room
        )
        flags = left | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(QRect(x, inner.top(), room, inner.height()), flags, title)

    def _room(self, inner: QRect, x: int, metrics: QFontMetrics) -> int:
        return inner.right() - x - metrics.horizontalAdvance(self.longest) - GAP

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """The whole title where it is cut, and the link."""
        if not index.isValid():
            return False
        chapter: Chapter = index.data(Role.ITEM)
        parts = [f"{show(chapter.start)}  {chapter.title}", chapter.url or ""]
        text = "\n".join(part for part in parts if part)
        QToolTip.showText(event.globalPos(), plain_tooltip(text), view)
        return True
