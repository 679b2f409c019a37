"""libVLC is missing, broken or of another kind: each is told with what to type."""

from __future__ import annotations

import ctypes
import platform
import sys
from pathlib import Path

import pytest

from player.domain.errors import EngineError
from player.engine import install
from player.engine.api import Failed
from player.engine.vlc import Deck, VlcEngine, load_vlc
from tests.hearing import Ear, babble, record


@pytest.fixture
def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a `vlc` module that stands in for python-vlc; the library itself is there."""
    # Set, then deleted: afterwards this one is forgotten, and the real one is back where it was.
    monkeypatch.setitem(sys.modules, "vlc", sys)
    del sys.modules["vlc"]
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(install, "how_to_install", lambda: "Type: install it")
    monkeypatch.setattr("player.engine.vlc.how_to_install", lambda: "Type: install it")
    return tmp_path / "vlc.py"


@pytest.mark.parametrize(
    ("breaks", "told"),
    [
        ("raise NameError(\"no function 'libvlc_new'\")", "libVLC.* is missing. Type: install it"),
        ("raise NotImplementedError('Cannot find libvlc lib')", "is missing. Type: install it"),
        ("raise OSError('libvlc.so.5: cannot open')", "is missing. Type: install it"),
        ("raise KeyError('HOMEDRIVE')", "is missing. Type: install it"),
        ("raise AttributeError('dll')", "is missing. Type: install it"),
        ("raise ImportError('half a module')", "is missing. Type: install it"),
        ("raise OSError('[WinError 193] %1 is not a valid Win32 application')", "another kind"),
        ("raise OSError('mach-o file, but is an incompatible architecture')", "another kind"),
        ("raise ModuleNotFoundError(\"No module named 'vlc'\")", "pip install python-vlc"),
        ("def libvlc_get_version(): return b'4.0.0-dev'", "version 3 is needed"),
        ("x = 1", "is missing. Type: install it"),
    ],
)
def test_each_way_to_be_broken_is_told(pretend: Path, breaks: str, told: str) -> None:
    pretend.write_text(breaks)

    with pytest.raises(EngineError, match=told):
        load_vlc()


def test_a_setting_that_leads_nowhere_is_named(
    pretend: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_VLC_LIB_PATH", "/nowhere/libvlc.so")
    pretend.write_text("raise SystemExit(1)")

    with pytest.raises(EngineError, match="PYTHON_VLC_LIB_PATH is set, but leads to no libVLC"):
        load_vlc()


def test_libvlc_without_its_plugins_is_told(pretend: Path) -> None:
    pretend.write_text(
        "def libvlc_get_version(): return b'3.0.24'\ndef Instance(flags): return None\n"
    )

    with pytest.raises(EngineError, match=r"plugins are missing\. Type: install it"):
        Deck(lambda report: None, None, None)


@pytest.mark.skipif(sys.platform != "linux", reason="the trap is Linux's")
def test_python_itself_is_not_taken_for_libvlc(
    pretend: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_python(name: str | None) -> object:
        if name is None:
            return object()
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", only_python)
    pretend.write_text("def libvlc_get_version(): return b'3.0.24'")

    with pytest.raises(EngineError, match="is missing"):
        load_vlc()


def test_the_window_hears_of_it_when_a_recording_is_opened(pretend: Path, tmp_path: Path) -> None:
    pretend.write_text("raise NotImplementedError")
    audio = record(tmp_path / "talk.wav", babble(1))
    ear, engine = Ear(), VlcEngine()
    engine.listen(ear.hear)

    engine.open(audio, start=0, play=True)

    assert ear.complaint() == "libVLC, which makes the sound, is missing. Type: install it"
    assert isinstance(ear.events[-1], Failed)
    engine.shut_down()


@pytest.mark.parametrize(
    ("system", "release", "command"),
    [
        ("linux", {"ID": "debian"}, "sudo apt install libvlc5 vlc-plugin-base"),
        ("linux", {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "sudo apt install libvlc5"),
        ("linux", {"ID": "fedora"}, "sudo dnf install vlc-libs vlc-plugins-base"),
        ("linux", {"ID": "arch"}, "sudo pacman -S vlc"),
        ("linux", {"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "sudo zypper install"),
        ("linux", {"ID": "plan9"}, "your system's package manager"),
        ("darwin", {}, "brew install --cask vlc"),
        ("win32", {}, "winget install VideoLAN.VLC"),
    ],
)
def test_the_command_is_that_of_the_system(
    monkeypatch: pytest.MonkeyPatch, system: str, release: dict[str, str], command: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)

    assert command in install.how_to_install()


def test_a_linux_without_a_name_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> dict[str, str]:
        raise OSError

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "freedesktop_os_release", nameless)

    assert "package manager" in install.how_to_install()
