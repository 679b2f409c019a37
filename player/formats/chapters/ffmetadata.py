"""FFmpeg's metadata files, as `ffmpeg -i IN -f ffmetadata OUT` writes them.

Source: FFmpeg's formats manual, “Metadata”, and how its own reader takes what is missing there. The
chapters alone, which people write to put them behind what FFmpeg wrote, are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from player.domain.episode import Chapter, Episode, Person, ends
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST, Ms
from player.formats.chapters import listing
from player.formats.text import stem

_SIGN = re.compile(r"\s*(?:;FFMETADATA|\[CHAPTER\]\s+(?:TIMEBASE|START)=)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SPECIAL = re.compile(r"[\\=;#]")
_KEY = re.compile(r"(?:[^\\=]+|\\.)*", re.DOTALL)
_WHOLE = re.compile(r"(\d{1,20})(?:\.\d*)?", re.ASCII)
_RATIO = re.compile(r"(\d{1,18})\s*[/:]\s*(\d{1,18})", re.ASCII)
_NANOSECONDS = (1, 1_000_000_000)
_LONGEST_ROW = 20_000
_MOST_ROWS = 100
"""How many lines one value may go on for."""
_CHAPTER = "[CHAPTER]"
_TITLE, _ALBUM, _ARTISTS = "title", "album", ("artist", "album_artist", "author")


class _Section:
    """`[CHAPTER]` with the lines under it."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.values: dict[str, tuple[int, str]] = {}


def sniff(text: str) -> bool:
    """Whether `text` begins as such files do."""
    return _SIGN.match(text) is not None


def read(text: str, name: str) -> Episode:
    """The chapters, with title, album and artist of the recording.

    Raises FormatError where the first line is another.
    """
    if not sniff(text):
        raise FormatError("this is no FFmpeg metadata: its first line is ;FFMETADATA1.", name)
    report = listing.Report(name)
    found: list[Chapter] = []
    head: dict[str, str] = {}
    for section in _sections(text):
        if section.line == 0:
            head = {key: listing.clean(value) for key, (_, value) in section.values.items()}
        elif len(found) >= listing.MOST_CHAPTERS:
            report.error(section.line, listing.TOO_MANY)
            break
        elif (chapter := _chapter(section, found, report)) is not None:
            found.append(chapter)
    artist, album = next((head[key] for key in _ARTISTS if head.get(key)), ""), head.get(_ALBUM)
    return Episode(
        title=head.get(_TITLE) or stem(name),
        show=album or artist or None,
        people=(Person(artist),) if artist and album and artist != album else (),
        chapters=listing.without_plain_ends(found),
        problems=report.problems(),
    )


def _sections(text: str) -> Iterator[_Section]:
    """The head of the file, whose line is 0, and its chapters; other sections are passed over."""
    section: _Section | None = _Section(0)
    for number, row in _entries(text):
        if row.startswith("["):
            if section is not None:
                yield section
            section = _Section(number) if row.strip().upper() == _CHAPTER else None
        elif section is not None and (match := _KEY.match(row)) and match.end() < len(row):
            key = _unescaped(match[0]).strip().lower()
            section.values[key] = number, _unescaped(row[match.end() + 1 :])
    if section is not None:
        yield section


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something; one that ends with a backslash goes on in the next."""
    pieces: list[str] = []
    first = 0
    for number, row in listing.rows(text):
        if not pieces and (not row.strip() or row.startswith((";", "#"))):
            continue
        first = first if pieces else number
        pieces.append(row[:_LONGEST_ROW])
        goes_on = (len(row) - len(row.rstrip("\\"))) % 2 and len(pieces) < _MOST_ROWS
        if not goes_on:
            yield first, "\n".join(pieces)
            pieces = []
    if pieces:
        yield first, "\n".join(pieces)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)


def _chapter(section: _Section, before: list[Chapter], report: listing.Report) -> Chapter | None:
    base = _NANOSECONDS
    if "timebase" in section.values:
        line, value = section.values["timebase"]
        match = _RATIO.fullmatch(value.strip())
        if match is None or not int(match[1]) or not int(match[2]):
            report.error(line, "TIMEBASE is a fraction such as 1/1000; the chapter is left out.")
            return None
        base = int(match[1]), int(match[2])
    if "start" not in section.values:
        # FFmpeg takes the chapter to begin where the one before ends.
        report.warning(section.line, "START is missing; the chapter begins where the last ended.")
        start: Ms | None = (before[-1].end or before[-1].start) if before else 0
        line = section.line
    else:
        line, value = section.values["start"]
        start = _time(value, base)
    if start is None:
        report.error(
            line, "START is a whole number of TIMEBASE, from 0 on; the chapter is left out."
        )
        return None
    end = _time(section.values["end"][1], base) if "end" in section.values else None
    title = section.values.get(_TITLE, (0, ""))[1]
    return Chapter(start, listing.clean(title), listing.end_after(start, end))


def _time(value: str, base: tuple[int, int]) -> Ms | None:
    match = _WHOLE.fullmatch(value.strip())
    if match is None:
        return None
    ms = listing.nearest(int(match[1]) * 1000 * base[0], base[1])
    return ms if ms <= LONGEST else None


def write(episode: Episode) -> str:
    """A file that `ffmpeg -i AUDIO -i FILE -map_metadata 1` takes, in milliseconds.

    FFmpeg wants an END: the chapter's own, else the next one's start; the last one without any
    ends where it starts, where the recording's length is not known.
    """
    artist = next((listing.clean(person.name) for person in episode.people), "")
    head = ((_TITLE, episode.title), (_ALBUM, episode.show or ""), (_ARTISTS[0], artist))
    lines = [";FFMETADATA1"]
    lines += [f"{key}={_escaped(value)}" for key, value in head if listing.clean(value)]
    for chapter, end in zip(
        episode.chapters, ends(episode.chapters, episode.duration), strict=True
    ):
        after = max(chapter.start, end or 0)
        lines += ["", _CHAPTER, "TIMEBASE=1/1000", f"START={chapter.start}", f"END={after}"]
        lines.append(f"title={_escaped(chapter.title)}")
    return "\n".join([*lines, ""])


def _escaped(text: str) -> str:
    """`text` as a value. FFmpeg goes on in the next line behind any backslash, even an escaped one:
    a space keeps it from the line's end.
    """
    escaped = _SPECIAL.sub(r"\\\g<0>", listing.clean(text))
    return f"{escaped} " if escaped.endswith("\\") else escaped
