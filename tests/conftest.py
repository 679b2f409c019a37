"""For all tests: an own home, the same examples each time, and no warning that goes unseen."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from player.app import on_worker

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody's own settings are touched: everything that is saved goes into a temporary folder."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("EARMARK_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_tags_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a recording at an address the window asks for its tags; here only of this machine."""
    real = on_worker.tags_at
    monkeypatch.setattr(
        on_worker, "tags_at", lambda place: real(place) if "//127.0.0.1" in place else None
    )


@pytest.fixture(autouse=True)
def garbage_on_the_main_thread() -> Iterator[None]:
    """As in the program: windows that are garbage must not die on a worker thread."""
    gc.disable()
    yield
    gc.collect(1)


@pytest.fixture(autouse=True)
def no_unexpected_log(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """A warning or an error in the log fails the test, unless it is marked as expected."""
    yield
    if request.node.get_closest_marker("expects_log") is None:
        loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
        assert not loud, [record.getMessage() for record in loud]
