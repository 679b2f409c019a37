"""Above the chapters: how many they are, and, where there are several lists, whose."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from player.domain.episode import Episode
from player.ui.theme import GAP, scaled

LONGEST = 22
"""How many characters of a source's name the button shows."""
_ENDING = 13


class ChaptersHead(QWidget):
    """Sends the `origin` of the list of chapters that is chosen."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel("Chapters")
        self._text.setFont(scaled(self.font(), 0.9, bold=True))
        self._from = QToolButton()
        self._from.setFont(scaled(self.font(), 0.9))
        self._from.setAutoRaise(True)
        self._from.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._from.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._from.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)  # the list below stays where it is
        self._from.setSizePolicy(policy)
        self._from.setMenu(QMenu(self))
        self._group = QActionGroup(self._from)
        # Fusion paints its arrow over the text's end; the text has one of its own.
        self._from.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP + 3, GAP // 2, GAP // 2, GAP // 2 - 2)
        layout.setSpacing(GAP // 2)
        layout.addWidget(self._text)
        layout.addStretch()
        layout.addWidget(self._from)
        self.set_episode(Episode(""), 0)

    def set_episode(self, episode: Episode, count: int) -> None:
        """Show that `episode` has `count` chapters, and where they come from."""
        self._text.setText(f"Chapters · {count}" if count else "Chapters")
        lists = episode.chapter_lists
        self._from.setVisible(len(lists) > 1)
        menu = self._from.menu()
        menu.clear()
        self._group.deleteLater()  # with its actions
        group = self._group = QActionGroup(menu)
        for each in lists:
            listed = sum(chapter.toc for chapter in each.chapters)
            name = each.origin.replace("&", "&&")
            action = QAction(f"{name} ({listed})", group)
            action.setCheckable(True)
            chosen = each.chapters == episode.chapters
            action.setChecked(chosen)
            action.triggered.connect(lambda _=False, origin=each.origin: self.asked.emit(origin))
            menu.addAction(action)
            if chosen:
                self._show_origin(each.origin)

    def choose(self) -> None:
        """Open the menu of sources, for the keyboard."""
        if self._from.isVisible():
            self._from.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._from.showMenu()

    def _show_origin(self, origin: str) -> None:
        short = origin
        if len(origin) > LONGEST:  # files of one name differ in their endings
            short = f"{origin[: LONGEST - _ENDING - 1]}…{origin[-_ENDING:]}"
        self._from.setText(f"from: {short} ▾".replace("&", "&&"))
        self._from.setToolTip(f"Chapters from: {origin}. Choose another source")
        self._from.setAccessibleName(f"Chapters from: {origin}")
