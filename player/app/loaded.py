"""The episode at hand, made ready for questions about positions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from player.domain.episode import Episode, Snip, ends, place_of
from player.domain.timecode import Ms
from player.domain.timeline import Timeline

LINE_JUST_BEGUN: Ms = 1000


class Loaded:
    """An episode with its offset applied, its audio, and the timelines made from both."""

    def __init__(self, episode: Episode, audio: Path | str | None = None) -> None:
        self.given = episode
        """As the file has it, with the offset that is applied."""
        self.episode = episode.placed()
        self.movable = episode.movable
        self.audio = audio
        self.chapters = self.episode.listed
        lines = [line.start for line in self.episode.transcript if line.start is not None]
        self._lines = Timeline(sorted(lines))
        snips = [edge for snip in self.episode.snips for edge in (snip.start, snip.end)]
        self._edges = Timeline(sorted(lines + [edge for edge in snips if edge is not None]))
        self._starts = tuple(chapter.start for chapter in self.chapters)
        self.set_duration(episode.duration)

    def shifted(self, offset: Ms) -> Loaded:
        """The same with another offset; the recording's length is known as well as before."""
        return self.retold(replace(self.given, offset=offset))

    def retold(self, episode: Episode) -> Loaded:
        """The same recording as `episode` tells of it; its length is known as well as before."""
        made = Loaded(episode, self.audio)
        made.set_duration(self.duration or episode.duration)
        return made

    def set_duration(self, duration: Ms | None) -> None:
        """The recording's length is known (better) now; the last chapter ends with it."""
        self.duration = duration
        self.ends: list[Ms | None] = ends(self.chapters, duration)
        """Where each chapter ends; None for a last one of an unknown length."""
        self.timeline = Timeline(self._starts, self.ends)

    def place(self, snip: Snip) -> Ms | None:
        """Where `snip` starts in the audio, perhaps roughly; None where nobody knows."""
        return place_of(snip, self.episode.chapters)

    def next_chapter_change(self, position: Ms) -> Ms | None:
        """Where, after `position`, another chapter is the current one, or none is any more."""
        row = self.timeline.index_at(position)
        return _first(self.timeline.next(position), None if row is None else self.ends[row])

    def next_change(self, position: Ms) -> Ms | None:
        """Where, after `position`, a chapter, snip or transcript line begins or ends."""
        return _first(self.next_chapter_change(position), self._edges.next(position))

    def clamp(self, position: Ms) -> Ms:
        """`position` within the recording, as far as its length is known."""
        end = position if self.duration is None else self.duration
        return max(0, min(position, end))

    def next_line(self, position: Ms) -> Ms | None:
        """The next transcript line's start."""
        return self._lines.next(position)

    def previous_line(self, position: Ms) -> Ms | None:
        """The current transcript line's start, or of the one before when it has just begun."""
        return self._lines.previous(position, LINE_JUST_BEGUN)


def _first(*places: Ms | None) -> Ms | None:
    return min((place for place in places if place is not None), default=None)
