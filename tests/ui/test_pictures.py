"""Covers come from anywhere: only small enough bitmaps are decoded."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from player.resources import episodes
from player.ui.pictures import decode


def png(width: int, height: int) -> bytes:
    return picture(width, height, "PNG")


def picture(width: int, height: int, kind: str) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    data, buffer = QByteArray(), QBuffer()
    buffer.setBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)
    return bytes(data.data())


def claimed(width: int, height: int) -> bytes:
    """A PNG whose header claims a size that its data does not have."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(header))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
    )


def test_a_picture_is_scaled_into_its_place(app: QApplication) -> None:
    image = decode(png(800, 400), 100)
    assert (image.width(), image.height()) == (100, 50)
    assert image.pixelColor(50, 25).name() == "#336699"


@pytest.mark.parametrize(
    "data",
    [None, b"", b"rubbish", claimed(60_000, 60_000), claimed(11_000, 11_000), png(9, 9)[:40]],
)
def test_what_is_no_picture_or_too_large_gives_none(data: bytes | None, app: QApplication) -> None:
    assert decode(data, 100).isNull()


@pytest.mark.parametrize("kind", ["PNG", "JPG", "WEBP", "BMP"])
def test_each_format_is_known_by_its_first_bytes(kind: str, app: QApplication) -> None:
    image = decode(picture(64, 32, kind), 32)
    assert (image.width(), image.height()) == (32, 16)


def test_a_gif_is_known_by_its_first_bytes(app: QApplication) -> None:
    dot = b"GIF89a\x01\0\x01\0\x80\0\0\x33\x66\x99\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
    assert decode(dot, 32).pixelColor(0, 0).name() == "#336699"


def test_drawings_are_not_run(app: QApplication) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>'
    assert decode(svg, 100).isNull()


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs Linux's /proc")
def test_qt_loads_no_reader_of_other_formats() -> None:
    code = (
        "import sys; from pathlib import Path; from PySide6.QtWidgets import QApplication\n"
        "from player.ui.pictures import decode\n"
        "app = QApplication([])\n"
        "assert not decode(Path(sys.argv[1]).read_bytes(), 256).isNull()\n"
        "print(*(line for line in open('/proc/self/maps') if '/imageformats/' in line))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(episodes() / "mlops-274.png")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not said.stdout.strip()
