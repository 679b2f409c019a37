"""The main window: puts the parts together and carries values and wishes between them."""

from __future__ import annotations

import base64

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QMainWindow, QVBoxLayout, QWidget

from player.app.memory import Memory
from player.app.message import Message
from player.app.player import Player
from player.app.session import Session
from player.app.shifting import Shifting
from player.domain.playback import State
from player.domain.timecode import Ms
from player.resources import resources
from player.ui.commands import Commands
from player.ui.covers import Covers
from player.ui.dialogs import About, Details, Dialogs
from player.ui.header import Header
from player.ui.links import Links
from player.ui.notice import Notice, NoticeBar
from player.ui.now import Now
from player.ui.panes import Panes
from player.ui.recent import add_recent_menu
from player.ui.rule import Rule
from player.ui.sight import Sight
from player.ui.transport import Transport

SMALLEST, FIRST_SIZE = QSize(640, 480), QSize(1100, 720)


class MainWindow(QMainWindow):
    """Also the `Shell` that actions ask for what the player itself cannot do."""

    def __init__(
        self, player: Player, session: Session, memory: Memory, shifting: Shifting
    ) -> None:
        super().__init__()
        self._player, self._session, self._memory = player, session, memory
        self._shifting = shifting
        room = self.screen().availableGeometry().size()
        self.setMinimumSize(SMALLEST.boundedTo(room))
        self.resize(FIRST_SIZE.boundedTo(room))
        self.setAcceptDrops(True)
        self.setWindowIcon(QIcon(str(resources() / "earmark.svg")))
        self.commands = Commands(self, player, self)
        self.covers = Covers(self)
        self.header, self.notice = Header(), NoticeBar()
        self.panes = Panes(self.covers.thumbnail)
        self.transport = Transport(self.commands.actions)
        self._sight = Sight(player, self.transport.bar, self)
        self._now = Now(player, self.transport, self.commands)
        self._dialogs, self._links = Dialogs(), Links(self.notice)
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
        player, session, shifting = self._player, self._session, self._shifting
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
        shifting.said.connect(self.say)
        shifting.undo_changed.connect(lambda: self._now.enable(shift=shifting.can_undo))
        self.notice.closed.connect(shifting.closed)
        session.queue_changed.connect(self._show_queue)
        session.working.connect(self._now.set_working)
        self._memory.played_changed.connect(
            lambda: panes.chapters_model.set_played(self._memory.played)
        )
        panes.chosen.connect(self._play_from)
        panes.no_place.connect(self._no_place)
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
            offers.append(("Show all", lambda: self._dialogs.show(Details(message, self))))
        self.notice.show_notice(Notice(message.text, message.warning, offers, message.topic))

    def _show_episode(self) -> None:
        loaded, opened = self._player.loaded, self._session.opened
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
        chapters = self._player.loaded.chapters
        self.transport.bar.set_marks(
            [chapter.start for chapter in chapters],
            [chapter.title for chapter in chapters],
            self.panes.snips_model.ranges(),
        )

    def _show_covers(self) -> None:
        self.header.set_cover(self.covers.cover(self._player.loaded.episode))
        self.panes.chapters.viewport().update()

    def _show_queue(self) -> None:
        at, count = self._session.queue_place
        self.header.set_queue(at, count)
        self._now.enable(queue=count > 1, file=self._session.opened is not None)

    def _trouble(self, text: str) -> None:
        again = ("play",) if isinstance(self._player.loaded.audio, str) else ()
        # An output that is gone is looked for by itself.
        offers = () if self._player.wants_play else (*again, "locate")
        self.say(Message(text, warning=True, topic="playing", offers=offers))

    def _trouble_is_over(self) -> None:
        if self._player.state is State.PLAYING:
            self.notice.clear("playing")

    def _play_from(self, position: Ms) -> None:
        if not self._player.can_play:
            text = "There is no audio to hear yet; say where it is."
            self.say(Message(text, topic="audio", offers=("locate",)))
            return
        end = self._player.loaded.duration
        if end is not None and position >= end:
            self.say(Message("This place is after the end of the recording.", topic="opening"))
            return
        self._player.seek_and_play(position)

    def _no_place(self, text: str) -> None:
        self.say(Message(f"No time is known for “{text[:80]}”.", topic="opening"))

    def _go_to(self, position: Ms) -> None:
        self.notice.clear("time")
        self._player.seek(position)

    # The shell that actions ask

    def open_files(self) -> None:
        from player.ui.ask import OPEN_FILTER

        folder = str(self._session.opened.path.parent) if self._session.opened else ""
        names, _ = QFileDialog.getOpenFileNames(self, "Open", folder, OPEN_FILTER)
        self._session.open(names)

    def open_address(self) -> None:
        from player.ui.ask import AskWhere

        ask = AskWhere(
            "Open address", "The http(s) address of a recording:", "", files=False, parent=self
        )
        ask.given.connect(lambda address: self._session.open([address]))
        self._dialogs.show(ask)

    def paste_episode(self) -> None:
        self._session.paste(QGuiApplication.clipboard().text())

    def locate_audio(self) -> None:
        from player.ui.ask import AskWhere

        opened = self._session.opened
        text = "Where is the audio of this episode? It is put into the episode file."
        folder = str(opened.path.parent) if opened else ""
        ask = AskWhere("Locate audio", text, folder, files=True, parent=self)
        ask.given.connect(self._session.locate)
        self._dialogs.show(ask)

    def shift_markers(self) -> None:
        from player.ui.shift_markers import ShiftMarkers

        if not self._dialogs.raise_open(ShiftMarkers):
            self._dialogs.show(ShiftMarkers(self._player, self._shifting, self))

    def undo_shift(self) -> None:
        self._shifting.undo()

    def show_pane(self, pane: str) -> None:
        self.panes.show_pane(pane)

    def go_to_time(self) -> None:
        self.transport.position.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.transport.position.selectAll()

    def toggle_follow(self) -> None:
        follows = not self.panes.transcript.follows
        self._set_follow(follows)
        self._memory.change(follow_transcript=follows)
        if follows:
            self.panes.transcript.follow_now()

    def toggle_remaining(self) -> None:
        self._now.show_remaining(not self._now.remaining)
        self._memory.change(show_remaining=self._now.remaining)

    def show_keys(self) -> None:
        from player.ui.keys_help import KeysHelp

        self._dialogs.show(KeysHelp(self))

    def show_about(self) -> None:
        self._dialogs.show(About(self))

    def open_tour(self) -> None:
        self._session.open_tour()

    def next_episode(self) -> None:
        self._session.next_episode()

    def previous_episode(self) -> None:
        self._session.previous_episode()

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
            self._session.open(places)
        else:
            self._session.paste(event.mimeData().text())
        event.acceptProposedAction()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._sight.watch(self.windowHandle())

    def closeEvent(self, event: QCloseEvent) -> None:
        panes, window = self.panes, base64.b64encode(self.saveGeometry().data()).decode()
        self._memory.change(window=window, sidebar_width=panes.sidebar_width, pane=panes.pane)
        self._dialogs.close()
        super().closeEvent(event)

    def _restore(self) -> None:
        settings = self._memory.settings
        if settings.window:
            self.restoreGeometry(QByteArray(base64.b64decode(settings.window)))
        self.panes.set_sidebar(settings.sidebar_width)
        self.panes.bring_up(settings.pane)
        self._set_follow(settings.follow_transcript)
        self._now.show_remaining(settings.show_remaining)
        QTimer.singleShot(0, self._memory.tell_problems)

    def _set_follow(self, follows: bool) -> None:
        self.panes.transcript.follows = follows
        self.commands.actions["follow"].setChecked(follows)
