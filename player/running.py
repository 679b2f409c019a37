"""Runs the program in its window until it is closed, or told to end."""

from __future__ import annotations

import signal
import socket
from collections.abc import Sequence
from types import FrameType

from PySide6.QtCore import QSocketNotifier, QTimer

from player.bootstrap import Program, application, build
from player.engine.api import Engine
from player.engine.late import LateEngine
from player.store.paths import Paths
from player.ui.scheme import PortalScheme


def run(places: Sequence[str]) -> int:
    """Open the window and `places`; the exit status, once the window is closed."""
    app = application()
    program = build(Paths.find(), LateEngine(_make_engine))
    _end_on_signals(program)
    program.window.show()
    # What is opened, and who is asked for the colours, must not hold up the first picture.
    QTimer.singleShot(0, lambda: program.session.start(places))
    QTimer.singleShot(0, lambda: PortalScheme(app))
    status = app.exec()
    program.close()
    return status


def _make_engine() -> Engine:
    from player.engine.vlc import VlcEngine  # 11 ms that the first picture does not wait for

    return VlcEngine()


def _end_on_signals(program: Program) -> None:
    """Ctrl+C and an end of the desktop's session close the window, so that all is saved.

    Python runs its handlers only between Python code, which Qt's loop may not run for long: the
    byte that Python writes at once into this socket wakes it.
    """
    reading, writing = socket.socketpair()
    for end in (reading, writing):
        end.setblocking(False)
    signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)

    def handler(_number: int, _frame: FrameType | None) -> None:
        program.window.close()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)
    notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read, program.application)
    notifier.activated.connect(lambda: reading.recv(64))
    # The sockets live as long as the application does.
    notifier.setProperty("sockets", [reading, writing])
