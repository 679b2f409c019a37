"""Endurance: whether memory, threads or open files grow over many recordings and many hours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import report
from tests.benchmarks.endings import QUICK
from tests.benchmarks.players import EARMARK, ROOT, Player
from tests.benchmarks.processes import running
from tests.benchmarks.recordings import recordings, reference
from tests.benchmarks.screen import Eye, Keyboard
from tests.benchmarks.sounding import wait_for_sound
from tests.benchmarks.weight import Weight, slope, weigh
from tests.sound_server import SoundServer

TITLE = "Endurance"
OPENS, EVERY_OPENS, WARM_OPENS = 500, 20, 100
HOURS, EVERY_HOURS, WARM_HOURS = 4.0, 0.1, 0.5
MINUTES, EVERY_S, WARM_S = 10.0, 10.0, 60.0
RATE, _FASTER_KEYS = 3.0, ["bracketright"] * 20
_PATIENCE_S = 900
_QUANTITIES = {
    "memory (MB PSS)": ("pss", 1),
    "… of its own (MB USS)": ("uss", 1),
    "… and no file's (MB)": ("anonymous", 1),
    "threads": ("threads", 0),
    "open files": ("files", 0),
}


def measured(_peers: list[Player], endings: Sequence[str]) -> str:
    """The section of the report."""
    with SoundServer.started() as server:
        rows = [*opened(endings, server), *simulated(), *watched(server)]
    return section(rows, len(endings))


def section(rows: Sequence[Sequence[str]], formats: int) -> str:
    """With the rows of all three, the first of which were measured with so many formats."""
    return "\n\n".join(
        [
            f"Opened: {OPENS} recordings in a row, in turn of {formats} formats, the engine in a "
            "process of its own at the sound server, at ever other places, in turn at 1× and "
            f"{RATE:g}×, each as soon as the one before plays; before: after the first "
            f"{WARM_OPENS}. Played on: {HOURS:g} hours at {RATE:g}× over the MP3 of 57:44, sought "
            "elsewhere every 100 s, by the engine's own reader, feed and stretching, with a "
            "consumer in libVLC's place that takes the blocks as fast as they come; before: after "
            f"{60 * WARM_HOURS:.0f} minutes. In the window: the bundled episode for {MINUTES:g} "
            f"minutes at {RATE:g}× in the real window, nothing pressed; before: after "
            f"{WARM_S / 60:g}. Memory is what it is then with nothing let go of, so that what the "
            "allocator keeps counts, too; only what is no file's is the same whoever else runs "
            "that has the same libraries loaded. Slope: the median of what any two of the "
            "weighings say, and of those of the second half.",
            report.table(
                ["", "before", "after", "difference", "slope", "… of the second half"], rows
            ),
        ]
    )


def opened(endings: Sequence[str], server: SoundServer) -> list[list[str]]:
    """The rows for recordings opened one after the other."""
    files = [recording.audio for recording in recordings(reference(), endings)]
    weights = _lasting("opens", OPENS, EVERY_OPENS, files, server.env)
    return _rows(f"{OPENS} opened", [w for w in weights if w.done >= WARM_OPENS], 100, "100 opened")


def simulated() -> list[list[str]]:
    """The rows for hours played as fast as they come."""
    files = [recording.audio for recording in recordings(reference(), QUICK[:1])]
    weights = _lasting("hours", HOURS, EVERY_HOURS, files, {})
    return _rows(f"{HOURS:g} h played on", [w for w in weights if w.done >= WARM_HOURS], 1, "hour")


def watched(server: SoundServer) -> list[list[str]]:
    """The rows for the real program in its window."""
    episode = ROOT / "episodes" / "mlops-274.episode.yaml"
    with Eye() as eye, running(EARMARK, [str(episode)], server) as process:
        window, _, _ = eye.wait_for(EARMARK.titled)
        with server.record() as sound:
            wait_for_sound(sound)
            with Keyboard(window) as keyboard:
                for key in _FASTER_KEYS:
                    keyboard.press(key)
                    sound.wait(0.1)
        began, weights = time.monotonic(), []
        for turn in range(round((WARM_S + MINUTES * 60) / EVERY_S) + 1):
            threading.Event().wait(max(0.0, began + turn * EVERY_S - time.monotonic()))
            weights.append(weigh(turn * EVERY_S, process.pid))
    warm = [w for w in weights if w.done >= WARM_S]
    return _rows(f"{MINUTES:g} min in the window", warm, 3600, "hour")


def _lasting(
    what: str, number: float, every: float, files: Sequence[Path], env: dict[str, str]
) -> list[Weight]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.lasting", what, str(number), str(every), *files],
        env={**os.environ, **env},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=_PATIENCE_S,
    )
    return [Weight(**weight) for weight in json.loads(done.stdout)]


def _rows(name: str, weights: list[Weight], many: float, unit: str) -> list[list[str]]:
    """One for each quantity; `many` of what is done is the `unit` of the slope."""
    rows = []
    done = [weight.done for weight in weights]
    half = len(weights) // 2
    for quantity, (field, digits) in _QUANTITIES.items():
        values = [float(getattr(weight, field)) for weight in weights]
        slopes = (slope(done, values), slope(done[half:], values[half:]))
        rows.append(
            [
                f"{name}: {quantity}",
                *(f"{value:.{digits}f}" for value in (values[0], values[-1])),
                f"{values[-1] - values[0] + 0.0:+.{digits}f}",
                *(f"{many * value + 0.0:+.2f} per {unit}" for value in slopes),
            ]
        )
    return rows
