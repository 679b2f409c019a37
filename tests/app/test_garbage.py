"""Garbage with Qt's objects in it dies on the main thread, whoever allocates."""

from __future__ import annotations

import threading
import weakref
from dataclasses import replace

from PySide6.QtCore import QObject

from player.app import garbage
from player.app.garbage import Garbage
from player.app.tasks import Tasks
from tests.app.conftest import AUDIO, EPISODE, Stage
from tests.app.test_memory import until


def dropped_cycle(died_on: list[str]) -> None:
    """Make an object that only the collector can find."""
    thing = QObject()
    thing.itself = thing  # type: ignore[attr-defined]
    weakref.finalize(thing, lambda: died_on.append(threading.current_thread().name))


def test_a_busy_worker_does_not_collect_and_the_main_thread_does(stage: Stage) -> None:
    Garbage(stage.player)
    died_on: list[str] = []
    dropped_cycle(died_on)
    done: list[int] = []
    Tasks(stage.player).run(lambda: len([[] for _ in range(100_000)]), done.append, print)
    until(lambda: bool(done))
    assert died_on == []
    keep = [[] for _ in range(garbage.DUE + 1)]  # type: ignore[var-annotated]
    stage.play()
    stage.player.load(replace(EPISODE, title="Another"), AUDIO, start=0, play=False)
    assert died_on == [threading.main_thread().name]
    assert keep


def test_the_young_are_looked_at_while_playing(stage: Stage) -> None:
    stage.play()
    Garbage(stage.player)
    died_on: list[str] = []
    dropped_cycle(died_on)
    keep = [[] for _ in range(garbage.DUE + 1)]  # type: ignore[var-annotated]
    stage.player._tick()
    assert died_on == [threading.main_thread().name]
    assert keep
