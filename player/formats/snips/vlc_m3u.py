"""Bookmarks in playlists that VLC saved as M3U. Source: `vlc_bookmarks`; VLC's m3u.c."""

from __future__ import annotations

import re

from player.domain.episode import Episode, Problem
from player.formats.snips.texts import place
from player.formats.snips.vlc_bookmarks import OPTION, Track, chosen
from player.formats.text import MOST_PROBLEMS
from player.formats.times import from_seconds

_MARK = re.compile(r"^#EXTVLCOPT:\s?:?bookmarks=", re.MULTILINE | re.IGNORECASE)
_MOST_TRACKS = 50_000


def sniff(text: str) -> bool:
    """Whether an entry in it has bookmarks."""
    return _MARK.search(text.replace("\r", "\n")) is not None


def read(text: str, name: str) -> Episode:
    """The bookmarks of the entry that has most. Raises FormatError where none has any."""
    tracks = [Track()]
    problems: list[Problem] = []
    for number, row in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        bare = row.strip().lstrip("\ufeff")
        command, _, value = bare.partition(":")
        track = tracks[-1]
        if command.upper() == "#EXTINF":
            length, _, title = value.partition(",")
            track.title, track.duration = title, from_seconds(length) or None
        elif command.upper() == "#EXTVLCOPT":
            option = value.strip().removeprefix(":")
            wrong = track.add(option) if option.startswith(OPTION) else None
            if wrong and len(problems) < MOST_PROBLEMS:
                problems.append(Problem("error", place(name, number), wrong))
        elif bare and not bare.startswith("#") and len(tracks) < _MOST_TRACKS:
            track.location = bare
            tracks.append(Track())
    return chosen(tracks, problems, name)
