"""A player in a process of its own: what it needs of memory and processor, and its end."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.players import ROOT, Player
from tests.sound_server import SoundServer

_TICKS = os.sysconf("SC_CLK_TCK")


class Running:
    """A player that runs. `began`: the moment before it was started (time.monotonic())."""

    def __init__(
        self, player: Player, files: Sequence[str], server: SoundServer, home: Path
    ) -> None:
        self.player = player
        env = {**os.environ, **server.env, "HOME": str(home), "EARMARK_HOME": str(home / "earmark")}
        kinds = ("CONFIG", "CACHE", "DATA", "STATE")
        env |= {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in kinds}
        env |= {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "LC_ALL": "C.UTF-8"}
        # As for its users: Python keeps compiled modules, the first run writes them.
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        user = player.user
        if user is not None:
            # What the server's owner keeps to itself, another one has at home.
            own = {name: str(home) for name in ("PULSE_RUNTIME_PATH", "PULSE_STATE_PATH")}
            env |= {**own, "PULSE_COOKIE": str(home / "cookie"), "XDG_RUNTIME_DIR": str(home)}
            Path(server.env["XDG_RUNTIME_DIR"]).chmod(0o711)
            os.chown(home, user, user)
        self.began = time.monotonic()
        self._process = subprocess.Popen(
            player.command(files),
            env=env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def memory(self) -> float:
        """Its memory in MB, what it shares with others divided among them (PSS)."""
        return sum(_pss(process) for process in self._processes()) / 1000

    def processor(self) -> float:
        """The processor's time (s) that it has taken so far."""
        taken = 0
        for process in self._processes():
            user, system = _stat(process)[11:13]
            taken += int(user) + int(system)
        return taken / _TICKS

    def end(self) -> None:
        """End it, and wait until it is gone."""
        if self.alive:
            self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)

    def _processes(self) -> list[Path]:
        """It and its children: they are a session of their own."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if int(_stat(process)[3]) == self._process.pid:
                    found.append(process)
            except (OSError, IndexError):
                continue
        return found


@contextmanager
def running(player: Player, files: Sequence[str], server: SoundServer) -> Iterator[Running]:
    """The player with an empty home, ended with the block."""
    with tempfile.TemporaryDirectory(prefix="earmark-bench-", ignore_cleanup_errors=True) as home:
        process = Running(player, files, server, Path(home))
        try:
            yield process
        finally:
            process.end()


def _stat(process: Path) -> list[str]:
    """What stands after the name in /proc/…/stat: state, parent, group, session …"""
    return (process / "stat").read_text(errors="replace").rpartition(")")[2].split()


def _pss(process: Path) -> float:
    for line in (process / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return float(line.split()[1])
    return 0.0
