"""What the session has done on a worker's thread, with what that needs loaded there.

All readers together take 35 ms, which the window does not wait for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from player.domain.episode import Episode, Problem

if TYPE_CHECKING:
    from player.app.feeds import Feed
    from player.app.opening import Opened


def open_place(place: str, audio: Callable[[str], str | None]) -> tuple[str, Opened]:
    from player.app import places

    return places.open_place(place, audio)


def keep_text(text: str, folder: Path) -> Path:
    from player.app import places

    return places.keep_text(text, folder)


def take(feed: Feed, index: int, folder: Path) -> tuple[Path, tuple[Problem, ...]]:
    from player.app.feed_items import episode_of
    from player.app.feeds import keep
    from player.app.fetching import fetch

    item = feed.item(index)
    episode = episode_of(item, fetch)
    return keep(episode, folder), episode.problems[len(item.problems) :]


def tags_at(address: str) -> Episode | None:
    from player.app.remote_tags import tags_at

    return tags_at(address)


def with_tags(episode: Episode, tags: Episode, address: str) -> Episode:
    from player.app.remote_tags import added

    return added(episode, tags, address)


def locate(where: str, opened: Opened) -> tuple[str, str]:
    from player.app import places

    return places.locate(where, opened)
