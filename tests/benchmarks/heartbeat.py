"""The program as it is, with a heart that beats in its window's thread.

    python -m tests.benchmarks.heartbeat OUTPUT FILE…

Run by `blocks`. While the heart does not beat, no key is heard and nothing is painted. OUTPUT gets
the pauses in which it missed more than a beat, as JSON: when each began (s, time.monotonic()), and
by how much it was too long (ms).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from player.bootstrap import application
from player.running import run

BEAT_MS = 1


def beating(app: QApplication) -> list[tuple[float, float]]:
    """Let the heart beat from now on; the pauses, which grow with time."""
    pauses: list[tuple[float, float]] = []
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        now = time.monotonic()
        late = 1000 * (now - last) - BEAT_MS
        if late > BEAT_MS:
            pauses.append((last, late))
        last = now

    heart = QTimer(app, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
    heart.timeout.connect(beat)
    heart.start()
    return pauses


def main() -> None:
    output, places = Path(sys.argv[1]), sys.argv[2:]
    pauses = beating(application())
    run(places)
    output.write_text(json.dumps(pauses))


if __name__ == "__main__":
    main()
