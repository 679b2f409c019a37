"""Files beside a recording that tell of it: `talk.mp3`, and `talk.chapters.json`, `talk.en.vtt` …

What such a file holds, its content says; its name only that it belongs to the recording, and which
of several goes first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePath

from player import formats

MOST_ENTRIES = 20_000
"""How many names of a folder are looked at."""
MOST = 24
"""How many files are read."""
WORDS = (
    "episode", "chapters", "chapter", "transcript", "snips", "bookmarks", "notes", "subtitles",
    "captions", "description", "info",
)  # fmt: skip
"""What may stand between a recording's name and the suffix; a language may, too."""
PICTURES = (".jpg", ".jpeg", ".png", ".webp")
FOLDER_PICTURES = ("cover", "folder", "front")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,2}", re.IGNORECASE)


def beside(audio: Path) -> list[Path]:
    """The files that belong to the recording at `audio`, the most trusted first."""
    found = [
        (rank, path) for path in _around(audio) if (rank := _rank(path.name, audio)) is not None
    ]
    return [path for _, path in sorted(found)[:MOST]]


def cover(audio: Path) -> str | None:
    """The name of the picture for `audio`: of its own name, else the folder's."""
    names = {path.name.casefold(): path.name for path in _around(audio)}
    wanted = (audio.stem, *FOLDER_PICTURES)
    known = (names.get((stem + suffix).casefold()) for stem in wanted for suffix in PICTURES)
    return next(filter(None, known), None)


def audio_of(path: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """The files beside `path` that may be the recording it tells of, by their names."""
    return [each for each in _around(path) if _is_audio_of(each, path, suffixes)]


def _is_audio_of(audio: Path, path: Path, suffixes: tuple[str, ...]) -> bool:
    return audio.suffix.lower() in suffixes and _rank(path.name, audio) is not None


def _around(path: Path) -> Iterator[Path]:
    """The files in the folder of `path`, except itself."""
    try:
        with os.scandir(path.parent) as entries:
            names = sorted(entry.name for entry in islice(entries, MOST_ENTRIES) if entry.is_file())
    except OSError:
        return
    yield from (path.parent / name for name in names if name != path.name)


def _rank(name: str, audio: Path) -> tuple[int, int] | None:
    """Where the file `name` stands among those of `audio`; None where it is none of them."""
    suffix = PurePath(name).suffix.lower()
    suffixes = formats.suffixes()
    if suffix not in suffixes or not name.startswith(f"{audio.stem}."):
        return None
    middle = name[len(audio.stem) : -len(suffix)].strip(".").lower()
    # `talk.mp3.cue`, as some programs call it.
    middle = middle.removeprefix(audio.suffix.lower().removeprefix(".")).strip(".")
    if middle in WORDS:
        place = WORDS.index(middle)
    elif not middle:
        # `talk.yaml` is an episode file, `talk.txt` goes behind all that says more of itself.
        place = 0 if suffix in (".yaml", ".yml") else len(WORDS)
    elif _LANGUAGE.fullmatch(middle):
        place = len(WORDS) + 1
    else:
        return None
    return place, suffixes.index(suffix)
