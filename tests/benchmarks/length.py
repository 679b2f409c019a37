"""Length: how soon it is known exactly how long a recording is, and whether that is so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence

from tests.benchmarks import report
from tests.benchmarks.players import ROOT, Player
from tests.benchmarks.recordings import (
    SECONDS,
    Recording,
    addressed,
    recordings,
    reference,
)
from tests.benchmarks.told import WITHIN_S
from tests.sound_server import SoundServer

TITLE = "Length of a recording"
RUNS = 3


def measured(_peers: list[Player], endings: Sequence[str]) -> str:
    """The section of the report."""
    pcm = reference()
    rows = []
    with SoundServer.started() as server:
        rows += [_row(recording, server) for recording in recordings(pcm, endings)]
        for ranges in (True, False):
            with addressed(pcm, endings, ranges=ranges) as served:
                rows += [_row(recording, server) for recording in served]
    return "\n\n".join(
        [
            f"The engine by its contract, in a process of its own, {RUNS} times each, the file in "
            "the system's cache. First: from opening until any length is told; exact: until one "
            f"is that is said to be exact. Error: the last one told minus {SECONDS} s, what the "
            "recording was made from; encoders of MP3 add up to 0.1 s of silence. Never: not "
            f"within {WITHIN_S:.0f} s.",
            report.table(["recording", "first (s)", "exact (s)", "error (ms)"], rows),
        ]
    )


def _row(recording: Recording, server: SoundServer) -> list[str]:
    found = [_told(recording, server) for _ in range(RUNS)]
    exact = [told["seconds"] for told in found if told["seconds"] is not None]
    missing = "" if len(exact) == RUNS else f" ({RUNS - len(exact)} of {RUNS} never)"
    return [
        recording.name,
        report.figure([told["first"] for told in found if told["first"] is not None], 2),
        report.figure(exact, 2) + missing,
        report.figure([t["duration"] - 1000 * SECONDS for t in found if t["duration"] is not None]),
    ]


def _told(recording: Recording, server: SoundServer) -> dict[str, float | None]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.told", recording.place],
        env={**os.environ, **server.env},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )
    told: dict[str, float | None] = json.loads(done.stdout)
    return told
