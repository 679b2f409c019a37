"""The program as it is, telling what its window shows and how long its thread was busy.

    python -m tests.benchmarks.display OUTPUT RATE FILE…

Run by `shown` and `held`. It plays at RATE. OUTPUT gets, once the window is closed, JSON: `shown`,
20 times a second the moment (s, time.monotonic()), the position (ms) from which the bar and the
time are painted, and the rate; and `pauses`, as `heartbeat` tells them.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

from player.bootstrap import application, build
from player.engine.vlc import VlcEngine
from player.store.paths import Paths
from tests.benchmarks.heartbeat import beating

EVERY_MS = 50


def main() -> None:
    output, rate, places = Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    app = application()
    program = build(Paths.find(), VlcEngine())
    program.player.set_rate(rate)
    # The heart beats in Python, so that Python hears the signal at once.
    signal.signal(signal.SIGTERM, lambda *_: program.window.close())
    program.window.show()
    QTimer.singleShot(0, lambda: program.session.start(places))
    pauses = beating(app)
    shown: list[tuple[float, int, float]] = []

    def look() -> None:
        shown.append((time.monotonic(), program.player.position, program.player.rate))

    eye = QTimer(app, interval=EVERY_MS, timerType=Qt.TimerType.PreciseTimer)
    eye.timeout.connect(look)
    eye.start()
    app.exec()
    eye.stop()
    program.close()
    output.write_text(json.dumps({"shown": shown, "pauses": pauses}))


if __name__ == "__main__":
    main()
