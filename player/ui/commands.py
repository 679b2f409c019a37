"""Qt's actions, menus and shortcuts, made from the table; and which keys a control keeps."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QMainWindow,
    QTabBar,
    QWidget,
)

from player.app.actions import ACTIONS, MENUS, Action, Shell, keys_text
from player.app.player import Player
from player.ui import icons

_PRESS = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_MOVE = {
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
}  # fmt: skip


class Commands(QObject):
    """Every action of the table as a QAction of the window, by its id."""

    def __init__(self, window: QMainWindow, player: Player, shell: Shell) -> None:
        super().__init__(window)
        self._player, self._shell = player, shell
        self.actions = {action.id: self._make(action, window) for action in ACTIONS}
        self._menus(window)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._watch)

    def enable(self, have: dict[str, bool]) -> None:
        """Grey out the actions whose need `have` says is not there."""
        for action in ACTIONS:
            if action.needs:
                self.actions[action.id].setEnabled(have[action.needs])

    def _make(self, action: Action, window: QMainWindow) -> QAction:
        made = QAction(action.title, window)
        made.setObjectName(action.id)
        made.setCheckable(action.checkable)
        if action.icon:
            made.setIcon(icons.icon(action.icon, action.icon_text))
            made.setIconVisibleInMenu(False)
        keys = keys_text(action)
        made.setToolTip(action.title.rstrip("…") + (f" ({keys})" if keys else ""))
        if action.id == "percent":
            for number, key in enumerate(action.keys):
                self._bind(QAction(window), action, [key], number, window)
        else:
            self._bind(made, action, list(action.keys), 0, window)
        return made

    def _bind(
        self, made: QAction, action: Action, keys: list[str], number: int, window: QMainWindow
    ) -> None:
        made.setShortcuts([QKeySequence(key) for key in keys])
        made.triggered.connect(partial(self._run, action, number))
        window.addAction(made)

    def _run(self, action: Action, number: int, _checked: bool = False) -> None:
        action.run(self._player, self._shell, number)

    def _menus(self, window: QMainWindow) -> None:
        for name in MENUS:
            menu = window.menuBar().addMenu(f"&{name}")
            menu.setObjectName(name)
            for action in ACTIONS:
                if action.menu == name:
                    if action.separator:
                        menu.addSeparator()
                    menu.addAction(self.actions[action.id])

    def _watch(self, _old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(new, QAbstractButton | QAbstractSlider | QTabBar):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A control that has the focus keeps the keys that it is worked with."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            keys = _MOVE if isinstance(watched, QAbstractSlider) else _PRESS
            if isinstance(watched, QTabBar):
                keys = {Qt.Key.Key_Left, Qt.Key.Key_Right}
            if event.modifiers() == Qt.KeyboardModifier.NoModifier and event.key() in keys:
                event.accept()
                return True
        # Qt's buttons take Space only; here Enter presses them, too.
        pressed = event.type() is QEvent.Type.KeyPress
        if isinstance(watched, QAbstractButton) and pressed and event.key() in _ENTER:
            watched.click()
            return True
        return False
