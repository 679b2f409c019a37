"""What a process holds at a moment: memory, threads, open files; and how that grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Weight:
    """`done`: how much was done until then, in whatever it is told by."""

    done: float
    pss: float
    """Memory in MB, what is shared with others divided among them."""
    uss: float
    """Memory in MB that it has for itself."""
    anonymous: float
    """Memory in MB that is no file's: unlike the others it is the same whoever else runs."""
    threads: int
    files: int
    """Open file descriptors."""


def weigh(done: float, process: int | str = "self") -> Weight:
    """What the process holds now."""
    folder = Path("/proc") / str(process)
    told = {"Pss": 0.0, "Private_Clean": 0.0, "Private_Dirty": 0.0, "Anonymous": 0.0}
    for line in (folder / "smaps_rollup").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in told:
            told[name] = float(rest.split()[0]) / 1000
    return Weight(
        done=done,
        pss=told["Pss"],
        uss=told["Private_Clean"] + told["Private_Dirty"],
        anonymous=told["Anonymous"],
        threads=len(list((folder / "task").iterdir())),
        files=len(list((folder / "fd").iterdir())),
    )


def slope(done: Sequence[float], values: Sequence[float]) -> float:
    """By how much the values grow with one more done: the median of what any two of them say.

    So a weighing or two that are off, as while something is being let go of, say nothing.
    """
    pairs = combinations(zip(done, values, strict=True), 2)
    slopes = [(after - before) / (b - a) for (a, before), (b, after) in pairs if b != a]
    return median(slopes) if slopes else 0.0
