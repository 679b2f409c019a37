"""Opens what the listener chose: any file or pasted text becomes an episode with its audio.

No Qt; everything here may be slow (disks are) and belongs on a background thread.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path

from player import formats
from player.domain.episode import Episode, Line, Picture, Problem
from player.domain.errors import EarmarkError, FormatError
from player.engine import media
from player.formats import addresses
from player.formats.text import stem, too_large

AUDIO_SUFFIXES = (
    ".mp3", ".m4a", ".m4b", ".mp4", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".aif",
    ".aiff", ".mka", ".webm",
)  # fmt: skip
"""For file dialogs, and to word an error; what a file is, its content says."""
SIDECARS = (".episode.yaml", ".yaml", ".txt")
TRANSCRIPTS = (".vtt", ".srt")
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


def open_path(path: Path) -> Opened:
    """The episode in the file at `path`: audio with what lies beside it, or any text format.

    Raises EarmarkError, in a calm sentence, where nothing can be opened; all lesser mistakes are
    the episode's problems.
    """
    head, size = _peek(path)
    if media.sniff(head) is not None:
        return _open_audio(path)
    if path.suffix.lower() in AUDIO_SUFFIXES:
        raise FormatError(_no_audio(head), path.name)
    if size > formats.MAX_BYTES:
        raise FormatError(too_large(), path.name)
    return _open_episode(path, replace(formats.read(_read(path), path.name), source=path))


def open_text(text: str, name: str = "Pasted text") -> Episode:
    """The episode in pasted text: an episode file's, a transcript's, else notes.

    `name` stands for the title where the text has none. Raises FormatError where it is empty or
    cannot be read.
    """
    clean = text.encode("utf-8", "replace")
    return formats.read(clean, f"{name}.txt")


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
        return _read(_inside(base, picture.source), limit)
    except EarmarkError:
        return None


def is_audio(path: Path) -> bool:
    """Whether there is a file at `path` whose content is audio."""
    try:
        head, _ = _peek(path)
    except EarmarkError:
        return False
    return media.sniff(head) is not None


def _open_audio(path: Path) -> Opened:
    episode = _tags(path)
    for suffix in SIDECARS:
        sidecar = path.with_name(path.stem + suffix)
        if _exists(sidecar):
            episode = _with_sidecar(episode, sidecar)
            break
    if not episode.transcript:
        beside = [path.stem + s for s in TRANSCRIPTS if _exists(path.with_name(path.stem + s))]
        episode = _with_transcript(episode, path.parent, beside)
    return Opened(replace(episode, audio=(path.name,)), path, path)


def _with_sidecar(tags: Episode, sidecar: Path) -> Episode:
    """`tags` with what the episode file beside the audio says, which goes before them."""
    try:
        beside = formats.read(_read(sidecar), sidecar.name)
    except EarmarkError as error:
        return _with_problem(tags, sidecar.name, error)
    own = replace(beside, title="" if beside.title == stem(sidecar.name) else beside.title)
    merged = _merged(own, tags)
    merged = _with_transcript(merged, sidecar.parent, merged.transcript_sources)
    return replace(merged, source=sidecar)


def _merged(first: Episode, second: Episode) -> Episode:
    """Field by field the value of `first`, or where it has none that of `second`."""
    values = {
        field.name: getattr(first, field.name) or getattr(second, field.name)
        for field in fields(Episode)
    }
    values["problems"] = first.problems + second.problems
    values["of_audio"] = frozenset(name for name in second.of_audio if not getattr(first, name))
    return Episode(**values)


def _open_episode(path: Path, episode: Episode) -> Opened:
    """Finds the audio that `episode` names, and what lies beside it."""
    missing: list[str] = []
    audio: Path | str | None = None
    for address in episode.audio:
        if addresses.is_web(address):
            audio = address
        elif is_audio(path.parent / address):
            audio = path.parent / address
        elif _exists(path.parent / address):
            error = FormatError(_NOT_PLAYED)
            episode = _with_problem(episode, address, error)
        if audio is not None:
            break
        missing.append(address)
    if not episode.transcript:
        episode = _with_transcript(episode, path.parent, episode.transcript_sources)
    if isinstance(audio, Path) and not (episode.cover and episode.duration and episode.chapters):
        tags = _tags(audio)
        own = Episode(
            title=tags.title,
            cover=tags.cover,
            duration=tags.duration,
            chapters=tags.chapters,
            of_audio=tags.of_audio,
            problems=tags.problems,
        )
        episode = _merged(episode, own)
    return Opened(episode, path, audio, tuple(missing))


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
            beside = formats.read(_read(_inside(base, source)), Path(source).name)
            if not beside.transcript:
                raise FormatError("there is no transcript in this file.", source)
        except EarmarkError as error:
            episode = _with_problem(episode, source, error)
            continue
        lines: tuple[Line, ...] = beside.transcript
        episode = replace(episode, transcript=lines, problems=episode.problems + beside.problems)
    return episode


def _with_problem(episode: Episode, where: str, error: EarmarkError) -> Episode:
    message = str(error)
    if isinstance(error, FormatError):
        where, message = error.where or where, error.message
    return replace(episode, problems=(*episode.problems, Problem("error", where, message)))


def _inside(base: Path, source: str) -> Path:
    """The file that `source` names, links followed; FormatError where it leaves `base`."""
    folder = base.resolve()
    try:
        target = (folder / source).resolve()
    except (OSError, RuntimeError):
        raise FormatError("this file cannot be found.", source) from None
    if not target.is_relative_to(folder):
        raise FormatError(
            "this leads out of the episode file's folder, so it is not read. Move it there.", source
        )
    return target


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _peek(path: Path) -> tuple[bytes, int]:
    """The first bytes and the size of the file at `path`. Raises EarmarkError."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise FormatError("this is a folder. Choose a file in it.", path.name or str(path))
        if not stat.S_ISREG(status.st_mode):
            raise FormatError("this is not a file that holds anything.", path.name)
        if status.st_size == 0:
            raise FormatError(
                "the file is empty. Check that it was saved or downloaded whole.", path.name
            )
        with path.open("rb") as file:
            return file.read(media.HEAD), status.st_size
    except OSError as error:
        raise _calm(path, error) from None


def _read(path: Path, limit: int = formats.MAX_BYTES) -> bytes:
    """All of the file at `path`; refused unread where it is larger than `limit` bytes."""
    _, size = _peek(path)
    if size > limit:
        raise FormatError(too_large(), path.name)
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise _calm(path, error) from None


def _calm(path: Path, error: OSError) -> FormatError:
    if isinstance(error, FileNotFoundError):
        message = "there is no such file. It may have been moved, renamed or deleted."
    elif isinstance(error, PermissionError):
        message = "you may not read this file. Change its permissions, or copy it elsewhere."
    else:
        message = f"this file cannot be read: {error.strerror or error}."
    return FormatError(message, path.name or str(path))


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
