"""`earmark convert`: inputs merged, and written in another format."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TextIO

from player import formats
from player.app.exporting import Export, writer_for_audio
from player.app.opening import Opened
from player.app.places import is_address, open_place
from player.domain.episode import Episode
from player.domain.errors import EarmarkError
from player.domain.merging import Source, merge
from player.engine import media
from player.formats import writing
from player.formats.registry import AudioWriter, Part
from player.formats.text import stem
from player.formats.writing import AnyWriter

STANDARD = "-"
_STDIN = "standard input"


def run(options: argparse.Namespace, stdin: BinaryIO, stdout: BinaryIO, told: TextIO) -> bool:
    """Do what `options` (of `arguments.convert`) say; what is to be known goes to `told`.

    Whether all of the inputs could be read: False where something was left out. Raises
    EarmarkError where nothing was written.
    """
    opened = [read_input(name, stdin) for name in options.inputs]
    opened = [_chosen(each, options.item, fetches=options.fetch) for each in opened]
    if options.part == "transcript":
        opened = [_as_transcript(each) for each in opened]
    episode = merged(opened)
    audio = next((each.audio for each in opened if isinstance(each.audio, Path)), None)
    for problem in episode.problems:
        print(f"{problem.severity}: {problem.where}: {problem.message}", file=told)
    if options.output != STANDARD and Path(options.output).is_dir():
        raise EarmarkError(f"“{options.output}” is a folder. Name a file.")
    writer = choose(options.output, options.to, options.part, episode, audio)
    if not writing.takes(writer, episode):
        part = writing.part_of(writer)
        if getattr(episode, part):
            where = " or ".join(options.inputs)
            raise EarmarkError(
                f"Nothing in {where} has a time, and there is no {writer.name} without. "
                "Text (.txt) and Markdown (.md) need none."
            )
        fetch = " The feed names some: add --fetch to get them." if _named(part, episode) else ""
        where = " or ".join(options.inputs)
        raise EarmarkError(f"There is {_nothing(part)} in {where} to write.{fetch}")
    export = Export(writer, episode, Path(options.output), audio, opened[0].path.parent)
    if options.output != STANDARD:
        _check(export.target, options.force)
    has_chapters = writing.part_of(writer) in ("chapters", "episode")
    unused = _unused(opened, episode) if has_chapters else []
    for sentence in (*export.losses(), *unused, *_other_parts(options, writer, episode)):
        print(f"note: {sentence}", file=told)
    if options.output == STANDARD:
        if isinstance(writer, AudioWriter):
            raise EarmarkError("Audio is not written to standard output. Name a file.")
        stdout.write(export.data())
        stdout.flush()
    else:
        _write(export, told)
    return not unused and all(problem.severity != "error" for problem in episode.problems)


def read_input(name: str, stdin: BinaryIO) -> Opened:
    """What is at `name`, a path or `-`. Raises EarmarkError, with the name in it."""
    if name != STANDARD:
        try:
            opened = open_place(name, lambda _: None)[1]
            return _with_tags(opened) if is_address(name) else opened
        except EarmarkError as error:
            told = str(error)
            raise EarmarkError(told if Path(name).name in told else f"{name}: {told}") from None
    data = stdin.read(formats.MAX_BYTES + 1)
    if media.sniff(data[: media.HEAD]) is not None:
        raise EarmarkError("Audio is not read from standard input. Name its file instead.")
    reader, episode = formats.identify(data, _STDIN, ".txt")
    title = "" if episode.title == _STDIN else episode.title
    opened = Opened(replace(episode, title=title), Path(STANDARD), None)
    return replace(opened, plain=formats.is_notes(reader))


def _with_tags(opened: Opened) -> Opened:
    """A recording at an address that was named, with what its tags say."""
    if not isinstance(opened.audio, str) or opened.feed is not None:
        return opened
    from player.app.remote_tags import added, tags_at

    tags = tags_at(opened.audio)
    if tags is None:
        return opened
    return replace(opened, episode=added(opened.episode, tags, opened.audio))


def _chosen(opened: Opened, item: int | None, *, fetches: bool) -> Opened:
    """Of a feed, the episode that `item` counts (from 1), else the newest."""
    feed = opened.feed
    if feed is None or not feed.episodes:
        if item is not None and not opened.path.name.startswith(STANDARD):
            raise EarmarkError(
                f"“{opened.path.name}” is no feed: --item has nothing to count there."
            )
        return opened
    if item is not None and not 1 <= item <= len(feed.episodes):
        raise EarmarkError(f"There are {len(feed.episodes)} episodes in this feed, from 1 on.")
    episode = feed.item(feed.newest if item is None else item - 1)
    if fetches:
        from player.app.feed_items import episode_of
        from player.app.fetching import fetch

        episode = episode_of(episode, fetch)
    return replace(opened, episode=episode)


def _unused(opened: list[Opened], episode: Episode) -> list[str]:
    """What is said of inputs whose chapters do not come out. Those of recordings only stand in."""
    first, *others = episode.chapter_lists or (None,)
    names = {each.path.name for each in opened if each.audio != each.path}
    left = [each.origin for each in others if each is not None and each.origin in names]
    if first is None or not left:
        return []
    return [f"the chapters are those of {first.origin}; those of {', '.join(left)} are left out."]


def _other_parts(options: argparse.Namespace, writer: AnyWriter, episode: Episode) -> Iterator[str]:
    """What else could come out in a format of this name, where nothing says what is wanted."""
    if options.part is not None:
        return
    part = writing.part_of(writer)
    for other in _asked_for(options.output, options.to, episode):
        there = writing.part_of(other)
        if there not in (part, "episode") and writing.takes(other, episode):
            yield f"this is the {part}; --{there} writes the {there} instead."
            return


def _as_transcript(opened: Opened) -> Opened:
    """`opened`, where it is a text that was taken for notes, as the transcript that it is to be."""
    episode = opened.episode
    if not opened.plain or episode.transcript or not episode.notes:
        return opened
    lines = formats.as_transcript(episode, opened.path.name).transcript
    return replace(opened, episode=replace(episode, transcript=lines))


def merged(opened: list[Opened]) -> Episode:
    """One episode of all inputs: files go before recordings, and what was named first goes first.

    Who names a file of chapters beside a recording wants these, not those that it has.
    """
    ranked = sorted(opened, key=lambda each: each.audio == each.path)
    names = [each.path.name for each in ranked]
    known = [_known_title(each.episode, name) for each, name in zip(ranked, names, strict=True)]
    sources = zip(names, known, strict=True)
    episode = merge([Source(name, each, own=name == names[0]) for name, each in sources])
    return replace(episode, title=episode.title or ranked[0].episode.title)


def _known_title(episode: Episode, name: str) -> Episode:
    """`episode` without a title that is but its file's name."""
    return replace(episode, title="") if episode.title == stem(name) else episode


def choose(
    output: str, to: str | None, part: Part | None, episode: Episode, audio: Path | None
) -> AnyWriter:
    """The writer that is asked for, by its name, else by that of the output."""
    if to is None and output == STANDARD:
        raise EarmarkError("Say in which format, with --to: `earmark formats` lists them.")
    found = _asked_for(output, to, episode)
    asked = f"a name such as “{Path(output).name}”" if to is None else f"the format {to}"
    if part is not None:
        found = [w for w in found if part == writing.part_of(w)]
        asked = f"{asked} with --{part}"
    if not found:
        raise EarmarkError(f"Nothing is written for {asked}. `earmark formats` lists what is.")
    if isinstance(found[0], AudioWriter):
        return _for_audio(found[0], audio)
    return found[0]


def _asked_for(output: str, to: str | None, episode: Episode) -> list[AnyWriter]:
    """The writers of one name, the likeliest first: what there is something for."""
    if to is None:
        return writing.writers_for(Path(output).name, episode)
    found = [writer for writer in writing.ALL if writer.id == to]
    return sorted(found, key=lambda writer: not writing.takes(writer, episode))


def _for_audio(wanted: AudioWriter, audio: Path | None) -> AudioWriter:
    if audio is None:
        raise EarmarkError("There is no recording to put the chapters into. Name one as an input.")
    writer = writer_for_audio(audio)
    if writer.id != wanted.id:
        raise EarmarkError(
            f"“{audio.name}” is {writer.name}, and stays that: sound is not converted. "
            f"Give the output the suffix {writer.suffixes[0]}."
        )
    return writer


def _nothing(part: Part) -> str:
    return {"chapters": "no chapter", "transcript": "no transcript"}.get(part, "no snip")


def _named(part: Part, episode: Episode) -> bool:
    """Whether there is an address of what is missing."""
    sources = {"chapters": episode.chapter_sources, "transcript": episode.transcript_sources}
    return bool(sources.get(part))


def _check(target: Path, overwrite: bool) -> None:
    """Raise EarmarkError where nothing is to be written at `target`."""
    if target.exists() and not overwrite:
        raise EarmarkError(f"“{target}” is there already. Add --force to overwrite it.")


def _write(export: Export, told: TextIO) -> None:
    shows = isinstance(export.writer, AudioWriter) and told.isatty()
    try:
        export.run(_meter(told) if shows else lambda _: None, overwrite=True)
    finally:
        if shows:
            print("\r\x1b[K", end="", file=told)
    print(f"Wrote {export.target}: {export.writer.name}.", file=told)


def _meter(told: TextIO) -> Callable[[float], None]:
    """Shows the share done, once for each per cent."""
    last = -1

    def show(share: float) -> None:
        nonlocal last
        percent = int(share * 100)
        if percent != last:
            last = percent
            print(f"\r{percent:3} % written", end="", file=told, flush=True)

    return show


def ids() -> tuple[str, ...]:
    """The formats that can be written, each once."""
    return tuple(dict.fromkeys(writer.id for writer in writing.ALL))


def standard_streams() -> tuple[BinaryIO, BinaryIO, TextIO]:
    """What `run` reads from, writes to and tells on in a program of its own."""
    return sys.stdin.buffer, sys.stdout.buffer, sys.stderr
