"""`earmark --tour DIR`: every marker heard, every view pictured, without a screen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

pytestmark = [pytest.mark.journey, pytest.mark.sound]


def tour(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "DISPLAY"}
    return subprocess.run(
        [sys.executable, "-m", "player", "--tour", str(folder)],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_the_tour_hears_every_marker_and_pictures_every_view(tmp_path: Path) -> None:
    done = tour(tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "18 of 18 markers heard where they are." in done.stdout
    table = (tmp_path / "out" / "tour.md").read_text()
    rows = re.findall(r"^\| .* \| [\d:.]+ \| [\d:.]+ \| ([+-]\d+) ms \|$", table, re.MULTILINE)
    assert len(rows) == 18
    assert all(abs(int(row)) <= 80 for row in rows)
    pictures = sorted((tmp_path / "out").glob("*.png"))
    assert len(pictures) == 12
    for picture in pictures:
        image = QImage(str(picture))
        assert (image.width(), image.height()) == (1100, 720)
        dark = image.pixelColor(700, 500).lightnessF() < 0.5
        assert dark == picture.name.endswith("dark.png")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = tour(tmp_path / "file" / "out")
    assert done.returncode == 2
    assert "cannot be made" in done.stderr
