"""Arguments to actions: `earmark [FILE…]`, and the commands that have a word of their own."""

from __future__ import annotations

import builtins
import gc
import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from player import arguments
from player.arguments import FAILED, OK, UNUSABLE
from player.domain.errors import EarmarkError


def main(arguments_given: Sequence[str] | None = None) -> int:
    """Run the program; its exit status.

    A first word such as `info` is a command; a file of such a name is written `./info`.
    """
    words = list(sys.argv[1:] if arguments_given is None else arguments_given)
    commands = {
        "completion": _completion,
        "convert": _convert,
        "doctor": _doctor,
        "formats": _formats,
        "info": _info,
    }
    try:
        if words and words[0] in commands:
            return commands[words[0]](words[1:])
        if words and words[0].isalpha() and len(words[0]) < 99 and not Path(words[0]).exists():
            known = ", ".join(commands)
            raise EarmarkError(f"There is no file “{words[0]}”, and no such command: {known}.")
        return _player(words)
    except EarmarkError as error:
        print(f"earmark: {error}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        # Whoever reads our output has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _player(words: list[str]) -> int:
    options = arguments.player().parse_args(words)
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

    return OK if tour(folder, print) else FAILED


def _info(words: list[str]) -> int:
    options = arguments.info().parse_args(words)
    from player.convert import read_input
    from player.formats.info_json import info, to_text

    try:
        opened = read_input(options.file, sys.stdin.buffer)
    except EarmarkError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    found = opened.audio is not None
    uri = str(opened.audio) if found else next(iter(opened.episode.audio), None)
    if isinstance(opened.audio, Path) and opened.episode.audio:
        uri = next((a for a in opened.episode.audio if a not in opened.missing), uri)
    values = info(opened.episode, audio_uri=uri, audio_found=found)
    text = json.dumps(values, ensure_ascii=False) if options.json else to_text(values)
    if opened.feed is not None and opened.feed.feeds and not options.json:
        feeds = [f"  {link.title}  {link.url}" for link in opened.feed.feeds]
        text += "\n".join(["", "", f"Feeds ({len(feeds)})", *feeds])
    elif opened.feed is not None and not options.json:
        heads = enumerate(opened.feed.episodes, 1)
        rows = [f"  {n:>6}  {(e.published or '')[:10]:10}  {e.title}" for n, e in heads]
        text += "\n".join(["", "", f"Episodes ({len(rows)})", *rows]) if rows else ""
    return _print(text)


def _convert(words: list[str]) -> int:
    from player import convert

    options = arguments.convert(convert.ids()).parse_args(words)
    return OK if convert.run(options, *convert.standard_streams()) else FAILED


def _formats(words: list[str]) -> int:
    from player.format_table import to_text

    arguments.formats().parse_args(words)
    return _print(to_text())


def _completion(words: list[str]) -> int:
    from player.convert import ids

    options = arguments.completion().parse_args(words)
    return _print(arguments.completion_script(options.shell, ids()))


def _doctor(words: list[str]) -> int:
    arguments.doctor().parse_args(words)
    from player.doctor import run

    return run(sys.stdout)


def _print(text: str) -> int:
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()
    return OK


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
