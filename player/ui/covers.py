"""The pictures of the episode at hand: its cover, and those of its chapters."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from player.app.tasks import Tasks
from player.domain.episode import Chapter, Episode, Picture
from player.domain.errors import EarmarkError
from player.ui.pictures import decode

COVER_SIDE, THUMBNAIL_SIDE = 256, 96
KEPT = 400


class Covers(QObject):
    """Reads and decodes in the background when a picture is first asked for, and keeps it."""

    changed = Signal()
    """A picture that was asked for is here now."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = Tasks(self)
        self._base: Path | None = None
        self._kept: dict[Picture, QPixmap] = {}
        self.pending = 0
        """How many pictures are being made."""

    def set_base(self, folder: Path | None) -> None:
        """Pictures named by a path are in `folder` or below it."""
        self._base = folder
        self._kept = {}

    def cover(self, episode: Episode) -> QPixmap:
        """The episode's cover; a null pixmap where there is none (yet)."""
        return self._get(episode.cover, COVER_SIDE)

    def thumbnail(self, chapter: Chapter) -> QPixmap:
        """The chapter's picture, small; a null pixmap where there is none (yet)."""
        return self._get(chapter.image, THUMBNAIL_SIDE)

    def _get(self, picture: Picture | None, side: int) -> QPixmap:
        if picture is None:
            return QPixmap()
        if picture not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[picture] = QPixmap()
            work = partial(_decode, picture, self._base, side)
            self.pending += 1
            self._tasks.run(work, partial(self._show, self._kept, picture), self._no_picture)
        return self._kept[picture]

    def _show(self, kept: dict[Picture, QPixmap], picture: Picture, image: QImage) -> None:
        self.pending -= 1
        if not image.isNull() and kept is self._kept:
            kept[picture] = QPixmap.fromImage(image)
            self.changed.emit()

    def _no_picture(self, _error: EarmarkError) -> None:
        # A picture that cannot be had is no trouble worth a line.
        self.pending -= 1


def _decode(picture: Picture, base: Path | None, side: int) -> QImage:
    data = picture.data
    if data is None and base is not None:
        from player.app.opening import picture_bytes  # not before the window is there

        data = picture_bytes(picture, base)
    return decode(data, side)
