"""The parsers of all commands, in one place, so that help and completion are made from them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from player import __version__

OK, FAILED, UNUSABLE = 0, 1, 2
EXIT_CODES = "exit status: 0 all went well, 1 something is wrong, 2 it could not be begun"
PARTS = ("chapters", "transcript", "snips")
SHELLS = ("bash", "zsh", "fish")
_USAGE = """earmark [FILE…] | earmark --tour DIR
       earmark convert IN… OUT | earmark formats | earmark info [--json] FILE
       earmark doctor | earmark completion SHELL"""


def player() -> argparse.ArgumentParser:
    """`earmark [FILE…]`."""
    parser = argparse.ArgumentParser(
        prog="earmark",
        description="A player for people who learn from long audio.",
        usage=_USAGE,
        epilog=f"{EXIT_CODES}. With no FILE: what was open last, at first the bundled episode.",
    )
    _file(
        parser,
        "files",
        nargs="*",
        metavar="FILE",
        help="episode file, audio file, text with times, or http(s) address; several are a list",
    )
    parser.add_argument("--version", action="version", version=f"Earmark {__version__}")
    _folder(
        parser,
        "--tour",
        type=Path,
        metavar="DIR",
        help="play through the bundled episode without a screen; pictures and tour.md go into DIR",
    )
    return parser


def convert(ids: tuple[str, ...] = ()) -> argparse.ArgumentParser:
    """`earmark convert`; `ids` are the formats that can be written."""
    parser = argparse.ArgumentParser(
        prog="earmark convert",
        description="Writes chapters, a transcript, snips or a whole episode in another format, "
        "or chapters into a copy of the recording. Several inputs are merged: files go before "
        "recordings, the first before the others.",
        epilog=f"{EXIT_CODES}. OUT's name tells the format where --to does not; "
        "`earmark formats` lists all. - is standard input, and standard output.",
    )
    _file(parser, "inputs", nargs="+", metavar="IN", help="whatever the player opens, or -")
    _file(parser, "output", metavar="OUT", help="the file to write, or -")
    to = parser.add_argument("--to", metavar="FORMAT", help="the format to write")
    if ids:
        to.choices = ids
    part = parser.add_mutually_exclusive_group()
    for name in PARTS:
        part.add_argument(
            f"--{name}", dest="part", action="store_const", const=name, help=f"write the {name}"
        )
    parser.add_argument(
        "--item",
        metavar="N",
        type=int,
        help="of a feed, the episode to take, 1 being the first; else the newest",
    )
    parser.add_argument(
        "--fetch", action="store_true", help="fetch the chapters and transcript that a feed names"
    )
    parser.add_argument("--force", action="store_true", help="overwrite OUT if it is there")
    return parser


def info() -> argparse.ArgumentParser:
    """`earmark info`."""
    parser = argparse.ArgumentParser(
        prog="earmark info",
        description="What a file says: an episode file, audio, chapters, a transcript, a feed …",
        epilog=f"{EXIT_CODES}. Times in the JSON are those of the file, before its offset.",
    )
    _file(parser, "file", metavar="FILE", help="whatever the player opens, or - (standard input)")
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")
    return parser


def formats() -> argparse.ArgumentParser:
    """`earmark formats`."""
    return argparse.ArgumentParser(
        prog="earmark formats",
        description="All formats that Earmark reads and writes, and what each of them carries.",
        epilog=EXIT_CODES,
    )


def doctor() -> argparse.ArgumentParser:
    """`earmark doctor`."""
    return argparse.ArgumentParser(
        prog="earmark doctor",
        description="Looks whether everything that playing needs is there.",
        epilog=f"{EXIT_CODES}: 1 means that the player could not play.",
    )


def completion() -> argparse.ArgumentParser:
    """`earmark completion`."""
    parser = argparse.ArgumentParser(
        prog="earmark completion",
        description="Prints what makes a shell complete Earmark's commands. For bash: "
        'eval "$(earmark completion bash)" in ~/.bashrc.',
        epilog=EXIT_CODES,
    )
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))
    return parser


def commands(ids: tuple[str, ...]) -> Iterator[argparse.ArgumentParser]:
    """The parsers of the commands that have a word of their own."""
    yield from (convert(ids), info(), formats(), doctor(), completion())


def whole(ids: tuple[str, ...]) -> argparse.ArgumentParser:
    """One parser of all commands, which completion is made from."""
    parser = argparse.ArgumentParser(prog="earmark", parents=[player()], add_help=False)
    words = parser.add_subparsers()
    for command in commands(ids):
        name = command.prog.split()[1]
        words.add_parser(
            name, parents=[command], add_help=False, help=command.description, prog=command.prog
        )
    return parser


def completion_script(shell: str, ids: tuple[str, ...]) -> str:
    """What the `shell` has to be told.

    The first word may be a command as well as a file, which shtab does not know of.
    """
    import shtab

    parser = whole(ids)
    files: Any = next(action for action in parser._actions if action.dest == "files")
    names = " ".join(command.prog.split()[1] for command in commands(ids))
    preamble: Any = {
        "bash": f'_earmark_first() {{ compgen -f -- "$1"; compgen -W "{names}" -- "$1"; }}'
    }
    files.complete = _FILE | {"bash": "_earmark_first"}
    if shell == "zsh":
        parser._actions.remove(files)
    script = str(shtab.complete(parser, shell, preamble=preamble))
    described = "_describe 'earmark commands' _commands"
    return script.replace(described, f"{described}\n  _files")


def _file(parser: argparse.ArgumentParser, name: str, **values: Any) -> None:
    """An argument that shells complete to the name of a file."""
    argument: Any = parser.add_argument(name, **values)
    argument.complete = _FILE


def _folder(parser: argparse.ArgumentParser, name: str, **values: Any) -> None:
    argument: Any = parser.add_argument(name, **values)
    argument.complete = _FOLDER


# As shtab has them; it is not loaded to play.
_FILE = {
    "bash": "_shtab_compgen_files",
    "zsh": "_files",
    "fish": "(__fish_complete_path (commandline -ct))",
}
_FOLDER = {
    "bash": "_shtab_compgen_dirs",
    "zsh": "_files -/",
    "fish": "(__fish_complete_directories)",
}
