"""Looks at a file that may add to the open episode, and puts what it holds into the episode's file.

No Qt; both belong on a background thread. Chapters and a transcript take the place of those that
the episode file has; snips are added to its own, and notes go below its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from player import formats
from player.app.edits import Written, read, write, write_back
from player.app.locating import SUFFIXES
from player.app.opening import TAGS, Opened, as_markdown, open_tags
from player.app.reading import read_whole
from player.domain.episode import Episode
from player.domain.errors import EarmarkError, FormatError
from player.domain.merging import Source, merge
from player.formats import episode_write, writing
from player.formats.episode_edit import add_items_in, set_key_in
from player.formats.registry import writer
from player.formats.yaml_write import Value

Part: TypeAlias = Literal["chapters", "transcript", "snips", "notes"]
PARTS: tuple[Part, ...] = ("chapters", "transcript", "snips", "notes")


@dataclass(frozen=True, slots=True)
class Found:
    """What the file at `path` holds; `kind` names its format.

    `doubtful` is what it may hold: a text is notes, or else a transcript without times. `aside` is
    what such files are not made for.
    """

    path: Path
    kind: str
    episode: Episode
    doubtful: tuple[Part, ...] = ()
    aside: tuple[Part, ...] = ()

    @property
    def offers(self) -> tuple[Part, ...]:
        """What can be imported."""
        return tuple(part for part in PARTS if getattr(self.episode, part))

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is imported where nothing else is said."""
        return tuple(part for part in self.offers if part not in self.doubtful)

    def losses(self, parts: Sequence[Part]) -> tuple[str, ...]:
        """What of these `parts` an episode file cannot carry, a sentence each."""
        # Transcripts and snips come in whole: a transcript's words keep their times beside it.
        chapters = self.episode.chapters if "chapters" in parts else ()
        return writing.losses(writer("episode", "episode"), Episode("", chapters=chapters))


def look(path: Path) -> Found:
    """What is in the file at `path`: text of any format, or a recording's own tags.

    Raises EarmarkError where it cannot be read, or holds nothing to import.
    """
    tags = open_tags(path)
    if tags is not None:
        found = Found(path, TAGS, tags)
    else:
        reader, episode = formats.identify(read_whole(path), path.name)
        if reader.id in ("rss", "opml"):
            raise FormatError("this is a feed. Open it instead, and choose an episode.", path.name)
        doubtful: tuple[Part, ...] = ()
        if formats.is_notes(reader) and episode.notes:
            lines = formats.as_transcript(episode, path.name).transcript
            episode, doubtful = replace(episode, transcript=lines), ("transcript",)
        aside: tuple[Part, ...] = ()
        if formats.is_notes(reader):
            aside = ("chapters",)
        elif reader.gives[0] == "snips":
            aside = ("transcript",)
        found = Found(path, reader.name, as_markdown(episode.placed(), path), doubtful, aside)
    if not found.parts:
        raise FormatError("there are no chapters, transcript, snips or notes in this.", path.name)
    return found


def merged(episode: Episode, found: Found, parts: Sequence[Part]) -> Episode:
    """`episode` with these `parts` of `found`, as `put` writes it into a file."""
    new = found.episode
    values: dict[str, object] = {}
    for part in parts:
        if part == "snips":
            values[part] = merge(
                [Source("", episode), Source("", Episode("", snips=new.snips))]
            ).snips
        elif part == "notes":
            values[part] = _joined(episode.notes, new.notes)
        elif part == "chapters":
            values |= {"chapters": new.chapters, "chapter_lists": ()}
        else:
            values[part] = new.transcript
    return replace(episode, **values)  # type: ignore[arg-type]


def why_not(opened: Opened) -> str:
    """Why nothing can be put into a file of `opened`, "" where it can."""
    if target(opened) is None:
        return (
            "There is no folder to put an episode file into, so what is imported holds until "
            "Earmark is closed. File ▸ Export keeps it."
        )
    return ""


def target(opened: Opened) -> Path | None:
    """The episode file of `opened`: its own, or the one to make beside the recording or text."""
    source = opened.episode.source
    if source is not None and source.suffix.lower() in SUFFIXES:
        return source
    beside = opened.audio if isinstance(opened.audio, Path) else opened.path
    if not beside.name:
        return None
    return beside.with_name(f"{beside.stem}.episode.yaml")


def put(opened: Opened, found: Found, parts: Sequence[Part]) -> tuple[Written, ...]:
    """Put these `parts` of `found` into the episode file of `opened`; what was written.

    Raises EarmarkError, after which all files are as they were.
    """
    path = target(opened)
    if path is None:
        raise EarmarkError(why_not(opened))
    before = read(path)
    data = _begun(opened, path) if before is None else before
    own = Episode("") if before is None else formats.read(before, path.name)
    written: list[Written] = []
    try:
        for part in parts:
            data = _with_part(data, path, own, found, part, written)
        return (*written, write(path, before, data))
    except EarmarkError:
        write_back(written)
        raise


def _with_part(
    data: bytes, path: Path, own: Episode, found: Found, part: Part, written: list[Written]
) -> bytes:
    """`data`, the content of the episode file at `path`, with the `part` of `found`."""
    new = found.episode
    if part == "chapters":
        return set_key_in(data, path.name, part, episode_write.chapters(new.chapters))
    if part == "snips":
        added = [snip for snip in new.snips if snip not in own.snips]
        return add_items_in(data, path.name, part, episode_write.snips(added))
    if part == "notes":
        return set_key_in(data, path.name, part, _joined(own.notes, new.notes))
    return set_key_in(data, path.name, part, _transcript(path, found, written))


def _joined(old: str | None, new: str | None) -> str:
    if old and new and new in old:
        return old  # it was imported before
    return "\n\n".join(filter(None, (old, new)))


def _begun(opened: Opened, path: Path) -> bytes:
    """An episode file that says no more than what it belongs to; all else is found as before.

    Where the text that is open has no recording beside it, it holds all that the text says.
    """
    if isinstance(opened.audio, Path):
        episode = Episode(opened.episode.title, audio=(opened.audio.name,))
    else:
        episode = opened.episode
    return writing.write(writer("episode", "episode"), episode)


def _transcript(path: Path, found: Found, written: list[Written]) -> Value:
    """What `transcript` says: the file's name where it lies in the folder, else that of a copy.

    The copy is a WebVTT file, which holds all that a transcript can say.
    """
    folder = path.parent.resolve()
    source = found.path.resolve()
    if source.is_relative_to(folder) and found.kind != "Earmark episode file":
        return source.relative_to(folder).as_posix()
    if any(line.start is None for line in found.episode.transcript):
        return episode_write.transcript(found.episode.transcript)
    stem = path.name.removesuffix(path.suffix).removesuffix(".episode")
    names = (f"{stem}.transcript{number}.vtt" for number in ("", *range(2, 1000)))
    copy = next(each for each in map(path.with_name, names) if not each.exists())
    data = writing.write(writer("vtt", "transcript"), found.episode)
    written.append(write(copy, None, data))
    return copy.name
