"""`earmark --tour DIR`: the real program without a screen, heard and seen at every marker."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from player.domain.episode import Chapter, Snip
from player.domain.errors import EarmarkError, StoreError
from player.domain.timecode import Ms, show

SIZE = (1100, 720)
LISTEN_MS: Ms = 1_200
"""How much sound is compared at each marker."""
CLOSE_ENOUGH: Ms = 150
"""A marker whose sound is further away than this fails the tour."""
PATIENCE_S = 15.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One marker and where libVLC's sound came from after going there; None: not recognised."""

    title: str
    target: Ms
    heard: Ms | None

    @property
    def difference(self) -> Ms | None:
        """Heard minus target, in ms."""
        return None if self.heard is None else self.heard - self.target

    @property
    def good(self) -> bool:
        return self.difference is not None and abs(self.difference) <= CLOSE_ENOUGH


def tour(folder: Path, say: Callable[[str], object]) -> bool:
    """Go through the bundled episode, write pictures and `tour.md` into `folder`.

    Returns whether every marker was heard where it is. Raises EarmarkError where libVLC is
    missing or the folder cannot be written.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"“{folder}” cannot be made: {error.strerror}.") from None
    with tempfile.TemporaryDirectory(prefix="earmark-tour-") as home:
        guide = _Guide(folder, Path(home), say)
        try:
            visits = guide.visit_all()
            pictures = guide.take_pictures()
        finally:
            guide.close()
    _write(folder / "tour.md", _report(visits, pictures))
    wrong = [visit for visit in visits if not visit.good]
    say(f"{len(visits) - len(wrong)} of {len(visits)} markers heard where they are.")
    return not wrong


class _Guide:
    """Works the window as a listener does, and listens to what libVLC hands out."""

    def __init__(self, folder: Path, home: Path, say: Callable[[str], object]) -> None:
        from player.bootstrap import application, build
        from player.engine.listening import Tap
        from player.engine.vlc import VlcEngine
        from player.store.paths import Paths

        self._folder, self._say = folder, say
        self._app = application()
        self._tap = Tap()
        engine = VlcEngine(samples=self._tap.samples, flush=self._tap.flush)
        self._rate = engine.sample_rate
        self._program = build(Paths.beneath(home), engine)
        self._trouble: list[str] = []
        self._program.player.trouble.connect(self._trouble.append)
        self._program.window.resize(*SIZE)
        self._program.window.show()

    def close(self) -> None:
        self._program.close()

    def visit_all(self) -> list[Visit]:
        """Choose every chapter and every snip, and hear where its sound is from."""
        from player.app.rows import Role
        from player.engine.listening import Reference, locate

        program, player = self._program, self._program.player
        self._open([])
        reference = Reference(Path(str(player.loaded.audio)))
        visits = []
        for view in (program.window.panes.chapters, program.window.panes.snips):
            model = view.model()
            for row in range(model.rowCount()):
                index = model.index(row, 0)
                target = index.data(Role.START)
                if target is None:
                    continue
                self._tap.arm()
                view.chosen.emit(target)
                self._until(lambda: self._tap.has(LISTEN_MS, self._rate), "any sound")
                samples, _ = self._tap.wait(LISTEN_MS, self._rate)
                heard = locate(samples, self._rate, reference, target)
                name = _name(index.data(Role.ITEM))
                visit = Visit(name, target, heard.position if heard else None)
                self._say(_line(visit))
                visits.append(visit)
        return visits

    def take_pictures(self) -> list[str]:
        """A picture of each view, light and dark."""
        from player.ui.panes import PANES
        from player.ui.scheme import apply

        names = []
        window, player = self._program.window, self._program.player
        for episode in ("mlops-274", "tour"):
            if episode == "tour":
                window.shell.open_tour()
                self._until(lambda: player.loaded.episode.show != "MLOps.community", "the tour")
            player.pause()
            chapter = player.loaded.chapters[3 if episode == "tour" else 12]
            player.seek(chapter.start + 12_000)
            for dark in (False, True):
                apply(self._app, dark=dark)
                for pane in PANES:
                    window.panes.bring_up(pane)
                    self._settle()
                    name = f"{episode}-{pane}-{'dark' if dark else 'light'}.png"
                    if not window.grab().save(str(self._folder / name)):
                        raise StoreError(f"“{self._folder / name}” cannot be written.")
                    names.append(name)
        apply(self._app, dark=False)
        return names

    def _open(self, places: list[str]) -> None:
        from player.domain.playback import State

        player = self._program.player
        self._program.session.start(places)
        self._until(lambda: player.state is State.PLAYING, "playing")

    def _settle(self) -> None:
        self._app.processEvents()
        self._program.window.grab()  # what is drawn for the first time asks for its pictures
        self._until(lambda: not self._program.window.covers.pending, "the pictures")
        self._app.processEvents()

    def _until(self, true: Callable[[], bool], what: str) -> None:
        from PySide6.QtCore import QDeadlineTimer, QEventLoop

        deadline = QDeadlineTimer(round(PATIENCE_S * 1000))
        while not true():
            if self._trouble:
                raise EarmarkError(self._trouble[0])
            if deadline.hasExpired():
                raise EarmarkError(f"libVLC gave up to now nothing of: {what}.")
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _name(marker: Chapter | Snip) -> str:
    return f"{marker.kind}: {marker.title}" if isinstance(marker, Snip) else marker.title


def _line(visit: Visit) -> str:
    heard = "not recognised"
    if visit.heard is not None and visit.difference is not None:
        heard = f"heard at {_exact(visit.heard)} ({visit.difference:+d} ms)"
    return f"{show(visit.target):>8}  {heard}  {visit.title}"


def _report(visits: list[Visit], pictures: list[str]) -> str:
    rows = [
        f"| {v.title.replace('|', '/')} | {_exact(v.target)} "
        f"| {'–' if v.heard is None else _exact(v.heard)} "
        f"| {'–' if v.difference is None else f'{v.difference:+d} ms'} |"
        for v in visits
    ]
    table = ["| marker | where it is | where libVLC's sound came from | difference |"]
    table += ["|---|---|---|---|", *rows]
    shown = [f"![{name}]({name})" for name in pictures]
    explained = (
        "Each chapter and each snip of the bundled episode was chosen in the window while playing. "
        "The sound that left libVLC was compared with the recording to find where it is from; "
        "no clock was asked."
    )
    return "\n".join(["# A tour of Earmark", "", explained, "", *table, "", *shown, ""])


def _exact(ms: Ms) -> str:
    return f"{show(ms)}.{abs(ms) % 1000:03}"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StoreError(f"“{path}” cannot be written: {error.strerror}.") from None
