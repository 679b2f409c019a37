"""What the program relies on in Qt's binding, and once did not get."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QTimer, Signal


class Sender(QObject):
    said = Signal()


def test_signals_and_calls_do_not_use_up_the_references_to_none_and_true() -> None:
    # PySide 6.12.0 on Python 3.11 did: after some thousand signals the interpreter aborted.
    sender, timer = Sender(), QTimer()
    sender.said.connect(lambda: None)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(50):
        sender.said.emit()
        timer.stop()
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert after[0] > before[0] - 25
    assert after[1] > before[1] - 25
