"""What is remembered from one start to the next: settings, positions, what was heard."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from player.app.message import Message
from player.app.player import Player
from player.app.tasks import Tasks
from player.domain.errors import EarmarkError, StoreError
from player.domain.playback import State
from player.domain.timecode import Ms
from player.store.json_file import JsonFile
from player.store.paths import Paths
from player.store.positions import open_positions
from player.store.settings import open_settings

SAVE_EVERY_MS = 4_000
SAVE_SOON_MS = 200
NEARLY_ALL = 0.9
"""The share of a chapter that must be heard for it to count as played."""
AT_THE_END: Ms = 3_000
"""An episode that was left this close to its end begins anew."""


class Memory(QObject):
    """Watches a player and keeps the listener's files up to date.

    Saved every 4 s while playing, soon after each pause, seek and change of a setting, and at the
    end; always on a thread of its own, in order.
    """

    said = Signal(object)
    """A `Message`: something cannot be read or saved."""
    played_changed = Signal()

    def __init__(self, paths: Paths, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._writer = Tasks(self, serial=True)
        self.settings, self._settings_file = open_settings(paths)
        self.positions, self._positions_file = open_positions(paths)
        self.key = ""
        """The episode at hand; "" where there is nothing to remember of it."""
        self.played: frozenset[int] = frozenset()
        """The chapters (rows) that were heard nearly to the end."""
        self._heard_from: Ms | None = None
        self._closed = False
        self._sounded = False
        """Whether the episode at hand has played, or been held, since it was opened: before that
        its position is only where it is hoped to begin."""
        self._complaints: dict[JsonFile, str] = {}
        self._regular = QTimer(self, interval=SAVE_EVERY_MS)
        self._soon = QTimer(self, interval=SAVE_SOON_MS, singleShot=True)
        for timer in (self._regular, self._soon):
            timer.timeout.connect(self.save)
        player.state_changed.connect(self._state_changed)
        player.sought.connect(self._sought)
        player.rate_changed.connect(lambda rate: self.change(rate=rate))
        player.volume_changed.connect(lambda: self.change(volume=player.volume, muted=player.muted))
        player.duration_changed.connect(self._count_all)
        player.shifted.connect(self._count_all)

    def tell_problems(self) -> None:
        """Say what was found wrong in the files."""
        for file in (self._settings_file, self._positions_file):
            for problem in file.problems:
                self.said.emit(Message(problem, warning=True, topic=file.path.name))

    def change(self, **values: Any) -> None:
        """Set settings by name, and save them soon."""
        changed = replace(self.settings, **values)
        if changed != self.settings:
            self.settings = changed
            self._save_soon()

    def begin(self, key: str) -> None:
        """From now on, what is played is the episode `key`."""
        self.leave()
        self.key, self._sounded = key, False
        if key:
            self.settings = self.settings.with_recent(key)
        self._save_soon()

    def leave(self) -> None:
        """The episode at hand is about to be replaced: keep where it stands."""
        self._note()
        self._heard_from = None
        self.key = ""

    def resume_at(self, key: str) -> Ms:
        """Where the episode `key` goes on: where it was left, or the start."""
        position, duration = self.positions.get(key) or 0, self.positions.duration(key)
        if duration is not None and position > duration - AT_THE_END:
            return 0
        return position

    def save(self) -> None:
        """Write what has changed, in the background."""
        if self._closed:
            return
        self._note()
        self._take_others()
        for file, content in self._contents():
            data = file.to_bytes(content)
            wrote, failed = partial(self._wrote, file), partial(self._failed, file)
            self._writer.run(partial(file.write, data), wrote, failed)

    def close(self) -> None:
        """Save everything, now, and take no more."""
        self._regular.stop()
        self._soon.stop()
        self._note()
        self._closed = True
        self._writer.wait()
        self._take_others()
        for file, content in self._contents():
            try:
                file.write(file.to_bytes(content))
            except StoreError as error:
                self._failed(file, error)

    def _take_others(self) -> None:
        # Earmark may run twice; what the other one has written is not to be lost by our writing.
        theirs = self._positions_file.others()
        if theirs is not None:
            self.positions.take(theirs)
        theirs = self._settings_file.others()
        if theirs is not None:
            self.settings = self.settings.with_recent_of(theirs)

    def _contents(self) -> list[tuple[JsonFile, dict[str, Any]]]:
        return [
            (self._settings_file, self.settings.content()),
            (self._positions_file, self.positions.content()),
        ]

    def _failed(self, file: JsonFile, error: EarmarkError) -> None:
        # Told once, however often it is tried again.
        if str(error) != self._complaints.get(file):
            self._complaints[file] = str(error)
            self.said.emit(Message(str(error), warning=True, topic=file.path.name))

    def _wrote(self, file: JsonFile, _: None) -> None:
        if self._complaints.pop(file, ""):
            self.said.emit(Message("", topic=file.path.name))

    def _save_soon(self) -> None:
        # Not begun anew by each key of a row of them: it has to come at last.
        if not self._soon.isActive():
            self._soon.start()

    def _state_changed(self) -> None:
        playing = self._player.state is State.PLAYING
        self._sounded |= self._player.state in (State.PLAYING, State.PAUSED, State.ENDED)
        self.change(playing=self._player.wants_play)
        if playing:
            if self._heard_from is None:
                self._heard_from = self._player.position
            if not self._regular.isActive():
                self._regular.start()
        else:
            self._note()
            self._heard_from = None
            if self._player.state is not State.OPENING:
                self._regular.stop()
            self._save_soon()

    def _sought(self, left: Ms, target: Ms) -> None:
        self._hear(left)
        if self._heard_from is not None:
            self._heard_from = target
        self._save_soon()

    def _note(self) -> None:
        if not self.key or not self._sounded:
            return
        position = self._player.position
        duration = self._player.loaded.duration if self._player.duration_exact else None
        self.positions.set(self.key, position, duration)
        self._hear(position)

    def _hear(self, until: Ms) -> None:
        if self.key and self._heard_from is not None and until > self._heard_from:
            self.positions.add_heard(self.key, self._heard_from, until)
            self._count(self._heard_from, until)
            self._heard_from = until

    def _count_all(self) -> None:
        self.played = frozenset()
        heard = self.positions.heard(self.key) if self.key else ()
        for start, end in heard:
            self._count(start, end)
        self.played_changed.emit()

    def _count(self, start: Ms, end: Ms) -> None:
        """Which of the chapters that `start` to `end` touches are played now."""
        loaded = self._player.loaded
        starts, ends = loaded.timeline.starts, loaded.ends
        first = max(0, bisect_right(starts, start) - 1)
        found = set[int]()
        for row in range(first, bisect_right(starts, end)):
            until = ends[row]
            if until is not None and row not in self.played:
                share = self.positions.heard_share(self.key, starts[row], until)
                if share >= NEARLY_ALL:
                    found.add(row)
        if found:
            self.played |= found
            self.played_changed.emit()
