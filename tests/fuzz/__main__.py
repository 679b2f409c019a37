"""`python -m tests.fuzz [--minutes M] [--jobs N] [FORMAT…]`: libFuzzer on each reader in turn.

Seeds are what the writers make, and the samples of `tests/data/fuzz`; more can be named with
`--seeds FOLDER`. Each format has a process of its own, which ends at the first input that crashes
it, takes more than 2 s, or too much memory; the input stays in `.cache/fuzz/FORMAT/found`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from player.formats.registry import AUDIO_WRITERS, READERS, WRITERS
from tests.fuzz.seeds import EPISODES

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".cache" / "fuzz"
SAMPLES = ROOT / "tests" / "data" / "fuzz"
MEGABYTES = 1024
"""What a process may hold in all, with Python, the readers and what libFuzzer keeps."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("formats", nargs="*", metavar="FORMAT")
    parser.add_argument("--minutes", type=float, default=1.0, help="for each format (1)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seeds", type=Path, action="append", default=[], metavar="FOLDER")
    options = parser.parse_args()
    known = [*(reader.id for reader in READERS), *(f"audio-{each.id}" for each in AUDIO_WRITERS)]
    unknown = set(options.formats) - set(known)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    wanted = options.formats or known
    with ThreadPoolExecutor(options.jobs) as pool:
        runs = [pool.submit(fuzz, each, options.minutes, options.seeds) for each in wanted]
    return int(not all(run.result() for run in runs))


def fuzz(name: str, minutes: float, folders: Iterable[Path]) -> bool:
    """Whether the reader `name` stands `minutes` of it; says so."""
    corpus, found = WORK / name / "corpus", WORK / name / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    _plant(name, corpus, folders)
    began = time.monotonic()
    command = [
        sys.executable, "-m", "tests.fuzz.target", name, str(corpus),
        f"-max_total_time={round(minutes * 60)}", "-timeout=2", f"-rss_limit_mb={MEGABYTES}",
        f"-artifact_prefix={found}/", "-max_len=65536", "-print_final_stats=1", "-verbosity=1",
    ]  # fmt: skip
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
    (WORK / name / "log").write_text(run.stdout + run.stderr)
    count = next((x.split()[-1] for x in run.stderr.split("\n") if "executed_units" in x), "?")
    told = "held" if run.returncode == 0 else f"FAILED, see {WORK / name / 'log'}"
    print(f"{name:26} {count:>9} inputs {time.monotonic() - began:6.0f} s  {told}", flush=True)
    return run.returncode == 0


def _plant(name: str, corpus: Path, folders: Iterable[Path]) -> None:
    """Put the seeds for `name` into its corpus."""
    for writer in WRITERS:
        if writer.id == name:
            for number, episode in enumerate(EPISODES):
                text = writer.load()(episode)
                (corpus / f"written-{writer.part}-{number}").write_text(text, encoding="utf-8")
    reader = next((each for each in READERS if each.id == name), None)
    for folder in (SAMPLES / name, *folders):
        for path in folder.rglob("*") if folder.is_dir() else ():
            fits = reader is None or path.suffix.lower() in reader.suffixes
            if path.is_file() and path.stat().st_size <= 262_144 and fits:
                shutil.copyfile(path, corpus / f"seed-{path.name}")


if __name__ == "__main__":
    sys.exit(main())
