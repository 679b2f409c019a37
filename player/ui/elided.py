"""A label of one line that ends in “…” where there is no room, with the whole in its tooltip."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def isolated(text: str) -> str:
    """`text`, on one line, between marks that keep its direction from turning what is around it.

    Source: Unicode Standard Annex 9, first strong isolate.
    """
    return f"\u2068{' '.join(text.split())}\u2069"


def plain_tooltip(text: str) -> str:
    """`text` as a tooltip that shows it as it stands.

    Qt takes what looks like HTML for HTML, and would read the files that it names.
    """
    if not text:
        return ""
    import html  # 2 ms, and no tooltip stands in the first picture

    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>"


def breakable(text: str) -> str:
    """`text` with places in it where a line may break, which long addresses have none of."""
    return re.sub(r"([/?&=._-])", "\\1\u200b", text)


class ElidedLabel(QLabel):
    """Takes the width it is given; never widens the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._elided = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(" ".join(text.split()))
        self._elide()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = self.alignment() | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self.contentsRect(), flags, self._elided)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._elide()

    def _elide(self) -> None:
        text = self.text()
        self._elided = self.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        self.setToolTip(plain_tooltip(text) if self._elided != text else "")


class Room(QWidget):
    """Gives a label all of its room, and spares the window being laid out with each new text."""

    def __init__(self, label: ElidedLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        label.setParent(self)
        self.setSizePolicy(label.sizePolicy())

    def sizeHint(self) -> QSize:
        return self._label.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._label.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._label.resize(event.size())
