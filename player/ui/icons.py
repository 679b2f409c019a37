"""The project's SVG icons, tinted at the moment they are painted, so they follow the palette."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from player.resources import resources
from player.ui.theme import mix

WARNING = QColor("#e08a00")


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    text = _source(name).replace("currentColor", colour)
    return QSvgRenderer(QByteArray(text.encode()))


def paint(painter: QPainter, name: str, rect: QRect | QRectF, colour: QColor) -> None:
    """Draw the icon `name` into `rect`, in `colour`; sharp at any scale."""
    _renderer(name, colour.name()).render(painter, QRectF(rect))


class _Tinted(QIconEngine):
    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self._name, self._text = name, text

    def clone(self) -> QIconEngine:
        return _Tinted(self._name, self._text)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        palette = QApplication.palette()
        colour = palette.color(QPalette.ColorRole.ButtonText)
        if mode is QIcon.Mode.Disabled:
            colour = mix(colour, palette.window().color(), 0.35)
        elif mode is QIcon.Mode.Selected:
            colour = palette.color(QPalette.ColorRole.HighlightedText)
        paint(painter, self._name, rect, colour)
        if self._text:
            font = painter.font()
            font.setPixelSize(round(rect.height() * 0.36))
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._text)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap


@lru_cache(maxsize=128)
def icon(name: str, text: str = "") -> QIcon:
    """The icon `name` of `resources/icons`, in the colour of the palette's button text.

    `text`, a number or so, stands in its middle.
    """
    return QIcon(_Tinted(name, text))


class IconView(QWidget):
    """An icon by itself, in the colour of the text beside it."""

    def __init__(self, name: str, side: int = 16) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(side, side)

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint(QPainter(self), self._name, self.rect(), self.palette().windowText().color())


def kind_icon(kind: str) -> str:
    """The name of the icon of a kind of snip."""
    name = f"kind-{kind}"
    known = kind.isascii() and kind.isalpha() and (resources() / "icons" / f"{name}.svg").exists()
    return name if known else "kind-other"
