"""Feeds of podcasts: RSS 2.0 and Atom, with what iTunes, Podlove and the podcast namespace add.

By hand although podcastparser and feedparser are there: of a tag that repeats, such as
`podcast:transcript`, both keep the last; podcastparser does not know the podcast namespace by its
own address, nor soundbites and alternate enclosures. Sources: rssboard.org/rss-specification,
RFC 4287, github.com/Podcastindex-org/podcast-namespace, help.apple.com (podcasters' tags).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import overload
from xml.etree.ElementTree import Element

from player.domain.episode import Episode, Problem
from player.domain.errors import FormatError
from player.formats.feeds import item
from player.formats.feeds.names import short
from player.formats.xml_text import XmlDocument

_ITEMS = ("item", "atom:entry")


class Items(Sequence[Episode]):
    """The episodes of a feed, in its order; each is made when it is asked for."""

    def __init__(self, document: XmlDocument) -> None:
        root = document.root
        inside = next((child for child in root if short(child.tag) == "channel"), root)
        # RSS 1.0 has its items beside the channel.
        found = (child for parent in dict.fromkeys((inside, root)) for child in parent)
        self._elements = [child for child in found if short(child.tag) in _ITEMS]
        self._places = document.places
        self.damage = document.damage
        self.channel = item.channel(inside, root)

    def __len__(self) -> int:
        return len(self._elements)

    @overload
    def __getitem__(self, index: int) -> Episode: ...
    @overload
    def __getitem__(self, index: slice) -> list[Episode]: ...
    def __getitem__(self, index: int | slice) -> Episode | list[Episode]:
        if isinstance(index, slice):
            return [self._episode(element) for element in self._elements[index]]
        return self._episode(self._elements[index])

    def __iter__(self) -> Iterator[Episode]:
        return map(self._episode, self._elements)

    def heads(self) -> list[Episode]:
        """All of them with no more than a list shows: title, number, day and length."""
        return [item.head(element, self.channel) for element in self._elements]

    def newest(self) -> int:
        """The index of the one that was published last; of several, the first in the feed."""
        return max(range(len(self)), key=lambda i: item.moment(self._elements[i]))

    def place(self, index: int) -> str:
        """`file:line:column` of an episode."""
        return self._places.of(self._elements[index])

    def _episode(self, element: Element) -> Episode:
        return item.episode(element, self.channel, self._places)


def sniff(root: Element) -> bool:
    """Whether it is a feed, of any kind."""
    return short(root.tag) in ("rss", "atom:feed", "rdf:rdf")


def items(document: XmlDocument) -> Items:
    """The episodes of the feed. Raises FormatError where it is no feed, or has none."""
    if not sniff(document.root):
        raise FormatError("this XML is no feed: it has neither RSS nor Atom in it.", document.name)
    found = Items(document)
    if not found:
        raise FormatError(
            "this feed has no episodes. Look at it again when something was published.",
            document.name,
        )
    return found


def read(document: XmlDocument) -> Episode:
    """The newest episode of the feed, which says how many there are."""
    found = items(document)
    return with_count(found, found.newest())


def with_count(found: Items, newest: int) -> Episode:
    """The episode at `newest`, which says how many there are."""
    episode = found[newest]
    told = [found.damage] if found.damage else []
    if len(found) > 1:
        said = f"this is the newest of {len(found)} episodes in this feed; any can be chosen."
        told.append(Problem("warning", found.place(newest), said))
    return replace(episode, problems=(*told, *episode.problems))
