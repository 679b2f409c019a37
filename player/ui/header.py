"""The top of the window: cover, title, people, show and number."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from player.domain.episode import Episode
from player.ui import icons
from player.ui.elided import ElidedLabel
from player.ui.theme import GAP, RADIUS, colours, mix, scaled

COVER = 56


class CoverView(QWidget):
    """The episode's cover with round corners, or a quiet place for one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(COVER, COVER)
        self.setAccessibleName("Cover")
        self._pixmap = QPixmap()

    def set_cover(self, pixmap: QPixmap) -> None:
        """A null pixmap: there is no cover."""
        self._pixmap = pixmap
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        box, path = QRectF(self.rect()), QPainterPath()
        path.addRoundedRect(box, RADIUS, RADIUS)
        tint = colours(self.palette())
        painter.fillPath(path, mix(tint.text, self.palette().window().color(), 0.07))
        if self._pixmap.isNull():
            icons.paint(painter, "audio", box.adjusted(14, 14, -14, -14), tint.dim)
            return
        painter.setClipPath(path)
        size = QSize(self._pixmap.size())
        size.scale(COVER, COVER, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(box.center())
        painter.drawPixmap(target, self._pixmap, QRectF(self._pixmap.rect()))


class Header(QWidget):
    """Tells which episode is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cover = CoverView()
        self._title = ElidedLabel()
        self._title.setFont(scaled(self.font(), 1.35, bold=True))
        self._show, self._people, self._note = ElidedLabel(), ElidedLabel(), ElidedLabel()
        for label in (self._show, self._people):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._note_icon = icons.IconView("info", 14)
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addStretch()
        lines.addWidget(self._title)
        lines.addWidget(self._people)
        note = QHBoxLayout()
        note.setSpacing(GAP // 2)
        note.addWidget(self._note_icon)
        note.addWidget(self._note, 1)
        lines.addLayout(note)
        lines.addStretch()
        self._show.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._show.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP + GAP // 2, GAP)
        layout.setSpacing(GAP + GAP // 2)
        layout.addWidget(self._cover)
        layout.addLayout(lines, 1)
        layout.addWidget(self._show)
        self._about: list[str] = []
        self._queue = ""
        self.set_episode(Episode(title=""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The title goes first: the show takes what it needs, but no more than a third.
        self._show.setMaximumWidth(self.width() // 3)

    def set_episode(self, episode: Episode) -> None:
        """Show the values of `episode`; an empty title: nothing is open."""
        self._title.setText(episode.title or "Earmark")
        show = [episode.show or "", episode.number or "", episode.published or ""]
        self._about = [part for part in show if part]
        self._show_about()
        people = [
            f"{person.name} ({person.role})" if person.role else person.name
            for person in episode.people
        ]
        self._people.setText(", ".join(people))
        self._people.setVisible(bool(people))
        self._note.setText(episode.audio_note or "")
        for part in (self._note, self._note_icon):
            part.setVisible(bool(episode.audio_note))

    def set_queue(self, at: int, count: int) -> None:
        """The episode is number `at` (from 0) of a list of `count`."""
        self._queue = f"{at + 1} of {count}" if count > 1 else ""
        self._show_about()

    def set_cover(self, pixmap: QPixmap) -> None:
        """A null pixmap: there is no cover."""
        self._cover.set_cover(pixmap)

    def _show_about(self) -> None:
        parts = [*self._about, self._queue]
        self._show.setText(" · ".join(part for part in parts if part))
