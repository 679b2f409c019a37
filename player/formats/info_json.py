"""What an episode holds, as `earmark info` prints it: JSON for scripts, lines for people."""

from __future__ import annotations

from typing import Any

from player.domain.episode import Chapter, Episode, Line, Snip, ends, place_of
from player.domain.timecode import Ms, show

FORMAT = "earmark-info/1"


def info(episode: Episode, *, audio_uri: str | None, audio_found: bool) -> dict[str, Any]:
    """The object of `earmark info --json`; every key is always present, times are in ms.

    Times are as they stand in the file: `offset_ms` is given beside them, not added to them. A
    snip without a time has that of the chapter it names (or null) and `approximate` true. A
    chapter's end, where the file gives none, is the next one's start, or the recording's end.
    """
    finish = ends(episode.chapters, episode.duration)
    return {
        "format": FORMAT,
        "title": episode.title,
        "show": episode.show,
        "number": episode.number,
        "published": episode.published,
        "language": episode.language,
        "duration_ms": episode.duration,
        "audio": {"uri": audio_uri, "found": audio_found},
        "offset_ms": episode.offset,
        "people": [
            {"name": person.name, "role": person.role, "url": person.url}
            for person in episode.people
        ],
        "links": [{"title": link.title, "url": link.url} for link in episode.links],
        "notes": episode.notes,
        "chapters": [
            _chapter(chapter, end) for chapter, end in zip(episode.chapters, finish, strict=True)
        ],
        "snips": [_snip(snip, episode) for snip in episode.snips],
        "transcript": [_line(line) for line in episode.transcript],
        "problems": [
            {"severity": problem.severity, "where": problem.where, "message": problem.message}
            for problem in episode.problems
        ],
    }


def _chapter(chapter: Chapter, end: Ms | None) -> dict[str, Any]:
    return {
        "start_ms": chapter.start,
        "end_ms": end,
        "title": chapter.title,
        "url": chapter.url,
        "image": chapter.image is not None,
        "toc": chapter.toc,
    }


def _snip(snip: Snip, episode: Episode) -> dict[str, Any]:
    return {
        "id": snip.id,
        "kind": snip.kind,
        "title": snip.title,
        "start_ms": place_of(snip, episode.chapters),
        "end_ms": snip.end,
        "approximate": snip.start is None,
        "chapter": snip.chapter,
        "points": list(snip.points),
        "quote": snip.quote,
        "speaker": snip.speaker,
        "note": snip.note,
        "tags": list(snip.tags),
        "favorite": snip.favorite,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "start_ms": line.start,
        "end_ms": line.end,
        "speaker": line.speaker,
        "text": line.text,
        "words": [[word.start, word.end, word.text] for word in line.words],
    }


def to_text(values: dict[str, Any]) -> str:
    """What `info` gave, to read in a terminal: several lines, no line break at the end."""
    audio = values["audio"]
    duration, offset = values["duration_ms"], values["offset_ms"]
    head = [
        ("Show", " · ".join(filter(None, (values["show"], values["number"])))),
        ("Published", values["published"]),
        ("People", ", ".join(_person(person) for person in values["people"])),
        ("Duration", None if duration is None else show(duration)),
        ("Audio", _audio(audio["uri"], audio["found"])),
        ("Offset", f"{offset / 1000:+.3f} s" if offset else None),
    ]
    lines = [
        values["title"] or "Untitled",
        *(f"  {name:<10} {value}" for name, value in head if value),
    ]
    chapters = [f"{show(each['start_ms']):>8}  {each['title']}" for each in values["chapters"]]
    lines += _part("Chapters", chapters)
    lines += _part("Snips", [_snip_line(snip) for snip in values["snips"]])
    counts = (
        (len(values["transcript"]), "transcript line"),
        (len(values["links"]), "link"),
        (len(values["notes"] or ""), "notes character"),
    )
    also = [f"{count} {what}{'s' * (count > 1)}" for count, what in counts if count]
    lines += ["", f"Also: {', '.join(also)}"] if also else []
    problems = [f"{p['severity']}: {p['where']}: {p['message']}" for p in values["problems"]]
    return "\n".join(lines + _part("Problems", problems))


def _audio(uri: str | None, found: bool) -> str:
    if uri is None:
        return "none is named"
    return uri if found else f"{uri} (not found)"


def _person(person: dict[str, Any]) -> str:
    return f"{person['name']} ({person['role']})" if person["role"] else str(person["name"])


def _snip_line(snip: dict[str, Any]) -> str:
    place = snip["start_ms"]
    when = "?" if place is None else ("≈ " if snip["approximate"] else "") + show(place)
    title = snip["title"] or snip["quote"] or next(iter(snip["points"]), "")
    return f"{when:>8}  {snip['kind'].upper()}  {title}"


def _part(name: str, rows: list[str]) -> list[str]:
    return ["", f"{name} ({len(rows)})", *(f"  {row}" for row in rows)] if rows else []
