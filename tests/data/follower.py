"""Starts the portal and follows its colour scheme; prints the ground's colour at each change."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from player.bootstrap import application
from player.ui.scheme import PortalScheme

portal = subprocess.Popen(
    [sys.executable, str(Path(__file__).with_name("portal.py"))],
    stdin=subprocess.PIPE,
    stdout=subprocess.PIPE,
    text=True,
)
portal.stdout.readline()
app = application()
seen = []


def look() -> None:
    ground = "dark" if app.palette().window().color().lightness() < 128 else "light"
    if not seen or seen[-1] != ground:
        seen.append(ground)
        print(ground, flush=True)  # noqa: T201
    if seen == ["light", "dark"]:
        portal.stdin.write("\n")
        portal.stdin.flush()
    if len(seen) == 3:
        app.quit()


timer = QTimer(interval=20)
timer.timeout.connect(look)
timer.start()
QTimer.singleShot(20_000, app.quit)
look()
follows = PortalScheme(app)
app.exec()
portal.terminate()
portal.wait()
