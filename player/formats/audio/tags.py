"""Reads what an audio file says of itself: title, artist, cover, duration, chapters."""

from __future__ import annotations

import base64
import contextlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from player.domain.episode import Chapter, Episode, Person, Picture, Problem
from player.domain.timecode import LONGEST, Ms
from player.formats.audio import chapters as audio_chapters
from player.formats.audio.bounded import BoundedFile, guard_mutagen
from player.formats.audio.chapters import MAX_PICTURE, clean, fits
from player.formats.text import stem

_LONGEST_NOTES = 200_000
_MOST_FRAMES = 4 * 1024**3
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_ID3_KEYS = {"title": "TIT2", "artist": "TPE1", "album": "TALB", "date": "TDRC"}
_MP4_KEYS = {
    "title": "\xa9nam", "artist": "\xa9ART", "album": "\xa9alb", "date": "\xa9day",
    "description": "ldes", "comment": "desc",
}  # fmt: skip


@dataclass(slots=True)
class _Found:
    """What has been read so far; texts by the names that Vorbis comments use.

    `guessed` says that the duration was reckoned from the file's first frames.
    """

    texts: dict[str, str] = field(default_factory=dict)
    notes: str | None = None
    cover: bytes | None = None
    duration: Ms | None = None
    guessed: bool = False
    chapters: list[Chapter] = field(default_factory=list)


def read_tags(path: Path) -> Episode:
    """The episode that the tags of the audio file at `path` describe.

    Never fails: what is missing or broken leaves the file's name as the title, and a problem.
    The duration (ms) is what the tags' reader makes of it; the engine may know better.
    """
    found = _Found()
    damaged = False
    try:
        with path.open("rb") as file:
            head = file.read(12)
            for step in (_from_mutagen, _from_container, _from_frames):
                file.seek(0)
                try:
                    step(file, head, found)
                except Exception:
                    # Readers of hostile bytes raise whatever their code runs into: struct.error,
                    # IndexError, RecursionError … All of it means that the file is damaged.
                    damaged = True
    except OSError as error:
        return _episode(path, found, f"its tags cannot be read: {error.strerror or error}.")
    if damaged or (found.duration is None and not found.texts):
        return _episode(path, found, _DAMAGED)
    return _episode(path, found, None)


_DAMAGED = (
    "its tags cannot be read, or not all of them. The file may be cut off or damaged; "
    "if it does not play, download it again."
)


def _episode(path: Path, found: _Found, problem: str | None) -> Episode:
    artist, album = found.texts.get("artist"), found.texts.get("album")
    date = _DATE.match(found.texts.get("date", ""))
    people = (Person(artist),) if artist and album and artist != album else ()
    return Episode(
        title=found.texts.get("title") or stem(path.name),
        show=album or artist,
        published=date[0] if date else None,
        duration=found.duration,
        audio=(path.name,),
        cover=Picture(data=found.cover) if found.cover else None,
        people=people,
        notes=found.notes,
        chapters=audio_chapters.tidy(found.chapters, found.duration),
        problems=(Problem("warning", path.name, problem),) if problem else (),
        source=path,
    )


def _from_mutagen(file: BinaryIO, _head: bytes, found: _Found) -> None:
    """ID3, Vorbis comments and MP4 atoms."""
    import mutagen
    from mutagen.id3 import ID3
    from mutagen.mp3 import BitrateMode
    from mutagen.mp4 import MP4Tags

    guard_mutagen()
    audio = mutagen.File(fileobj=BoundedFile(file))
    if audio is None:
        return
    found.duration = _duration(getattr(audio.info, "length", None))
    found.guessed = getattr(audio.info, "bitrate_mode", None) == BitrateMode.UNKNOWN
    tags = audio.tags
    if isinstance(tags, ID3):
        _from_id3(tags, found)
    elif isinstance(tags, MP4Tags):
        _from_mp4(tags, found)
    elif isinstance(tags, Mapping) or hasattr(tags, "as_dict"):
        _from_comments(audio, tags.as_dict() if hasattr(tags, "as_dict") else tags, found)


def _from_id3(tags: Any, found: _Found) -> None:
    for name, key in _ID3_KEYS.items():
        if frames := tags.getall(key):
            _add(found, name, audio_chapters.text(frames[0]))
    notes = [str(text) for frame in tags.getall("COMM") for text in frame.text[:1]]
    found.notes = _longest(notes)
    pictures = sorted(tags.getall("APIC"), key=lambda picture: picture.type != 3)
    found.cover = next((picture.data for picture in pictures if fits(picture.data)), None)
    found.chapters = audio_chapters.from_id3(tags)


def _from_mp4(tags: Any, found: _Found) -> None:
    values = {name: tags[key][0] for name, key in _MP4_KEYS.items() if tags.get(key)}
    for name, value in values.items():
        _add(found, name, clean(str(value)))
    found.notes = _longest(str(values.get(name, "")) for name in ("description", "comment"))
    found.cover = next((bytes(data) for data in tags.get("covr", ()) if fits(data)), None)


def _from_comments(audio: Any, comments: Mapping[str, Any], found: _Found) -> None:
    """Vorbis comments, and what else is a dictionary of texts."""
    lower = {str(key).lower(): value for key, value in comments.items()}
    for name in _ID3_KEYS:
        if value := lower.get(name):
            _add(found, name, clean(str(value[0] if isinstance(value, list) else value)))
    found.notes = _longest(
        str(text)
        for name in ("description", "comment")
        if isinstance(texts := lower.get(name), list)
        for text in texts
    )
    found.chapters = audio_chapters.from_vorbis(
        {key: value for key, value in lower.items() if isinstance(value, list) and value}
    )
    found.cover = _picture(getattr(audio, "pictures", ()), lower)


def _picture(pictures: Any, comments: Mapping[str, Any]) -> bytes | None:
    """The front cover, else the first picture, of FLAC's blocks or Ogg's comments."""
    from mutagen import flac

    parse: Any = flac.Picture
    blocks = list(pictures)
    for encoded in comments.get("metadata_block_picture", ()):
        if len(encoded) < MAX_PICTURE * 2:
            with contextlib.suppress(ValueError, flac.error):
                blocks.append(parse(base64.b64decode(encoded)))
    blocks.sort(key=lambda block: block.type != 3)
    return next((block.data for block in blocks if fits(block.data)), None)


def _from_container(file: BinaryIO, head: bytes, found: _Found) -> None:
    """What only FFmpeg reads: MP4 and Matroska chapters, Matroska's tags and duration."""
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        demuxer = "matroska"
    elif head[4:8] == b"ftyp":
        demuxer = "mp4"
    else:
        return
    import av

    # The demuxer is named and a file object handed over, so that no content can name another
    # demuxer, file or address.
    source: Any = BoundedFile(file)
    with av.open(source, "r", format=demuxer, metadata_errors="replace") as container:
        for name in _ID3_KEYS:
            tag = container.metadata.get(name) or container.metadata.get(name.upper())
            if name not in found.texts and tag:
                _add(found, name, clean(tag))
        if found.duration is None and container.duration is not None:
            found.duration = _duration(container.duration / av.time_base)
        found.chapters = audio_chapters.from_container(container.chapters())


def _from_frames(file: BinaryIO, _head: bytes, found: _Found) -> None:
    """The duration of an MP3 that does not tell it: all its frames (an hour takes 0.3 s).

    Reckoned from the first frames, half an hour of variable bitrate came out as 5:33.
    """
    if not found.guessed:
        return
    import av

    source: Any = BoundedFile(file, _MOST_FRAMES)
    with av.open(source, "r", format="mp3") as container:
        stream = container.streams.audio[0]
        length = sum(packet.duration or 0 for packet in container.demux(stream))
        base = stream.time_base
        found.duration = (_duration(float(length * base)) if base else None) or found.duration


def _add(found: _Found, name: str, value: str | None) -> None:
    if value:
        found.texts[name] = value


def _longest(texts: Any) -> str | None:
    """The longest of several descriptions, which is the one made to be read."""
    longest = max((text.replace("\0", "").strip() for text in texts), key=len, default="")
    return longest[:_LONGEST_NOTES] or None


def _duration(seconds: float | None) -> Ms | None:
    if seconds is None or not math.isfinite(seconds) or not 0 < seconds * 1000 <= LONGEST:
        return None
    return round(seconds * 1000)
