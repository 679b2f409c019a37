"""A player on a scripted engine, a time that the test sets, and Qt's loop turned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from player.app.player import Player
from player.bootstrap import application
from player.domain.episode import Chapter, Episode, Line, Snip
from player.engine import api
from tests.app.scripted import ScriptedEngine

AUDIO = Path("/nowhere/talk.opus")
EPISODE = Episode(
    "A talk",
    duration=100_000,
    chapters=(Chapter(0, "Coffee"), Chapter(20_000, "Chips"), Chapter(60_000, "AI")),
    snips=(
        Snip("Later", "insight", start=70_000, end=75_000),
        Snip("First", "quote", start=5_000, end=9_000),
        Snip("Somewhere", "advice", chapter="Chips"),
    ),
    transcript=(Line(0, 4_000, "Hello."), Line(10_000, 19_000, "World."), Line(30_000, None, "x")),
)


class Time:
    """A time in seconds that a test moves on."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Stage:
    """The player with what is around it."""

    def __init__(self) -> None:
        self.engine, self.time = ScriptedEngine(), Time()
        self.player = Player(self.engine, self.time)

    def say(self, *events: api.Event) -> None:
        """The engine says something, and Qt's loop carries it over."""
        for event in events:
            self.engine.say(event)
        QCoreApplication.processEvents()

    def play(self, episode: Episode = EPISODE, start: int = 0) -> None:
        """Open `episode`, playing at `start`."""
        self.player.load(episode, AUDIO, start=start, play=True)
        stamp = self.engine.stamp
        self.say(api.Playing(stamp), api.Position(stamp, start))


@pytest.fixture(scope="session", autouse=True)
def app() -> QApplication:
    return application()


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.player.shut_down()
