"""File ▸ Recent: what was open before, the newest first."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMainWindow, QMenu

from player.app.memory import Memory
from player.app.session import Session
from player.ui.elided import plain_tooltip


def add_recent_menu(window: QMainWindow, memory: Memory, session: Session) -> None:
    """Put the menu behind Open in the File menu of `window`; it is filled when it is opened."""
    recent = QMenu("Recent", window)
    recent.setToolTipsVisible(True)
    recent.aboutToShow.connect(lambda: _fill(recent, memory, session))
    for menu in window.menuBar().findChildren(QMenu):
        if menu.objectName() == "File":
            menu.insertMenu(menu.actions()[2], recent)


def _fill(recent: QMenu, memory: Memory, session: Session) -> None:
    recent.clear()
    for place in memory.settings.recent:
        action = recent.addAction(place.rstrip("/").rsplit("/", 1)[-1].replace("&", "&&"))
        action.setToolTip(plain_tooltip(place))
        action.triggered.connect(partial(_open, session, place))
    if recent.isEmpty():
        recent.addAction("Nothing yet").setEnabled(False)


def _open(session: Session, place: str, _checked: bool = False) -> None:
    session.open([place])
