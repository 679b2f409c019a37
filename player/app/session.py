"""Opening episodes: files, addresses, pasted text, a list to go through, missing audio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from player.app import on_worker
from player.app.memory import Memory
from player.app.message import Message
from player.app.player import Player
from player.app.tasks import Tasks
from player.domain.episode import Episode, Problem
from player.domain.errors import EarmarkError
from player.domain.merging import choose_from
from player.domain.timecode import Ms
from player.resources import episodes
from player.store.paths import Paths

if TYPE_CHECKING:
    from player.app.feeds import Feed
    from player.app.opening import Opened

FIRST_EPISODE = "mlops-274.episode.yaml"
TOUR_EPISODE = "tour.episode.yaml"
LONGEST_PASTE = 4_000_000

T = TypeVar("T")


class Session(QObject):
    """What is open, and what was and will be."""

    said = Signal(object)
    """A `Message` for the listener."""
    queue_changed = Signal()
    choice = Signal(object)
    """A `Feed` was opened: the listener is to choose from it; what was open stays."""
    working = Signal(bool)
    """Something is being opened, or no more."""

    def __init__(
        self, paths: Paths, player: Player, memory: Memory, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._paths, self._player, self._memory = paths, player, memory
        self._tasks, self._asking = Tasks(self), Tasks(self, serial=True)
        self._turn = 0
        self._pending = False
        self._queue: list[str] = []
        self._at = 0
        self._tags_of = ""
        self.opened: Opened | None = None
        self.shifts: dict[str, Ms] = {}
        """Offsets that no file holds, by episode, for as long as the program runs."""
        memory.said.connect(self.said)
        player.ended.connect(self._ended)
        player.state_changed.connect(self._look_at_tags)

    # Opening

    def start(self, wanted: Sequence[str]) -> None:
        """What the program begins with: `wanted`, else what was open last, else the bundled one."""
        last = self._memory.settings.last_episode
        if wanted:
            self.open(wanted)
        elif last is not None:
            self._open([last], 0, play=self._memory.settings.playing, instead=self._open_first)
        else:
            self._open_first()

    def open(self, wanted: Sequence[str]) -> None:
        """Open files or addresses; several are a list to go through."""
        if wanted:
            self.said.emit(Message("", topic="located"))
            self.said.emit(Message("", topic="feed"))
            self._open(list(wanted), 0)

    def open_tour(self) -> None:
        """Open the bundled tour of the program."""
        self.open([str(episodes() / TOUR_EPISODE)])

    def paste(self, text: str) -> None:
        """Open pasted text as an episode; it is kept as a file, so that it is not lost."""
        text = text.strip()
        if not text:
            self._tell("There is no text to paste: copy the page or the notes first.")
        elif len(text) > LONGEST_PASTE:
            self._tell("The text is too long to be an episode's notes.")
        else:
            self._run(
                partial(on_worker.keep_text, text, self._paths.data / "pasted"), self.open_file
            )

    def take(self, feed: Feed, index: int) -> None:
        """Fetch and open an episode of `feed`; it is kept as a file."""
        self._run(partial(on_worker.take, feed, index, self._paths.data / "feeds"), self._took)

    def _took(self, kept: tuple[Path, tuple[Problem, ...]]) -> None:
        path, problems = kept
        self.open_file(path)
        for problem in problems[:1]:
            text = f"Not all could be fetched: {problem.where}: {problem.message}"
            self.said.emit(Message(text, True, "feed"))

    def open_file(self, path: Path) -> None:
        """Open one file."""
        self.open([str(path)])

    @property
    def queue_place(self) -> tuple[int, int]:
        """Which one (from 0) of how many is open; at most one where there is no list."""
        return self._at, len(self._queue)

    def next_episode(self) -> None:
        """Go on with the next of the list, if there is one."""
        self._step(1)

    def previous_episode(self) -> None:
        """Go back to the one before in the list."""
        self._step(-1)

    def _ended(self) -> None:
        # While another one is being opened, its turn has come already.
        if not self._pending:
            self._step(1)

    def _step(self, by: int) -> None:
        if 0 <= self._at + by < len(self._queue):
            self._open(self._queue, self._at + by, by=by)

    def _open_first(self) -> None:
        self._open([str(episodes() / FIRST_EPISODE)], 0)

    def _open(
        self,
        queue: list[str],
        at: int,
        *,
        by: int = 1,
        play: bool = True,
        instead: Callable[[], None] | None = None,
    ) -> None:
        """Open number `at` of `queue`. What cannot be opened is told, and passed over.

        Then comes the next in the direction `by`, or what `instead` does. What was open stays
        until something else is.
        """
        self.said.emit(Message("", topic="opening"))

        def failed() -> None:
            if 0 <= at + by < len(queue):
                self._open(queue, at + by, by=by, play=play)
            elif instead is not None:
                instead()

        self._run(
            partial(on_worker.open_place, queue[at], self._memory.positions.audio),
            partial(self._show, queue, at, play),
            failed,
        )

    def _show(self, queue: list[str], at: int, play: bool, found: tuple[str, Opened]) -> None:
        place, opened = found
        if opened.feed is not None:
            self.choice.emit(opened.feed)
            return
        self._queue, self._at = queue, at
        self._memory.begin(place)
        self.opened, self._tags_of = opened, ""
        start = self._memory.resume_at(place)
        episode = self._as_chosen(place, opened.episode)
        self._player.load(episode, opened.audio, start=start, play=play)
        self.queue_changed.emit()
        self._tell_problems(opened)

    def _look_at_tags(self) -> None:
        """Add what the tags of a recording at an address say, once it plays and they are here."""
        opened, key, address = self.opened, self._memory.key, self._player.loaded.audio
        plays = self._player.wants_play and key != self._tags_of
        if not plays or not isinstance(address, str) or not opened or opened.episode.chapters:
            return
        self._tags_of = key

        def found(tags: Episode | None) -> None:
            if tags is None or self._memory.key != key or self.opened is None:
                return
            if self._player.wants_play:  # else it may not play at all; asked again once it does
                self.hold(on_worker.with_tags(self.opened.episode, tags, address))
            self._tags_of = key if self._player.wants_play else ""

        self._asking.run(partial(on_worker.tags_at, address), found, lambda _: None)

    def _as_chosen(self, place: str, episode: Episode) -> Episode:
        """`episode` with what the listener has chosen for it and no file holds."""
        if place in self.shifts:
            episode = replace(episode, offset=self.shifts[place])
        return choose_from(episode, self._memory.positions.chapters(place))

    # What is open, told of otherwise: what plays, plays on

    def reread(self, done: Callable[[], None] = lambda: None) -> None:
        """Read the open episode anew, as its files are now; then do what `done` does."""
        work = partial(on_worker.open_place, self._memory.key, self._memory.positions.audio)
        self._run(work, partial(self._retell, done))

    def _retell(self, done: Callable[[], None], found: tuple[str, Opened]) -> None:
        place, self.opened = found
        self._player.retell(self._as_chosen(place, self.opened.episode))
        self._tell_problems(self.opened)
        self._tags_of = ""
        self._look_at_tags()
        done()

    def hold(self, episode: Episode) -> None:
        """Tell the open recording by `episode`, as long as it is open."""
        if self.opened is not None:
            own = replace(episode, offset=self.opened.episode.offset)
            self.opened = replace(self.opened, episode=own)
            self._player.retell(self._as_chosen(self._memory.key, own))

    def choose_chapters(self, origin: str) -> None:
        """Show the list of chapters from `origin`, now and whenever this episode is opened."""
        if self.opened is not None:
            key, first = self._memory.key, self.opened.episode.chapter_lists[0].origin
            self._memory.positions.set_chapters(key, None if origin == first else origin)
            self._memory.save()
            self._player.retell(self._as_chosen(key, self.opened.episode))

    def _tell_problems(self, opened: Opened) -> None:
        self.said.emit(Message("", topic="problems"))
        self.said.emit(Message("", topic="audio"))
        problems = [f"{p.where}: {p.message}" for p in opened.episode.problems]
        if problems:
            more = f" And {len(problems) - 1} more." if len(problems) > 1 else ""
            self.said.emit(Message(problems[0] + more, True, "problems", details=tuple(problems)))
        if opened.audio is None:
            missing = f" (“{opened.missing[0]}”)" if opened.missing else ""
            text = f"The audio{missing} is not here. Everything can be read; to hear it, say where."
            self.said.emit(Message(text, topic="audio", offers=("locate",)))

    # Missing audio

    def locate(self, where: str) -> None:
        """The audio of the open episode is at `where`, a path or an http(s) address."""
        opened = self.opened
        place = self._memory.key
        if opened is None or not place:
            return
        located = partial(self._located, place, opened)
        self._run(partial(on_worker.locate, where, opened), located, offers=("locate",))

    def _located(self, place: str, opened: Opened, found: tuple[str, str]) -> None:
        where, told = found
        self._memory.positions.set_audio(place, where)
        self._memory.save()
        self.said.emit(Message("", topic="audio"))
        self._open(self._queue or [place], self._at)
        self.said.emit(Message(told, topic="located"))

    # Work in the background

    def _run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[], None] = lambda: None,
        offers: tuple[str, ...] = (),
    ) -> None:
        # Only the last thing asked for counts: an older one that comes late is dropped.
        self._turn += 1
        turn = self._turn

        def if_wanted(result: T) -> None:
            if self._take_turn(turn):
                done(result)

        def if_failed(error: EarmarkError) -> None:
            if self._take_turn(turn):
                failed()
            self.said.emit(Message(str(error), True, "opening", offers))

        self._pending = True
        self.working.emit(True)
        self._tasks.run(work, if_wanted, if_failed)

    def _take_turn(self, turn: int) -> bool:
        if turn != self._turn:
            return False
        self._pending = False
        self.working.emit(False)
        return True

    def _tell(self, text: str) -> None:
        self.said.emit(Message(text, warning=True, topic="opening"))
