"""Short recordings in each format, and engines to try them on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from player.engine.silent import SilentEngine
from tests.engine.rooms import LONG, SHORT, Room, SilentRoom, VlcRoom
from tests.hearing import FORMATS, babble, record


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives `long.ENDING` or `short.ENDING`, with an ending of `FORMATS`; made when first asked."""
    shelf = tmp_path_factory.mktemp("library")

    def recording(name: str) -> Path:
        path = shelf / name
        length, _, ending = name.partition(".")
        assert ending in FORMATS
        if not path.exists():
            record(path, babble({"long": LONG, "short": SHORT}[length] / 1000))
        return path

    return recording


@pytest.fixture
def vlc_room(library: Callable[[str], Path]) -> Iterator[VlcRoom]:
    room = VlcRoom(library, address_timeout=1.0)
    yield room
    room.engine.shut_down()


@pytest.fixture(params=["silent", pytest.param("vlc", marks=pytest.mark.sound)])
def room(request: pytest.FixtureRequest, library: Callable[[str], Path]) -> Iterator[Room]:
    """Both engines, one after the other."""
    if request.param == "vlc":
        yield request.getfixturevalue("vlc_room")
        return
    durations = {
        library(f"{name}.opus"): length for name, length in (("long", LONG), ("short", SHORT))
    }
    room = SilentRoom(SilentEngine(durations), library)
    yield room
    room.engine.shut_down()


@pytest.fixture(autouse=True)
def no_thread_dies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An error on a thread of the engine fails the test."""
    died: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda what: died.append(what.exc_value))
    yield
    assert died == []
