"""The pictures of the episode at hand: its cover, and those of its chapters."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QPixmap

from player.app.opening import picture_bytes
from player.domain.episode import Chapter, Episode, Picture
from player.ui.pictures import pixmap

COVER_SIDE, THUMBNAIL_SIDE = 256, 96
KEPT = 400


class Covers:
    """Decodes when a picture is first drawn, and keeps it."""

    def __init__(self) -> None:
        self._base: Path | None = None
        self._kept: dict[Picture, QPixmap] = {}

    def set_base(self, folder: Path | None) -> None:
        """Pictures named by a path are in `folder` or below it."""
        self._base = folder
        self._kept.clear()

    def cover(self, episode: Episode) -> QPixmap:
        """The episode's cover; a null pixmap where there is none."""
        return self._get(episode.cover, COVER_SIDE)

    def thumbnail(self, chapter: Chapter) -> QPixmap:
        """The chapter's picture, small."""
        return self._get(chapter.image, THUMBNAIL_SIDE)

    def _get(self, picture: Picture | None, side: int) -> QPixmap:
        if picture is None:
            return QPixmap()
        if picture not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            data = picture.data
            if data is None and self._base is not None:
                data = picture_bytes(picture, self._base)
            self._kept[picture] = pixmap(data, side)
        return self._kept[picture]
