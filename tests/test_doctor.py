"""The doctor looks at a machine, healthy or not, and each complaint says what to do."""

from __future__ import annotations

import io
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from player import doctor
from player.domain.errors import EngineError


class Visit:
    """What the doctor said: the text, and the status that `earmark doctor` ends with."""

    def __init__(self) -> None:
        out = io.StringIO()
        self.status = doctor.run(out)
        self.lines = out.getvalue().splitlines()

    def of(self, what: str) -> str:
        """The one line about `what`."""
        (line,) = (line for line in self.lines if line[4:].startswith(what))
        return line


@pytest.fixture
def healthy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A machine with all that Earmark needs, as far as it is asked from outside this process."""
    vlc = SimpleNamespace(
        libvlc_get_version=lambda: b"3.0.21 Vetinari",
        dll=SimpleNamespace(_name=str(tmp_path / "libvlc.so.5")),
        plugin_path=None,
    )
    for kind in ("demux", "codec", "access", "misc", "audio_filter"):
        (tmp_path / "vlc" / "plugins" / kind).mkdir(parents=True)
    for name in doctor._PLUGINS:
        (tmp_path / "vlc" / "plugins" / "codec" / f"lib{name}_plugin.so").touch()
    monkeypatch.setattr(doctor, "_load_vlc", lambda: vlc)
    monkeypatch.setattr(doctor, "_plays", lambda _vlc: True)
    monkeypatch.setattr(doctor, "_outputs", lambda _vlc: iter(["pulse", "adummy"]))
    monkeypatch.setattr(doctor, "_reached", lambda _environment: iter(["PulseAudio reached"]))
    monkeypatch.setattr(doctor, "_try_out", lambda _program: (True, "fine"))
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("EARMARK_HOME", str(tmp_path / "home"))
    return vlc


@pytest.mark.usefixtures("healthy")
def test_a_healthy_machine_gets_nothing_but_ok(tmp_path: Path) -> None:
    visit = Visit()

    assert visit.status == 0
    assert [line[:4] for line in visit.lines] == ["ok  "] * len(visit.lines)
    assert "3.0.21" in visit.of("libVLC")
    assert str(tmp_path / "vlc" / "plugins") in visit.of("plugins")
    assert str(tmp_path / "home" / "config") in visit.of("settings")
    assert not (tmp_path / "home").exists()


def test_without_libvlc_the_command_that_installs_it_is_told(
    healthy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "libVLC is not here. Type: sudo apt install vlc"
    monkeypatch.setattr(doctor, "_load_vlc", lambda: told)

    visit = Visit()

    assert visit.status == 1
    assert visit.of("libVLC").startswith("--")
    assert told in visit.of("libVLC")


def test_the_engines_own_words_are_what_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = pytest.importorskip("player.engine.vlc")

    def missing() -> None:
        raise EngineError("There is no libVLC. Type: sudo dnf install vlc")

    monkeypatch.setattr(engine, "load_vlc", missing)

    assert doctor._load_vlc() == "There is no libVLC. Type: sudo dnf install vlc"


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize("name", doctor._PLUGINS)
def test_a_missing_plugin_is_named_with_what_it_is_for(tmp_path: Path, name: str) -> None:
    (tmp_path / "vlc" / "plugins" / "codec" / f"lib{name}_plugin.so").unlink()

    (complaint,) = (line for line in Visit().lines if line.startswith("--"))

    assert f"{name} is missing, for {doctor._PLUGINS[name]}" in complaint


@pytest.mark.usefixtures("healthy")
def test_a_libvlc_that_plays_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_plays", lambda _vlc: False)

    visit = Visit()

    assert visit.status == 1
    assert "install VLC again" in visit.of("playing")


@pytest.mark.usefixtures("healthy")
@pytest.mark.skipif("sys.platform != 'linux'", reason="elsewhere there is always a display")
def test_without_a_display_the_tour_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    visit = Visit()

    assert visit.status == 1
    assert visit.of("display").startswith("--")
    assert "earmark --tour DIR" in visit.of("display")


@pytest.mark.usefixtures("healthy")
@pytest.mark.skipif("sys.platform != 'linux'", reason="elsewhere the system has the only server")
def test_without_a_sound_server_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_reached", lambda _environment: iter([]))

    visit = Visit()

    assert visit.status == 1
    assert "start a sound server" in visit.of("sound")


@pytest.mark.usefixtures("healthy")
def test_outputs_that_nobody_hears_are_no_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_outputs", lambda _vlc: iter(["adummy", "afile", "amem"]))

    assert "no output" in Visit().of("sound")


@pytest.mark.usefixtures("healthy")
def test_a_home_that_cannot_be_written_is_told_but_playing_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("EARMARK_HOME", str(tmp_path / "file"))

    visit = Visit()

    assert visit.status == 0
    for what in ("settings", "positions"):
        assert visit.of(what).startswith("--")
        assert "nothing is remembered" in visit.of(what)


@pytest.mark.usefixtures("healthy")
def test_what_qt_misses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = "libEGL.so.1: cannot open shared object file"
    monkeypatch.setattr(doctor, "_try_out", lambda _program: (False, missing))

    visit = Visit()

    assert visit.status == 1
    assert missing in visit.of("Qt")
    assert "./run" in visit.of("Qt")


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("print('6.8 ')", (True, "6.8")),
        ("import nowhere_at_all", (False, "ModuleNotFoundError: No module named")),
        ("raise ImportError('libGL.so.1: cannot open')", (False, "libGL.so.1: cannot open")),
        ("import os; os.abort()", (False, "Qt ended without a word")),
        (
            "import sys; sys.exit('qt: Could not connect to display :77\\nIt was aborted.')",
            (False, "qt: Could not connect to display :77"),
        ),
    ],
)
def test_what_a_program_of_its_own_says_is_one_line(
    program: str, said: tuple[bool, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    good, line = doctor._try_out(program)

    assert good == said[0]
    assert line.startswith(said[1])


def test_qt_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_PATIENCE", 0.2)

    assert doctor._try_out("import time; time.sleep(60)") == (False, "Qt does not answer")


@pytest.mark.skipif("not hasattr(socket, 'AF_UNIX')", reason="there are no sockets in files")
def test_a_server_is_reached_only_if_it_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The name of a socket may have only about a hundred characters.
    monkeypatch.chdir(tmp_path)
    environment = {"XDG_RUNTIME_DIR": "."}
    assert "PulseAudio reached" not in list(doctor._reached(environment))
    Path("pulse").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("pulse/native")
        assert "PulseAudio reached" not in list(doctor._reached(environment))
        server.listen(1)
        assert "PulseAudio reached" in list(doctor._reached(environment))
    assert "PulseAudio at tcp:there" in list(doctor._reached({"PULSE_SERVER": "tcp:there"}))


@pytest.mark.sound
def test_the_real_libvlc_is_found_and_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    visit = Visit()

    assert visit.of("libVLC").startswith("ok")
    assert Path(visit.of("libVLC").rpartition(", ")[2]).is_file()
    assert visit.of("playing").startswith("ok")
    assert visit.of("PyAV").startswith("ok")
    assert "offscreen" in visit.of("display")
