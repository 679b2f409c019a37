"""The commands: what they print, where, and their exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from player import __version__
from player.cli import display_trouble, main
from player.resources import episodes

MLOPS = str(episodes() / "mlops-274.episode.yaml")


def test_the_version_and_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"Earmark {__version__}\n"
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert "--tour DIR" in told
    assert "exit status" in told


def test_an_unknown_option_is_told_on_standard_error_with_status_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--unknown"])
    assert ended.value.code == 2
    assert "--unknown" in capsys.readouterr().err


def test_a_word_that_is_neither_file_nor_command_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["frobnicate"]) == 2
    told = capsys.readouterr().err
    assert "There is no file “frobnicate”, and no such command: completion, convert" in told


def test_info_json_has_every_value_of_the_bundled_episode(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert main(["info", "--json", MLOPS]) == 0
    output = capsysbinary.readouterr()
    values = json.loads(output.out)
    assert values["format"] == "earmark-info/1"
    assert values["duration_ms"] == 3_464_000
    assert values["audio"] == {"uri": "mlops-274.opus", "found": True}
    assert len(values["chapters"]) == 15
    assert values["chapters"][12] == {
        "start_ms": 2_913_000,
        "end_ms": 3_206_000,
        "title": "When to optimize",
        "url": None,
        "image": False,
        "toc": True,
    }
    assert [snip["approximate"] for snip in values["snips"]] == [True, True, True]
    assert values["problems"] == []
    assert output.err == b""


def test_info_for_people_reads_like_a_page(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["info", MLOPS]) == 0
    told = capsysbinary.readouterr().out.decode()
    assert told.startswith("Michael Gschwind on on-device AI\n")
    assert "48:33  When to optimize" in told


def test_info_on_what_cannot_be_opened_says_why_and_prints_nothing(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("title: [1, 2")
    for path in (tmp_path / "gone.mp3", tmp_path, bad):
        assert main(["info", "--json", str(path)]) == 2
        output = capsysbinary.readouterr()
        assert output.out == b""
        assert path.name in output.err.decode()
        assert len(output.err.decode().splitlines()) == 1


def test_problems_of_a_file_that_opens_are_in_the_json_and_no_failure(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "talk.yaml"
    path.write_text("title: T\nchapters:\n  - {start: noon, title: x}\n")
    assert main(["info", "--json", str(path)]) == 0
    problems = json.loads(capsysbinary.readouterr().out)["problems"]
    assert problems[0]["severity"] == "error"
    assert problems[0]["where"].startswith("talk.yaml:3:")


def test_a_reader_that_has_read_enough_ends_it_quietly() -> None:
    done = subprocess.run(
        f"{sys.executable} -m player info --json {MLOPS} | head -c 1",
        shell=True,
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "{"
    assert done.stderr == ""


def test_titles_in_any_script_go_to_any_terminal(tmp_path: Path) -> None:
    path = tmp_path / "talk.yaml"
    path.write_text("title: 爱 \U0001f3a7\nsummary: x\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "player", "info", str(path)],
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.decode().startswith("爱 🎧")


def test_info_needs_neither_qt_nor_libvlc() -> None:
    code = (
        "import sys; from player.cli import main; main(['info', sys.argv[1]]); "
        "sys.exit(any(m.split('.')[0] in ('PySide6', 'vlc') for m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, MLOPS],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are Linux's")
@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "there is no display"),
        ({"DISPLAY": ":4711"}, "cannot be reached"),
        ({"DISPLAY": "rubbish"}, "names no display"),
        ({"DISPLAY": ":4711", "QT_QPA_PLATFORM": "offscreen"}, ""),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ""),
    ],
)
def test_a_display_that_is_not_there_is_told_before_qt_crashes(
    environment: dict[str, str], told: str
) -> None:
    assert told in display_trouble(environment)
    assert bool(display_trouble(environment)) == bool(told)
