"""File ▸ Recent: what was open before, the newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QMainWindow, QMenu

from player.app.memory import Memory
from player.app.session import Session
from player.ui.elided import plain_tooltip

_KEPT = re.compile(r"(?:-[0-9a-f]{8})?\.episode\.ya?ml$")


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
    places = memory.settings.recent
    for place, name in zip(places, labels(places), strict=True):
        action = recent.addAction(name.replace("&", "&&"))
        action.setToolTip(plain_tooltip(place))
        action.triggered.connect(partial(_open, session, place))
    if recent.isEmpty():
        recent.addAction("Nothing yet").setEnabled(False)


def labels(places: Sequence[str]) -> list[str]:
    """What `places` are called: their names, with the folder or host where these are alike.

    Of an episode file the suffix says nothing, nor what keeps those of feeds apart.
    """
    parts = [place.rstrip("/").replace("\\", "/").split("/") for place in places]
    names = [_KEPT.sub("", each[-1]) or each[-1] for each in parts]
    return [
        f"{name} — {each[-2]}" if names.count(name) > 1 and len(each) > 1 and each[-2] else name
        for name, each in zip(names, parts, strict=True)
    ]


def _open(session: Session, place: str, _checked: bool = False) -> None:
    session.open([place])
