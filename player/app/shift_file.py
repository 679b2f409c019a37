"""Puts the offset of an episode's markers into its file, and takes it out again to the byte."""

from __future__ import annotations

import os
from pathlib import Path

from player import formats
from player.app.edits import Written, write
from player.app.locating import SUFFIXES
from player.domain.timecode import Ms, spell
from player.formats.episode_edit import set_key_in
from player.store.files import read_bounded


def why_not(source: Path | None) -> str:
    """Why no offset can be put into the file `source`, and what to do; "" where it can."""
    if source is None or source.suffix.lower() not in SUFFIXES:
        return (
            "There is no episode file to save to, so the shift holds until Earmark is closed. "
            "To keep it, put NAME.episode.yaml beside the audio."
        )
    if not os.access(source, os.W_OK):
        return (
            f"“{source.name}” cannot be written, so the shift holds until Earmark is closed. "
            "To keep it, allow writing to the file."
        )
    return ""


def write_offset(path: Path, offset: Ms) -> Written:
    """Make `offset` that of the episode file at `path`, as the file is now; the rest stays.

    Raises EarmarkError, after which the file is as it was.
    """
    before = read_bounded(path, formats.MAX_BYTES)
    return write(path, before, set_key_in(before, path.name, "offset", spell(offset)))
