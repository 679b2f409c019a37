"""The main window: puts the parts together and carries values and wishes between them."""

from __future__ import annotations

import base64

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QIcon, QShowEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from player.app.export_job import Exporting
from player.app.importing import Importing
from player.app.memory import Memory
from player.app.message import Message
from player.app.player import Player
from player.app.session import Session
from player.app.shifting import Shifting
from player.app.undo import Undo
from player.domain.playback import State
from player.domain.timecode import Ms
from player.resources import resources
from player.ui.commands import Commands
from player.ui.covers import Covers
from player.ui.dialogs import Details
from player.ui.header import Header
from player.ui.links import Links
from player.ui.notice import Notice, NoticeBar
from player.ui.now import Now
from player.ui.panes import Panes
from player.ui.recent import add_recent_menu
from player.ui.rule import Rule
from player.ui.shell import WindowShell
from player.ui.sight import Sight
from player.ui.transport import Transport

SMALLEST, FIRST_SIZE = QSize(640, 480), QSize(1100, 720)
_WRITING = "An export is being written. Wait for its end, or stop it; then close the window."


class MainWindow(QMainWindow):
    """What is asked of it by actions, `WindowShell` does."""

    def __init__(
        self,
        player: Player,
        session: Session,
        memory: Memory,
        shifting: Shifting,
        importing: Importing,
        exporting: Exporting,
        undo: Undo,
    ) -> None:
        super().__init__()
        self.player, self._session, self._memory = player, session, memory
        self._shifting, self._importing, self._exporting = shifting, importing, exporting
        self._undo = undo
        self.shell = WindowShell(self, session, memory, shifting, importing, exporting, undo)
        room = self.screen().availableGeometry().size()
        self.setMinimumSize(SMALLEST.boundedTo(room))
        self.resize(FIRST_SIZE.boundedTo(room))
        self.setAcceptDrops(True)
        self.setWindowIcon(QIcon(str(resources() / "earmark.svg")))
        self.commands = Commands(self, player, self.shell)
        self.covers = Covers(self)
        self.header, self.notice = Header(), NoticeBar()
        self.panes = Panes(self.covers.thumbnail)
        self.transport = Transport(self.commands.actions)
        self._sight = Sight(player, self.transport.bar, self)
        self.now = Now(player, self.transport, self.commands)
        self._links = Links(self.notice)
        add_recent_menu(self, memory, session)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.header, self.notice, Rule(), self.panes, Rule(), self.transport):
            layout.addWidget(part, 1 if part is self.panes else 0)
        self.setCentralWidget(body)
        # At first the keys are the player's: no list has the focus until it is asked to.
        body.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        body.setFocus()
        self._connect()
        self._restore()
        self._show_episode()

    def _connect(self) -> None:
        player, session, shifting = self.player, self._session, self._shifting
        importing, exporting, undo = self._importing, self._exporting, self._undo
        panes, transport = self.panes, self.transport
        player.episode_changed.connect(self._show_episode)
        self.covers.changed.connect(self._show_covers)
        player.chapter_changed.connect(lambda: panes.set_chapter(player.chapter))
        player.duration_changed.connect(panes.set_ends)
        player.shifted.connect(lambda: panes.set_shifted(player.loaded))
        player.shifted.connect(self._show_marks)
        player.moved.connect(panes.set_position)
        player.trouble.connect(self._trouble)
        player.state_changed.connect(self._trouble_is_over)
        session.said.connect(self.say)
        for source in (shifting, importing, exporting):
            source.said.connect(self.say)
        importing.imported.connect(self._show_parts)
        undo.changed.connect(self._show_undo)
        self.notice.closed.connect(shifting.closed)
        session.queue_changed.connect(self._show_queue)
        session.choice.connect(self.shell.choose_from)
        session.working.connect(self.now.set_working)
        self._memory.played_changed.connect(
            lambda: panes.chapters_model.set_played(self._memory.played)
        )
        panes.chosen.connect(self._play_from)
        panes.no_place.connect(self._no_place)
        panes.chapters_asked.connect(session.choose_chapters)
        panes.link_asked.connect(self._links.ask)
        panes.offered.connect(lambda action: self.commands.actions[action].trigger())
        transport.bar.sought.connect(player.seek)
        transport.position.asked.connect(self._go_to)
        transport.position.wrong.connect(
            lambda text: self.say(Message(text, warning=True, topic="time"))
        )
        transport.position.left.connect(lambda: self.notice.clear("time"))
        transport.duration.pressed.connect(self.commands.actions["remaining"].trigger)
        transport.rate_asked.connect(player.set_rate)
        transport.volume_asked.connect(player.set_volume)

    # What the player and the session say

    def say(self, message: Message) -> None:
        """Show `message` as a line, with its offers as buttons."""
        if not message.text:
            self.notice.clear(message.topic)
            return
        offers = [
            (self.commands.actions[name].text(), self.commands.actions[name].trigger)
            for name in message.offers
        ]
        if len(message.details) > 1:
            offers.append(("Show all", lambda: self.shell.dialogs.show(Details(message, self))))
        self.notice.show_notice(Notice(message.text, message.warning, offers, message.topic))

    def _show_episode(self) -> None:
        loaded, opened = self.player.loaded, self._session.opened
        title = " ".join(loaded.episode.title.split())
        self.setWindowTitle(f"{title} — Earmark" if title else "Earmark")
        self.covers.set_base(opened.path.parent if opened else None)
        self.header.set_episode(loaded.episode)
        self._show_covers()
        self.panes.set_loaded(loaded)
        self._show_marks()
        self.notice.clear("playing")
        self._show_queue()

    def _show_marks(self) -> None:
        chapters = self.player.loaded.chapters
        self.transport.bar.set_marks(
            [chapter.start for chapter in chapters],
            [chapter.title for chapter in chapters],
            self.panes.snips_model.ranges(),
        )

    def _show_covers(self) -> None:
        self.header.set_cover(self.covers.cover(self.player.loaded.episode))
        self.panes.chapters.viewport().update()

    def _show_queue(self) -> None:
        at, count = self._session.queue_place
        self.header.set_queue(at, count)
        self.now.enable(queue=count > 1, file=self._session.opened is not None)

    def _show_parts(self, parts: tuple[str, ...]) -> None:
        """Bring up what has come in, unless it is in sight anyway."""
        shown = [part for part in parts if part != "chapters"]
        if shown and self.panes.pane not in shown:
            self.panes.bring_up(shown[0])

    def _show_undo(self) -> None:
        undo = self._undo
        for name, what, key in (
            ("Undo", undo.what, "Ctrl+Z"),
            ("Redo", undo.what_again, "Ctrl+Shift+Z"),
        ):
            action = self.commands.actions[name.lower()]
            action.setText(f"{name} {what}".rstrip())
            action.setToolTip(f"{action.text()} ({key})")
        self.now.enable(undo=bool(undo.what), redo=bool(undo.what_again))
        if not undo.what and not undo.what_again:
            self.notice.clear("import")  # of another episode, whose buttons would do nothing

    def _trouble(self, text: str) -> None:
        again = ("play",) if isinstance(self.player.loaded.audio, str) else ()
        # An output that is gone is looked for by itself.
        offers = () if self.player.wants_play else (*again, "locate")
        self.say(Message(text, warning=True, topic="playing", offers=offers))

    def _trouble_is_over(self) -> None:
        if self.player.state is State.PLAYING:
            self.notice.clear("playing")

    def _play_from(self, position: Ms) -> None:
        if not self.player.can_play:
            text = "There is no audio to hear yet; say where it is."
            self.say(Message(text, topic="audio", offers=("locate",)))
            return
        end = self.player.loaded.duration
        if end is not None and position >= end:
            self.say(Message("This place is after the end of the recording.", topic="opening"))
            return
        self.player.seek_and_play(position)

    def _no_place(self, text: str) -> None:
        self.say(Message(f"No time is known for “{text[:80]}”.", topic="opening"))

    def _go_to(self, position: Ms) -> None:
        self.notice.clear("time")
        self.player.seek(position)

    # Dropped files, and what is kept of the window

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if event.source() is not None:
            return  # something of our own, such as text of the notes, was let go
        urls = event.mimeData().urls()
        places = [url.toLocalFile() if url.isLocalFile() else url.toString() for url in urls]
        if places:
            self._importing.drop(places)
        else:
            self._session.paste(event.mimeData().text())
        # Whatever the source proposes: what moves a file away when it is dropped loses it.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._sight.watch(self.windowHandle())

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._exporting.busy:
            event.ignore()
            self.say(Message(_WRITING, warning=True, topic="export"))
            self.shell.export_file()
            return
        panes, window = self.panes, base64.b64encode(self.saveGeometry().data()).decode()
        self._memory.change(window=window, sidebar_width=panes.sidebar_width, pane=panes.pane)
        self.shell.dialogs.close()
        super().closeEvent(event)

    def _restore(self) -> None:
        settings = self._memory.settings
        if settings.window:
            self.restoreGeometry(QByteArray(base64.b64decode(settings.window)))
        self.panes.set_sidebar(settings.sidebar_width)
        self.panes.bring_up(settings.pane)
        self.set_follow(settings.follow_transcript)
        self.now.show_remaining(settings.show_remaining)
        QTimer.singleShot(0, self._memory.tell_problems)

    def set_follow(self, follows: bool) -> None:
        """Have the transcript follow what is heard, or not."""
        self.panes.transcript.follows = follows
        self.commands.actions["follow"].setChecked(follows)
