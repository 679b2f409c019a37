"""A line in the window that says something and offers what to do: never a modal box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from player.ui import icons
from player.ui.theme import GAP, colours, mix, sentences

Offer = tuple[str, Callable[[], object]]
KEPT = 20


@dataclass(frozen=True)
class Notice:
    """A sentence, and buttons for what can be done. `topic`: a newer one of it replaces this."""

    text: str
    warning: bool = False
    offers: Sequence[Offer] = ()
    topic: str = ""


class NoticeBar(QFrame):
    """Shows the newest notice; closing it brings the one before back."""

    closed = Signal(str)
    """The listener has closed a notice of this topic."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Notice")
        self._notices: list[Notice] = []
        self._icon, self._text = icons.IconView("info"), sentences()
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._close = QToolButton()
        self._close.setIcon(icons.icon("close"))
        self._close.setAutoRaise(True)
        self._close.setToolTip("Close this line")
        self._close.setAccessibleName("Close this line")
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self._pop)
        self._offers: list[QPushButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(GAP + GAP // 2, GAP // 2, GAP // 2, GAP // 2)
        self._layout.addWidget(self._icon)
        self._layout.addWidget(self._text, 1)
        self._layout.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown now, "" where nothing is."""
        return self._notices[-1].text if self._notices else ""

    def show_notice(self, notice: Notice) -> None:
        """Show `notice`, in place of an older one of its topic."""
        self._notices = [old for old in self._notices if old != notice]
        if notice.topic:
            self._notices = [old for old in self._notices if old.topic != notice.topic]
        self._notices = [*self._notices, notice][-KEPT:]
        self._show()

    def clear(self, topic: str = "") -> None:
        """Take back what was said of `topic`; "" takes everything."""
        kept = [old for old in self._notices if topic and old.topic != topic]
        # What is shown is not made anew for nothing: its buttons may have the focus.
        if kept != self._notices:
            self._notices = kept
            self._show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tint = QPainter(self), colours(self.palette())
        warning = bool(self._notices) and self._notices[-1].warning
        wash = mix(icons.WARNING, self.palette().window().color(), 0.18)
        painter.fillRect(self.rect(), wash if warning else tint.wash)

    def _pop(self) -> None:
        *self._notices, closed = self._notices
        self._show()
        self.closed.emit(closed.topic)

    def _show(self) -> None:
        for button in self._offers:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._offers = []
        if not self._notices:
            self.hide()
            return
        notice = self._notices[-1]
        self._icon.set_icon("warning" if notice.warning else "info")
        self._text.setText(notice.text)
        self.setAccessibleDescription(notice.text)
        for number, (label, run) in enumerate(notice.offers):
            button = QPushButton(label)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, run=run: run())
            self._layout.insertWidget(2 + number, button)
            self._offers.append(button)
        self.show()
        self.update()
