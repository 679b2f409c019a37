"""Colours can be told apart, whatever palette the desktop gives."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from player.ui.scheme import dark_palette
from player.ui.theme import colours, contrast


def like_gtk(*, dark: bool) -> QPalette:
    """What Qt makes of GTK's theme: an accent that is black."""
    palette = dark_palette() if dark else QPalette(QColor("#f6f5f4"))
    for role in (QPalette.ColorRole.Accent, QPalette.ColorRole.Link):
        palette.setColor(role, QColor("#000000"))
    return palette


@pytest.mark.parametrize("dark", [False, True])
def test_an_accent_that_the_desktop_does_not_tell_is_seen_all_the_same(
    app: QApplication, dark: bool
) -> None:
    tint = colours(like_gtk(dark=dark))

    assert contrast(tint.accent, tint.ground) >= 3
    assert contrast(tint.text, tint.wash) >= 4.5
    assert tint.accent.saturation() > 40


@pytest.mark.parametrize("accent", ["#3584e4", "#e66100", "#2190a4"])
def test_the_desktops_own_accent_is_kept(app: QApplication, accent: str) -> None:
    palette = QPalette(QColor("#f6f5f4"))
    palette.setColor(QPalette.ColorRole.Accent, QColor(accent))

    assert abs(colours(palette).accent.hue() - QColor(accent).hue()) <= 8


def test_one_that_is_lost_on_its_ground_is_not(app: QApplication) -> None:
    palette = QPalette(QColor("#f6f5f4"))
    for role in (QPalette.ColorRole.Accent, QPalette.ColorRole.Highlight):
        palette.setColor(role, QColor("#ffff66"))

    assert contrast(colours(palette).accent, colours(palette).ground) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)
