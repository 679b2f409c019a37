"""Whether the window can be seen, and how finely it shows where playing is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget

from player.app.pace import SECOND
from player.app.player import Player
from player.domain.timecode import Ms

_MATTERS = {
    QEvent.Type.Expose, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.WindowStateChange,
}  # fmt: skip

_STEADY = 4
"""Pixels a second up to which the bar is moved by the second: it looks steady all the same."""


class Sight(QObject):
    """Has the player look as often as `bar` can show it.

    While the window is hidden, minimised or on another desktop nothing is looked at for it.
    """

    def __init__(self, player: Player, bar: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._player, self._bar = player, bar
        self._window: QWindow | None = None
        self._told: Ms | None = SECOND
        player.duration_changed.connect(self.tell)

    def watch(self, window: QWindow) -> None:
        """Watch `window`: only that of the system knows whether anything of it is on a screen."""
        if window is not self._window:
            self._window = window
            window.installEventFilter(self)
            self.tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MATTERS:
            self.tell()
        return super().eventFilter(watched, event)

    def tell(self) -> None:
        """Tell the player, if it is another than before."""
        fineness = self._fineness() if self._is_seen() else None
        if fineness != self._told:
            self._told = fineness
            self._player.set_fineness(fineness)

    def _is_seen(self) -> bool:
        window = self._window
        if window is None or window.windowState() is Qt.WindowState.WindowMinimized:
            return False
        return window.isExposed()

    def _fineness(self) -> Ms:
        """The ms that a pixel of the bar stands for; a second where a second is few pixels."""
        pixel = (self._player.loaded.duration or 0) // max(1, self._bar.width())
        return SECOND if not pixel or pixel * _STEADY >= SECOND else pixel
