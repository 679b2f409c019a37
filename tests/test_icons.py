"""The icons are one family: the same grid and pen, no colour of their own, and each can be seen."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from player.domain.episode import KINDS
from player.resources import episodes, resources

ICONS = sorted((resources() / "icons").glob("*.svg"))
DRAWINGS = sorted((episodes() / "art").glob("*.svg"))
NEEDED = {
    *("play", "pause", "chapter-previous", "chapter-next", "jump-back", "jump-forward", "replay"),
    *("volume", "volume-low", "muted", "chapters", "snips", "transcript", "notes", "open"),
    *("paste", "keyboard", "link", "warning", "info", "close", "search", "locate", "clock"),
    *("back", "forward", "audio", "kind-other"),
    *(f"kind-{kind}" for kind in KINDS),
}
SHAPES = {"svg", "g", "path", "rect", "circle", "ellipse"}


def painted(svg: str, size: int) -> QImage:
    """`svg` as a picture; painting into memory needs no screen and no QApplication."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def share_inked(image: QImage) -> float:
    """The share of the picture that is covered, 0 … 1."""
    size = image.width() * image.height()
    alpha = image.convertToFormat(QImage.Format.Format_Alpha8)
    rows = [bytes(alpha.constScanLine(y))[: alpha.width()] for y in range(alpha.height())]
    return sum(map(sum, rows)) / 255 / size


def test_every_icon_that_the_program_asks_for_is_there():
    assert {path.stem for path in ICONS} >= NEEDED


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_is_drawn_on_the_grid_with_the_pen_of_the_family(path: Path):
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke-width") == "1.75"
    assert (root.get("stroke-linecap"), root.get("stroke-linejoin")) == ("round", "round")
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in SHAPES
        assert not {"style", "class", "href", "opacity"} & set(element.attrib)
        for colour in ("fill", "stroke"):
            assert element.get(colour) in (None, "none", "currentColor")
        if element is not root:
            assert "stroke-width" not in element.attrib


@pytest.mark.parametrize("path", [*ICONS, *DRAWINGS], ids=lambda path: path.stem)
def test_a_drawing_refers_to_nothing_outside_it(path: Path):
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"script|href|url\(|<!|<\?|&|://|\bon\w+=", text)


@pytest.mark.parametrize("size", [16, 20, 24, 48])
@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_can_be_seen_at_each_size_and_stays_inside_it(path: Path, size: int):
    svg = path.read_text(encoding="utf-8").replace("currentColor", "#000")
    assert 0.04 < share_inked(painted(svg, size)) < 0.6
    roomy = svg.replace("0 0 24 24", "-12 -12 48 48")
    assert share_inked(painted(roomy, 96)) * 4 == pytest.approx(
        share_inked(painted(svg, 48)), abs=0.005
    )


def test_no_two_icons_look_alike():
    pictures = {}
    for path in ICONS:
        svg = path.read_text(encoding="utf-8").replace("currentColor", "#000")
        picture = bytes(painted(svg, 24).constBits())
        assert picture not in pictures, (path.stem, pictures[picture])
        pictures[picture] = path.stem


@pytest.mark.parametrize("size", [16, 256])
def test_the_program_icon_has_its_three_parts_at_each_size(size: int):
    image = painted((resources() / "earmark.svg").read_text(encoding="utf-8"), size)
    page, bar, ear, corner = ((10, 40), (32, 36), (45, 16), (60, 3))
    look = [image.pixelColor(x * size // 64, y * size // 64) for x, y in (page, bar, ear, corner)]
    assert [colour.alpha() for colour in look[:3]] == [255, 255, 255]
    assert look[3].alpha() == 0
    assert len({colour.name() for colour in look[:3]}) == 3


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_picture_is_what_its_drawing_shows(path: Path):
    picture = QImage(str(episodes() / f"{path.stem}.png"))
    assert picture.width() == picture.height()
    drawn = painted(path.read_text(encoding="utf-8"), picture.width())
    small = [
        image.scaled(24, 24).convertToFormat(QImage.Format.Format_RGB32)
        for image in (picture, drawn)
    ]
    pairs = zip(*(bytes(image.constBits()) for image in small), strict=True)
    assert sum(abs(a - b) for a, b in pairs) / (24 * 24 * 3) < 3
