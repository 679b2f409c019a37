"""Feeds and lists of feeds, to choose from; the episode that is chosen becomes a file.

No Qt; all of it belongs on a background thread.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from player.domain.episode import Episode, Link
from player.domain.errors import FormatError
from player.formats import writing
from player.formats.feeds import opml, rss
from player.formats.registry import writer
from player.formats.text import decode
from player.formats.xml_text import XmlDocument
from player.store.files import write_atomic


@dataclass(frozen=True, slots=True)
class Feed:
    """What there is to choose from: `episodes` of a feed (their heads), or `feeds` of a list.

    `item` gives an episode whole, by its place in `episodes`; `episode` is what stands for it
    where nobody chooses.
    """

    name: str
    episodes: Sequence[Episode]
    feeds: Sequence[Link]
    item: Callable[[int], Episode]
    episode: Episode
    newest: int = 0


def read(data: bytes, name: str) -> Feed | None:
    """The feed in `data`, None where it is none. Raises FormatError where it is a broken one."""
    try:
        decoded = decode(data, name, old=True)
        document = XmlDocument(decoded.text, name)
    except FormatError:
        return None  # whatever it is, its reader says what is wrong with it
    guess = (decoded.problem(name),) if decoded.guessed else ()
    if opml.sniff(document.root):
        listed = opml.read(document)
        listed = replace(listed, problems=(*guess, *listed.problems))
        return Feed(listed.title, (), listed.links, lambda _: listed, listed)
    if not rss.sniff(document.root):
        return None
    items = rss.items(document)
    called = items.channel.title or name
    newest = items.newest()
    episode = rss.with_count(items, newest)
    episode = replace(episode, problems=(*guess, *episode.problems))
    return Feed(called, items.heads(), (), items.__getitem__, episode, newest)


def keep(episode: Episode, folder: Path) -> Path:
    """The file in `folder` that holds the `episode` of a feed; one that is there stays as it is.

    The listener may have written into it since. Raises EarmarkError.
    """
    known = episode.guid or next(iter(episode.audio), "") or episode.title
    digest = hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()[:8]
    name = f"{_slug(episode.title)}-{digest}"
    path = folder / _slug(episode.show or "") / f"{name}.episode.yaml"
    if path.exists():
        return path
    if episode.transcript and all(line.start is not None for line in episode.transcript):
        # Beside it, for an episode file has no place for the times of words.
        lines = path.with_name(f"{name}.vtt")
        write_atomic(lines, writing.write(writer("vtt", "transcript"), episode))
        episode = replace(episode, transcript=(), transcript_sources=(lines.name,))
    write_atomic(path, writing.write(writer("episode", "episode"), episode))
    return path


def _slug(text: str) -> str:
    words = re.findall(r"\w+", text[:200])[:8]
    return "-".join(words).lower()[:60] or "episode"
