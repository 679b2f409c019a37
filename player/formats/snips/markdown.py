"""Writes snips as Markdown that reads well in Obsidian and elsewhere; `snipd` reads it back.

Each is a heading with a star for favourites, a line with its place, its properties as Obsidian's
Dataview knows them, its points, its quote, its note:

    ### ⭐ Gaming Console Accelerators

    🎧 12:03.5 - 12:31

    [kind:: quote] [tags:: #hardware, two words] [id:: 3f2a]

    - one line

    > The quote.
    > — Michael Gschwind

    #### Note

    What the listener thought.

What Markdown would take for something else has a backslash in front. All that `texts.settled`
keeps comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from player.domain.episode import Episode, Snip
from player.domain.timecode import spell
from player.formats.addresses import is_web
from player.formats.snips.marks import escaped
from player.formats.snips.texts import settled, words

_PLAIN_TAG = re.compile(r"[\w/-]*[^\W\d][\w/-]*")
_DELIMITER = re.compile(r"[\\<\[\],#]")


def write(episode: Episode) -> str:
    """The snips of `episode`, below what tells which recording they are of."""
    rows = [f"# {escaped(words(episode.title)) or 'Snips'}", "", *_about(episode), "## Snips", ""]
    for snip in episode.snips:
        rows.extend(_snip(settled(snip)))
    return "\n".join(rows)


def _about(episode: Episode) -> Iterator[str]:
    told = {
        "Show": escaped(words(episode.show)),
        "Published": escaped(words(episode.published)),
        "Duration": spell(episode.duration) if episode.duration else "",
        "Audio": next((address for address in episode.audio if is_web(address)), ""),
    }
    rows = [f"- {name}: {value}" for name, value in told.items() if value]
    yield from (*rows, "") if rows else ()


def _snip(snip: Snip) -> Iterator[str]:
    yield " ".join(part for part in ("###", "⭐" * snip.favorite, escaped(snip.title)) if part)
    yield ""
    if snip.start is not None:
        end = f" - {spell(snip.end)}" if snip.end is not None else ""
        yield from (f"🎧 {spell(snip.start)}{end}", "")
    yield from (_fields(snip), "")
    if snip.points:
        yield from (f"- {escaped(point)}" for point in snip.points)
        yield ""
    if snip.quote or snip.speaker:
        quote = (snip.quote or "").split("\n")
        yield from (f"> {escaped(line)}" if line else ">" for line in quote if snip.quote)
        if snip.speaker:
            yield f"> — {escaped(snip.speaker)}"
        yield ""
    if snip.note:
        yield from ("#### Note", "")
        yield from map(escaped, snip.note.split("\n"))
        yield ""


def _fields(snip: Snip) -> str:
    tags = ", ".join(f"#{tag}" if _PLAIN_TAG.fullmatch(tag) else _value(tag) for tag in snip.tags)
    values = {
        "kind": _value(snip.kind),
        "chapter": _value(snip.chapter or ""),
        "tags": tags,
        "created": _value(snip.created or ""),
        "id": _value(snip.id or ""),
    }
    return " ".join(f"[{name}:: {value}]" for name, value in values.items() if value)


def _value(text: str) -> str:
    return _DELIMITER.sub(r"\\\g<0>", text)
