"""The middle of the window: the chapter sidebar, and snips, transcript and notes as tabs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from player.app.loaded import Loaded
from player.app.models import ChapterModel, SnipModel, TranscriptModel
from player.domain.episode import Chapter, Episode
from player.domain.timecode import Ms, show
from player.ui import icons
from player.ui.chapter_row import ChapterRow
from player.ui.chapters_head import ChaptersHead
from player.ui.marker_list import MarkerList
from player.ui.notes import NotesView
from player.ui.text_rows import SnipCard, TranscriptRow

SIDEBAR = 340
WIDEST_SIDEBAR = 0.5
PANES = ("snips", "transcript", "notes")


class Panes(QSplitter):
    """Shows a `Loaded` episode; sends the places that are asked for."""

    chosen = Signal(int)
    no_place = Signal(str)
    link_asked = Signal(str)
    chapters_asked = Signal(str)
    """The origin of the list of chapters to show."""
    offered = Signal(str)
    """The id of the action that an empty pane's button stands for."""

    def __init__(
        self, thumbnail: Callable[[Chapter], QPixmap], parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.chapters_model = ChapterModel(self)
        self.snips_model = SnipModel(self)
        self.transcript_model = TranscriptModel(self)
        self.chapters = MarkerList(self.chapters_model, "Chapters")
        self.snips = MarkerList(self.snips_model, "Snips")
        self.transcript = MarkerList(self.transcript_model, "Transcript")
        self.notes = NotesView()
        self._chapter_row = ChapterRow(thumbnail, self.chapters)
        self.chapters.setItemDelegate(self._chapter_row)
        self.chapters.setUniformItemSizes(True)
        self.snips.setItemDelegate(SnipCard(self.snips))
        self.transcript.setItemDelegate(TranscriptRow(self.transcript))
        for view in (self.snips, self.transcript):
            view.setLayoutMode(MarkerList.LayoutMode.Batched)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.tabBar().setAccessibleName("Panes")
        self.tabs.setIconSize(QSize(16, 16))
        for pane, name in zip(PANES, ("Snips", "Transcript", "Notes"), strict=True):
            self.tabs.addTab(getattr(self, pane), icons.icon(pane), name)
        self.addWidget(self._sidebar())
        self.addWidget(self.tabs)
        self.setStretchFactor(1, 1)
        self.sidebar_width = SIDEBAR
        self.splitterMoved.connect(self._moved)
        self.tabs.currentChanged.connect(lambda _: self._keep_in_view())
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        for view in (self.chapters, self.snips, self.transcript):
            view.chosen.connect(self.chosen)
            view.no_place.connect(self.no_place)
        self.notes.chosen.connect(self.chosen)
        self.notes.link_asked.connect(self.link_asked)
        self.snips.offered.connect(lambda: self.offered.emit("open"))
        self._loaded = Loaded(Episode(title=""))
        self._progress = -1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In a small window the sidebar leaves the greater part to what is read.
        self._fit()

    def set_sidebar(self, width: int) -> None:
        """Give the sidebar the `width` (px) that the listener wants, as far as there is room."""
        self.sidebar_width = width
        self._fit()

    def _moved(self) -> None:
        self.sidebar_width = self.sizes()[0]

    def _fit(self) -> None:
        width = min(self.sidebar_width, round(self.width() * WIDEST_SIDEBAR))
        if self.width() > 0 and self.sizes()[0] != width:
            self.setSizes([width, self.width() - width])

    def set_loaded(self, loaded: Loaded) -> None:
        """Show another episode."""
        self._loaded = loaded
        self._fit_starts(loaded)
        self._chapter_row.has_thumbnails = any(chapter.image for chapter in loaded.chapters)
        self.chapters_model.set_loaded(loaded)
        self.snips_model.set_loaded(loaded)
        self.transcript_model.set_loaded(loaded)
        self.notes.set_episode(loaded.episode)
        self.notes.offset = loaded.given.offset
        self._set_empty(loaded.episode)
        self._heading.set_episode(loaded.given, len(loaded.chapters))

    def set_shifted(self, loaded: Loaded) -> None:
        """The same episode with its markers at other times; what is chosen and shown stays."""
        self._loaded, self._progress = loaded, -1
        self._fit_starts(loaded)
        for model in (self.chapters_model, self.snips_model, self.transcript_model):
            model.set_loaded(loaded, same=True)
        self.notes.offset = loaded.given.offset

    def _fit_starts(self, loaded: Loaded) -> None:
        starts = [show(chapter.start) for chapter in loaded.chapters]
        self._chapter_row.longest = max([*starts, "00:00"], key=len)

    def set_ends(self) -> None:
        """The recording's length is known (better) now."""
        self.chapters_model.set_ends(self._loaded.ends)

    def set_chapter(self, row: int | None) -> None:
        """Mark the current chapter."""
        self.chapters_model.set_current(row)
        self.chapters.keep_current_in_view()

    def set_position(self, position: Ms) -> None:
        """Where playing is: progress, current snip, current line."""
        self.snips_model.follow(position)
        before = self.transcript_model.current
        self.transcript_model.follow(position)
        if self.transcript_model.current != before:
            self.transcript.keep_current_in_view()
        self._show_progress(position)

    def _keep_in_view(self) -> None:
        for view in (self.chapters, self.snips, self.transcript):
            view.keep_current_in_view()

    def show_pane(self, pane: str) -> None:
        """Bring `pane` ("chapters", "snips", …) up and give it the focus."""
        if pane != "chapters":
            self.bring_up(pane)
        view: QWidget = getattr(self, pane)
        view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def choose_chapters(self) -> None:
        """Let the listener choose where the chapters come from."""
        self._heading.choose()

    def bring_up(self, pane: str) -> None:
        """Show the tab `pane`, the focus staying where it is."""
        self.tabs.setCurrentIndex(PANES.index(pane))

    @property
    def pane(self) -> str:
        """The tab that is shown."""
        return PANES[self.tabs.currentIndex()]

    def _sidebar(self) -> QWidget:
        sidebar = QWidget()
        sidebar.setMinimumWidth(170)
        self._heading = ChaptersHead()
        self._heading.asked.connect(self.chapters_asked)
        layout = QVBoxLayout(sidebar)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._heading)
        layout.addWidget(self.chapters, 1)
        return sidebar

    def _show_progress(self, position: Ms) -> None:
        self._chapter_row.position = position
        row = self.chapters_model.current
        if row is None:
            return
        share = self._chapter_row.progress(self._loaded.chapters[row].start, self._loaded.ends[row])
        pixel = round(share * self.chapters.viewport().width())
        if pixel != self._progress:
            self._progress = pixel
            box = self.chapters.visualRect(self.chapters_model.index(row))
            self.chapters.viewport().update(self._chapter_row.progress_box(box))

    def _set_empty(self, episode: Episode) -> None:
        if not episode.title:
            self.chapters.set_empty(
                "Nothing is open", "Open audio or an episode (Ctrl+O): its chapters stand here."
            )
            self.snips.set_empty(
                "Nothing is open",
                "Open an episode file, an audio file or a text with times, or drop one here.",
                "Open…",
            )
            self.transcript.set_empty("Nothing is open", "A transcript will stand here.")
            return
        self.chapters.set_empty(
            "No chapters",
            "This recording names none. Import a file that has some (Ctrl+I), or put one of the "
            "recording's name beside it; a text with times will do.",
        )
        self.snips.set_empty(
            "No snips",
            "Highlights of an episode file, or of a page pasted from Snipd, stand here as cards. "
            "Import adds those of another file (Ctrl+I).",
        )
        remote = [s for s in episode.transcript_sources if s.startswith(("http:", "https:"))]
        where = f" It is at {remote[0]}, and is not fetched unasked." if remote else ""
        self.transcript.set_empty(
            "No transcript",
            "Import one (Ctrl+I), or put NAME.vtt or NAME.srt beside the recording." + where,
        )
