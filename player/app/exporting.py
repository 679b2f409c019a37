"""Writes an episode, or a part of it, into a file: of any format, or into a copy of its audio.

No Qt; audio takes as long as copying it, so this belongs on a background thread.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from player.app.opening import picture_bytes
from player.domain.episode import Episode, Picture
from player.domain.errors import EarmarkError, FormatError
from player.domain.timecode import show
from player.engine import media
from player.formats import addresses, writing
from player.formats.registry import AUDIO_WRITERS, AudioWriter
from player.formats.writing import AnyWriter
from player.store.files import replacing, write_atomic

Progress = Callable[[float], None]
MOST_PICTURES = 128 * 1024 * 1024
"""Bytes of pictures that are put into one recording."""


class Cancelled(EarmarkError):  # noqa: N818 - it was asked for
    """The listener stopped it; nothing was written."""


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written. `audio` is the recording that `AudioWriter`s copy.

    `base` is the folder that the paths in `episode` are seen from.
    """

    writer: AnyWriter
    episode: Episode
    target: Path
    audio: Path | None = None
    base: Path | None = None

    @property
    def ready(self) -> Episode:
        """The episode with the pictures of its chapters at hand, where they are to be embedded."""
        if "picture" not in self.writer.keeps or self.audio is None:
            return self.episode
        folder, left = self.audio.parent, MOST_PICTURES
        chapters = []
        for chapter in self.episode.chapters:
            found = picture_bytes(chapter.image, folder) if chapter.image else None
            if found is not None and len(found) <= left:
                left -= len(found)
                chapters.append(replace(chapter, image=Picture(data=found)))
            else:
                chapters.append(chapter)
        return replace(self.episode, chapters=tuple(chapters))

    def losses(self) -> tuple[str, ...]:
        """What the format cannot carry, a sentence each."""
        return writing.losses(self.writer, self.ready)

    def data(self) -> bytes:
        """The bytes of a text format. Raises TypeError for audio."""
        if isinstance(self.writer, AudioWriter):
            raise TypeError("audio is written into a file only")
        episode = self.episode
        if self.writer.part == "episode" and self.base is not None:
            episode = _seen_from(episode, self.base, self.target.parent)
        return writing.write(self.writer, episode)

    def preview(self) -> str:
        """What will come out, for people."""
        if not isinstance(self.writer, AudioWriter):
            return self.data().decode()
        name = self.audio.name if self.audio else "the recording"
        chapters = writing.chapters_for(self.writer, self.episode.placed())
        rows = [f"{show(chapter.start):>8}  {chapter.title}" for chapter in chapters]
        head = f"A copy of “{name}”, its sound untouched, with these chapters:"
        return "\n".join([head, "", *rows])

    def run(self, progress: Progress = lambda _: None, *, overwrite: bool = False) -> None:
        """Write it; `progress` gets the share done, 0 to 1, and may raise `Cancelled`.

        Raises EarmarkError, after which the target is as it was: where it is there already and
        `overwrite` does not say that it may go, too.
        """
        if not overwrite and os.path.lexists(self.target):
            raise EarmarkError(f"“{self.target.name}” is there already. Choose another name.")
        if not self.target.parent.is_dir():
            raise EarmarkError(
                f"There is no folder “{self.target.parent}”. Choose one that is there."
            )
        if isinstance(self.writer, AudioWriter):
            self._run_audio(self.writer, progress)
        else:
            write_atomic(self.target, self.data())
        with contextlib.suppress(Cancelled):  # too late: it is there
            progress(1.0)

    def _run_audio(self, writer: AudioWriter, progress: Progress) -> None:
        if self.audio is None:
            raise EarmarkError("There is no recording to put the chapters into. Open one with it.")
        chapters = writing.chapters_for(writer, self.ready.placed())
        try:
            with self.audio.open("rb") as source, replacing(self.target) as target:
                writer.load()(source, target, chapters, progress)
        except OSError as error:
            why = error.strerror or "an unknown error"
            raise FormatError(f"this cannot be read: {why}.", self.audio.name) from error


def is_recording(target: Path, audio: Path | None) -> bool:
    """Whether `target` is the recording at `audio` itself, by whatever name."""
    try:
        return audio is not None and target.samefile(audio)
    except OSError:
        return False


def _seen_from(episode: Episode, base: Path, folder: Path) -> Episode:
    """`episode` with its paths, seen from `base`, as they are seen from `folder`."""
    if base.resolve() == folder.resolve():
        return episode

    def moved(place: str) -> str:
        if addresses.place(place) not in ("inside", "outside"):
            return place
        try:
            return Path(os.path.relpath(base / place, folder)).as_posix()
        except ValueError:  # another drive
            return (base / place).as_posix()

    def picture(given: Picture | None) -> Picture | None:
        source = given.source if given else None
        return given if source is None else Picture(moved(source))

    return replace(
        episode,
        audio=tuple(map(moved, episode.audio)),
        cover=picture(episode.cover),
        chapters=tuple(replace(c, image=picture(c.image)) for c in episode.chapters),
        transcript_sources=tuple(map(moved, episode.transcript_sources)),
    )


def writer_for_audio(audio: Path) -> AudioWriter:
    """The writer for the recording at `audio`, by its content.

    Raises EarmarkError where it cannot be read, or takes no chapters.
    """
    container = media.examine(audio).container
    for writer in AUDIO_WRITERS:
        if container in writer.containers:
            return writer
    raise FormatError(
        f"chapters cannot be put into this kind of audio ({container}). "
        "Write them into a file beside it.",
        audio.name,
    )
