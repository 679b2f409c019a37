"""Reads what an audio file says of itself: title, artist, cover, duration, chapters."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from player.domain.episode import Chapter, Episode, Person, Picture, Problem
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.audio import chapters as audio_chapters
from player.formats.audio import cuesheet, id3_frames, length
from player.formats.audio.bounded import BoundedFile, by_mutagen
from player.formats.audio.chapters import clean, fits
from player.formats.audio.id3_frames import Tag
from player.formats.audio.mp4_atoms import FIRST
from player.formats.text import stem

_LONGEST_NOTES = 200_000
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_ID3_KEYS = {"title": "TIT2", "artist": "TPE1", "album": "TALB", "date": "TDRC"}
_MP4_KEYS = {
    "title": "\xa9nam", "artist": "\xa9ART", "album": "\xa9alb", "date": "\xa9day",
    "description": "ldes", "comment": "desc",
}  # fmt: skip
_CARRIERS = {
    b"OggS": "ogg", b"fLaC": "flac", b"RIFF": "riff", b"RF64": "riff", b"BW64": "riff",
    b"FORM": "aiff", b"\x30\x26\xb2\x75": "asf",
}  # fmt: skip
"""The modules that read chapters from containers, by what these begin with."""
_IN_CHUNKS = ("riff", "aiff")
_OTHERS = {"author": "artist", "wm/albumtitle": "album", "wm/year": "date", "year": "date"}


@dataclass(slots=True)
class _Found:
    """What has been read so far; texts by the names that Vorbis comments use.

    `start` is where the sound or its container begins, behind ID3 tags, and `head` what is there.
    `guessed` says that the duration was reckoned from the file's first frames, `opened` that FFmpeg
    took the file, which may tell nothing of itself, such as what browsers record.
    """

    start: int = 0
    head: bytes = b""
    texts: dict[str, str] = field(default_factory=dict)
    notes: str | None = None
    cover: bytes | None = None
    duration: Ms | None = None
    guessed: bool = False
    opened: bool = False
    chapters: list[Chapter] = field(default_factory=list)


def read_chapters(path: Path) -> tuple[Chapter, ...]:
    """The chapters alone of the audio file at `path`; none where it is damaged.

    Without what only mutagen and FFmpeg tell: an episode that knows all else does not wait for
    them, 50 ms.
    """
    found = _Found()
    with contextlib.suppress(Exception), path.open("rb") as file:
        head = file.read(12)
        for step in (_id3_chapters, _from_carrier, _container_chapters):
            file.seek(0)
            with contextlib.suppress(Exception):  # as in `read_tags`
                step(file, head, found)
    return audio_chapters.tidy(found.chapters, None)


def read_tags(path: Path) -> Episode:
    """The episode that the tags of the audio file at `path` describe.

    Never fails: what is missing or broken leaves the file's name as the title, and a problem.
    The duration (ms) is what the tags' reader makes of it; the engine may know better.
    """
    try:
        with path.open("rb") as file:
            return tags_of(file, path)
    except OSError as error:
        return _episode(path, _Found(), f"its tags cannot be read: {error.strerror or error}.")


def tags_of(file: BinaryIO, path: PurePath, *, quick: bool = False) -> Episode:
    """The same of an open file, which `path` names; `quick`: without what needs all of it."""
    found, wrong, head = _Found(), None, file.read(12)
    steps = (_from_id3, _from_mutagen, _from_carrier, _from_container, _from_frames)
    for step in steps[:-1] if quick else steps:
        file.seek(0)
        try:
            step(file, head, found)
        except FormatError as error:
            wrong = error.message
        except Exception:
            # Readers of hostile bytes raise whatever their code runs into: struct.error,
            # IndexError, RecursionError … All of it means that the file is damaged.
            wrong = wrong or _DAMAGED
    if wrong is None and found.duration is None and not (found.texts or found.opened):
        wrong = _DAMAGED
    return _episode(path, found, wrong)


_DAMAGED = (
    "its tags cannot be read, or not all of them. The file may be cut off or damaged; "
    "if it does not play, download it again."
)


def _episode(path: PurePath, found: _Found, problem: str | None) -> Episode:
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
        source=path if isinstance(path, Path) else None,
    )


def _from_id3(file: BinaryIO, head: bytes, found: _Found) -> None:
    """ID3v2 tags, at the start and at the end, or in a chunk of WAV and AIFF."""
    from player.formats.audio import id3_known  # and mutagen with it

    for tag in _id3_chapters(file, head, found):
        _texts_of(id3_known.parsed(tag), found)


def _id3_chapters(file: BinaryIO, head: bytes, found: _Found) -> list[Tag]:
    """The chapters of ID3v2 tags, and these tags."""
    bounded = BoundedFile(file)
    carrier = _CARRIERS.get(head[:4])
    if carrier in _IN_CHUNKS:
        from player.formats.audio import iff

        tags = iff.tags(bounded, "little" if carrier == "riff" else "big")
    else:
        tags = id3_frames.tags(bounded)
        for tag in tags:
            found.start = tag.end if tag.start == found.start else found.start
    found.head = bounded.read_at(found.start, 4)
    if tags:
        from player.formats.audio import id3, overdrive, xmp

        readers = (id3, overdrive, cuesheet, xmp)
        found.chapters = next((said for r in readers if (said := r.first(tags))), [])
    return tags


def _from_mutagen(file: BinaryIO, _head: bytes, found: _Found) -> None:
    """The duration, ID3v1, Vorbis comments, MP4 atoms and APEv2."""
    from mutagen.id3 import ID3
    from mutagen.mp3 import BitrateMode
    from mutagen.mp4 import MP4Tags

    if _CARRIERS.get(found.head) in _IN_CHUNKS:
        return  # mutagen knows no more of them, and goes through any number of chunks
    if length.is_aac(found.head):  # which mutagen would tell by the file's name only
        found.duration = length.of_mpeg(file, found.start)
        return
    audio = by_mutagen(file, found.head)
    if audio is None:
        return
    found.duration = length.in_ms(getattr(audio.info, "length", None))
    found.guessed = getattr(audio.info, "bitrate_mode", None) == BitrateMode.UNKNOWN
    tags = audio.tags
    if isinstance(tags, ID3):
        _texts_of(tags, found)
    elif isinstance(tags, MP4Tags):
        _from_mp4(tags, found)
    elif isinstance(tags, list):
        _from_comments(audio, _grouped(tags), found)
    elif tags is not None:
        _from_comments(audio, tags, found)


def _texts_of(tags: Any, found: _Found) -> None:
    """What an ID3 tag says that those before it did not."""
    for name, key in _ID3_KEYS.items():
        if name not in found.texts and (frames := tags.getall(key)):
            _add(found, name, audio_chapters.text(frames[0]))
    notes = [str(text) for frame in tags.getall("COMM") for text in frame.text[:1]]
    found.notes = found.notes or _longest(notes)
    pictures = sorted(tags.getall("APIC"), key=lambda picture: picture.type != 3)
    own = next((picture.data for picture in pictures if fits(picture.data)), None)
    found.cover = found.cover or own


def _from_carrier(file: BinaryIO, _head: bytes, found: _Found) -> None:
    """The chapters that FLAC, Ogg, WAV and AIFF hold in their own way, and what lasts how long."""
    if carrier := _CARRIERS.get(found.head):
        reader = import_module(f"player.formats.audio.{carrier}")
        found.chapters = reader.read(file) or found.chapters
        if carrier in _IN_CHUNKS:
            found.duration = reader.duration(file) or None
            found.texts = reader.texts(file) | found.texts
            found.notes = found.notes or found.texts.pop("notes", None)


def _from_mp4(tags: Any, found: _Found) -> None:
    values = {name: tags[key][0] for name, key in _MP4_KEYS.items() if tags.get(key)}
    for name, value in values.items():
        _add(found, name, clean(str(value)))
    found.notes = _longest(str(values.get(name, "")) for name in ("description", "comment"))
    found.cover = next((bytes(data) for data in tags.get("covr", ()) if fits(data)), None)


def _grouped(tags: list[tuple[str, Any]]) -> dict[str, list[Any]]:
    """The values of each key; mutagen itself goes through all of them for each one."""
    grouped: dict[str, list[Any]] = {}
    for key, value in tags:
        grouped.setdefault(key.lower(), []).append(value)
    return grouped


def _from_comments(audio: Any, comments: Mapping[str, Any], found: _Found) -> None:
    """Vorbis comments, and what else is a dictionary of texts."""
    lower = {_OTHERS.get(k := str(key).lower(), k): value for key, value in comments.items()}
    if not isinstance(sheet := lower.get(cuesheet.NAME, []), list):  # APEv2
        found.chapters = cuesheet.parse(str(sheet))
    for name in _ID3_KEYS:
        if value := lower.get(name):
            _add(found, name, clean(str(value[0] if isinstance(value, list) else value)))
    found.notes = _longest(
        str(text)
        for name in ("description", "comment")
        if isinstance(texts := lower.get(name), list)
        for text in texts
    )
    from player.formats.audio.pictures import comment_picture

    found.cover = comment_picture(getattr(audio, "pictures", ()), lower) or found.cover


def _container_chapters(file: BinaryIO, head: bytes, found: _Found) -> str:
    """The chapters of MP4 and Matroska; what FFmpeg calls the container, "" for all others."""
    reader: Any
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        from player.formats.audio import matroska as reader

        demuxer = "matroska"
    elif head[4:8] in FIRST:
        from player.formats.audio import mp4 as reader

        demuxer = "mp4"
    else:
        return ""
    found.chapters = reader.read(BoundedFile(file))
    return demuxer


def _from_container(file: BinaryIO, head: bytes, found: _Found) -> None:
    """MP4 and Matroska chapters, and what only FFmpeg reads: Matroska's tags and duration."""
    demuxer = _container_chapters(file, head, found)
    iso = head[4:8] == b"ftyp" and head[8:12] != b"qt  "
    if not demuxer or (iso and found.duration is not None):
        return  # FFmpeg would read megabytes of tables, and tell no more than mutagen
    import av

    # The demuxer is named and a file object handed over, so that no content can name another
    # demuxer, file or address.
    file.seek(0)
    source: Any = BoundedFile(file)
    with av.open(source, "r", format=demuxer, metadata_errors="replace") as container:
        found.opened = bool(container.streams)
        for name in _ID3_KEYS:
            tag = container.metadata.get(name) or container.metadata.get(name.upper())
            if name not in found.texts and tag:
                _add(found, name, clean(tag))
        if found.duration is None and container.duration is not None:
            found.duration = length.in_ms(container.duration / av.time_base)


def _from_frames(file: BinaryIO, _head: bytes, found: _Found) -> None:
    """The duration of an MP3 that does not tell it; by its first frames, half an hour was 5:33."""
    if found.guessed:
        found.duration = length.of_mpeg(file, found.start) or found.duration


def _add(found: _Found, name: str, value: str | None) -> None:
    if value:
        found.texts[name] = value


def _longest(texts: Any) -> str | None:
    """The longest of several descriptions, which is the one made to be read."""
    longest = max((text.replace("\0", "").strip() for text in texts), key=len, default="")
    return longest[:_LONGEST_NOTES] or None
