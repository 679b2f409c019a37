"""Puts the place of an episode's audio into its file, touching nothing else there."""

from __future__ import annotations

import os
from pathlib import Path

from player import formats
from player.app.opening import Opened
from player.domain.errors import EarmarkError
from player.formats.episode_edit import set_key_in
from player.store.files import read_bounded, write_atomic

SUFFIXES = (".yaml", ".yml")


def put_audio(opened: Opened, where: str) -> str:
    """Write `where` (an absolute path, or an address) as `audio` into the episode's file.

    Returns what to tell the listener. Where the file is no episode file, or cannot be written,
    it stays as it is: the place is remembered elsewhere then, and that is told.
    """
    path = opened.path
    if path.suffix.lower() not in SUFFIXES:
        return "Earmark remembers where the audio is."
    try:
        data = read_bounded(path, formats.MAX_BYTES)
        value = where if "://" in where else _from(path.parent, Path(where))
        # What was named before may be there again another time: the new place only goes first.
        others = [old for old in opened.episode.audio if old != value]
        places: str | list[str] = [value, *others] if others else value
        write_atomic(path, set_key_in(data, path.name, "audio", places))
    except EarmarkError as error:
        return f"Earmark remembers where the audio is. “{path.name}” stays as it was: {error}"
    return f"Put into “{path.name}”: audio: {value}"


def _from(folder: Path, audio: Path) -> str:
    """`audio` as seen from `folder`, with forward slashes, so that both can move together."""
    try:
        return Path(os.path.relpath(audio, folder)).as_posix()
    except ValueError:  # another drive
        return audio.as_posix()
