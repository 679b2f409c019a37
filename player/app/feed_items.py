"""An episode that was chosen from a feed, with what the feed only points to. No Qt; may be slow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeAlias
from urllib.parse import urlsplit

from player import formats
from player.app import fetching
from player.domain.episode import ChapterList, Episode, Line, Problem
from player.domain.errors import EarmarkError, FormatError
from player.domain.merging import merge_lists
from player.formats.addresses import is_web

Fetch: TypeAlias = Callable[[str, int, float, str], tuple[str, bytes]]
"""As `fetching.fetch`: address, most bytes, most seconds, what is asked for."""

MOST_BYTES = 32 * 1024 * 1024
"""The largest file of chapters, or transcript, that is fetched."""
PATIENCE = 20.0
"""Seconds that one of them may take."""
MOST_LINES = 200_000
MOST_TRIES = 5
"""So many addresses of one kind are tried, the best ones first."""


def episode_of(item: Episode, fetch: Fetch = fetching.fetch) -> Episode:
    """`item` with its chapters and its transcript, fetched from where it says that they are.

    The first transcript that can be read is taken. Chapters that stand in the feed and those that
    are fetched are merged as all are (`domain/merging.py`). The addresses stay, and what cannot be
    fetched or read is a problem. Nothing else is fetched.
    """
    problems: list[Problem] = []
    chapters = item.chapters
    found = _first(item.chapter_sources, fetch, fetching.CHAPTERS, _has_chapters, problems)
    if found is not None:
        lists = (ChapterList("feed", chapters), ChapterList("file", found.chapters))
        chapters = merge_lists(lists)[0].chapters
    transcript = item.transcript
    if not transcript:
        read = _first(item.transcript_sources, fetch, fetching.TRANSCRIPT, _has_lines, problems)
        transcript = read.transcript if read is not None else ()
    return replace(
        item,
        chapters=chapters,
        transcript=transcript,
        problems=(*item.problems, *problems),
    )


def _first(
    sources: Iterable[str],
    fetch: Fetch,
    accept: str,
    wanted: Callable[[Episode], Episode],
    problems: list[Problem],
) -> Episode | None:
    """What the first of `sources` holds that can be had; `wanted` raises where it is not that."""
    for address in [source for source in sources if is_web(source)][:MOST_TRIES]:
        try:
            _, data = fetch(address, MOST_BYTES, PATIENCE, accept)
            found = wanted(formats.read(data, _name(address)))
        except EarmarkError as error:
            message = error.message if isinstance(error, FormatError) else str(error)
            problems.append(Problem("warning", address, message))
            continue
        problems.extend(found.problems)
        return found
    return None


def _has_chapters(found: Episode) -> Episode:
    if not found.chapters:
        raise FormatError("there are no chapters in this file.")
    return found


def _has_lines(found: Episode) -> Episode:
    """`found` with its lines; plain text, which is read as notes, has lines without times."""
    if found.transcript:
        return found
    rows = [row.strip() for row in (found.notes or "").split("\n")]
    lines = tuple(Line(None, None, row) for row in rows if row)[:MOST_LINES]
    if not lines or lines[0].text.startswith("<"):
        raise FormatError("there is no transcript in this file.")
    return replace(found, transcript=lines)


def _name(address: str) -> str:
    """The file's name, by which its format is known where its content does not tell."""
    return urlsplit(address).path.rstrip("/").rpartition("/")[2] or "address"
