"""Start and weight: from the start to the window and the sound, memory, processor."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from array import array
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import report
from tests.benchmarks.players import EARMARK, ROOT, Player
from tests.benchmarks.processes import Running, running
from tests.benchmarks.screen import Eye, Keyboard
from tests.sound_server import RATE, Recording, SoundServer

TITLE = "Start and weight"
EPISODE = "mlops-274"
STARTS, WEIGHINGS = 9, 3
SETTLE_S, WATCH_S, PAUSED_S = 5.0, 20.0, 10.0
_LOUD = 30

MAPPED, TITLED, SOUND = "window there (s)", "… with the episode in its title (s)", "first sound (s)"
MEMORY, PLAYING, PAUSED = "memory, playing (MB PSS)", "processor, playing (%)", "… paused (%)"
DIGITS = {MAPPED: 2, TITLED: 2, SOUND: 2, MEMORY: 0, PLAYING: 1, PAUSED: 2}

Figures = dict[str, dict[str, list[float]]]


def measured(peers: list[Player], _endings: Sequence[str]) -> str:
    """The section of the report."""
    players = [EARMARK, *peers]
    figures: Figures = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as folder, SoundServer.started() as s:
        Path(folder).chmod(0o755)
        audio = shutil.copy(ROOT / "episodes" / f"{EPISODE}.opus", folder)
        silent = _until_loud(_decoded(audio))
        files = {player.name: [audio] for player in peers} | {
            EARMARK.name: [str(ROOT / "episodes" / f"{EPISODE}.episode.yaml")]
        }
        for turn in range(STARTS + 1):  # the first one warms the caches, and is not counted
            for player in players:
                found = _start(player, files[player.name], s, silent)
                if turn:
                    for name, value in found.items():
                        figures[name][player.name].append(value)
        for _ in range(WEIGHINGS):
            for player in players:
                for name, value in _weigh(player, files[player.name], s).items():
                    figures[name][player.name].append(value)
    return _section(figures, peers)


def _start(
    player: Player, files: list[str], server: SoundServer, silent: float
) -> dict[str, float]:
    with server.record() as recording, Eye() as eye, running(player, files, server) as process:
        _, mapped, titled = eye.wait_for(player.titled)
        sound = _first_sound(recording, process)
    return {
        MAPPED: mapped - process.began,
        TITLED: titled - process.began,
        SOUND: sound - process.began - silent,
    }


def _weigh(player: Player, files: list[str], server: SoundServer) -> dict[str, float]:
    with Eye() as eye, running(player, files, server) as process:
        window, _, _ = eye.wait_for(player.titled)
        with Keyboard(window) as keyboard:
            _let_pass(SETTLE_S)
            playing = _share(process, WATCH_S)
            memory = process.memory()
            keyboard.press("space")
            _wait_until_paused(server)
            _let_pass(2.0)
            return {PLAYING: playing, MEMORY: memory, PAUSED: _share(process, PAUSED_S)}


def _share(process: Running, seconds: float) -> float:
    """How much of one core (%) it takes over the next `seconds`."""
    began, before = time.monotonic(), process.processor()
    _let_pass(seconds)
    return 100 * (process.processor() - before) / (time.monotonic() - began)


def _let_pass(seconds: float) -> None:
    """The time is what is measured over; there is nothing to wait for."""
    threading.Event().wait(seconds)


def _wait_until_paused(server: SoundServer, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while "Corked: no" in server.volumes():
        if time.monotonic() > deadline:
            raise TimeoutError("it does not pause")
        _let_pass(0.1)


def _first_sound(recording: Recording, process: Running, seconds: float = 20.0) -> float:
    """When the first sound came (time.monotonic())."""
    deadline = time.monotonic() + seconds
    known = 0
    while time.monotonic() < deadline and process.alive:
        recording.wait(0.1)
        samples = array("h", recording.samples)
        loud = _until_loud(samples[known:])
        if loud < (len(samples) - known) / RATE:
            return recording.began + known / RATE + loud
        known = len(samples)
    raise TimeoutError("no sound came")


def _until_loud(samples: array[int]) -> float:
    """Seconds of silence at the beginning."""
    loud = (at for at, sample in enumerate(samples) if abs(sample) > _LOUD)
    return next(loud, len(samples)) / RATE


def _decoded(audio: str) -> array[int]:
    """The beginning of the recording, by another process: nothing may be loaded here that a
    player would then share."""
    command = ["ffmpeg", "-v", "error", "-i", audio, "-t", "5", "-ac", "1", "-ar", str(RATE)]
    done = subprocess.run([*command, "-f", "s16le", "-"], capture_output=True, check=True)
    return array("h", done.stdout)


def _section(figures: Figures, peers: list[Player]) -> str:
    head = ["", EARMARK.name]
    for peer in peers:
        head += [peer.name, f"Earmark ÷ {peer.name}"]
    rows = []
    for name, digits in DIGITS.items():
        own = figures[name][EARMARK.name]
        row = [name, report.figure(own, digits)]
        for peer in peers:
            other = figures[name][peer.name]
            row += [report.figure(other, digits), report.ratio(own, other)]
        rows.append(row)
    return "\n\n".join(
        [
            "The bundled episode (57:44, Opus), an empty home each time. The first three: from the "
            f"start of the process, {STARTS} runs after one that is not counted; the sound at the "
            "sound server, less the silence that the recording begins with. The others: "
            f"{WEIGHINGS} runs; the processor over {WATCH_S:.0f} s (paused: {PAUSED_S:.0f} s) with "
            "the window visible, 100 % is one core.",
            report.table(head, rows),
        ]
    )
