"""Growth: what opening, a tick and memory cost from 10 to 10,000 chapters."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.benchmarks import report
from tests.benchmarks.players import ROOT, Player
from tests.hearing import tone, write_wav

TITLE = "Growth"
SIZES = (10, 100, 1_000, 10_000)
RUNS = 5
SECONDS = 20 * 3600
WORDS_IN_LINE = 10
LEAST_MS = 0.1
PICTURE = "resources/pictures/growth.png"
"""Where the picture is, from the root of the project."""
DRAWN = {
    "open": ("opening", "ms"),
    "tick": ("tick", "ms"),
    "crossing": ("tick into the next chapter", "ms"),
    "memory": ("memory", "MB"),
}
COLUMNS = {
    "open": ("opening (ms)", 0),
    "tick": ("tick (ms)", 2),
    "crossing": ("tick into the next chapter (ms)", 2),
    "scroll chapters": ("scrolling chapters (ms)", 1),
    "scroll chapters, slowest": ("… slowest of 100", 1),
    "scroll transcript": ("scrolling the transcript (ms)", 1),
    "scroll transcript, slowest": ("… slowest of 100", 1),
    "memory": ("memory (MB PSS)", 0),
}


def measured(_peers: list[Player], _endings: Sequence[str]) -> str:
    """The section of the report."""
    figures: dict[int, dict[str, list[float]]] = {size: defaultdict(list) for size in SIZES}
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as folder:
        audio = write_wav(Path(folder) / "book.wav", tone(1, 440))
        episodes = {size: _episode(Path(folder), audio, size) for size in SIZES}
        for _ in range(RUNS):
            for size, episode in episodes.items():
                for name, value in _run(episode, audio).items():
                    figures[size][name].append(value)
    _draw(figures)
    head = ["chapters"]
    for name, (title, _) in COLUMNS.items():
        head += [title, f"÷ {SIZES[0]}"] if name in DRAWN else [title]
    rows = []
    for size in SIZES:
        row = [f"{size:,}"]
        for name, (_, digits) in COLUMNS.items():
            values = figures[size][name]
            # What fits into the window is not scrolled.
            row.append(report.figure(values if median(values) >= LEAST_MS else [], digits))
            if name in DRAWN:
                row.append(report.ratio(values, figures[SIZES[0]][name]))
        rows.append(row)
    return "\n\n".join(
        [
            "A book of 20 hours with so many chapters, a fifth as many snips, and a transcript of "
            f"20 words a chapter, in the real window with the silent engine; {RUNS} runs, each in "
            "a process of its own. Opening: from the wish to the painted picture, with the readers "
            "loaded for it; tick: a report "
            "of the position a second further on, with all that it repaints, the transcript in "
            "sight; scrolling: a step of the wheel with its painting (a picture at 60 Hz has 16.7 "
            "ms). No peer has such a window.",
            f"![Both scales are logarithmic; the figures of the table below]({PICTURE})",
            report.table(head, rows),
        ]
    )


def _draw(figures: dict[int, dict[str, list[float]]]) -> None:
    """Make the picture; without scrolling, which 10 chapters need none of."""
    costs = []
    for name, (title, unit) in DRAWN.items():
        values = [median(figures[size][name]) for size in SIZES]
        costs.append({"name": title, "unit": unit, "values": values})
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.growth_plot", str(ROOT / PICTURE)],
        cwd=ROOT,
        input=json.dumps({"sizes": SIZES, "costs": costs}),
        text=True,
        check=True,
        timeout=60,
    )


def _run(episode: Path, audio: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.grown", str(episode), str(audio)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=300,
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _episode(folder: Path, audio: Path, size: int) -> Path:
    """An episode file with `size` chapters, its transcript beside it."""
    step = SECONDS / size
    lines = ["earmark: 1", f"title: Book of {size}", 'duration: "20:00:00"', f"audio: {audio.name}"]
    lines.append("chapters:")
    lines += [f'  - {{start: "{_time(n * step)}", title: Chapter {n + 1}}}' for n in range(size)]
    lines.append("snips:")
    for n in range(size // 5):
        start, end = _time(5 * n * step), _time(5 * n * step + step / 2)
        lines.append(f'  - {{kind: insight, start: "{start}", end: "{end}", title: Snip {n + 1},')
        lines.append("     points: [what was said, and why it matters]}")
    lines.append(f"transcript: book-{size}.vtt")
    cues = ["WEBVTT", ""]
    count = size * 20 // WORDS_IN_LINE
    for n in range(count):
        begins, ends = _time(n * SECONDS / count), _time((n + 1) * SECONDS / count)
        cues += [f"{begins} --> {ends}", " ".join(["words"] * WORDS_IN_LINE), ""]
    (folder / f"book-{size}.vtt").write_text("\n".join(cues))
    path = folder / f"book-{size}.episode.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


def _time(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"
