"""Opening episodes: files, addresses, pasted text, a list to go through, missing audio."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QObject, Signal

from player.app.locating import put_audio
from player.app.memory import Memory
from player.app.message import Message
from player.app.opening import Opened, open_path
from player.app.player import Player
from player.app.tasks import Tasks
from player.domain.episode import Episode
from player.domain.errors import EarmarkError
from player.engine.media import check_local
from player.resources import episodes
from player.store.files import write_atomic
from player.store.paths import Paths

FIRST_EPISODE = "mlops-274.episode.yaml"
TOUR_EPISODE = "tour.episode.yaml"
LONGEST_PASTE = 4_000_000

T = TypeVar("T")


class Session(QObject):
    """What is open, and what was and will be."""

    said = Signal(object)
    """A `Message` for the listener."""
    queue_changed = Signal()
    working = Signal(bool)
    """Something is being opened, or no more."""

    def __init__(
        self, paths: Paths, player: Player, memory: Memory, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._paths, self._player, self._memory = paths, player, memory
        self._tasks = Tasks(self)
        self._turn = 0
        self._queue: list[str] = []
        self._at = 0
        self.opened: Opened | None = None
        memory.said.connect(self.said)
        player.ended.connect(self.next_episode)

    # Opening

    def start(self, places: Sequence[str]) -> None:
        """What the program begins with: `places`, else what was open last, else the bundled one."""
        last = self._memory.settings.last_episode
        if places:
            self.open(places)
        elif last is not None and (_is_address(last) or Path(last).exists()):
            self._open_at(last, play=self._memory.settings.playing)
        else:
            if last is not None:
                self._tell(f"“{Path(last).name}”, which was open last, is not there any more.")
            self._open_at(str(episodes() / FIRST_EPISODE), play=True)

    def open(self, places: Sequence[str]) -> None:
        """Open files or addresses; several are a list to go through."""
        if places:
            self._queue, self._at = [_place(place) for place in places], 0
            self.queue_changed.emit()
            self._open_at(self._queue[0], play=True)

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
            self._run(partial(_keep_text, text, self._paths.data / "pasted"), self.open_file)

    def open_file(self, path: Path) -> None:
        """Open one file."""
        self.open([str(path)])

    @property
    def queue_place(self) -> tuple[int, int]:
        """Which one of how many is open; (0, 0) or (0, 1) where there is no list."""
        return self._at, len(self._queue)

    def next_episode(self) -> None:
        """Go on with the next of the list, if there is one."""
        self._step(1)

    def previous_episode(self) -> None:
        """Go back to the one before in the list."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if 0 <= self._at + by < len(self._queue):
            self._at += by
            self.queue_changed.emit()
            self._open_at(self._queue[self._at], play=True)

    def _open_at(self, place: str, *, play: bool) -> None:
        done = partial(self._show, place, play)
        self._run(partial(_open, place, self._memory.positions.audio(place)), done)

    def _show(self, place: str, play: bool, opened: Opened) -> None:
        self._memory.begin(place)
        self.opened = opened
        start = self._memory.resume_at(place)
        self._player.load(opened.episode, opened.audio, start=start, play=play)
        self._tell_problems(opened)

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
        if opened is None:
            return
        place = self._memory.key
        self._run(partial(_locate, where, opened), partial(self._located, place, opened))

    def _located(self, place: str, opened: Opened, found: tuple[str, str]) -> None:
        where, told = found
        self._memory.positions.set_audio(place, where)
        self._memory.save()
        self.said.emit(Message("", topic="audio"))
        self._open_at(place, play=True)
        if told:
            self._tell(told, warning=False)

    # Work in the background

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        # Only the last thing asked for counts: an older one that comes late is dropped.
        self._turn += 1
        turn = self._turn

        def if_still_wanted(result: T) -> None:
            if turn == self._turn:
                self.working.emit(False)
                done(result)

        def failed(error: EarmarkError) -> None:
            self.working.emit(False)
            self._tell(str(error))

        self.working.emit(True)
        self._tasks.run(work, if_still_wanted, failed)

    def _tell(self, text: str, *, warning: bool = True) -> None:
        self.said.emit(Message(text, warning, topic="opening"))


def _is_address(place: str) -> bool:
    return urlsplit(place).scheme in ("http", "https")


def _place(place: str) -> str:
    """An address as it is; a path made absolute, so that it is the same wherever we start."""
    return place if _is_address(place) else str(Path(place).expanduser().absolute())


def _open(place: str, located: str | None) -> Opened:
    if _is_address(place):
        name = unquote(Path(urlsplit(place).path).name) or urlsplit(place).netloc
        return Opened(Episode(title=name), Path(), place, ())
    opened = open_path(Path(place))
    if opened.audio is None and located is not None:
        if _is_address(located):
            return replace(opened, audio=located)
        if Path(located).is_file():
            return replace(opened, audio=Path(located))
    return opened


def _locate(where: str, opened: Opened) -> tuple[str, str]:
    """Check the audio at `where` and put it into the episode file; the place, and what to tell."""
    if _is_address(where):
        return where, put_audio(opened, where)
    if "://" in where:
        raise EarmarkError("Only files and http(s) addresses can be played.")
    path = Path(where).expanduser().absolute()
    check_local(path)
    return str(path), put_audio(opened, str(path))


def _keep_text(text: str, folder: Path) -> Path:
    """Write pasted text into a file of its own, named by its first words."""
    words = re.findall(r"\w+", text[:200])[:6]
    name = "-".join(words).lower()[:60] or "episode"
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    path = folder / f"{name}-{digest}.txt"
    write_atomic(path, text.encode())
    return path
