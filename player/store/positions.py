"""What was heard of each episode, where it was left, and where its audio was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from player.domain.timecode import LONGEST, Ms
from player.store.json_file import Content, JsonFile, Upgrades
from player.store.paths import Paths

VERSION = 1
UPGRADES: Upgrades = {}
EPISODES_KEPT = 1000
INTERVALS_KEPT = 200
JOINED: Ms = 1000
"""What lies between two heard parts and is no longer than this counts as heard."""
_LIMIT = 16 * 2**20

Interval = tuple[Ms, Ms]


@dataclass(slots=True)
class _Entry:
    position: Ms | None = None
    duration: Ms | None = None
    heard: tuple[Interval, ...] = ()
    audio: str | None = None
    chapters: str | None = None


class Positions:
    """What is remembered of the episodes that were played last, at most `EPISODES_KEPT`.

    The key of an episode is its file's absolute path, or its address. Positions and durations are
    in milliseconds, kept within 0 … `LONGEST`.
    """

    def __init__(self) -> None:
        # In order of last use, the latest at the end.
        self._entries: dict[str, _Entry] = {}
        self._touched: set[str] = set()

    def get(self, key: str) -> Ms | None:
        """Where the episode was left; None where it was never played."""
        entry = self._entries.get(key)
        return entry.position if entry else None

    def duration(self, key: str) -> Ms | None:
        """How long the episode was found to be."""
        entry = self._entries.get(key)
        return entry.duration if entry else None

    def set(self, key: str, position: Ms, duration: Ms | None) -> None:
        """The episode stands at `position` now. `duration` None leaves what is known of it."""
        entry = self._touch(key)
        entry.position = _bounded(position)
        if duration is not None:
            entry.duration = _bounded(duration)

    def heard(self, key: str) -> tuple[Interval, ...]:
        """The parts that were heard, in order, none touching another."""
        entry = self._entries.get(key)
        return entry.heard if entry else ()

    def add_heard(self, key: str, start: Ms, end: Ms) -> None:
        """What lies from `start` up to `end` was heard; does nothing where that is nothing."""
        start, end = _bounded(start), _bounded(end)
        if start < end:
            entry = self._touch(key)
            entry.heard = _merged([*entry.heard, (start, end)])

    def heard_share(self, key: str, start: Ms, end: Ms) -> float:
        """Which part of `start` up to `end` was heard, 0.0 … 1.0."""
        if start >= end:
            return 0.0
        parts = (max(0, min(b, end) - max(a, start)) for a, b in self.heard(key))
        return sum(parts) / (end - start)

    def audio(self, key: str) -> str | None:
        """The path or address that the listener chose as the episode's audio."""
        entry = self._entries.get(key)
        return entry.audio if entry else None

    def set_audio(self, key: str, audio: str | None) -> None:
        """Remember (None: forget) the listener's choice of audio for the episode."""
        self._touch(key).audio = audio

    def chapters(self, key: str) -> str | None:
        """Which of several lists of chapters the listener chose, by its origin."""
        entry = self._entries.get(key)
        return entry.chapters if entry else None

    def set_chapters(self, key: str, origin: str | None) -> None:
        """Remember (None: forget) the listener's choice of chapters for the episode."""
        self._touch(key).chapters = origin

    def forget(self, key: str) -> None:
        """Forget everything of the episode."""
        self._touched.add(key)
        self._entries.pop(key, None)

    def content(self) -> Content:
        """What stands in the file: the latest episode last."""
        return {
            "episodes": [
                {
                    "key": key,
                    "position": entry.position,
                    "duration": entry.duration,
                    "heard": entry.heard,
                    "audio": entry.audio,
                    "chapters": entry.chapters,
                }
                for key, entry in self._entries.items()
            ]
        }

    def _touch(self, key: str) -> _Entry:
        self._touched.add(key)
        entry = self._entries.pop(key, None) or _Entry()
        self._entries[key] = entry
        while len(self._entries) > EPISODES_KEPT:
            del self._entries[next(iter(self._entries))]
        return entry

    def take(self, content: Content) -> int:
        """Take over what stood in a file; the number of episodes in it that made no sense.

        Episodes that were changed here since are left as they are.
        """
        episodes = content.get("episodes", [])
        if not isinstance(episodes, list):
            return 1
        wrong = 0
        for item in episodes[-EPISODES_KEPT:]:
            try:
                key, entry = _read(item)
            except (ValueError, TypeError, KeyError, AttributeError):
                wrong += 1
            else:
                if key not in self._touched:
                    self._entries.pop(key, None)
                    self._entries[key] = entry
        return wrong


def open_positions(paths: Paths) -> tuple[Positions, JsonFile]:
    """What is remembered, and the file to save it in: `file.write(file.to_bytes(…content()))`.

    What is wrong in the file is told in the file's `problems`.
    """
    file = JsonFile(paths.positions, "positions", VERSION, UPGRADES, _LIMIT)
    positions = Positions()
    wrong = positions.take(file.load())
    if wrong:
        file.problems.append(
            f"“{file.path.name}” makes no sense in {wrong} places; those positions are forgotten."
        )
    return positions, file


def _bounded(ms: Ms) -> Ms:
    return max(0, min(ms, LONGEST))


def _merged(parts: list[Interval]) -> tuple[Interval, ...]:
    """`parts` in order, those joined that touch or nearly do; the shortest go when too many."""
    merged: list[Interval] = []
    for start, end in sorted(parts):
        if merged and start - merged[-1][1] <= JOINED:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    while len(merged) > INTERVALS_KEPT:
        merged.remove(min(merged, key=lambda part: part[1] - part[0]))
    return tuple(merged)


def _read(item: Any) -> tuple[str, _Entry]:
    key, audio, heard = item["key"], item.get("audio"), item.get("heard", [])
    chapters = item.get("chapters")
    if not all(each is None or _is_place(each) for each in (audio, chapters)):
        raise ValueError("not a name")
    if not _is_place(key):
        raise ValueError("not a path")
    if not isinstance(heard, list) or len(heard) > INTERVALS_KEPT:
        raise ValueError("not a list of intervals")
    parts = [(_time(start), _time(end)) for start, end in heard]
    if any(start >= end for start, end in parts):
        raise ValueError("an interval that ends before it starts")
    return key, _Entry(
        _time_or_none(item.get("position")),
        _time_or_none(item.get("duration")),
        _merged(parts),
        audio,
        chapters,
    )


def _is_place(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 4096 and "\0" not in value


def _time(value: Any) -> Ms:
    if type(value) is not int or not 0 <= value <= LONGEST:
        raise ValueError("not a time")
    return value


def _time_or_none(value: Any) -> Ms | None:
    return None if value is None else _time(value)
