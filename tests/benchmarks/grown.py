"""One episode of some size in the real window, on the silent engine: what it costs, as JSON.

    python -m tests.benchmarks.grown EPISODE AUDIO

Run by `growth`, in a process of its own, so that nothing is left of the size before.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, QObject, QPoint, Qt
from PySide6.QtGui import QWheelEvent

from player.bootstrap import Program, build
from player.domain.playback import State
from player.domain.timecode import Ms
from player.engine.silent import SilentEngine
from player.store.paths import Paths
from player.ui.marker_list import MarkerList

HOURS_MS: Ms = 20 * 3_600_000
TICKS, CROSSINGS, SCROLLS = 200, 40, 300
_SECOND: Ms = 1_000
_STEP: Ms = 250
_NOTCH = 120
"""A step of a mouse wheel, in Qt's units."""


class Painted(QObject):
    """Waits for the moment at which a widget has been painted."""

    def __init__(self, widget: QObject) -> None:
        super().__init__()
        self.done = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.done = self.done or event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


def until(true: Callable[[], object], seconds: float = 120.0) -> None:
    """Turn Qt's loop until it is true."""
    deadline = QDeadlineTimer(round(seconds * 1000))
    while not true():
        if deadline.hasExpired():
            raise TimeoutError("it did not come")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


def settle() -> None:
    """Let everything be done that is waiting."""
    for _ in range(5):
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()


def main() -> None:
    episode, audio = (Path(word) for word in sys.argv[1:3])
    engine = SilentEngine({audio: HOURS_MS})
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as home:
        program = build(Paths.beneath(Path(home)), engine)
        program.window.show()
        settle()
        result = {"open": _open(program, engine, episode), "memory": _memory()}
        program.window.shell.show_pane("transcript")
        _wait_until_laid_out(program.window.panes.transcript)
        result["tick"] = _tick(program, engine)
        result["crossing"] = _crossing(program, engine)
        for view in ("chapters", "transcript"):
            steps = _scroll(getattr(program.window.panes, view))
            result[f"scroll {view}"] = median(steps)
            result[f"scroll {view}, slowest"] = quantiles(steps, n=100)[-1]
        program.close()
    sys.stdout.write(json.dumps(result) + "\n")


def _open(program: Program, engine: SilentEngine, episode: Path) -> float:
    """From the wish to open to the picture of the opened episode, in ms."""
    began = time.perf_counter()
    program.session.open_file(episode)
    until(lambda: program.player.loaded.audio is not None)
    painted = Painted(program.window.panes.chapters.viewport())
    engine.advance()
    until(lambda: painted.done and program.player.state is State.PLAYING)
    settle()
    return 1000 * (time.perf_counter() - began)


def _tick(program: Program, engine: SilentEngine) -> float:
    """A report of the position a second further on, with all it repaints, in ms."""
    program.player.seek(program.player.loaded.chapters[3].start, jump=False)
    engine.advance()
    settle()
    return median(_timed(engine, _SECOND) for _ in range(TICKS))


def _crossing(program: Program, engine: SilentEngine) -> float:
    """A report that makes the next chapter (and line) the current one, in ms."""
    chapters, taken = program.player.loaded.chapters, []
    for number in range(CROSSINGS):
        at = 1 + (number * 7919) % (len(chapters) - 1)
        program.player.seek(chapters[at].start - _STEP // 2, jump=False)
        engine.advance()
        settle()
        taken.append(_timed(engine, _STEP))
        if program.player.chapter != at:
            raise RuntimeError("it did not come into the next chapter")
    return median(taken)


def _timed(engine: SilentEngine, step: Ms) -> float:
    began = time.perf_counter()
    engine.advance(step)
    QCoreApplication.sendPostedEvents()
    QCoreApplication.processEvents()
    return 1000 * (time.perf_counter() - began)


def _scroll(view: MarkerList) -> list[float]:
    """Steps of the mouse wheel, down and up again, each with its painting, in ms."""
    taken = []
    middle = view.viewport().rect().center()
    for number in range(SCROLLS):
        down = -1 if number < SCROLLS * 2 // 3 else 1
        began = time.perf_counter()
        none, by = Qt.MouseButton.NoButton, QPoint(0, down * _NOTCH)
        keys, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
        place = view.viewport().mapToGlobal(middle).toPointF()
        wheel = QWheelEvent(middle.toPointF(), place, QPoint(), by, none, keys, phase, False)
        QCoreApplication.sendEvent(view.viewport(), wheel)
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def _wait_until_laid_out(view: MarkerList) -> None:
    """A long transcript is laid out bit by bit; what that costs is no cost of a tick."""
    last = view.model().index(view.model().rowCount() - 1, 0)
    until(lambda: not view.visualRect(last).isEmpty())
    settle()


def _memory() -> float:
    """In MB (PSS)."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return float(line.split()[1]) / 1000
    return 0.0


if __name__ == "__main__":
    main()
