"""Chooses an episode of a feed, or a feed of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from player.domain.timecode import show
from player.ui.theme import GAP, fitting, without_icons

if TYPE_CHECKING:
    from player.app.feeds import Feed

_INDEX = Qt.ItemDataRole.UserRole


class FeedDialog(QDialog):
    """Not modal. Sends the place of the episode that was chosen, or the address of the feed."""

    episode_chosen = Signal(int)
    feed_chosen = Signal(str)

    def __init__(self, feed: Feed, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{feed.name[:80]} — Earmark")
        self._feed = feed
        self._find, self._rows = QLineEdit(), QTreeView()
        self._proxy = QSortFilterProxyModel(self)
        self._buttons = without_icons(
            QDialogButtonBox(
                QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel
            )
        )
        self._open = self._buttons.button(QDialogButtonBox.StandardButton.Open)
        self._set_up()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        layout.setSpacing(GAP)
        layout.addWidget(QLabel(_head(feed)))
        layout.addWidget(self._find)
        layout.addWidget(self._rows, 1)
        layout.addWidget(self._buttons)
        self.resize(fitting(self, 640, 480))
        self._find.setFocus()

    def _set_up(self) -> None:
        self._find.setPlaceholderText("Find by title")
        self._find.setAccessibleName("Find by title")
        self._find.setClearButtonEnabled(True)
        self._proxy.setSourceModel(_model(self._feed, self))
        self._proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        rows = self._rows
        rows.setModel(self._proxy)
        rows.setRootIsDecorated(False)
        rows.setUniformRowHeights(True)
        rows.setAllColumnsShowFocus(True)
        rows.setAccessibleName("Feeds" if self._feed.feeds else "Episodes")
        rows.header().setSectionsMovable(False)
        rows.header().setStretchLastSection(False)
        rows.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._find.installEventFilter(self)
        self._find.textChanged.connect(self._filter)
        rows.doubleClicked.connect(self._choose)
        rows.selectionModel().currentChanged.connect(lambda *_: self._enable())
        self._find.returnPressed.connect(self._choose)
        self._buttons.accepted.connect(self._choose)
        self._buttons.rejected.connect(self.reject)
        newest = self._proxy.mapFromSource(self._proxy.sourceModel().index(self._feed.newest, 0))
        rows.setCurrentIndex(newest)
        self._enable()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down in the field move through the rows."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None:
                row = self._rows.currentIndex().row() + step
                if 0 <= row < self._proxy.rowCount():
                    self._rows.setCurrentIndex(self._proxy.index(row, 0))
                return True
        return super().eventFilter(watched, event)

    def _filter(self, text: str) -> None:
        self._proxy.setFilterFixedString(text)
        if not self._rows.currentIndex().isValid():
            self._rows.setCurrentIndex(self._proxy.index(0, 0))
        self._enable()

    def _enable(self) -> None:
        self._open.setEnabled(self._rows.currentIndex().isValid())

    def _choose(self) -> None:
        current = self._rows.currentIndex()
        if not current.isValid():
            return
        index = current.siblingAtColumn(0).data(_INDEX)
        self.accept()
        if self._feed.feeds:
            self.feed_chosen.emit(self._feed.feeds[index].url)
        else:
            self.episode_chosen.emit(index)


def _head(feed: Feed) -> str:
    if feed.feeds:
        return f"{len(feed.feeds)} feeds. The one that you open is fetched."
    return (
        f"{len(feed.episodes)} episode{'' if len(feed.episodes) == 1 else 's'}. Of the one that "
        "you open, chapters and transcript are fetched."
    )


def _model(feed: Feed, parent: QDialog) -> QStandardItemModel:
    model = QStandardItemModel(parent)
    if feed.feeds:
        model.setHorizontalHeaderLabels(["Feed"])
        for index, link in enumerate(feed.feeds):
            model.appendRow(_row(parent, index, link.title, tip=link.url))
        return model
    model.setHorizontalHeaderLabels(["Episode", "Published", "Length"])
    for index, episode in enumerate(feed.episodes):
        length = show(episode.duration) if episode.duration else ""
        day = (episode.published or "")[:10]
        model.appendRow(_row(parent, index, episode.title or "Untitled", day, length))
    return model


def _row(parent: QDialog, index: int, title: str, *more: str, tip: str = "") -> list[QStandardItem]:
    row = [QStandardItem(text) for text in (title, *more)]
    row[0].setData(index, _INDEX)
    row[0].setToolTip(tip or title)
    row[0].setSizeHint(QSize(0, parent.fontMetrics().height() + GAP))
    for item in row:
        item.setEditable(False)
    return row
