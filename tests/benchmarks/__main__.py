"""Measures Earmark beside its peers and writes BENCHMARKS.md:

    python -m tests.benchmarks [--quick] [TABLE…]

Tables: those of `TABLES`; all without a name. Those not named keep their section. --quick measures
jumps and lengths with four formats only.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from importlib import import_module

from tests.benchmarks import machine
from tests.benchmarks.endings import ENDINGS, QUICK
from tests.benchmarks.players import PEERS, ROOT
from tests.benchmarks.screen import screen

TABLES = (
    "start",
    "jumps",
    "shown",
    "keys",
    "held",
    "length",
    "growth",
    "blocks",
    "endurance",
    "formats",
)
"""The modules here that make a section each; `start` comes first, before much is loaded here."""
FILE = ROOT / "BENCHMARKS.md"
HEAD = """# Benchmarks

Made by `./check --bench`. Each figure is a median, with the least and the greatest in brackets;
nothing fails on a time. A ratio below 1 is in Earmark's favour."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="./check --bench", description="Measures Earmark.")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join(TABLES))
    parser.add_argument("--quick", action="store_true", help="with four formats only")
    arguments = parser.parse_args()
    wanted = arguments.tables or TABLES
    endings = QUICK if arguments.quick else tuple(ENDINGS)
    if unknown := [name for name in wanted if name not in TABLES]:
        parser.error(f"no such table: {', '.join(unknown)}; there are {', '.join(TABLES)}")
    here = [peer for peer in PEERS if peer.version() is not None]
    if absent := [peer.name for peer in PEERS if peer not in here]:
        sys.stderr.write(
            f"Not here to compare with: {', '.join(absent)}. To get them: apt-get install vlc mpv\n"
        )
    head = f"{HEAD}\n\n{machine.described(list(PEERS))}"
    sections = _written()
    _say(head)
    with screen():
        for name in wanted:
            began = time.monotonic()
            module = import_module(f"tests.benchmarks.{name}")
            title = f"## {module.TITLE}"
            sections[title] = f"{machine.day_and_version()}\n\n{module.measured(here, endings)}"
            _say(f"\n{title}\n\n{sections[title]}\n\n({time.monotonic() - began:.0f} s)")
            parts = [head, *(f"{title}\n\n{text}" for title, text in sections.items())]
            FILE.write_text("\n\n".join(parts) + "\n", "utf-8")
    return 0


def _written() -> dict[str, str]:
    """The sections that the file has already, by title."""
    if not FILE.exists():
        return {}
    parts = re.split(r"^(## .*)$", FILE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], (text.strip() for text in parts[1::2]), strict=True))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
