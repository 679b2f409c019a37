"""What several sources say of one recording, put together: the one rule for it.

Of chapters one list is shown. The episode file's wins; else the list that says most: with the
most titles, then with the most ends, links and pictures, then the one that was named first. Lists
with the same starts, each within `SAME`, are one list: what the better one lacks comes from the
other, field by field. Everything else is the first source's that has it; snips come together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from player.domain.episode import Chapter, ChapterList, Episode, Snip
from player.domain.timecode import Ms

SAME: Ms = 1000
"""Chapters of two lists that start no further apart (ms) are the same chapter."""
_ABOUT = ("title", "show", "number", "published", "people")
"""What the recording's tags say better than a file of chapters that lies beside it."""
_OWN_WAY = ("chapters", "chapter_lists", "snips", "problems", "of_audio", "source")


@dataclass(frozen=True, slots=True)
class Source:
    """One source: `origin` is what the listener knows it by.

    `own` says that it is an episode file, `of_audio` that it is the audio's own tags.
    """

    origin: str
    episode: Episode
    own: bool = False
    of_audio: bool = False

    @property
    def chapter_lists(self) -> tuple[ChapterList, ...]:
        """Its chapters: one list, or those that it was itself merged from."""
        only = ChapterList(self.origin, self.episode.chapters, self.own, self.of_audio)
        return self.episode.chapter_lists or (only,)


def merge(sources: Sequence[Source]) -> Episode:
    """One episode of all `sources`, of which there is at least one; the most trusted first.

    Chapters that a source chose from several lists stay to choose from.
    """
    first = sources[0].episode
    about = sorted(sources, key=lambda source: not (source.own or source.of_audio))
    values = {
        field.name: next(
            filter(
                None,
                (
                    getattr(source.episode, field.name)
                    for source in (about if field.name in _ABOUT else sources)
                ),
            ),
            getattr(first, field.name),
        )
        for field in fields(Episode)
        if field.name not in _OWN_WAY
    }
    lists = merge_lists(
        [each for source in sources for each in source.chapter_lists], values["offset"]
    )
    of_audio = {
        name
        for source in sources
        if source.of_audio
        for name in source.episode.of_audio
        if name != "chapters"
        and all(not getattr(s.episode, name) for s in sources if not s.of_audio)
    }
    return choose(
        Episode(
            **values,
            snips=_snips(source.episode.snips for source in sources),
            problems=tuple(p for source in sources for p in source.episode.problems),
            source=first.source,
            of_audio=frozenset(of_audio),
            chapter_lists=lists if len(lists) > 1 else (),
        ),
        lists[0] if lists else None,
    )


def choose(episode: Episode, chosen: ChapterList | None) -> Episode:
    """`episode` with the chapters of `chosen`."""
    of_audio = episode.of_audio - {"chapters"}
    if chosen is not None and chosen.of_audio:
        of_audio |= {"chapters"}
    return replace(episode, chapters=chosen.chapters if chosen else (), of_audio=of_audio)


def choose_from(episode: Episode, origin: str | None) -> Episode:
    """`episode` with the chapters from `origin`; as it is where it has no such list."""
    return next((choose(episode, e) for e in episode.chapter_lists if e.origin == origin), episode)


def merge_lists(lists: Iterable[ChapterList], offset: Ms = 0) -> tuple[ChapterList, ...]:
    """The lists that are different ones, the one to show first; empty ones are left out.

    `offset` (ms) is added to all times but those of the audio's tags before they are compared.
    """
    ranked = sorted(
        (each for each in lists if each.chapters),
        key=lambda each: (each.own, () if each.own else _says(each.chapters)),
        reverse=True,
    )
    found: list[ChapterList] = []
    for each in ranked:
        for index, better in enumerate(found):
            apart = offset * (each.of_audio - better.of_audio)
            if _are_same(better.chapters, each.chapters, apart):
                found[index] = _together(better, each, apart)
                break
        else:
            found.append(each)
    return tuple(found)


def _says(chapters: Sequence[Chapter]) -> tuple[int, int]:
    """How much a list says: its titles, and what else its chapters have."""
    more = sum((c.end is not None) + (c.url is not None) + (c.image is not None) for c in chapters)
    return sum(bool(chapter.title) for chapter in chapters if chapter.toc), more


def _are_same(some: Sequence[Chapter], others: Sequence[Chapter], apart: Ms) -> bool:
    return len(some) == len(others) and all(
        abs(a.start + apart - b.start) <= SAME for a, b in zip(some, others, strict=True)
    )


def _together(better: ChapterList, other: ChapterList, apart: Ms) -> ChapterList:
    """`better` with what only `other` says."""
    chapters = tuple(
        replace(
            a,
            title=a.title or b.title,
            end=b.end if a.end is None and not apart else a.end,
            url=a.url or b.url,
            image=a.image or b.image,
        )
        for a, b in zip(better.chapters, other.chapters, strict=True)
    )
    said_more = chapters != better.chapters
    origin = f"{better.origin} and {other.origin}" if said_more else better.origin
    return replace(better, origin=origin, chapters=chapters)


def _snips(lists: Iterable[tuple[Snip, ...]]) -> tuple[Snip, ...]:
    """All snips, one that is said twice once, in order of time where each has one."""
    given = [snips for snips in lists if snips]
    snips = tuple(dict.fromkeys(snip for snips in given for snip in snips))
    if len(given) < 2 or any(snip.start is None for snip in snips):
        return snips
    return tuple(sorted(snips, key=lambda snip: snip.start or 0))
