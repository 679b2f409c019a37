"""Draws how costs grow with chapters, both scales logarithmic:  … growth_plot PICTURE < JSON

Run by `growth`, in a process of its own without a screen. The JSON: the sizes, and of each cost its
name, its unit and its values at these sizes.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPen, QPolygonF

WIDTH, HEIGHT, SCALE = 900, 480, 2
PLOT = QRectF(70, 85, 520, 320)
INK, DIM, GRID = QColor("#1d2126"), QColor("#59616b"), QColor("#dfe3e8")
COLOURS = ("#0b61a4", "#c2410c", "#15803d", "#7c3aed", "#a16207", "#be185d")
LABEL_HEIGHT = 22.0


@dataclass(frozen=True)
class Cost:
    """Values of one cost, at each size."""

    name: str
    unit: str
    values: list[float]

    @property
    def growth(self) -> list[float]:
        """How many times the first value each one is."""
        return [value / self.values[0] for value in self.values]

    @property
    def label(self) -> str:
        first, last = (
            f"{v:.0f}" if v >= 10 else f"{v:.2f}" for v in self.values[:: len(self.values) - 1]
        )
        return f"{self.name}: {first} → {last} {self.unit}"


class Plot:
    """Places and lines, from the sizes on the x axis to what grows on the y axis."""

    def __init__(self, painter: QPainter, sizes: Sequence[int]) -> None:
        self._painter, self._sizes = painter, sizes
        self._decades = round(math.log10(sizes[-1] / sizes[0]))

    def at(self, size: float, growth: float) -> QPointF:
        """Where a value is in the picture; less than 1 time lies on the axis."""
        right = math.log10(size / self._sizes[0]) / self._decades
        up = max(0.0, math.log10(growth)) / self._decades
        return QPointF(PLOT.left() + right * PLOT.width(), PLOT.bottom() - up * PLOT.height())

    def axes(self) -> None:
        """The grid with its names, and how a cost would grow that is as many times as chapters."""
        painter = self._painter
        for decade in range(self._decades + 1):
            times, size = 10**decade, self._sizes[0] * 10**decade
            for one, other in (
                (self.at(size, 1), self.at(size, 10**self._decades)),
                (self.at(self._sizes[0], times), self.at(self._sizes[-1], times)),
            ):
                painter.setPen(QPen(GRID, 1))
                painter.drawLine(one, other)
            painter.setPen(DIM)
            below = self.at(size, 1)
            box = QRectF(below.x() - 50, below.y() + 6, 100, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{size:,}")
            beside = self.at(self._sizes[0], times)
            box = QRectF(beside.x() - 70, beside.y() - 10, 62, 20)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, right, f"{times:,}×")
        box = QRectF(PLOT.left(), PLOT.bottom() + 28, PLOT.width(), 20)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "chapters")
        painter.setPen(QPen(DIM, 1.2, Qt.PenStyle.DashLine))
        top = self.at(self._sizes[-1], 10**self._decades)
        painter.drawLine(self.at(self._sizes[0], 1), top)
        painter.drawText(QPointF(top.x() + 12, top.y() + 5), "growing as chapters do")

    def line(self, cost: Cost, colour: QColor) -> QPointF:
        """One cost; where its line ends."""
        points = [self.at(*pair) for pair in zip(self._sizes, cost.growth, strict=True)]
        painter = self._painter
        painter.setPen(QPen(colour, 2.4))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(colour)
        for point in points:
            painter.drawEllipse(point, 3.5, 3.5)
        return points[-1]


def draw(sizes: list[int], costs: list[Cost]) -> QImage:
    """The picture."""
    image = QImage(WIDTH * SCALE, HEIGHT * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont()
    font.setPixelSize(17)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(INK)
    times = sizes[-1] // sizes[0]
    painter.drawText(QPointF(20, 34), f"What {times:,} times as many chapters cost")
    font.setPixelSize(13)
    font.setBold(False)
    painter.setFont(font)
    painter.setPen(DIM)
    told = f"Each cost as a multiple of that of {sizes[0]} chapters; both scales are logarithmic"
    painter.drawText(QPointF(20, 55), told)
    plot = Plot(painter, sizes)
    plot.axes()
    ends = []
    for cost, name in zip(costs, COLOURS, strict=False):
        colour = QColor(name)
        ends.append((plot.line(cost, colour).y(), cost.label, colour))
    _label(painter, ends)
    painter.end()
    return image


def _label(painter: QPainter, ends: list[tuple[float, str, QColor]]) -> None:
    """Name the lines at their ends, from the bottom up, none over another."""
    free = HEIGHT - LABEL_HEIGHT
    for end, text, colour in sorted(ends, key=lambda one: -one[0]):
        y = min(end, free)
        free = y - LABEL_HEIGHT
        painter.setPen(QPen(colour, 1))
        painter.drawLine(QPointF(PLOT.right() + 6, end), QPointF(PLOT.right() + 24, y))
        painter.drawText(QPointF(PLOT.right() + 29, y + 5), text)


def main() -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication([])
    told = json.load(sys.stdin)
    image = draw(told["sizes"], [Cost(**cost) for cost in told["costs"]])
    application.quit()
    if not image.save(sys.argv[1]):
        raise OSError(f"the picture could not be written: {sys.argv[1]}")


if __name__ == "__main__":
    main()
