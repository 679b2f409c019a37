"""Measures Earmark beside its peers and writes BENCHMARKS.md:  python -m tests.benchmarks [TABLE…]

Tables: start, jumps, growth; all of them without a name. Only a run of all writes the file.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module

from tests.benchmarks import machine
from tests.benchmarks.players import PEERS, ROOT
from tests.benchmarks.screen import screen

TABLES = ("start", "jumps", "growth")
"""The modules here that make a section each; `start` comes first, before much is loaded here."""
HEAD = """# Benchmarks

Made by `./check --bench`. Each figure is a median, with the least and the greatest in brackets;
nothing fails on a time. A ratio below 1 is in Earmark's favour."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="./check --bench", description="Measures Earmark.")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join(TABLES))
    wanted = parser.parse_args().tables or TABLES
    if unknown := [name for name in wanted if name not in TABLES]:
        parser.error(f"no such table: {', '.join(unknown)}; there are {', '.join(TABLES)}")
    here = [peer for peer in PEERS if peer.version() is not None]
    sections = [HEAD, machine.described(list(PEERS))]
    _say("\n\n".join(sections))
    with screen():
        for name in wanted:
            began = time.monotonic()
            sections.append(import_module(f"tests.benchmarks.{name}").measured(here))
            _say(f"\n{sections[-1]}\n\n({time.monotonic() - began:.0f} s)")
    if set(wanted) == set(TABLES):
        (ROOT / "BENCHMARKS.md").write_text("\n\n".join(sections) + "\n")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
