"""How the listener has set the program up: one table of names, first values and checks."""

from __future__ import annotations

import base64
import binascii
import contextlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeAlias

from player.domain.playback import FASTEST, SLOWEST
from player.store.json_file import Content, JsonFile, Upgrades
from player.store.paths import Paths

VERSION = 1
UPGRADES: Upgrades = {}
RECENT_KEPT = 20
PANES = ("snips", "transcript", "notes")

Check: TypeAlias = Callable[[Any], Any]
"""Gives the value that a setting has for one from a file; ValueError where that is not one."""


def _number(least: float, most: float) -> Check:
    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("not a number")
        if not (math.isfinite(value) and least <= value <= most):
            raise ValueError("out of range")
        return float(value)

    return check


def _whole(least: int, most: int) -> Check:
    def check(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError("not such a number")
        return value

    return check


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError("neither true nor false")
    return value


def _one_of(*names: str) -> Check:
    def check(value: Any) -> str:
        if value not in names:
            raise ValueError("none of the names")
        return str(value)

    return check


def _place(value: Any) -> str:
    """A path or an address: short enough, and without what no path can hold."""
    if not isinstance(value, str) or not 0 < len(value) <= 4096 or "\0" in value:
        raise ValueError("not a path")
    return value


def _place_or_none(value: Any) -> str | None:
    return None if value is None else _place(value)


def _base64(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 4096:
        raise ValueError("not a short text")
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    return value


def _list_of(check: Check, most: int) -> Check:
    def check_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > most:
            raise ValueError("not a short list")
        kept = []
        for item in value:
            with contextlib.suppress(ValueError):
                kept.append(check(item))
        if value and not kept:
            raise ValueError("nothing in it makes sense")
        return tuple(kept)

    return check_all


_RECENT = _list_of(_place, RECENT_KEPT)


def _setting(first: Any, check: Check) -> Any:
    return field(default=first, metadata={"check": check})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, each within its bounds. To add one, add a line here.

    `volume` is in percent; `window` is what Qt gave, to be given back to it; `sidebar_width` is
    in pixels; `recent` holds paths and addresses, the newest first; `last_episode` is opened at
    the start, and played if `playing`, which tells how it was left.
    """

    rate: float = _setting(1.0, _number(SLOWEST, FASTEST))
    volume: int = _setting(100, _whole(0, 100))
    muted: bool = _setting(False, _flag)
    show_remaining: bool = _setting(True, _flag)
    follow_transcript: bool = _setting(True, _flag)
    pane: str = _setting("snips", _one_of(*PANES))
    window: str = _setting("", _base64)
    sidebar_width: int = _setting(340, _whole(0, 100_000))
    last_episode: str | None = _setting(None, _place_or_none)
    playing: bool = _setting(True, _flag)
    recent: tuple[str, ...] = _setting((), _RECENT)

    def with_recent(self, episode: str) -> Settings:
        """These settings after `episode` (a path or address) was opened."""
        try:
            _place(episode)
        except ValueError:
            return self  # too long to be remembered
        others = (other for other in self.recent if other != episode)
        kept = (episode, *others)[:RECENT_KEPT]
        return replace(self, recent=kept, last_episode=episode)

    def with_recent_of(self, content: Content) -> Settings:
        """These settings, and behind what was opened here what another one of us has opened."""
        try:
            theirs = _RECENT(content.get("recent"))
        except ValueError:
            return self
        recent = (*self.recent, *(other for other in theirs if other not in self.recent))
        return replace(self, recent=recent[:RECENT_KEPT])

    def content(self) -> Content:
        """What stands in the file."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


def open_settings(paths: Paths) -> tuple[Settings, JsonFile]:
    """The listener's settings, and the file to save them in: `file.write(file.to_bytes(…))`.

    What is wrong in the file is told in the file's `problems`; those settings have their first
    values.
    """
    file = JsonFile(paths.settings, "settings", VERSION, UPGRADES)
    content = file.load()
    values: Content = {}
    wrong: list[str] = []
    for item in fields(Settings):
        if item.name in content:
            try:
                values[item.name] = item.metadata["check"](content[item.name])
            except ValueError:
                wrong.append(f"“{item.name}”")
    if wrong:
        file.problems.append(
            f"“{file.path.name}” has no usable value for {', '.join(wrong)}; "
            "what holds at first is used instead."
        )
    return Settings(**values), file
