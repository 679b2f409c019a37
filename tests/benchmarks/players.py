"""The program and its peers: how each is started with a file, and which are here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
"""Whom VLC runs as where the suite runs as root, which VLC refuses to."""


@dataclass(frozen=True)
class Player:
    """One player. `titled` matches its window's title once something is open in it."""

    name: str
    command: Callable[[Sequence[str]], list[str]]
    titled: str
    next_chapter: str = ""
    """The key that goes to the next chapter, in xdotool's words; "" where there is none."""
    probe: tuple[str, ...] = ()
    """A command whose output holds the version; empty for the program itself."""
    lacks: str = field(default="\0")
    """What `probe` says where the player has no window."""
    advice: str = ""
    refuses_root: bool = False

    @property
    def user(self) -> int | None:
        """Who it must run as, None: who runs the suite."""
        return NOBODY if self.refuses_root and os.geteuid() == 0 else None

    def version(self) -> str | None:
        """What it says of its version, or None where it, or its window, is not here."""
        if not self.probe or shutil.which(self.probe[0]) is None:
            return None
        said = ""
        for words in ((self.probe[0], "--version"), self.probe):
            said += subprocess.run(
                words,
                env={**os.environ, "HOME": "/nonexistent"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
                timeout=20,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
            ).stdout
        if self.lacks in said:
            return None
        number = re.search(r"\b\d+\.\d+(\.\d+)*", said)
        return number.group() if number else "of unknown version"


EARMARK = Player(
    "Earmark",
    lambda files: [sys.executable, "-m", "player", *files],
    titled=r". — Earmark$",
    next_chapter="ctrl+Right",
)
VLC = Player(
    "VLC",
    lambda files: [
        *("vlc", "--intf=qt", "--no-qt-privacy-ask", "--no-metadata-network-access"),
        *("--aout=pulse", *files),
    ],
    titled=r". - VLC media player$",
    probe=("vlc", "-p", "qt"),
    lacks="No matching module found",
    advice="not installed with its window; `apt-get install vlc` brings it",
    refuses_root=True,
)
MPV = Player(
    "mpv",
    lambda files: ["mpv", "--no-config", "--no-terminal", "--force-window", "--ao=pulse", *files],
    titled=r"^(?!No file).* - mpv$",
    next_chapter="Prior",
    probe=("mpv", "--version"),
    advice="not installed; `apt-get install mpv` brings it",
)
PEERS = (VLC, MPV)
