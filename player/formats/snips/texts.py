"""Snips as formats of plain text can hold them, and their order: what all of these share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from player.domain.episode import Episode, Problem, Snip
from player.domain.timecode import Ms
from player.formats.text import at

MOST_SNIPS = 50_000
LONGEST_KIND = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def words(text: str | None) -> str:
    """`text` on one line: spaces of any kind, and ends of lines, are one space each."""
    return " ".join(_clean(text).split()) if text else ""


def prose(text: str | None) -> str | None:
    """`text` with its lines, which end with `\\n`, and no space around it; None for nothing."""
    if not text:
        return None
    return _clean(text.replace("\r\n", "\n").replace("\r", "\n")).strip() or None


def settled(snip: Snip) -> Snip:
    """`snip` as text formats hold it, which is as readers give it back.

    Title, kind, chapter, points, speaker, tags and the like are one line each, quote and note have
    no space around them; control characters are left out, half characters (surrogates) are
    replaced; what is empty is None, or left out of a list; an end comes after a start.
    """
    ended = snip.start is not None and snip.end is not None and snip.end > snip.start
    return replace(
        snip,
        title=words(snip.title),
        kind=kind_of(snip.kind),
        end=snip.end if ended else None,
        chapter=words(snip.chapter) or None,
        points=tuple(point for text in snip.points if (point := words(text))),
        quote=prose(snip.quote),
        speaker=words(snip.speaker) or None,
        note=prose(snip.note),
        tags=tuple(tag for text in snip.tags if (tag := words(text))),
        id=words(snip.id) or None,
        created=words(snip.created) or None,
    )


def kind_of(text: str) -> str:
    """A kind in small letters; what is too long for one, or nothing, is a bookmark."""
    kind = words(text).lower()
    return kind if 0 < len(kind) <= LONGEST_KIND else "bookmark"


def in_order(snips: Iterable[Snip]) -> tuple[Snip, ...]:
    """`snips` by their starts; one without stays behind the one that it followed."""
    found: list[tuple[Ms, Snip]] = []
    for snip in snips:
        last = found[-1][0] if found else 0
        found.append((last if snip.start is None else snip.start, snip))
    return tuple(snip for _, snip in sorted(found, key=lambda pair: pair[0]))


def fullest(episodes: list[Episode], what: str, name: str) -> Episode:
    """Of several recordings in one file that with the most snips, those with times before others.

    Of equal ones it is the first. A snip's time means nothing in another recording, so they are
    never thrown together; a warning says what was left out. `what` names them ("episodes"), `name`
    is the file's.
    """
    chosen = max(episodes, key=lambda e: (sum(s.start is not None for s in e.snips), len(e.snips)))
    if len(episodes) == 1:
        return chosen
    others = sum(len(episode.snips) for episode in episodes) - len(chosen.snips)
    told = Problem(
        "warning",
        name,
        f"this file has snips of {len(episodes)} {what}. Those of “{chosen.title[:80]}” are read, "
        f"the fullest; {others} of the others are left out.",
    )
    return replace(chosen, problems=(told, *chosen.problems))


def place(name: str, line: int) -> str:
    """`file:line:1`."""
    return at(name, line)


def _clean(text: str) -> str:
    if text.isprintable():
        return text
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))
