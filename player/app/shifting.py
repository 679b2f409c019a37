"""Shifts the markers of the open episode by hand, by ear: previewed, saved, undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from player.app.memory import Memory
from player.app.message import Message
from player.app.player import Player
from player.app.session import Session
from player.app.undo import Undo
from player.domain.episode import moved
from player.domain.errors import EarmarkError
from player.domain.timecode import Ms, lapse

if TYPE_CHECKING:
    from pathlib import Path

    from player.app.edits import Written

TOPIC = "shift"
NOTICED: Ms = 2_000
"""An audio that differs by more than this from what the episode file says is told of."""
FARTHEST: Ms = 24 * 3_600_000
"""The largest offset to be set by hand; a file may have a larger one."""
HEAR_AFTER_MS = 250
"""A shift is heard when no other has followed for so long: a held key is heard once, at its end."""


@dataclass(frozen=True, slots=True)
class _Done:
    """A shift of the episode `key` from `before` to `after`, and how to take it back."""

    key: str
    before: Ms
    after: Ms
    in_file: Ms
    kept: Ms | None
    written: Written | None = None


class Shifting(QObject):
    """Tells when markers may be shifted, and shifts them.

    Offsets are added to the times of the file, as its `offset` is: above 0 is later. The player
    gets each, so that all that is shown follows; `save` or `cancel` ends it.
    """

    said = Signal(object)
    """A `Message` for the listener."""
    changed = Signal()
    """`offset` is another one now."""

    def __init__(
        self,
        player: Player,
        session: Session,
        memory: Memory,
        undo: Undo,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._player, self._session, self._memory = player, session, memory
        self._undo = undo
        self._quiet: set[str] = set()
        """The episodes that nothing more is told of unasked."""
        self.offset: Ms = 0
        """The present offset, in ms."""
        self.before: Ms = 0
        """The offset that `cancel` goes back to."""
        self._heard = False
        self.marker = 0
        """Which of the `movable` markers is heard."""
        # With a long transcript it takes a while: keys that wait are counted together.
        self._show_soon = QTimer(self, interval=0, singleShot=True)
        self._show_soon.timeout.connect(self._apply)
        self._hear_soon = QTimer(self, interval=HEAR_AFTER_MS, singleShot=True)
        self._hear_soon.timeout.connect(self.hear)
        player.episode_changed.connect(self._forget)
        player.duration_changed.connect(self._compare)

    # What the audio's length tells

    def closed(self, topic: str) -> None:
        """The listener has closed a notice of `topic`."""
        if topic == TOPIC:
            self._quiet.add(self._memory.key)

    def _compare(self) -> None:
        loaded = self._player.loaded
        episode, key = loaded.given, self._memory.key
        # Where there is an offset, somebody has fitted the markers already.
        if not self._player.duration_exact or episode.offset or key in self._quiet:
            return
        if episode.duration is None or "duration" in episode.of_audio or not loaded.movable:
            return
        longer = (loaded.duration or 0) - episode.duration
        if abs(longer) <= NOTICED:
            self.said.emit(Message("", topic=TOPIC))
            return
        much = lapse(round(abs(longer) / 1000) * 1000)
        text = (
            f"The audio is {much} {'longer' if longer > 0 else 'shorter'} than the episode file "
            "says. Markers may be shifted."
        )
        self.said.emit(Message(text, topic=TOPIC, offers=("shift",)))

    def _forget(self) -> None:
        self._hear_soon.stop()
        self._show_soon.stop()
        self.offset = self._player.loaded.given.offset
        self.said.emit(Message("", topic=TOPIC))

    # Shifting by ear

    @property
    def in_file(self) -> Ms:
        """The offset that the file says, in ms."""
        opened = self._session.opened
        return 0 if opened is None else opened.episode.offset

    @property
    def farthest(self) -> Ms:
        """The largest offset, either way; what the file says is always among them."""
        return max(FARTHEST, abs(self.in_file), abs(self.before))

    @property
    def place(self) -> Ms | None:
        """Where the chosen marker is in the audio now; None where it is after its end."""
        loaded = self._player.loaded
        place = moved(loaded.movable[self.marker].start or 0, self.offset)
        return None if loaded.duration is not None and place >= loaded.duration else place

    def why_not(self) -> str:
        """Why the offset cannot be put into the file, and what to do; "" where it can."""
        from player.app.shift_file import why_not

        return why_not(self._source)

    def begin(self) -> None:
        """From here on until `save` or `cancel`; the marker to hear is the current one."""
        self.before = self.offset
        self._heard = False
        starts = [marker.start or 0 for marker in self._player.loaded.movable]
        begun = [
            (moved(start, self.offset), row)
            for row, start in enumerate(starts)
            if moved(start, self.offset) <= self._player.position
        ]
        self.marker = max(begun)[1] if begun else 0

    def hear(self) -> None:
        """Play from where the chosen marker is now."""
        self._hear_soon.stop()
        self._apply()
        if self.place is not None:
            # One way back for all of it: to where the listener was before.
            self._player.seek(self.place, jump=not self._heard)
            self._player.play()
            self._heard = True

    def shift_to(self, offset: Ms) -> None:
        """Have the markers `offset` ms later than the file has them, and be heard there."""
        offset = max(-self.farthest, min(offset, self.farthest))
        if offset != self.offset:
            self.offset = offset
            self._show_soon.start()
            self._hear_soon.start()
            self.changed.emit()

    def from_here(self) -> None:
        """The chosen marker is where playing is."""
        start = self._player.loaded.movable[self.marker].start or 0
        self.shift_to(self._player.position - start)

    def cancel(self) -> None:
        """All as it was before; nothing is written."""
        self._take(self.before)

    def _take(self, offset: Ms) -> None:
        """`offset` is the present one, unheard."""
        self.offset = offset
        self._hear_soon.stop()
        self._apply()
        self.changed.emit()

    def _apply(self) -> None:
        self._show_soon.stop()
        self._player.shift(self.offset)

    # Saving, and taking it back

    def save(self) -> None:
        """Keep the offset: in the episode's file, else for as long as the program runs."""
        self._take(self.offset)
        key, source = self._memory.key, self._source
        kept = self._session.shifts.get(key)
        done = _Done(key, self.before, self.offset, self.in_file, kept)
        self._quiet.add(key)
        self.before = self.offset
        if source is None or self.why_not():
            self._keep(done, f"{_told(done.after)} This holds until Earmark is closed.")
            return
        self._undo.tasks.run(
            partial(_write, source, done.after),
            partial(self._wrote, done),
            partial(self._not, done),
        )

    def _take_back(self, done: _Done, *, again: bool = False) -> None:
        """Undo the shift that was `done`, in the file to the byte, or make it `again`."""
        finish = partial(self._taken_back, done, again)
        if done.written is None:
            finish(None)
            return
        written = done.written.back if again else done.written
        self._undo.tasks.run(partial(_write_back, written), finish, self._not_undone)

    @property
    def _source(self) -> Path | None:
        return self._player.loaded.given.source

    def _wrote(self, done: _Done, written: Written) -> None:
        self._session.shifts.pop(done.key, None)
        self._set_in_file(done, done.after)
        self._tell(replace(done, written=written), _told(done.after))

    def _not(self, done: _Done, error: EarmarkError) -> None:
        self._keep(done, f"{error} The shift holds until Earmark is closed.", warning=True)

    def _keep(self, done: _Done, text: str, *, warning: bool = False) -> None:
        self._session.shifts[done.key] = done.after
        self._tell(done, text, warning=warning)

    def _tell(self, done: _Done, text: str, *, warning: bool = False) -> None:
        if done.key == self._memory.key:
            take_back = partial(self._take_back, done)
            self._undo.add("the shift", take_back, partial(take_back, again=True))
            self.said.emit(Message(text, warning, TOPIC, offers=("undo",)))

    def _taken_back(self, done: _Done, again: bool, _: None) -> None:
        kept = done.kept
        if again:
            kept = None if done.written else done.after
        self._session.shifts.pop(done.key, None)
        if kept is not None:
            self._session.shifts[done.key] = kept
        self._set_in_file(done, done.after if again and done.written else done.in_file)
        if done.key == self._memory.key:
            self.before = done.after if again else done.before
            self._take(self.before)
            text = _told(done.after) if again else "The markers are where they were."
            offer = "undo" if again else "redo"
            self.said.emit(Message(text, topic=TOPIC, offers=(offer,)))

    def _not_undone(self, error: EarmarkError) -> None:
        self.said.emit(Message(str(error), True, TOPIC, offers=("shift",)))

    def _set_in_file(self, done: _Done, offset: Ms) -> None:
        opened = self._session.opened
        if opened is not None and done.key == self._memory.key:
            episode = replace(opened.episode, offset=offset)
            self._session.opened = replace(opened, episode=episode)


def _told(offset: Ms) -> str:
    if not offset:
        return "Markers are no longer shifted."
    return f"Markers shifted by {lapse(offset, signed=True)}."


# Loaded on the worker's thread, like the readers.


def _write(path: Path, offset: Ms) -> Written:
    from player.app.shift_file import write_offset

    return write_offset(path, offset)


def _write_back(written: Written) -> None:
    from player.app.edits import write_back

    write_back([written])
