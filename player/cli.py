"""Arguments to actions: `earmark [FILE…]`, `earmark info`, `earmark doctor`, `earmark --tour`."""

from __future__ import annotations

import argparse
import builtins
import gc
import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from player import __version__
from player.domain.errors import EarmarkError

OK, FAILED, UNUSABLE = 0, 1, 2
EXIT_CODES = "exit status: 0 all went well, 1 something is wrong, 2 it could not be begun"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; its exit status.

    A first word `info` or `doctor` is a command; a file of such a name is written `./info`.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        match words[:1]:
            case ["info"]:
                return _info(words[1:])
            case ["doctor"]:
                return _doctor(words[1:])
            case _:
                return _player(words)
    except BrokenPipeError:
        # Whoever reads our output has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _player(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="earmark",
        description="A player for people who learn from long audio.",
        usage="earmark [FILE…] | earmark --tour DIR | earmark info [--json] FILE | earmark doctor",
        epilog=f"{EXIT_CODES}. With no FILE: what was open last, at first the bundled episode.",
    )
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="episode file, audio file, text with times, or http(s) address; several are a list",
    )
    parser.add_argument("--version", action="version", version=f"Earmark {__version__}")
    parser.add_argument(
        "--tour",
        type=Path,
        metavar="DIR",
        help="play through the bundled episode without a screen; pictures and tour.md go into DIR",
    )
    options = parser.parse_args(words)
    if options.tour is not None:
        return _tour(options.tour)
    trouble = display_trouble(os.environ)
    if trouble:
        tour = "`earmark --tour DIR` shows the program without one."
        print(f"earmark: {trouble}; {tour}", file=sys.stderr)
        return UNUSABLE
    # While modules are loaded nothing becomes garbage, and what they make is not looked through
    # again later: together 20 ms. From then on `app/garbage.py` collects.
    gc.disable()
    _import_plainly()
    from player.running import run

    gc.freeze()
    return run(options.files)


def _import_plainly() -> None:
    """Take back what PySide does with each import after its own, where it can be taken back.

    It reads the module's source, to see whether that asks for other names of Qt's functions, which
    nothing here does, and Python keeps what was read: 14 ms and 4 MB.
    """
    import PySide6.QtCore  # noqa: F401 (what is taken back comes with it)

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _tour(folder: Path) -> int:
    from player.tour import tour

    try:
        return OK if tour(folder, print) else FAILED
    except EarmarkError as error:
        print(f"earmark: {error}", file=sys.stderr)
        return UNUSABLE


def _info(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="earmark info",
        description="What an episode file, an audio file or a text with times says.",
        epilog=f"{EXIT_CODES}. Times in the JSON are those of the file, before its offset.",
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")
    options = parser.parse_args(words)
    from player.app.opening import open_path
    from player.formats.info_json import info, to_text

    try:
        opened = open_path(Path(options.file))
    except EarmarkError as error:
        text = str(error)
        name = Path(options.file).name
        print(text if text.startswith(name) else f"{options.file}: {text}", file=sys.stderr)
        return UNUSABLE
    found = opened.audio is not None
    uri = str(opened.audio) if found else next(iter(opened.episode.audio), None)
    if isinstance(opened.audio, Path) and opened.episode.audio:
        uri = next((a for a in opened.episode.audio if a not in opened.missing), uri)
    values = info(opened.episode, audio_uri=uri, audio_found=found)
    text = json.dumps(values, ensure_ascii=False) if options.json else to_text(values)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()
    return OK


def _doctor(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="earmark doctor",
        description="Looks whether everything that playing needs is there.",
        epilog=f"{EXIT_CODES}: 1 means that the player could not play.",
    )
    parser.parse_args(words)
    from player.doctor import run

    return run(sys.stdout)


def display_trouble(environment: Mapping[str, str]) -> str:
    """Why no window can be opened, "" where one can be tried: Qt itself would end with a crash."""
    if not sys.platform.startswith("linux"):
        return ""
    if environment.get("QT_QPA_PLATFORM") or environment.get("WAYLAND_DISPLAY"):
        return ""
    display = environment.get("DISPLAY", "")
    if not display:
        return "there is no display to open a window on"
    host, _, rest = display.rpartition(":")
    number = rest.split(".")[0]
    if not number.isdigit():
        return f"DISPLAY is “{display}”, which names no display"
    if host not in ("", "unix"):
        return ""  # over a network: Qt says what it finds
    for place in (f"/tmp/.X11-unix/X{number}", f"\0/tmp/.X11-unix/X{number}"):  # noqa: S108
        with socket.socket(socket.AF_UNIX) as tried:
            tried.settimeout(2)
            if tried.connect_ex(place) == 0:
                return ""
    return f"the display “{display}” cannot be reached"
