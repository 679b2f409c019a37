"""What actions ask of the window around the player: dialogs, panes, focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from player.app.memory import Memory
from player.app.session import Session
from player.app.shifting import Shifting
from player.app.undo import Undo
from player.ui.dialogs import About, Dialogs

if TYPE_CHECKING:
    from player.app.export_job import Exporting
    from player.app.feeds import Feed
    from player.app.importing import Importing
    from player.ui.window import MainWindow


class WindowShell:
    """The `Shell` of the actions' table."""

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        memory: Memory,
        shifting: Shifting,
        importing: Importing,
        exporting: Exporting,
        undo: Undo,
    ) -> None:
        self._window, self._session, self._memory = window, session, memory
        self._shifting, self._importing, self._exporting = shifting, importing, exporting
        self._undo = undo
        self.dialogs = Dialogs()

    @property
    def _folder(self) -> str:
        opened = self._session.opened
        return str(opened.path.parent) if opened else ""

    def open_files(self) -> None:
        from player.ui.ask import PLAIN, open_filter

        names, _ = QFileDialog.getOpenFileNames(
            self._window, "Open", self._folder, open_filter(), options=PLAIN
        )
        self._session.open(names)

    def open_address(self) -> None:
        from player.ui.ask import AskWhere

        text = "The http(s) address of a recording, or of a feed:"
        ask = AskWhere("Open address", text, "", files=False, parent=self._window)
        ask.given.connect(lambda address: self._session.open([address]))
        self.dialogs.show(ask)

    def choose_from(self, feed: Feed) -> None:
        """Let the listener choose from a feed that was opened."""
        from player.ui.feed_dialog import FeedDialog

        dialog = FeedDialog(feed, self._window)
        dialog.episode_chosen.connect(lambda index: self._session.take(feed, index))
        dialog.feed_chosen.connect(lambda address: self._session.open([address]))
        self.dialogs.show(dialog)

    def paste_episode(self) -> None:
        self._session.paste(QGuiApplication.clipboard().text())

    def locate_audio(self) -> None:
        from player.ui.ask import AskWhere

        text = "Where is the audio of this episode? It is put into the episode file."
        ask = AskWhere("Locate audio", text, self._folder, files=True, parent=self._window)
        ask.given.connect(self._session.locate)
        self.dialogs.show(ask)

    def import_file(self) -> None:
        from player.ui.import_dialog import ImportDialog

        if not self.dialogs.raise_open(ImportDialog):
            self.dialogs.show(ImportDialog(self._importing, self._folder, self._window))

    def export_file(self) -> None:
        from player.ui.export_dialog import ExportDialog

        if not self.dialogs.raise_open(ExportDialog):
            self.dialogs.show(ExportDialog(self._exporting, self._window))

    def choose_chapters(self) -> None:
        self._window.panes.show_pane("chapters")
        self._window.panes.choose_chapters()

    def shift_markers(self) -> None:
        from player.ui.shift_markers import ShiftMarkers

        if not self.dialogs.raise_open(ShiftMarkers):
            self.dialogs.show(ShiftMarkers(self._window.player, self._shifting, self._window))

    def undo(self) -> None:
        self._undo.run()

    def redo(self) -> None:
        self._undo.run_again()

    def show_pane(self, pane: str) -> None:
        self._window.panes.show_pane(pane)

    def go_to_time(self) -> None:
        position = self._window.transport.position
        position.setFocus(Qt.FocusReason.ShortcutFocusReason)
        position.selectAll()

    def toggle_follow(self) -> None:
        transcript = self._window.panes.transcript
        follows = not transcript.follows
        self._window.set_follow(follows)
        self._memory.change(follow_transcript=follows)
        if follows:
            transcript.follow_now()

    def toggle_remaining(self) -> None:
        now = self._window.now
        now.show_remaining(not now.remaining)
        self._memory.change(show_remaining=now.remaining)

    def show_keys(self) -> None:
        from player.ui.keys_help import KeysHelp

        self.dialogs.show(KeysHelp(self._window))

    def show_about(self) -> None:
        self.dialogs.show(About(self._window))

    def open_tour(self) -> None:
        self._session.open_tour()

    def next_episode(self) -> None:
        self._session.next_episode()

    def previous_episode(self) -> None:
        self._session.previous_episode()

    def close(self) -> bool:
        return self._window.close()
