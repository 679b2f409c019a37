"""Pictures from files and tags, decoded within bounds: they come from anywhere."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

LARGEST_SIDE = 12_000
LARGEST_AREA = 50_000_000
"""In pixels: what covers are, with room; beyond it a picture is an attack or a mistake."""
_FORMATS = {b"png", b"jpeg", b"jpg", b"gif", b"webp", b"bmp"}


def decode(data: bytes | None, side: int) -> QImage:
    """The picture in `data`, no larger than `side` pixels; a null one where it is none.

    Only bitmap formats are taken, told by content; too large a picture is not decoded.
    """
    if not data:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    if bytes(reader.format().data()).lower() not in _FORMATS:
        return QImage()
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > LARGEST_SIDE:
        return QImage()
    if size.width() * size.height() > LARGEST_AREA:
        return QImage()
    if max(size.width(), size.height()) > side:
        scaled = QSize(size)
        scaled.scale(side, side, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(scaled)
    reader.setAutoTransform(True)
    return reader.read()
