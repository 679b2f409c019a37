"""The rooms of the house: who may import whom, how long a module is, what no file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "player"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 300

# Each room, and the rooms of the project that it may import besides itself. A folder or module
# directly in player/ that is not named here is a tool: it may see everything below the window.
BELOW_UI = {"domain", "resources", "formats", "engine", "store", "app"}
ROOMS: dict[str, set[str]] = {
    "domain": set(),
    "resources": {"domain"},
    "formats": {"domain", "resources"},
    "engine": {"domain", "resources"},
    "store": {"domain", "resources"},
    "app": BELOW_UI,
    "ui": BELOW_UI,
}
SEE_EVERYTHING = {"__main__", "cli", "running", "tour", "bootstrap"}
QT = {"app": {"PySide6.QtCore"}, "ui": {"PySide6"}}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that is imported anywhere in the module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno}: imports are written in full"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def wrong_imports(path: Path) -> list[str]:
    """What the module imports and may not, as `file:line: name`."""
    room = room_of(path)
    tools = {room_of(module) for module in MODULES} - ROOMS.keys() - SEE_EVERYTHING - {"__init__"}
    wrong = []
    for line, name in imports_of(path):
        first, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if first == "player" and room not in SEE_EVERYTHING:
            allowed = ROOMS.get(room, BELOW_UI | tools | {"bootstrap"}) | {room, "__version__"}
            good = target in allowed
        elif first == "PySide6" and room not in SEE_EVERYTHING:
            good = any(within(name, module) for module in QT.get(room, ()))
        elif first == "vlc":
            good = name_of(path) == "player/engine/vlc.py"
        else:
            good = room != "domain" or first in sys.stdlib_module_names or first == "player"
        if not good:
            wrong.append(f"{name_of(path)}:{line}: {name}")
    return wrong


def committed() -> list[Path]:
    """Every file of the project: what git has or would take, else what lies in its folders."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode("utf-8", "surrogateescape")
        files = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = [
            path
            for path in ROOT.rglob("*")
            if not {".git", ".venv", "__pycache__"} & set(path.relative_to(ROOT).parts)
            and not re.search(r"/\.\w+_cache/", path.as_posix())
        ]
    return [path for path in files if path.is_file()]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_room_sees_one_above_it(path: Path) -> None:
    assert wrong_imports(path) == []


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("domain/x.py", "import yaml"),
        ("domain/x.py", "from player.formats import read"),
        ("formats/x.py", "from player import store"),
        ("formats/x.py", "from PySide6 import QtCore"),
        ("store/x.py", "def f():\n    from player.engine.api import Engine"),
        ("engine/x.py", "import vlc"),
        ("engine/x.py", "import PySide6.QtCore"),
        ("app/x.py", "from player.ui.window import Window"),
        ("app/x.py", "from PySide6.QtGui import QColor"),
        ("app/x.py", "import vlc"),
        ("ui/x.py", "from player import bootstrap"),
        ("ui/x.py", "from player.doctor import run"),
        ("doctor.py", "from player.ui.window import Window"),
        ("doctor.py", "from PySide6.QtWidgets import QWidget"),
        ("cli.py", "import vlc"),
    ],
)
def test_the_rule_sees_what_breaks_it(
    place: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path / "player")
    monkeypatch.setattr(sys.modules[__name__], "MODULES", [])
    module = tmp_path / "player" / place
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(line)

    assert len(wrong_imports(module)) == 1


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_longer_than_one_can_hold_in_mind(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LONGEST, f"{name_of(path)} has {lines} lines; split it"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_module_says_first_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{name_of(path)} has none"


def test_nothing_speaks_of_the_machine_that_it_was_written_on() -> None:
    # Put together, so that this file does not hold what it looks for.
    places = re.compile(rb"(?<![\w.~-])/(?:%s)/[\w.]" % b"|".join([b"wo" + b"rk", b"ro" + b"ot"]))
    found = [
        f"{name_of(path)}: {match.group().decode()}"
        for path in committed()
        if b"\0" not in (data := path.read_bytes())[:8192] and (match := places.search(data))
    ]
    assert found == []


def test_the_top_holds_only_what_one_expects_there() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in committed()}
    texts = {"README.md", "LICENSE"}
    texts |= {f"{name}.md" for name in ("ARCHITECTURE", "BENCHMARKS", "CHANGELOG", "CONTRIBUTING")}
    expected = {"player", "resources", "episodes", "tests", "pyproject.toml", "run", "check"}
    assert {name for name in top if not name.startswith(".")} <= expected | texts


def test_the_window_waits_for_no_reader_and_for_nothing_that_playing_does_not_need() -> None:
    code = "import player.running, sys; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(said.stdout.split())
    later = {"yaml", "mutagen", "av", "vlc", "ssl", "_hashlib", "html", "player.formats"}
    later |= {"player.ui.ask", "player.engine.vlc"}
    assert "player.ui.window" in loaded
    assert not loaded & later


def test_an_episode_file_waits_for_nothing_that_reads_tags_or_writes_files() -> None:
    code = (
        "import sys, player.app.places; from player import formats;"
        "formats.read(b'title: A\\naudio: a.mp3', 'a.yaml'); print(*sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(said.stdout.split())
    assert "player.formats.episode_yaml" in loaded
    later = {"player.formats.audio.tags", "player.formats.transcripts.vtt", "player.app.locating"}
    assert not loaded & (later | {"mutagen", "fractions", "defusedxml"})
