"""Opens what the listener chose: any file or pasted text becomes an episode with its audio.

No Qt; everything here may be slow (disks are) and belongs on a background thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from player import formats
from player.app import sidecars
from player.app.reading import exists, inside, peek, read_whole
from player.domain.episode import Episode, Line, Picture, Problem
from player.domain.errors import EarmarkError, FormatError
from player.domain.merging import Source, merge
from player.engine import media
from player.formats import addresses
from player.formats.text import stem, too_large

if TYPE_CHECKING:
    from player.app.feeds import Feed

AUDIO_SUFFIXES = (
    ".mp3", ".m4a", ".m4b", ".mp4", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".aif",
    ".aiff", ".mka", ".webm",
)  # fmt: skip
"""For file dialogs, and to word an error; what a file is, its content says."""
TAGS = "file tags"
"""What chapters of the audio's own tags are called in the window."""
MAX_PICTURE = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """An episode and the audio that is there for it.

    `path` is what was opened. `audio` is a local file that holds audio, or an http(s) address, or
    None; `missing` names what the episode lists as its audio and is not there (or is no audio).
    """

    episode: Episode
    path: Path
    audio: Path | str | None
    missing: tuple[str, ...] = ()
    feed: Feed | None = None
    """What there is to choose from, where it is a feed; `episode` is its newest then."""
    plain: bool = False
    """Whether it is text that was taken for notes: it may be meant as a transcript, too."""


def open_path(path: Path) -> Opened:
    """The episode in the file at `path`: audio with what lies beside it, or any text format.

    Raises EarmarkError, in a calm sentence, where nothing can be opened; all lesser mistakes are
    the episode's problems.
    """
    head, size = peek(path)
    if (why := media.locked(head)) is not None:
        raise FormatError(f"this {why}", path.name)
    if media.sniff(head) is not None:
        return _open_audio(path)
    if path.suffix.lower() in AUDIO_SUFFIXES:
        raise FormatError(_no_audio(head), path.name)
    if size > formats.MAX_BYTES:
        raise FormatError(too_large(), path.name)
    return open_data(read_whole(path), path)


def open_data(data: bytes, path: Path) -> Opened:
    """What the text `data` of the file at `path` says, with what lies beside it.

    Raises EarmarkError.
    """
    feed = feeds_in(data, path.name)
    if feed is not None:
        episode = replace(feed.episode, source=path)
        return Opened(episode, path, next(iter(episode.audio), None), feed=feed)
    reader, episode = formats.identify(data, path.name)
    own = reader.id == "episode"
    plain = formats.is_notes(reader)
    named = replace(_open_episode(path, replace(episode, source=path), own=own), plain=plain)
    if own or named.audio is not None:
        return named
    # What it names is not here, or it names nothing: the recording may lie beside it.
    for audio in sidecars.audio_of(path, AUDIO_SUFFIXES):
        if is_audio(audio):
            return replace(_open_audio(audio, path), path=path, plain=plain)
    # What was imported into it, before there was a recording, stands in a file of its own.
    kept = path.with_name(f"{path.stem}.episode.yaml")
    return _with_kept(named, kept) if exists(kept) else named


def _with_kept(named: Opened, kept: Path) -> Opened:
    """What a text says, and the episode file beside it, which goes before it."""
    try:
        opened = open_path(kept)
    except EarmarkError as error:
        return replace(named, episode=_with_problem(named.episode, kept.name, error))
    sources = [Source("episode file", opened.episode, own=True)]
    sources.append(Source(named.path.name, named.episode, own=True))
    return replace(opened, episode=merge(sources), path=named.path, plain=named.plain)


def feeds_in(data: bytes, name: str) -> Feed | None:
    """The feed that `data` is, if it is one."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        return None  # without loading what reads XML
    from player.app import feeds

    return feeds.read(data, name)


def picture_bytes(picture: Picture, base: Path, limit: int = MAX_PICTURE) -> bytes | None:
    """The bytes of `picture`: its own, or those of a file inside the folder `base`.

    None where there are none, more than `limit`, where it lies outside of `base`, or on the net:
    nothing is ever fetched.
    """
    if picture.data is not None:
        return picture.data if len(picture.data) <= limit else None
    if picture.source is None or addresses.place(picture.source) != "inside":
        return None
    try:
        return read_whole(inside(base, picture.source), limit)
    except EarmarkError:
        return None


def is_audio(path: Path) -> bool:
    """Whether there is a file at `path` whose content is audio."""
    try:
        head, _ = peek(path)
    except EarmarkError:
        return False
    return media.sniff(head) is not None


def open_tags(path: Path) -> Episode | None:
    """What the recording at `path` says of itself; None where it is no recording."""
    return _tags(path) if is_audio(path) else None


def _open_audio(path: Path, asked: Path | None = None) -> Opened:
    """The recording at `path` with what lies beside it; the file `asked` for goes first."""
    files = sidecars.beside(path)
    if asked is not None:
        files = [asked, *(file for file in files if file != asked)]
    sources, problems = [], []
    for file in files:
        try:
            sources.append(_source(file, own=file == asked))
        except EarmarkError as error:
            problems.append(_problem(file.name, error))
    tags = _tags(path)
    titled = tags if tags.title != stem(path.name) else replace(tags, title="")
    episode = merge([*sources, Source(TAGS, titled, of_audio=True)])
    episode = replace(
        episode,
        title=episode.title or stem(path.name),
        audio=(path.name,),
        cover=episode.cover or _cover(path),
        problems=(*problems, *episode.problems),
        source=sources[0].episode.source if sources else path,
    )
    if not any(source.episode.transcript for source in sources):
        episode = _with_transcript(episode, path.parent, episode.transcript_sources)
    return Opened(episode, path, path)


def _source(file: Path, *, own: bool = False) -> Source:
    """What `file` says. Raises EarmarkError."""
    reader, episode = formats.identify(read_whole(file), file.name)
    title = "" if episode.title == stem(file.name) else episode.title
    source = replace(as_markdown(episode, file), title=title, source=file)
    if not episode.transcript:
        source = _with_transcript(source, file.parent, episode.transcript_sources)
    own = own or reader.id == "episode"
    return Source("episode file" if reader.id == "episode" else file.name, source, own=own)


def as_markdown(episode: Episode, file: Path) -> Episode:
    """`episode` with the line ends of plain text, which Markdown would run together, kept."""
    if file.suffix.lower() != ".txt" or not episode.notes:
        return episode
    return replace(episode, notes=re.sub(r"(?<!\n)\n(?!\n)", "  \n", episode.notes))


def _cover(audio: Path) -> Picture | None:
    name = sidecars.cover(audio)
    return Picture(name) if name else None


def _open_episode(path: Path, episode: Episode, *, own: bool) -> Opened:
    """Finds the audio that `episode` names, and what lies beside it."""
    missing: list[str] = []
    audio: Path | str | None = None
    for address in episode.audio:
        if addresses.is_web(address):
            audio = address
        elif is_audio(path.parent / address):
            audio = path.parent / address
        elif exists(path.parent / address):
            error = FormatError(_NOT_PLAYED)
            episode = _with_problem(episode, address, error)
        if audio is not None:
            break
        missing.append(address)
    if not episode.transcript:
        episode = _with_transcript(episode, path.parent, episode.transcript_sources)
    if isinstance(audio, Path):
        heard = _said_by(audio, all_of_it=not (episode.cover and episode.duration))
        origin = "episode file" if own else path.name
        # What the listener opened is what he asked for, whatever kind of file it is.
        asked = Source(origin, episode, own=True)
        episode = merge([asked, Source(TAGS, heard, of_audio=True)])
    return Opened(episode, path, audio, tuple(missing))


def _said_by(audio: Path, *, all_of_it: bool) -> Episode:
    """What the tags of `audio` add to an episode: its chapters, and the rest where it is wanted."""
    from player.formats.audio import tags as audio_tags

    if not all_of_it:
        chapters = audio_tags.read_chapters(audio)
        return Episode("", chapters=chapters, of_audio=frozenset({"chapters"} if chapters else ()))
    tags = _tags(audio)
    return Episode(
        title=tags.title,
        cover=tags.cover,
        duration=tags.duration,
        chapters=tags.chapters,
        of_audio=tags.of_audio,
        problems=tags.problems,
    )


def _tags(audio: Path) -> Episode:
    """What the audio's tags say, and that it is they who do."""
    from player.formats.audio import (
        tags as audio_tags,  # 4 ms that an episode file does not wait for
    )

    tags = audio_tags.read_tags(audio)
    said = frozenset(name for name in ("duration", "chapters") if getattr(tags, name))
    return replace(tags, of_audio=said)


def _with_transcript(episode: Episode, base: Path, sources: Iterable[str]) -> Episode:
    """`episode` with the lines of the first local one of `sources` that can be read."""
    for source in sources:
        if episode.transcript or addresses.is_web(source):
            continue
        try:
            found = read_whole(inside(base, source))
            beside = formats.read_transcript(found, Path(source).name)
        except EarmarkError as error:
            episode = _with_problem(episode, source, error)
            continue
        lines: tuple[Line, ...] = beside.transcript
        episode = replace(episode, transcript=lines, problems=episode.problems + beside.problems)
    return episode


def _with_problem(episode: Episode, where: str, error: EarmarkError) -> Episode:
    return replace(episode, problems=(*episode.problems, _problem(where, error)))


def _problem(where: str, error: EarmarkError) -> Problem:
    message = str(error)
    if isinstance(error, FormatError):
        where, message = error.where or where, error.message
    return Problem("error", where, message)


_NOT_PLAYED = "this is named as the episode's audio but holds no audio, so it is not played."


def _no_audio(head: bytes) -> str:
    """What a file that is called audio holds instead."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"#extm3u", b"[playlist]", b"<?xml", b"http://", b"https://")):
        return (
            "this is a playlist, whatever its name says; it is not played. Choose the audio itself."
        )
    if start.startswith((b"<!doctype", b"<html", b"<head")):
        return (
            "this is a web page, whatever its name says. The download did not work: "
            "open its address in a browser and save the audio again."
        )
    return (
        "there is no audio in this file that Earmark knows. It may be cut off or damaged; "
        "download it again."
    )
