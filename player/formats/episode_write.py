"""Writes an episode file, version 1, of all that an `Episode` holds, in the usual order of keys.

Pictures by their bytes have no place in a text file; nor have the times of single words.
"""

from __future__ import annotations

from collections.abc import Iterable

from player.domain.episode import Chapter, Episode, Line, Picture, Snip
from player.domain.errors import TimecodeError
from player.domain.timecode import Ms, spell
from player.formats import chapter_lines
from player.formats.episode_yaml import VERSION
from player.formats.yaml_write import Value, key_lines


def write(episode: Episode) -> str:
    """The file's text; read back, it gives the same values."""
    lines = [f"earmark: {VERSION}"]
    for key, value in values(episode).items():
        if value:
            lines.extend(key_lines(key, value))
    return "\n".join(lines) + "\n"


def values(episode: Episode) -> dict[str, Value]:
    """What stands under each key of the file; empty where there is nothing to say."""
    return {
        "title": episode.title or "Untitled",
        "show": episode.show or "",
        "number": episode.number or "",
        "published": episode.published or "",
        "duration": _time(episode.duration),
        "audio": episode.audio[0] if len(episode.audio) == 1 else episode.audio,
        "audio_note": episode.audio_note or "",
        "feed": episode.feed or "",
        "guid": episode.guid or "",
        "cover": _picture(episode.cover),
        "language": episode.language or "",
        "people": [
            _filled(name=person.name, role=person.role, url=person.url) for person in episode.people
        ],
        "summary": episode.summary or "",
        "notes": episode.notes or "",
        "links": [_filled(title=link.title, url=link.url) for link in episode.links],
        "offset": _time(episode.offset or None),
        "chapters": chapters(episode.chapters),
        "snips": snips(episode.snips),
        "transcript": transcript(episode.transcript) or episode.transcript_sources,
    }


def chapters(given: Iterable[Chapter]) -> list[Value]:
    """What stands under `chapters`: a line where it says all, else a mapping."""
    return [_chapter(chapter) for chapter in given]


def snips(given: Iterable[Snip]) -> list[Value]:
    """What stands under `snips`."""
    return [
        _filled(
            id=snip.id,
            kind=snip.kind,
            title=snip.title,
            chapter=snip.chapter,
            points=snip.points,
            start=_time(snip.start),
            end=_time(snip.end),
            quote=snip.quote,
            speaker=snip.speaker,
            note=snip.note,
            tags=snip.tags,
            favorite=snip.favorite,
            created=snip.created,
        )
        for snip in given
    ]


def transcript(given: Iterable[Line]) -> list[Value]:
    """What stands under `transcript`, where the lines themselves do."""
    return [
        _filled(start=_time(line.start), end=_time(line.end), speaker=line.speaker, text=line.text)
        for line in given
    ]


def _chapter(chapter: Chapter) -> Value:
    line = f"[{spell(chapter.start)}] {chapter.title}"
    try:
        if chapter_lines.parse(line) == chapter:
            return line
    except TimecodeError:
        pass
    return _filled(
        start=_time(chapter.start),
        title=chapter.title,
        end=_time(chapter.end),
        url=chapter.url,
        image=_picture(chapter.image),
    ) | ({} if chapter.toc else {"toc": False})


def _filled(**given: Value | None) -> dict[str, Value]:
    return {key: value for key, value in given.items() if value}


def _time(ms: Ms | None) -> str:
    return "" if ms is None else spell(ms)


def _picture(picture: Picture | None) -> str:
    return (picture.source if picture else None) or ""
