"""Colours and sizes, all taken from the palette, so that light and dark follow the system."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

GAP = 8
"""The distance between things, in device-independent pixels; others are parts of it."""
RADIUS = 6

_KINDS = {
    # kind: (on a light ground, on a dark ground)
    "anecdote": ("#9a5b00", "#f0b45a"),
    "insight": ("#2f5fd0", "#8fb3ff"),
    "advice": ("#1f7a3d", "#79d496"),
    "quote": ("#a1328a", "#f094d9"),
    "question": ("#0b7285", "#6fd3e3"),
    "idea": ("#806000", "#e6cf55"),
    "bookmark": ("#c0392b", "#ff9a8d"),
}
_OTHER_KIND = ("#5a6270", "#b4bcc8")
_ACCENT = ("#1d6fb8", "#5aa9f0")
_LEAST_CONTRAST, _LEAST_SATURATION = 3.0, 40


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours a painter needs, for one palette."""

    ground: QColor
    card: QColor
    text: QColor
    dim: QColor
    """Secondary text: still 4.5:1 against the ground."""
    line: QColor
    """Separators and what is yet to be played."""
    hover: QColor
    accent: QColor
    wash: QColor
    """A light touch of the accent behind the current row."""
    dark: bool


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """`share` (0 … 1) of `one` in `other`."""
    return QColor.fromRgbF(
        one.redF() * share + other.redF() * (1 - share),
        one.greenF() * share + other.greenF() * (1 - share),
        one.blueF() * share + other.blueF() * (1 - share),
    )


def fitting(widget: QWidget, width: int, height: int) -> QSize:
    """`width` and `height`, or as much of them as the screen of `widget` has room for."""
    room = widget.screen().availableSize()
    return QSize(width, height).boundedTo(QSize(room.width() - 4 * GAP, room.height() - 6 * GAP))


def sentences(text: str = "") -> QLabel:
    """A label for `text`: wrapped, can be selected, and whatever is in it is no markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    return label


def without_icons(buttons: QDialogButtonBox) -> QDialogButtonBox:
    """`buttons` without the style's coloured icons, which are of another hand than ours."""
    for button in buttons.buttons():
        button.setIcon(QIcon())
    return buttons


def is_dark(palette: QPalette) -> bool:
    """Whether text is light on a dark ground."""
    return palette.window().color().lightness() < palette.windowText().color().lightness()


_mixed: dict[tuple[int, QPalette.ColorGroup], Colours] = {}
_MOST_MIXED = 16


def colours(palette: QPalette) -> Colours:
    """The colours that go with `palette`, kept: each row that is painted asks for them."""
    key = palette.cacheKey(), palette.currentColorGroup()
    if key not in _mixed:
        if len(_mixed) >= _MOST_MIXED:
            _mixed.clear()
        _mixed[key] = _mix_all(palette)
    return _mixed[key]


def _mix_all(palette: QPalette) -> Colours:
    ground, text = palette.base().color(), palette.text().color()
    dark = is_dark(palette)
    accent = _accent(palette)
    return Colours(
        ground=ground,
        card=mix(text, ground, 0.06 if dark else 0.03),
        text=text,
        dim=mix(text, ground, 0.66),
        line=mix(text, ground, 0.18),
        hover=mix(text, ground, 0.07),
        accent=accent,
        wash=mix(accent, ground, 0.22 if dark else 0.13),
        dark=dark,
    )


def _accent(palette: QPalette) -> QColor:
    """The system's accent, or, where a desktop tells none (GTK: black), one that can be seen."""
    ground, text = palette.base().color(), palette.text().color()
    for role in (QPalette.ColorRole.Accent, QPalette.ColorRole.Highlight):
        # It may be too pale for text and thin lines on this ground.
        accent = mix(palette.color(role), text, 0.8)
        seen = contrast(accent, ground) >= _LEAST_CONTRAST
        if seen and palette.color(role).saturation() >= _LEAST_SATURATION:
            return accent
    return QColor(_ACCENT[is_dark(palette)])


def contrast(one: QColor, other: QColor) -> float:
    """1 … 21. Source: WCAG 2.2, contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def kind_colour(kind: str, dark: bool) -> QColor:
    """The colour of a kind of snip; the listener's own kinds share one."""
    return QColor(_KINDS.get(kind, _OTHER_KIND)[dark])


def scaled(font: QFont, factor: float, *, bold: bool = False, italic: bool = False) -> QFont:
    """`font` at `factor` of its size."""
    result = QFont(font)
    if font.pointSizeF() > 0:
        result.setPointSizeF(font.pointSizeF() * factor)
    else:
        result.setPixelSize(max(1, round(font.pixelSize() * factor)))
    result.setBold(bold or font.bold())
    result.setItalic(italic)
    return result
