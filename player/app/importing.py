"""Adds what other files hold to the open episode: looked at first, saved, taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from player.app.message import Message
from player.app.player import Player
from player.app.session import Session
from player.app.tasks import Tasks
from player.app.undo import Undo
from player.domain.episode import Episode
from player.domain.errors import EarmarkError
from player.domain.timecode import Ms

if TYPE_CHECKING:
    from player.app.edits import Written
    from player.app.import_file import Found, Part
    from player.app.opening import Opened

TOPIC = "import"
HOLDS = "It holds until Earmark is closed; File ▸ Export keeps it."
_UNITS = {"chapters": "chapter", "transcript": "transcript line", "snips": "snip"}


class Importing(QObject):
    """Imports into the open episode; the file is that of the episode, so nothing is lost."""

    said = Signal(object)
    """A `Message` for the listener."""
    imported = Signal(tuple)
    """These parts of the episode have come in."""

    def __init__(
        self, player: Player, session: Session, undo: Undo, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._player, self._session, self._undo = player, session, undo
        self._tasks = Tasks(self, serial=True)

    def look(
        self, path: Path, done: Callable[[Found], None], failed: Callable[[EarmarkError], None]
    ) -> None:
        """Have `done` told what is in the file at `path`, or `failed` why that cannot be said."""
        self._tasks.run(partial(_look, path), done, failed)

    def count(self, part: Part) -> int:
        """How much of `part` is there already."""
        return len(getattr(self._player.loaded.given, part) or ())

    @property
    def duration(self) -> Ms | None:
        """How long the open recording is, where that is known for certain."""
        return self._player.loaded.duration if self._player.duration_exact else None

    def why_not(self) -> str:
        """Why what is imported cannot be kept in a file, and what to do; "" where it can."""
        from player.app.import_file import why_not

        return "" if self._session.opened is None else why_not(self._session.opened)

    def where(self) -> str:
        """A sentence on where what is imported goes."""
        from player.app.import_file import target

        path = None if self._session.opened is None else target(self._session.opened)
        if path is None:
            return self.why_not()
        if path.exists():
            return f"It goes into “{path.name}”."
        return f"It goes into a new episode file, “{path.name}”, in {path.parent}."

    def drop(self, places: Sequence[str]) -> None:
        """Files or addresses were dropped: add what only adds, open what is an episode itself."""

        def known(adds: bool) -> None:
            for place in places if adds else ():
                self.add(Path(place))
            if not adds:
                self._session.open(places)

        if self._session.opened is None:
            self._session.open(places)
        else:
            audio = self._player.loaded.audio
            self._tasks.run(partial(_adds, places, audio), known, self._failed)

    def add(self, path: Path) -> None:
        """Import what the file at `path` holds."""
        opened = self._session.opened

        def found(result: Found) -> None:
            if opened is not None and self._is_open(opened):
                self.run(result, self.usual(result))
            else:
                text = f"“{path.name}” is not imported: another episode was opened meanwhile."
                self.said.emit(Message(text, True, TOPIC))

        self.look(path, found, self._failed)

    def _is_open(self, opened: Opened) -> bool:
        """Whether what was `opened` still is, though it may have been read anew."""
        now = self._session.opened
        return now is not None and (now.path, now.audio) == (opened.path, opened.audio)

    def usual(self, found: Found) -> tuple[Part, ...]:
        """What of `found` is imported where nothing else is said.

        Not what its file is not made for, where there is such a thing already: notes name a few
        chapters, snips quote a few lines.
        """
        return tuple(
            part for part in found.parts if part not in found.aside or not self.count(part)
        )

    def run(self, found: Found, parts: Sequence[Part]) -> None:
        """Import these `parts` of what was `found`, and tell."""
        opened = self._session.opened
        if opened is None or not parts:
            return
        if why := self.why_not():
            self._hold(found, parts, f" {why}")
            return
        self._undo.tasks.run(
            partial(_put, opened, found, parts),
            partial(self._put, opened, found, parts),
            lambda error: (
                self._hold(found, parts, f" {error} {HOLDS}")
                if self._is_open(opened)
                else self._failed(error)
            ),
        )

    def _hold(self, found: Found, parts: Sequence[Part], why: str) -> None:
        """Have it in the window alone: no file can take it, for the reason `why`."""
        from player.app.import_file import merged

        before = self._player.loaded.given
        after = merged(before, found, parts)
        self._session.hold(after)
        self._undo.add(
            "the import",
            partial(self._retell, before),
            partial(self._retell, after, again=True),
        )
        self._tell(found, parts, why)

    def _retell(self, episode: Episode, *, again: bool = False) -> None:
        self._session.hold(episode)
        self._say_undone(again=again)

    def _put(
        self,
        opened: Opened,
        found: Found,
        parts: Sequence[Part],
        written: tuple[Written, ...],
    ) -> None:
        if not self._is_open(opened):
            return  # it is in its file, and another episode before the listener
        self._undo.add(
            "the import",
            partial(self._take_back, written),
            partial(self._take_back, tuple(each.back for each in written), again=True),
        )
        self._tell(found, parts, "")
        self._session.reread()

    def _tell(self, found: Found, parts: Sequence[Part], more: str) -> None:
        what = told(found, parts)
        text = f"Imported from “{found.path.name}”: {what}.{more}"
        self.said.emit(Message(text, topic=TOPIC, offers=("undo",)))
        self.imported.emit(tuple(parts))

    def _take_back(self, written: tuple[Written, ...], *, again: bool = False) -> None:
        """Have `written` be as it was before; `again`: which makes the import once more."""
        self._undo.tasks.run(
            partial(_write_back, written),
            lambda _: self._session.reread(partial(self._say_undone, again=again)),
            self._failed,
        )

    def _say_undone(self, *, again: bool) -> None:
        text = "The import is made again." if again else "The import is taken back."
        offer = "undo" if again else "redo"
        self.said.emit(Message(text, topic=TOPIC, offers=(offer,)))

    def _failed(self, error: EarmarkError) -> None:
        self.said.emit(Message(str(error), True, TOPIC))


def told(found: Found, parts: Sequence[Part]) -> str:
    """How much there is of each of `parts`: “12 chapters, notes”."""
    return ", ".join(_counted(found.episode, part) for part in parts)


def _counted(episode: Episode, part: Part) -> str:
    if part == "notes":
        return "notes"
    count = len(getattr(episode, part))
    text = f"{count} {_UNITS[part]}{'' if count == 1 else 's'}"
    hidden = count - len(episode.listed) if part == "chapters" else 0
    return f"{text} ({hidden} of them hidden)" if hidden else text


# Loaded on the worker's thread, like the readers.


def _adds(places: Sequence[str], playing: Path | str | None) -> bool:
    from player.app.dropping import adds

    return adds(places, playing)


def _look(path: Path) -> Found:
    from player.app.import_file import look

    return look(path)


def _put(opened: Opened, found: Found, parts: Sequence[Part]) -> tuple[Written, ...]:
    from player.app.import_file import put

    return put(opened, found, parts)


def _write_back(written: tuple[Written, ...]) -> None:
    from player.app.edits import write_back

    write_back(written)
