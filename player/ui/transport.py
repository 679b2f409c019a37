"""The bottom of the window: the bar, the times, the buttons, rate and volume."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QValidator,
)
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from player.domain import timecode
from player.domain.errors import TimecodeError
from player.domain.playback import FASTEST, RATE_STEP, SLOWEST
from player.ui.elided import ElidedLabel, Room
from player.ui.seek_bar import SeekBar
from player.ui.theme import GAP

SMALL, LARGE = 22, 30
BUTTONS = ("previous-chapter", "back-10", "play", "forward-10", "next-chapter")


class TimeField(QLineEdit):
    """Shows a time; the one for the position takes a time to go to, too."""

    asked = Signal(int)
    """A time was typed (ms)."""
    wrong = Signal(str)
    """What was typed is no time; the sentence."""
    pressed = Signal()
    left = Signal()
    """The focus has left it."""

    def __init__(self, name: str, *, editable: bool) -> None:
        super().__init__("00:00")
        self.setAccessibleName(name)
        self.setFrame(False)
        self.setReadOnly(not editable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.NoFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._look_like_text(True)
        self.setCursor(
            Qt.CursorShape.IBeamCursor if editable else Qt.CursorShape.PointingHandCursor
        )
        self.returnPressed.connect(self._ask)
        self._time = "00:00"
        self._fit()

    def show_time(self, text: str) -> None:
        """Show `text`, unless something is being typed here."""
        if text == self._time:
            return
        longer, self._time = len(text) != len(self._time), text
        if self.isReadOnly() or not self.hasFocus():
            self.setText(text)
        if longer:
            self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._look_like_text(False)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._look_like_text(True)
        self.setText(self._time)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self.isReadOnly():
            self.deselect()
            self.pressed.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if not self.isReadOnly() and not self.hasSelectedText():
            self.selectAll()

    def _look_like_text(self, text: bool) -> None:
        """A time that is shown looks like a label, one that is typed like a field."""
        palette = QPalette()
        if text:
            palette.setBrush(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.setFrame(not text)

    def _fit(self) -> None:
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance("0" * max(7, len(self._time)))
        self.setFixedWidth(width + 2 * GAP)

    def _ask(self) -> None:
        try:
            time = timecode.parse(self.text())
        except TimecodeError as error:
            self.wrong.emit(f"{error}.")
            self.selectAll()
            return
        self.clearFocus()
        self.asked.emit(time)


class Transport(QWidget):
    """Emits what the listener asks for; the buttons are the actions themselves."""

    rate_asked = Signal(float)
    volume_asked = Signal(int)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = SeekBar()
        self.position = TimeField("Position", editable=True)
        self.position.setToolTip("The position. Type a time here to go to it (Ctrl+G)")
        self.duration = TimeField("Duration", editable=False)
        self.duration.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.duration.setToolTip("The whole length, or what is left: click to change")
        self.now = ElidedLabel()
        self.now.setAccessibleName("Now")
        self._rate, self._volume = RateBox(), QSlider(Qt.Orientation.Horizontal)
        self._set_up_rate()
        self._set_up_volume()
        times = QHBoxLayout()
        times.setContentsMargins(GAP, 0, GAP, 0)
        times.setSpacing(GAP)
        times.addWidget(self.position)
        times.addWidget(Room(self.now), 1)
        times.addWidget(self.duration)
        right = QHBoxLayout()
        right.setSpacing(GAP // 2)
        right.addStretch()
        right.addWidget(self._rate)
        right.addWidget(_button(actions["mute"], SMALL - 2))
        right.addWidget(self._volume)
        controls = QGridLayout()
        controls.setContentsMargins(GAP, 0, GAP + GAP // 2, GAP)
        controls.addLayout(_centre(actions), 0, 1)
        controls.addLayout(right, 0, 2)
        controls.setColumnStretch(0, 1)
        controls.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addLayout(times)
        layout.addLayout(controls)

    def set_rate(self, rate: float) -> None:
        """Show `rate`."""
        self._rate.blockSignals(True)
        self._rate.setValue(rate)
        self._rate.blockSignals(False)

    def set_volume(self, percent: int, muted: bool) -> None:
        """Show the volume; muted it is still shown, only quieter."""
        self._volume.blockSignals(True)
        self._volume.setValue(percent)
        self._volume.blockSignals(False)
        self._volume.setToolTip(f"Volume: {percent} %" + (" (muted)" if muted else ""))

    def _set_up_rate(self) -> None:
        # A spin box and no list of choices: to screen readers a list's name is what is chosen in
        # it, and any rate can be typed here.
        self._rate.setRange(SLOWEST, FASTEST)
        self._rate.setSingleStep(RATE_STEP)
        self._rate.setValue(1.0)
        self._rate.setAccessibleName("Rate")
        self._rate.setToolTip("Speed of playing, the pitch kept ([ slower, ] faster, = normal)")
        self._rate.setKeyboardTracking(False)
        self._rate.valueChanged.connect(self.rate_asked)
        self._rate.editingFinished.connect(self._rate.clearFocus)

    def _set_up_volume(self) -> None:
        self._volume.setRange(0, 100)
        self._volume.setPageStep(10)
        self._volume.setFixedWidth(96)
        self._volume.setAccessibleName("Volume")
        self._volume.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._volume.valueChanged.connect(self.volume_asked)


class RateBox(QDoubleSpinBox):
    """A rate: `1.0×`, `1.25×`."""

    def __init__(self) -> None:
        super().__init__()
        self.setDecimals(2)
        self.setSuffix("×")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # A click on the arrows (the number is a child) leaves the keys to the player.
        super().mouseReleaseEvent(event)
        self.clearFocus()

    def textFromValue(self, value: float) -> str:
        """As few digits as are needed, but always one."""
        return f"{value:.2f}".removesuffix("0")

    def valueFromText(self, text: str) -> float:
        """Takes a comma for a point, as many write it."""
        return float(text.removesuffix(self.suffix()).replace(",", "."))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """A number within the range, or what may become one."""
        try:
            inside = SLOWEST <= self.valueFromText(text) <= FASTEST
        except ValueError:
            inside = False
        state = QValidator.State.Acceptable if inside else QValidator.State.Intermediate
        return state, text, position


def _button(action: QAction, size: int) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setIconSize(QSize(size, size))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    return button


def _centre(actions: Mapping[str, QAction]) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(GAP // 2)
    for name in BUTTONS:
        button = _button(actions[name], LARGE if name == "play" else SMALL)
        if name == "play":
            # One name for one control, whatever it would do now; that its description tells.
            button.setAccessibleName("Play")
        layout.addWidget(button)
    return layout
