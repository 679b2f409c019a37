"""Blocks: how long the window hears no key and paints nothing while somebody works with it."""

from __future__ import annotations

import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles

from tests.benchmarks import report
from tests.benchmarks.players import EARMARK, ROOT, Player
from tests.benchmarks.processes import running
from tests.benchmarks.screen import Eye, Keyboard
from tests.sound_server import SoundServer

TITLE = "Blocks of the window"
EPISODE = ROOT / "episodes" / "mlops-274.episode.yaml"
ACTIONS, RUNS, SEED = 200, 3, 274
EVERY_S, SETTLE_S, BEAT_S = 0.15, 3.0, 0.001
KEYS = (
    *("space", "Left", "Right", "shift+Left", "shift+Right", "j", "l", "comma", "period", "Home"),
    *("ctrl+Left", "ctrl+Right", "Prior", "Next", "alt+Left", "alt+Right", "m", "Up", "Down"),
    *("bracketleft", "bracketright", "equal", "ctrl+1", "ctrl+2", "ctrl+3", "ctrl+4", "Tab"),
    *"123456789",
)
AREAS = ((20, 130, 320, 600), (360, 160, 1060, 600), (20, 630, 1080, 640))
"""Chapters, the pane beside them, the bar: left, top, right, bottom in a window of 1100 × 720."""
_LEFT, _WHEEL_UP, _WHEEL_DOWN = 1, 4, 5

Actions = list[tuple[float, str]]


def measured(_peers: list[Player], _endings: Sequence[str]) -> str:
    """The section of the report."""
    rows, worst = [], []
    for number in range(RUNS):
        blocks = _blocks(random.Random(SEED + number))
        rows.append([length for length, _ in blocks])
        worst.append(max(blocks))
    head = ["run", "median (ms)", "99th percentile (ms)", "longest (ms)", "after"]
    table = [
        [
            f"{number}",
            report.figure([quantiles(lengths, n=2)[0]], 1),
            report.figure([quantiles(lengths, n=100)[-1]], 1),
            report.figure([max(lengths)], 1),
            f"`{action}`",
        ]
        for number, (lengths, (_, action)) in enumerate(zip(rows, worst, strict=True), 1)
    ]
    return "\n\n".join(
        [
            f"The bundled episode (57:44, Opus) with the real engine, {ACTIONS} actions by real "
            f"keys, clicks and the wheel, one every {EVERY_S * 1000:.0f} ms, drawn by lot (the "
            "same in each measurement; another row, another lot). Of each action the longest time "
            "until the next one in which a timer of 1 ms in the window's thread was not heard, nor "
            "was any key, and nothing was painted; less than 1 ms counts as none. A picture "
            "at 60 Hz has 16.7 ms.",
            report.table(head, table),
        ]
    )


def _blocks(lot: random.Random) -> list[tuple[float, str]]:
    """Of each action how long it blocked (ms), and what it was."""
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as folder:
        output = Path(folder) / "pauses.json"
        watched = Player(
            EARMARK.name,
            lambda files: [sys.executable, "-m", "tests.benchmarks.heartbeat", str(output), *files],
            titled=EARMARK.titled,
        )
        with (
            SoundServer.started() as server,
            Eye() as eye,
            running(watched, [str(EPISODE)], server) as process,
        ):
            window, _, _ = eye.wait_for(watched.titled)
            with Keyboard(window) as keyboard:
                _let_pass(SETTLE_S)
                done = _act(keyboard, window, lot)
            if not process.alive:
                raise RuntimeError("it ended while it was worked with")
        pauses = json.loads(output.read_text())
    found = []
    for (begun, action), (end, _) in zip(done, [*done[1:], (time.monotonic(), "")], strict=True):
        until = min(end, begun + 2.0)
        taken = [length for at, length in pauses if begun - BEAT_S <= at < until]
        found.append((max(taken, default=0.0), action))
    return found


def _act(keyboard: Keyboard, window: int, lot: random.Random) -> Actions:
    """Press, click and turn the wheel; when each was done, and what it was."""
    done = []
    for _ in range(ACTIONS):
        if lot.random() < 0.6:
            action = lot.choice(KEYS)
            done.append((keyboard.press(action), action))
        else:
            left, top, right, bottom = lot.choice(AREAS)
            place = lot.randrange(left, right), lot.randrange(top, bottom)
            button = lot.choice((_LEFT, _WHEEL_UP, _WHEEL_DOWN, _WHEEL_DOWN))
            kind = "click" if button == _LEFT else "wheel"
            done.append((keyboard.click(window, *place, button), f"{kind} {place[0]},{place[1]}"))
        _let_pass(EVERY_S)
    return done


def _let_pass(seconds: float) -> None:
    threading.Event().wait(seconds)
