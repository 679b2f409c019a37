"""An episode out, in any of the formats of `registry`, and what each of them cannot carry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from player.domain.episode import Chapter, Episode
from player.domain.timecode import Ms
from player.formats.registry import AUDIO_WRITERS, WRITERS, AudioWriter, Part, Writer

AnyWriter: TypeAlias = Writer | AudioWriter
ALL: tuple[AnyWriter, ...] = (*WRITERS, *AUDIO_WRITERS)
"""Both tables of writers."""

# What may be lost, by part: the field's name in `keeps`, how it is called, and who has it.
_MAY_BE_LOST: dict[Part, tuple[tuple[str, str, Callable[[Any], bool]], ...]] = {
    "chapters": (
        ("toc", "hidden chapters", lambda c: not c.toc),
        ("url", "links", lambda c: c.url is not None),
        ("image", "addresses of pictures", lambda c: bool(c.image and c.image.source)),
        ("picture", "pictures", lambda c: bool(c.image and c.image.data)),
        ("end", "ends of chapters", lambda c: c.end is not None),
    ),
    "transcript": (
        ("untimed", "lines without a time", lambda line: line.start is None),
        ("speaker", "speakers", lambda line: line.speaker is not None),
        ("end", "ends of lines", lambda line: line.end is not None),
        ("words", "times of single words", lambda line: bool(line.words)),
    ),
    "snips": (
        ("untimed", "snips without a time", lambda snip: snip.start is None),
        ("end", "ends of snips", lambda snip: snip.end is not None),
        ("kind", "kinds", lambda snip: snip.kind != "bookmark"),
        ("points", "points", lambda snip: bool(snip.points)),
        ("quote", "quotes", lambda snip: snip.quote is not None),
        ("speaker", "speakers", lambda snip: snip.speaker is not None),
        ("note", "notes", lambda snip: snip.note is not None),
        ("tags", "tags", lambda snip: bool(snip.tags)),
        ("favorite", "favourites", lambda snip: snip.favorite),
    ),
}
_UNITS = {"chapters": "chapter", "transcript": "line", "snips": "snip"}


def write(writer: Writer, episode: Episode) -> bytes:
    """`episode` in the format of `writer`, in UTF-8; what it cannot carry is left out.

    Markers come out where the audio has them; an episode file keeps its own times, and its offset.
    """
    if writer.part != "episode":
        episode = episode.placed()
    ready = replace(episode, chapters=chapters_for(writer, episode))
    text: str = writer.load()(ready)
    return text.encode("utf-8", "replace")


def chapters_for(writer: AnyWriter, episode: Episode) -> tuple[Chapter, ...]:
    """The chapters of `episode` that `writer` writes: hidden ones only where it can hide them."""
    return episode.chapters if "toc" in writer.keeps else episode.listed


def parts_of(episode: Episode) -> tuple[Part, ...]:
    """What `episode` has that can be written by itself."""
    parts: tuple[Part, ...] = ("chapters", "transcript", "snips")
    return tuple(part for part in parts if getattr(episode, part))


def part_of(writer: AnyWriter) -> Part:
    """What comes out of `writer`."""
    return writer.part if isinstance(writer, Writer) else "chapters"


def takes(writer: AnyWriter, episode: Episode) -> bool:
    """Whether there is anything in `episode` that comes out of `writer`."""
    part = part_of(writer)
    return part == "episode" or any(
        item.start is not None or "untimed" in writer.keeps for item in getattr(episode, part)
    )


def losses(writer: AnyWriter, episode: Episode) -> tuple[str, ...]:
    """What `writer` cannot carry of what `episode` has, a sentence each."""
    part = part_of(writer)
    parts = parts_of(episode) if part == "episode" else (part,)
    return tuple(sentence for each in parts for sentence in _lost(writer, episode, each))


def _lost(writer: AnyWriter, episode: Episode, part: Part) -> list[str]:
    items: Sequence[Any] = getattr(episode, part)
    may_be = _MAY_BE_LOST[part]
    if not writer.grain:
        may_be = (("start", "times", lambda item: item.start is not None), *may_be)
    said = []
    for field, words, has in may_be:
        count = 0 if field in writer.keeps else sum(map(has, items))
        if count and (writer.grain or field not in ("end", "words")):
            said.append(f"{writer.name} keeps no {words} ({_counted(count, _UNITS[part])}).")
    if writer.grain > 1 and not all(_is_multiple(ms, writer.grain) for ms in _starts(items)):
        said.append(f"{writer.name} rounds times to {_in_words(writer.grain)}.")
    return said


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _starts(items: Sequence[Any]) -> list[Ms]:
    return [item.start for item in items if item.start is not None]


def _is_multiple(ms: Ms, grain: float) -> bool:
    return abs(round(ms / grain) * grain - ms) < 0.5


def _in_words(grain: float) -> str:
    return f"{grain / 1000:g} s" if (grain / 10).is_integer() else f"1/{round(1000 / grain)} s"


# Which format a name asks for


def writers_for(name: str, episode: Episode | None = None) -> list[AnyWriter]:
    """The writers whose suffix the file `name` has, the likeliest first.

    `talk.chapters.json` asks for chapters, `talk.vtt` for a transcript, if there is one in
    `episode`; a longer suffix counts more than a shorter one.
    """
    low = name.lower()
    has = parts_of(episode) if episode is not None else ()

    def rank(writer: AnyWriter) -> tuple[bool, bool, int, bool, int]:
        part = part_of(writer)
        length = max((len(s) for s in writer.suffixes if low.endswith(s)), default=0)
        # In Markdown snips are kept, and notes on them; there is more than one list of chapters.
        cards = part == "snips" and writer.id == "markdown"
        # Of two that share a suffix, the one that has no longer one of its own.
        longest = max(map(len, writer.suffixes))
        lacks = part != "episode" and part not in has
        return f".{part}." not in low, lacks, -length, not cards, longest

    return sorted((w for w in ALL if low.endswith(w.suffixes)), key=rank)
