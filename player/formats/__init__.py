"""Bytes in, an `Episode` out, and back: by the tables of `registry`, where a new format is added.

Audio files are read by `audio`, by path, for they are large and are no text.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any

from player.domain.episode import Episode
from player.domain.errors import FormatError
from player.formats.registry import READERS, Reader
from player.formats.text import MAX_BYTES, NOT_UTF8, Decoded, decode
from player.formats.uncollected import uncollected

__all__ = ["MAX_BYTES", "READERS", "identify", "read", "read_transcript", "suffixes"]


def suffixes() -> tuple[str, ...]:
    """The suffixes of all text formats, each once, for a file dialog."""
    return tuple(dict.fromkeys(suffix for reader in READERS for suffix in reader.suffixes))


def read(data: bytes, name: str) -> Episode:
    """The episode in `data`, the content of the file called `name` (no path; it may be made up).

    Raises FormatError, in a calm sentence, where it is empty, larger than `MAX_BYTES`, no text,
    of no known format, or not what its name says.
    """
    return identify(data, name)[1]


def read_transcript(data: bytes, name: str) -> Episode:
    """Like `read`, of what is known to be a transcript: plain text is lines without times.

    Raises FormatError where there is none in it.
    """
    reader, episode = identify(data, name)
    if is_notes(reader):
        return as_transcript(episode, name)
    if not episode.transcript:
        raise FormatError("there is no transcript in this file.", name)
    return episode


def is_notes(reader: Reader) -> bool:
    """Whether what `reader` takes may be a plain transcript as well: nothing marks either."""
    return reader.id == "notes"


def as_transcript(notes: Episode, name: str) -> Episode:
    """The text that was taken for notes, as a transcript. Raises FormatError where it is empty."""
    from player.formats.transcripts import plain

    found = plain.read(notes.notes or "", name)
    return replace(found, problems=(*notes.problems, *found.problems))


def identify(data: bytes, name: str, suffix: str | None = None) -> tuple[Reader, Episode]:
    """Like `read`, with the format that it turned out to be; `suffix` goes before that of `name`.

    What the content begins with tells the shape, each reader's `sniff` the format; only then does
    the name count, for formats that nothing marks, such as notes.
    """
    decoded = decode(data, name, old=True)
    suffix = PurePath(name).suffix.lower() if suffix is None else suffix
    if decoded.guessed and suffix in READERS[0].suffixes:
        raise FormatError(NOT_UTF8, name)
    with uncollected():
        reader, episode = _identify(decoded.text, name, suffix)
    return (reader, _told(reader, episode, decoded, name)) if decoded.guessed else (reader, episode)


def _told(reader: Reader, episode: Episode, decoded: Decoded, name: str) -> Episode:
    """`episode`, with what was guessed among its problems. Episode files are never guessed at."""
    if reader is READERS[0]:
        raise FormatError(NOT_UTF8, name)
    return replace(episode, problems=(decoded.problem(name), *episode.problems))


def _identify(text: str, name: str, suffix: str) -> tuple[Reader, Episode]:
    found = _structured(text, name, suffix)
    if found is not None:
        return found
    readers = [reader for reader in READERS if reader.shape == "text"]
    called = PurePath(name).stem.lower() + suffix
    for reader in readers:
        module = reader.load()
        if module.sniff(text):
            named = _named_closer(reader, called)
            return _read_as(named, text, name) or (reader, module.read(text, name))
    why: FormatError | None = None
    # `talk.transcript.txt` is a transcript rather than notes: the longer suffix says more.
    for reader in sorted(readers, key=lambda reader: -_fits(reader, called)):
        if _fits(reader, called):
            try:
                return reader, reader.load().read(text, name)
            except FormatError as error:
                why = why or error
    raise why or FormatError(
        "Earmark does not know this kind of file. It opens audio, episode files (.yaml), "
        "notes (.txt, .md), chapters and transcripts; `earmark formats` lists them all.",
        name,
    )


def _named_closer(reader: Reader, name: str) -> Reader | None:
    """Another reader of such files, whose longer suffix `name` has: `.chapters.vtt` for `.vtt`."""
    for other in READERS:
        if _fits(other, name) > _fits(reader, name) > 0 and other.shape == reader.shape:
            return other
    return None


def _read_as(reader: Reader | None, text: str, name: str) -> tuple[Reader, Episode] | None:
    if reader is None:
        return None
    try:
        return reader, reader.load().read(text, name)
    except FormatError:
        return None


def _fits(reader: Reader, name: str) -> int:
    """How long the suffix is by which `name` is one of the reader's; 0 where there is none."""
    return max((len(suffix) for suffix in reader.suffixes if name.endswith(suffix)), default=0)


def _structured(text: str, name: str, suffix: str) -> tuple[Reader, Episode] | None:
    """What `text` is as JSON or XML; None where it is neither, but may be another text."""
    shape = {"{": "json", "[": "json", "<": "xml"}.get(text.lstrip()[:1])
    if shape is None:
        return None
    others = {suffix for reader in READERS if reader.shape == "text" for suffix in reader.suffixes}
    document: Any
    try:
        if shape == "json":
            from player.formats.json_text import JsonDocument

            document = JsonDocument(text, name)
            key = document.value
        else:
            from player.formats.xml_text import XmlDocument

            document = XmlDocument(text, name)
            key = document.root
    except FormatError:
        # Notes may begin with “[00:00] Intro” or “<b>”, a web page with a transcript is no XML.
        if suffix in (f".{shape}", *_suffixes_of(shape)) and suffix not in others:
            raise
        return None
    for reader in READERS:
        if reader.shape == shape:
            module = reader.load()
            if module.sniff(key):
                return reader, module.read(document)
    if suffix in others:
        return None
    raise FormatError(
        f"this is {shape.upper()}, but of no kind that Earmark knows: it holds no chapters, "
        "transcript or snips. `earmark formats` lists what can be opened.",
        name,
    )


def _suffixes_of(shape: str) -> tuple[str, ...]:
    return tuple(s for reader in READERS if reader.shape == shape for s in reader.suffixes)
