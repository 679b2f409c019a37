"""Key to picture: from a real key to the first pixels that it changes in the real window."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from statistics import median

from tests.benchmarks import report
from tests.benchmarks.players import EARMARK, ROOT, Player
from tests.benchmarks.processes import running
from tests.benchmarks.screen import Eye, Keyboard
from tests.benchmarks.sounding import wait_for_sound
from tests.sound_server import SoundServer

TITLE = "Key to picture"
EPISODE = ROOT / "episodes" / "mlops-274.episode.yaml"
PRESSES, SEED, BAR_MS = 40, 274, 50
KEYS = {
    "next chapter": "ctrl+Right",
    "play / pause": "space",
    "5 seconds on": "Right",
    "5 seconds back": "Left",
}
CHAPTERS = 14
"""After so many presses there is no next one; it begins again at the start."""
AREA = (0, 620, 1100, 100)
"""The bar, the times and the buttons: left, top, width, height in a window of 1100 × 720."""
SETTLE_S, TICK_S, LATEST_S = 0.5, 1.1, 0.8
_LOOK_S = 0.0005


def measured(_peers: list[Player], _endings: Sequence[str]) -> str:
    """The section of the report."""
    found: dict[str, list[float]] = {}
    with (
        SoundServer.started() as server,
        server.record() as sound,
        Eye() as eye,
        running(EARMARK, [str(EPISODE)], server),
    ):
        window, _, _ = eye.wait_for(EARMARK.titled)
        with Keyboard(window) as keyboard:
            wait_for_sound(sound)
            for name, key in KEYS.items():
                found[name] = _presses(key, eye, window, keyboard)
    return "\n\n".join(
        [
            f"The bundled episode (57:44, Opus), playing, {PRESSES} presses each. From before the "
            "key is sent (xdotool) until the first pixel of the bar, the times or the buttons is "
            "another one; looked at about every millisecond. Each press comes after the clock has "
            "just moved on, so that it is not the clock that is seen. Not seen: within "
            f"{LATEST_S * 1000:.0f} ms nothing changed.",
            report.table(
                ["key", "median (ms)", "worst (ms)", f"> {BAR_MS} ms", "not seen"],
                [_row(name, lengths) for name, lengths in found.items()],
            ),
        ]
    )


def _presses(key: str, eye: Eye, window: int, keyboard: Keyboard) -> list[float]:
    """How long each press took until it was seen (ms); infinite where it was not."""
    taken: list[float] = []
    lot = random.Random(SEED)
    for number in range(PRESSES):
        if key == KEYS["next chapter"] and number % CHAPTERS == 0:
            keyboard.press("Home")
        threading.Event().wait(SETTLE_S)
        _changed(eye, window, TICK_S)
        threading.Event().wait(lot.uniform(0.02, 0.1))
        before = eye.pixels(window, *AREA)
        pressed = keyboard.press(key)
        seen = _changed(eye, window, LATEST_S, before)
        taken.append(float("inf") if seen is None else 1000 * (seen - pressed))
    return taken


def _changed(eye: Eye, window: int, seconds: float, before: bytes | None = None) -> float | None:
    """The moment at which the picture is not what it was `before`; None: not within `seconds`."""
    before = eye.pixels(window, *AREA) if before is None else before
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if eye.pixels(window, *AREA) != before:
            return time.monotonic()
        threading.Event().wait(_LOOK_S)
    return None


def _row(name: str, taken: list[float]) -> list[str]:
    seen = [length for length in taken if length < float("inf")]
    return [
        name,
        f"{median(seen):.0f}" if seen else report.NOTHING,
        f"{max(seen):.0f}" if seen else report.NOTHING,
        f"{sum(length > BAR_MS for length in seen)} of {len(seen)}",
        str(len(taken) - len(seen)),
    ]
