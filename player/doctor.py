"""`earmark doctor`: looks at everything that playing needs, and says what to do where it lacks."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from player.domain.errors import EngineError
from player.store.files import reason
from player.store.paths import Paths

OLDEST_PYTHON = (3, 11)
_PATIENCE = 30.0
"""Seconds after which Qt or libVLC is taken to hang."""

_QT = """
import PySide6.QtCore, PySide6.QtGui, PySide6.QtSvg, PySide6.QtWidgets
print(PySide6.QtCore.qVersion())
"""
_WINDOW = """
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
size = application.primaryScreen().size()
print(f"{application.platformName()}, {size.width()}×{size.height()}")
"""
_PLUGINS = {
    "imem": "taking what Earmark decodes",
    "araw": "making it into sound",
}
_OUTPUTS = {"pulse", "pipewire", "alsa", "jack", "auhal", "mmdevice", "wasapi", "directsound"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `what` is `good`, or `text` says what to do. Nothing plays without a `needed`."""

    good: bool
    what: str
    text: str
    needed: bool = True


def run(out: TextIO) -> int:
    """Write a line for each thing that was looked at; 1 if the player could not play, else 0."""
    able = True
    for look in (_python, _qt, _display, _libvlc, _pyav, _sound, _folders):
        for finding in look():
            able = able and (finding.good or not finding.needed)
            mark, colon = ("ok", "") if finding.good else ("--", ":")
            print(f"{mark}  {finding.what + colon:<10} {finding.text}", file=out, flush=True)
    return 0 if able else 1


def _python() -> Iterator[Finding]:
    about = f"{platform.python_version()}, {sys.executable}"
    if sys.version_info >= OLDEST_PYTHON:
        yield Finding(True, "Python", about)
    else:
        yield Finding(False, "Python", f"{about} is too old; install Python 3.11 or newer")


def _qt() -> Iterator[Finding]:
    good, said = _try_out(_QT)
    if good:
        yield Finding(True, "Qt", f"{said}, PySide6 {_version_of('PySide6-Essentials')}")
    else:
        yield Finding(False, "Qt", f"{said}; ./run installs what Qt needs on Debian and Ubuntu")


def _display() -> Iterator[Finding]:
    chosen = [os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")]
    if sys.platform == "linux" and not any(chosen):
        text = "there is none; start Earmark on a desktop, or look at earmark --tour DIR"
        yield Finding(False, "display", text)
        return
    good, said = _try_out(_WINDOW)
    text = f"Qt can open no window ({said}); check DISPLAY, ./run installs what Qt needs"
    yield Finding(good, "display", said if good else text)


def _libvlc() -> Iterator[Finding]:
    vlc = _load_vlc()
    if isinstance(vlc, str):
        yield Finding(False, "libVLC", vlc)
        return
    library = _library_path(vlc)
    yield Finding(True, "libVLC", f"{vlc.libvlc_get_version().decode()}, {library}")
    folders = _plugin_folders(vlc, library)
    files = [file for folder in folders for file in folder.rglob("*_plugin.*")]
    if files:
        names = {file.stem.removeprefix("lib").removesuffix("_plugin") for file in files}
        yield Finding(True, "plugins", f"{len(names)} in {', '.join(map(str, folders))}")
        for name in _PLUGINS.keys() - names:
            text = f"{name} is missing, for {_PLUGINS[name]}; install all of VLC's plugins"
            yield Finding(False, "plugins", text, needed=False)
    if _plays(vlc):
        yield Finding(True, "playing", "libVLC took samples and played them to their end")
    else:
        text = "libVLC could not play a plain WAV file; install VLC again with its plugins"
        yield Finding(False, "playing", text)


def _pyav() -> Iterator[Finding]:
    try:
        import av
    except ImportError as error:
        yield Finding(False, "PyAV", f"{error}; install Earmark again")
    else:
        text = f"{av.__version__}, libavformat {_dotted(av.library_versions['libavformat'])}"
        yield Finding(True, "PyAV", text)


def _sound() -> Iterator[Finding]:
    vlc = _load_vlc()
    if isinstance(vlc, str):
        return
    outputs = [name for name in _outputs(vlc) if name in _OUTPUTS]
    if not outputs:
        yield Finding(False, "sound", "libVLC has no output; install all of VLC's plugins")
    elif sys.platform != "linux":
        yield Finding(True, "sound", ", ".join(outputs))
    elif reached := list(_reached(dict(os.environ))):
        yield Finding(True, "sound", f"{', '.join(outputs)}; {', '.join(reached)}")
    else:
        text = "no PulseAudio, PipeWire or sound card can be reached; start a sound server"
        yield Finding(False, "sound", text)


def _folders() -> Iterator[Finding]:
    paths = Paths.find()
    for what, folder in (("settings", paths.config), ("positions", paths.state)):
        present = next((p for p in (folder, *folder.parents) if p.exists()), folder)
        try:
            tempfile.TemporaryFile(dir=present).close()
        except OSError as error:
            text = f"{folder} cannot be written, nothing is remembered: {reason(error)}"
            yield Finding(False, what, text, needed=False)
        else:
            yield Finding(True, what, str(folder))


def _try_out(program: str) -> tuple[bool, str]:
    """Run `program` in a Python of its own, since Qt ends a process that it cannot serve.

    Whether it went well, and the one line that it said.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False, "Qt does not answer"
    if done.returncode == 0:
        return True, done.stdout.strip()
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    # Qt gives the reason first and then what follows from it; Python gives it at the end.
    reasons = [line for line in lines if "could not" in line.lower()] or lines[-1:]
    return False, (reasons or ["Qt ended without a word"])[0].removeprefix("ImportError: ")


def _version_of(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "of unknown version"


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def _load_vlc() -> Any:
    """python-vlc's module, or the sentence that says why there is none."""
    from player.engine.vlc import load_vlc

    try:
        return load_vlc()
    except EngineError as error:
        return str(error)


def _library_path(vlc: Any) -> Path:
    """The file that libVLC was loaded from; only its name where the system does not tell."""
    name = Path(str(vlc.dll._name))
    maps = Path("/proc/self/maps")
    if not name.is_absolute() and maps.exists():
        for line in maps.read_text("utf-8", "replace").splitlines():
            path = Path(line.rpartition(" ")[2])
            if path.name.startswith("libvlc.so"):
                return path
    return name


def _plugin_folders(vlc: Any, library: Path) -> list[Path]:
    """Where libVLC looks for its plugins: beside itself, and where it is told to."""
    chosen = [os.environ.get("VLC_PLUGIN_PATH"), vlc.plugin_path]
    beside = library.parent
    places = [beside / "vlc" / "plugins", beside / "plugins", beside.parent / "plugins"]
    places += [Path(place) for place in chosen if place]
    return [place for place in dict.fromkeys(places) if place.is_dir()]


def _outputs(vlc: Any) -> Iterator[str]:
    """The names of libVLC's modules for sound output."""
    instance = vlc.Instance("--quiet")
    if instance is None:
        return
    first = entry = vlc.libvlc_audio_output_list_get(instance)
    while entry:
        yield entry.contents.name.decode()
        entry = entry.contents.next
    if first:
        vlc.libvlc_audio_output_list_release(first)
    instance.release()


def _plays(vlc: Any) -> bool:
    """Whether libVLC plays samples, into nothing, as the engine hands them over."""
    from player.engine.decode import Shape
    from player.engine.feed import Feed
    from player.engine.intake import Intake
    from player.engine.lateness import Lateness
    from player.engine.order import NO_ORDER

    instance = vlc.Instance("--quiet", "--aout=adummy", "--no-video", "--ignore-config")
    if instance is None:
        return False
    feed = Feed(Shape(8000, 1), lambda _what: None)
    feed.go_to(0)
    if (order := feed.work(NO_ORDER)) is None:
        return False
    feed.offer(order, bytes(3200))
    feed.finish(order)
    feed.begin()
    intake = Intake(feed, Lateness(time.monotonic))
    media = instance.media_new_location("imem://")
    for option in intake.options:
        media.add_option(option)
    player = instance.media_player_new()
    player.set_media(media)
    player.play()
    _wait_until(lambda: player.get_state() in (vlc.State.Ended, vlc.State.Error))
    stats = vlc.MediaStats()
    decoded = media.get_stats(stats) and stats.decoded_audio
    ended = player.get_state() == vlc.State.Ended
    player.stop()
    player.release()
    media.release()
    instance.release()
    return bool(ended and decoded)


def _wait_until(true: Callable[[], bool], patience: float = 10.0) -> None:
    deadline = time.monotonic() + patience
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)


def _reached(environment: dict[str, str]) -> Iterator[str]:
    """The sound servers and cards of a Linux system that can be reached."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    runtime = Path(environment.get("XDG_RUNTIME_DIR") or f"/run/user/{user}")
    server = environment.get("PULSE_SERVER", "")
    if server and not server.startswith(("unix:", "/")):
        yield f"PulseAudio at {server}"
    elif _answers(Path(server.removeprefix("unix:")) if server else runtime / "pulse" / "native"):
        yield "PulseAudio reached"
    if _answers(runtime / "pipewire-0"):
        yield "PipeWire reached"
    cards = Path("/proc/asound/pcm")
    if cards.exists() and "playback" in cards.read_text("utf-8", "replace"):
        yield "a sound card"


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2.0)
        try:
            line.connect(str(path))
        except OSError:
            return False
    return True
