"""Bookmarks as VLC saves them with a playlist, in whatever kind of playlist they stand.

Source: VLC's input.c, which writes `bookmarks={name=…,time=12.345},{…}` in seconds, older versions
`{name=…,bytes=…,time=12}`, and escapes nothing: names hold commas and braces as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from player.domain.episode import Episode, Problem, Snip
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.addresses import is_web, place
from player.formats.snips.texts import MOST_SNIPS, fullest, in_order, words
from player.formats.text import stem
from player.formats.times import from_seconds

OPTION = "bookmarks="
_TIME = re.compile(r",\s{0,9}time=(-?\d{1,12}(?:[.,]\d{1,9})?)\s{0,9}(?:,bytes=-?\d{1,20})?\}")
_BYTES = re.compile(r",bytes=-?\d{1,20}$")


@dataclass(slots=True)
class Track:
    """One entry of a playlist."""

    title: str = ""
    location: str = ""
    show: str | None = None
    duration: Ms | None = None
    snips: dict[tuple[Ms, str], Snip] = field(default_factory=dict)

    def add(self, option: str) -> str | None:
        """Takes the bookmarks of an option, each once; gives a message where one is wrong.

        Older versions of VLC wrote the whole list again with each new bookmark.
        """
        wrong = None
        last = 0
        option = option.removeprefix(OPTION)
        for match in _TIME.finditer(option):
            name = option[last : match.start()].lstrip(" ,").removeprefix("{")
            name = words(_BYTES.sub("", name.removeprefix("name=")))
            last = match.end()
            time = from_seconds(match[1].replace(",", "."))
            if time is None:
                wrong = "a bookmark's time is beyond any recording; it is left out."
            elif len(self.snips) < MOST_SNIPS:
                self.snips.setdefault((time, name), Snip(name, start=time))
        if not last:
            wrong = "no bookmark can be read in this option of VLC; it is left out."
        return wrong

    def episode(self, name: str) -> Episode:
        """The recording with its bookmarks; `name` is the playlist's."""
        bare = _file_name(self.location)
        audio = self.location if is_web(self.location) else bare
        if audio and place(audio) == "refused":
            audio = f"./{audio}"
        return Episode(
            title=words(self.title) or stem(bare or name),
            show=self.show,
            duration=self.duration,
            audio=(audio,) if audio and place(audio) in ("web", "inside") else (),
            snips=in_order(self.snips.values()),
        )


def chosen(tracks: Iterable[Track], problems: Iterable[Problem], name: str) -> Episode:
    """The entry that has most bookmarks. Raises FormatError where none has any."""
    found = [track.episode(name) for track in tracks if track.snips]
    if not found:
        raise FormatError(
            "this playlist holds no bookmarks. VLC saves them with a playlist while they are set.",
            name,
        )
    episode = fullest(found, "recordings", name)
    return replace(episode, problems=(*episode.problems, *problems))


def _file_name(location: str) -> str:
    """The last part of a path or address: the file is looked for beside the playlist."""
    path = location
    if "://" in location:
        try:
            path = unquote(urlsplit(location).path)
        except ValueError:
            return ""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]
