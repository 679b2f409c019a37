"""What the figures were measured on: the machine, the versions, the day."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.players import ROOT, Player

_PACKAGES = ("PySide6-Essentials", "python-vlc", "av")


def described(players: list[Player]) -> str:
    """A list in Markdown."""
    packages = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    lines = [
        f"{_processor()}, {os.cpu_count()} cores, {_memory()}; "
        f"{_system()}, kernel {platform.release()}; Xvfb and PulseAudio of its own, no sound card.",
        f"Python {platform.python_version()}, {packages}, {_libvlc()}.",
    ]
    lines += [f"{player.name}: {player.version() or player.advice}." for player in players]
    return "\n".join(f"- {line}" for line in lines)


def day_and_version() -> str:
    """When and of what a section was measured, as a line in Markdown."""
    day = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d")
    return f"*{day}, Earmark {_commit()}*"


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found.group(1).strip() if found else platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _commit() -> str:
    """The version, with the commit where this is a checkout."""
    version = (ROOT / "player" / "__init__.py").read_text()
    number = re.search(r'__version__ = "([^"]+)"', version)
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    commit = f" ({said.stdout.strip()})" if said.returncode == 0 else ""
    return f"{number.group(1) if number else 'of unknown version'}{commit}"


def _libvlc() -> str:
    # In a process of its own: what is loaded here would be shared with what is weighed.
    code = "import vlc; print(vlc.libvlc_get_version().decode())"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30
    )
    return f"libVLC {said.stdout.strip() or 'of unknown version'}"
