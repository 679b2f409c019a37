"""The program as it is started: its window, its keys, its sound at a sound server, its end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from player.resources import episodes
from tests import sound_server
from tests.benchmarks.heard import jump
from tests.hearing import decoded
from tests.sound_server import SoundServer

pytestmark = [
    pytest.mark.journey,
    pytest.mark.sound,
    pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display (./check has one)"),
    pytest.mark.skipif(shutil.which("xdotool") is None, reason="needs xdotool"),
    pytest.mark.skipif(sound_server.missing() is not None, reason="needs pulseaudio"),
]

TITLE = "Michael Gschwind on on-device AI — Earmark"
REFERENCE = episodes() / "mlops-274.opus"
LISTEN_S = 2.5
AROUND = 5_000
EARLY, SWALLOWED = -100, 200
"""Where the first sound may be from (ms): a sound server swallows the first moment of each."""


@pytest.fixture(scope="module")
def server() -> Iterator[SoundServer]:
    with SoundServer.started() as server:
        yield server


class Running:
    """The program in a process of its own, worked by a keyboard and heard at the server."""

    def __init__(self, server: SoundServer, home: Path, *arguments: str) -> None:
        self.server, self.home = server, home
        self.process = subprocess.Popen(
            [sys.executable, "-m", "player", *arguments],
            env={**os.environ, **server.env, "EARMARK_HOME": str(home)},
            cwd=Path(__file__).parents[2],
        )
        self.window = ""

    def wait_for_window(self, title: str, seconds: float = 15.0) -> None:
        """Until a window of this title is there; it gets the keyboard."""
        deadline = time.monotonic() + seconds
        while not self.window:
            assert self.process.poll() is None, "it ended by itself"
            assert time.monotonic() < deadline, f"no window “{title}”"
            found = _xdotool("search", "--sync", "--onlyvisible", "--name", f"^{title}$")
            self.window = found.split()[0] if found else ""
        _xdotool("windowfocus", "--sync", self.window)

    def press(self, *keys: str) -> None:
        _xdotool("key", *keys)

    def hear(self, marker: int, *keys: str) -> float | None:
        """Press keys; how far (ms) from `marker` the first sound is that the server then gives.

        None where it is not from there. Short pieces are compared: at first libVLC may play some
        thousandths too fast or too slow, and longer ones would not be alike.
        """
        with self.server.record() as recording:
            self.press(*keys)
            recording.wait(LISTEN_S)
        reference = decoded(REFERENCE, marker - AROUND, marker + AROUND)
        samples = np.frombuffer(recording.samples, np.int16)
        heard = jump(samples, 0, reference, reference, AROUND)
        return None if heard is None else heard.beside

    def saved(self) -> dict[str, Any]:
        """What the program remembers of its episodes, by title of file."""
        path = self.home / "state" / "positions.json"
        content = json.loads(path.read_text())
        return {Path(item["key"]).name: item for item in content["episodes"]}

    def wait_until_saved(self, least: int, seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if self.saved()["mlops-274.episode.yaml"]["position"] >= least:
                    return
            except (OSError, KeyError):
                pass
            self.process.poll()
            select_nothing(0.05)
        raise AssertionError("it was not saved")

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(10)


def select_nothing(seconds: float) -> None:
    """Let other processes run; what is waited for is looked at after it."""
    import select

    select.select([], [], [], seconds)


def _xdotool(*words: str) -> str:
    result = subprocess.run(
        ["xdotool", *words], capture_output=True, text=True, timeout=15, check=False
    )
    return result.stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_it_opens_with_the_bundled_episode_and_keys_are_heard_at_the_sound_server(
    server: SoundServer, home: Path
) -> None:
    running = Running(server, home)
    try:
        running.wait_for_window(TITLE)
        # Not while the first chapter's title is spoken: what is heard first is to be the new sound.
        running.wait_until_saved(3_000)
        # Ctrl+1, twelve rows down, Enter: “When to optimize”.
        late = running.hear(2_913_000, "ctrl+1", *["Down"] * 12, "Return")
        assert late is not None, "it does not sound from near the marker"
        assert EARLY <= late <= SWALLOWED
        late = running.hear(3_206_000, "ctrl+Right")
        assert late is not None, "it does not sound from near the marker"
        assert EARLY <= late <= SWALLOWED
    finally:
        assert running.end() == 0


def test_after_an_end_by_the_system_it_goes_on_where_it_was(
    server: SoundServer, home: Path
) -> None:
    running = Running(server, home)
    try:
        running.wait_for_window(TITLE)
        running.press("5", "ctrl+Right")
        running.wait_until_saved(1_776_000)
    finally:
        assert running.end() == 0
    left = running.saved()["mlops-274.episode.yaml"]["position"]
    assert 1_776_000 <= left < 1_790_000
    again = Running(server, home)
    try:
        again.wait_for_window(TITLE)
        again.press("space")
        again.wait_until_saved(left)
    finally:
        assert again.end() == 0
    assert left <= again.saved()["mlops-274.episode.yaml"]["position"] < left + 8_000


def test_after_kill_9_the_files_are_whole_and_little_is_lost(
    server: SoundServer, home: Path
) -> None:
    running = Running(server, home)
    try:
        running.wait_for_window(TITLE)
        running.press("9")
        nine_tenths = 3_464_000 * 9 // 10
        began = time.monotonic()
        # Past the next regular save, whatever the seek itself has saved.
        running.wait_until_saved(nine_tenths + 2_000, seconds=12)
        played = (time.monotonic() - began) * 1000
    finally:
        assert running.end(signal.SIGKILL) == -signal.SIGKILL
    position = running.saved()["mlops-274.episode.yaml"]["position"]
    assert nine_tenths + played - 5_000 - 1_000 <= position <= nine_tenths + played + 1_000
    json.loads((home / "config" / "settings.json").read_text())
    leftovers = [p.name for p in (home / "state").iterdir() if p.name != "positions.json"]
    assert all(".tmp" in name or name.startswith(".") for name in leftovers)


def test_without_a_display_it_says_so_and_names_the_tour(home: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(
        [sys.executable, "-m", "player"],
        env={**environment, "EARMARK_HOME": str(home)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "--tour DIR" in done.stderr
