"""A field for an offset: a time with its sign."""

from __future__ import annotations

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox

from player.domain import timecode
from player.domain.errors import TimecodeError
from player.domain.timecode import Ms, lapse, spell


class OffsetBox(QDoubleSpinBox):
    """An offset in seconds, up to `farthest` ms; takes any time that can be written."""

    def __init__(self, farthest: Ms) -> None:
        super().__init__()
        self.setDecimals(3)
        self.setRange(-farthest / 1000, farthest / 1000)
        self.setSingleStep(0.1)
        self.setKeyboardTracking(False)

    def show_offset(self, offset: Ms) -> None:
        """Show `offset` (ms), and tell nobody."""
        self.blockSignals(True)
        self.setValue(offset / 1000)
        self.blockSignals(False)

    def textFromValue(self, value: float) -> str:
        """`0`, `+1.5`, `−1:02.5`."""
        ms = round(value * 1000)
        if abs(ms) >= 60_000:
            return f"{'−' if ms < 0 else '+'}{spell(abs(ms))}"
        return lapse(ms, signed=True).removesuffix(" s")

    def valueFromText(self, text: str) -> float:
        """A time with or without its sign, in seconds."""
        return timecode.parse(text, signed=True) / 1000

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """A time within the range, or what may become one."""
        try:
            inside = self.minimum() <= self.valueFromText(text) <= self.maximum()
        except TimecodeError:
            inside = False
        state = QValidator.State.Acceptable if inside else QValidator.State.Intermediate
        return state, text, position
