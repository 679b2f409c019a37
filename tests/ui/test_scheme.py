"""Light and dark as the system says, on desktops that Qt itself does not listen to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="needs dbus-run-session")
def test_the_portal_s_scheme_is_followed_at_the_start_and_while_running() -> None:
    environment = {
        k: v
        for k, v in os.environ.items()
        if k not in ("DBUS_SESSION_BUS_ADDRESS", "XDG_CURRENT_DESKTOP")
    }
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(ROOT / "tests" / "data" / "follower.py")],
        env={**environment, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["light", "dark", "light"], done.stderr
