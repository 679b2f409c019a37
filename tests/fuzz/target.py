"""One reader for libFuzzer: `python -m tests.fuzz.target FORMAT CORPUS [libFuzzer's options]`.

What is read is written again in every format: no writer may fail on what a reader gives.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["player.formats", "player.domain"]):
    from player import formats
    from player.formats import text, times, writing  # noqa: F401 (to be instrumented)
    from player.formats.registry import AUDIO_WRITERS, READERS, WRITERS

    for _each in (*READERS, *WRITERS, *AUDIO_WRITERS):
        _each.load()
    from player.formats import json_text, xml_text  # noqa: F401
    from player.formats.audio import tags

from player.domain.errors import FormatError


def text_target(name: str) -> Callable[[bytes], None]:
    """Reads bytes as a file of the format `name`."""
    reader = next(each for each in READERS if each.id == name)
    called = f"x{next(iter(reader.suffixes), '.txt')}"

    def run(data: bytes) -> None:
        try:
            _, episode = formats.identify(data, called)
        except FormatError:
            return
        for writer in WRITERS:
            writing.write(writer, episode)
            writing.losses(writer, episode)

    return run


def audio_target(name: str) -> Callable[[bytes], None]:
    """Reads bytes as a recording, and writes chapters into a copy of it."""
    writer = next(each for each in AUDIO_WRITERS if each.id == name)
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    path = folder / f"x{writer.suffixes[0]}"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        episode = tags.read_tags(path)
        with path.open("rb") as source, tempfile.TemporaryFile("w+b", dir=folder) as target:
            try:
                writer.load()(source, target, episode.chapters, lambda _: None)
            except FormatError:
                return

    return run


def main() -> None:
    name = sys.argv.pop(1)
    target = audio_target(name[6:]) if name.startswith("audio-") else text_target(name)
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
