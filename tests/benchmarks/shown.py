"""Shown against heard: what the window says of the position, and what sounds at that moment."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np

from tests.benchmarks import report
from tests.benchmarks.endings import ENDINGS
from tests.benchmarks.lead import lead
from tests.benchmarks.places import AROUND_MS, Ear
from tests.benchmarks.players import EARMARK, Player
from tests.benchmarks.processes import running
from tests.benchmarks.recordings import recordings, reference
from tests.benchmarks.screen import Eye, Keyboard
from tests.benchmarks.sounding import wait_for_sound
from tests.hearing import Pcm
from tests.sound_server import Recording, SoundServer

TITLE = "Shown against heard"
ENDING = "mp3"
RATES = (0.75, 1.0, 1.5, 2.0, 3.0)
SECONDS = 60.0
KEYS = {
    **{8: "l", 15: "ctrl+Right", 22: "space", 25: "space", 31: "bracketleft"},
    **{37: "bracketright", 43: "j", 48: "ctrl+Right", 54: "5"},
}
"""What is pressed at which sixtieth of the time."""
BAR_MS = 50

Shown = list[tuple[float, float, float]]
"""Moment (s, time.monotonic()), position (ms), rate."""


@dataclass
class Watch:
    """A run of the program: what it showed and how its thread paused; there once it has ended."""

    shown: Shown = field(default_factory=list)
    pauses: list[tuple[float, float]] = field(default_factory=list)

    def at(self, moment: float) -> tuple[float, float]:
        """What was shown at that moment (s): the position (ms), as if it ran on, and the rate."""
        moments, positions, rates = zip(*self.shown, strict=True)
        last = max(0, int(np.searchsorted(moments, moment)) - 1)
        after = min(last + 1, len(moments) - 1)
        share = (moment - moments[last]) / max(1e-9, moments[after] - moments[last])
        step = positions[after] - positions[last]
        return positions[last] + min(max(share, 0.0), 1.0) * step, rates[last]


@dataclass
class Compared:
    """`beside`: shown minus heard (ms), of each moment at which both are known."""

    beside: list[float] = field(default_factory=list)
    paused: list[float] = field(default_factory=list)
    """The same of moments of silence: shown, minus the place at which the sound stopped."""
    elsewhere: int = 0
    """Moments at which something sounded that is not from near what was shown."""


def measured(_peers: list[Player], _endings: Sequence[str]) -> str:
    """The section of the report."""
    pcm = reference()
    (recording,) = recordings(pcm, [ENDING])
    rows = []
    with SoundServer.started() as server:
        ahead = lead(server)
        for rate in RATES:
            with watched([str(recording.episode)], rate, server) as (keyboard, sound, watch):
                began = _work(keyboard, sound)
            rows.append(_row(rate, compared(watch.shown, ear_of(sound, pcm, ahead), began)))
    return "\n\n".join(
        [
            f"{ENDINGS[ENDING]}, {SECONDS:.0f} s at each rate in the real window, with jumps, a "
            "pause and other rates in it, by real keys. 20 times a second the position from which "
            "the bar and the time are painted, minus the place of what is heard at that moment "
            f"(pieces of 20 ms of the {2 * AROUND_MS} ms around it, found by their samples; their "
            f"median). The server hands out what it plays {1000 * ahead:.0f} ms before it is heard "
            "(by what it says of its latency); that is taken off. In ms. Paused: the same against "
            "the place at which the sound stopped. Elsewhere: for how much of the time something "
            "sounded that is not from within 2 s of what was shown: the old sound after a key.",
            report.table(
                [
                    *("rate", "median", "99 % are within", "worst", f"> {BAR_MS}", "moments"),
                    *("paused", "elsewhere"),
                ],
                rows,
            ),
        ]
    )


@contextmanager
def watched(
    files: list[str], rate: float, server: SoundServer
) -> Iterator[tuple[Keyboard, Recording, Watch]]:
    """The program in its window once it sounds. After the block the watch tells what it showed."""
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as folder:
        output = Path(folder) / "shown.json"
        command = [sys.executable, "-m", "tests.benchmarks.display", str(output), str(rate)]
        player = Player(EARMARK.name, lambda files: [*command, *files], titled=EARMARK.titled)
        with server.record() as sound, Eye() as eye, running(player, files, server) as process:
            window, _, _ = eye.wait_for(player.titled)
            with Keyboard(window) as keyboard:
                wait_for_sound(sound)
                yield keyboard, sound, watch
            if not process.alive:
                raise RuntimeError("it ended while it was worked with")
        told = json.loads(output.read_text())
    watch.shown, watch.pauses = told["shown"], told["pauses"]


def ear_of(sound: Recording, pcm: Pcm, ahead: float) -> Ear:
    """An ear that knows where in `pcm` what was recorded is from, `ahead` s before it is heard."""
    return Ear(np.frombuffer(sound.samples, np.int16), pcm, sound.began + ahead)


def compared(shown: Shown, ear: Ear, began: float) -> Compared:
    """What was shown over the measured time, against what was heard."""
    found = Compared()
    stopped: float | None = None
    for moment, position, rate in shown:
        if not began <= moment < began + SECONDS:
            continue
        place = ear.place(moment, position, rate)
        if place is not None:
            stopped = place
            found.beside.append(position - place)
        elif not ear.silent(moment):
            found.elsewhere += 1
        elif stopped is not None and abs(position - stopped) < 1000:
            found.paused.append(position - stopped)
    return found


def _work(keyboard: Keyboard, sound: Recording) -> float:
    """Press all keys at their time; when it began (s, time.monotonic())."""
    began = sound.began + sound.seconds
    for sixtieth, key in KEYS.items():
        _wait_until(sound, began + sixtieth / 60 * SECONDS)
        keyboard.press(key)
    _wait_until(sound, began + SECONDS + 1)
    return began


def _wait_until(sound: Recording, moment: float) -> None:
    left = moment - sound.began - sound.seconds
    if left > 0:
        sound.wait(left, left + 10)


def _row(rate: float, found: Compared) -> list[str]:
    beside = found.beside
    away = sorted(map(abs, beside))
    over = sum(length > BAR_MS for length in away)
    moments = len(beside) + len(found.paused) + found.elsewhere
    return [
        f"{rate:g}×",
        f"{median(beside):.0f}" if beside else report.NOTHING,
        f"{np.quantile(away, 0.99):.0f}" if beside else report.NOTHING,
        f"{max(beside, key=abs):.0f}" if beside else report.NOTHING,
        f"{over} of {len(beside)}",
        str(moments),
        report.figure(found.paused),
        f"{found.elsewhere / moments:.1%}" if moments else report.NOTHING,
    ]
