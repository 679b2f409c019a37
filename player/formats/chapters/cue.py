"""CUE sheets: the tracks of one recording, in frames of a seventy-fifth of a second.

Sources: the CDRWIN user's guide, appendix A, and how rippers, players and programs of disc jockeys
bend it. Written by hand because the parsers that exist refuse what real sheets hold.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePath
from urllib.parse import urlsplit

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST, Ms
from player.formats import addresses
from player.formats.chapters import listing
from player.formats.text import stem

FRAMES = 75
_HEAD = 65_536
_TRACK = re.compile(r"^[ \t]*TRACK[ \t]+\d+[ \t]+\w+", re.MULTILINE | re.IGNORECASE)
_INDEX = re.compile(r"^[ \t]*INDEX[ \t]+\d+[ \t]+\d+:\d+", re.MULTILINE | re.IGNORECASE)
_COMMAND = re.compile(r"([A-Za-z]+)(?:[ \t]+(.*))?")
_POSITION = re.compile(r"(\d{1,2})[ \t]+(\d{1,5}):(\d{1,2})(?:[:.](\d{1,2}))?(?![\d:.])", re.ASCII)
# What people write by hand: hours in front, or milliseconds behind; four numbers end with frames.
_BY_HAND = re.compile(
    r"(\d{1,2})[ \t]+(\d{1,3}(?::\d{1,2}){2}|\d{1,5}:\d{1,2}(?=\.\d{3}))"
    r"(?:\.(\d{1,3})|:(\d{1,2}))(?![\d:.])",
    re.ASCII,
)
_HOURS = re.compile(r"RECORDED_BY\s+\"?rekordbox", re.IGNORECASE)
_SLASH = re.compile(r"[\\/]")
_LONGEST_ROW = 20_000
_TYPES = {".mp3": "MP3", ".aif": "AIFF", ".aiff": "AIFF"}


class _Track:
    """A track while it is read: line, title, its indices in the sheet's first file and others."""

    def __init__(self, line: int, audio: bool) -> None:
        self.line = line
        self.audio = audio
        self.others: dict[int, Ms] = {}
        self.title: str | None = None
        self.performer = ""
        self.indices: dict[int, Ms] = {}

    def chapter(self) -> Chapter | None:
        """The chapter; a track starts at its index 1, and the pause before it at index 0."""
        start = self.indices.get(1, self.indices.get(0))
        return None if start is None else Chapter(start, self.title or self.performer)


def sniff(text: str) -> bool:
    """Whether `text` has a track and an index."""
    head = text[:_HEAD].replace("\r", "\n")
    return _TRACK.search(head) is not None and _INDEX.search(head) is not None


def read(text: str, name: str) -> Episode:
    """The tracks as chapters, the sheet's title, performer and first audio file.

    Where a sheet names several files, the times of each begin at 0, and their lengths stand
    nowhere: the tracks of the first are read, and a problem says so. Programs that record a mix
    name inside each track the file that was played; then the times are those of the recording.

    Raises FormatError where not one line is that of a CUE sheet.
    """
    sheet = _Sheet(listing.Report(name))
    for number, row in listing.rows(text):
        if not sheet.take(number, row[:_LONGEST_ROW].strip()):
            break
    if not sheet.tracks and not sheet.files:
        raise FormatError("this is no CUE sheet: it has no FILE and no TRACK.", name)
    sheet.finish()
    chapters = [chapter for track in sheet.tracks if (chapter := track.chapter()) is not None]
    return Episode(
        title=sheet.title or stem(name),
        show=sheet.performer or None,
        audio=tuple(filter(None, (_audio(file) for file in sheet.files[:1]))),
        chapters=listing.in_order(chapters),
        problems=sheet.report.problems(),
    )


class _Sheet:
    """What has been read so far."""

    def __init__(self, report: listing.Report) -> None:
        self.report = report
        self.title = self.performer = ""
        self.files: list[str] = []
        self.tracks: list[_Track] = []
        self._second: int | None = None
        self._in_first = True
        self._has_hours = False
        self._is_mix = True

    def take(self, line: int, row: str) -> bool:
        """Takes a line; whether more may come."""
        match = _COMMAND.match(row)
        if match is None:
            return True
        command, rest = match[1].upper(), match[2] or ""
        track = self.tracks[-1] if self.tracks else None
        if command == "FILE":
            within = track is not None and not track.indices and not track.others
            self._is_mix = self._is_mix and (within or not self.files)
            self._file(line, rest)
        elif command == "TRACK":
            if len(self.tracks) >= listing.MOST_CHAPTERS:
                self.report.error(line, listing.TOO_MANY)
                return False
            kind = rest.split()[1:2] or ["AUDIO"]
            self.tracks.append(_Track(line, kind[0].upper() == "AUDIO"))
        elif command == "INDEX":
            self._index(line, rest, track)
        elif command == "TITLE" and track is not None:
            track.title = text_of(rest)
        elif command == "TITLE":
            self.title = text_of(rest)
        elif command == "PERFORMER" and track is not None:
            track.performer = text_of(rest)
        elif command == "PERFORMER":
            self.performer = text_of(rest)
        elif command == "REM" and _HOURS.match(rest):
            self._has_hours = True
        return True

    def _file(self, line: int, rest: str) -> None:
        quoted = '"' in rest
        file = rest[: rest.rfind('"') + 1] if quoted else (rest.rpartition(" ")[0] or rest)
        file = text_of(file)
        # Some programs repeat the line above each track; the times go on then.
        self._in_first = not self.files or file == self.files[0]
        if not self._in_first and self._second is None:
            self._second = line
        if file not in self.files[-1:]:
            self.files.append(file)

    def _index(self, line: int, rest: str, track: _Track | None) -> None:
        match = _POSITION.match(rest)
        by_hand = None if match else _by_hand(rest)
        if track is None or not (by_hand or (match and int(match[3]) <= 59)):
            what = (
                "an INDEX stands below a TRACK"
                if track is None
                else "a time has minutes, seconds and frames, such as 03:25:74"
            )
            self.report.error(line, f"{what}; this one is left out.")
            return
        if match is not None and self._has_hours:
            by_hand = int(match[1]), (listing.moment(rest[match.start(2) : match.end()]) or 0)
        elif match is not None:
            frames = int(match[4] or 0)
            if frames >= FRAMES:
                self.report.warning(line, "a second has the frames 00 to 74; this is taken as 74.")
                frames = FRAMES - 1
            seconds = int(match[2]) * 60 + int(match[3])
            start = listing.nearest((seconds * FRAMES + frames) * 1000, FRAMES)
            by_hand = int(match[1]), start
        if by_hand is not None and by_hand[1] <= LONGEST:
            (track.indices if self._in_first else track.others).setdefault(*by_hand)

    def finish(self) -> None:
        """Drops the tracks that are none, and says which were left out."""
        if self._is_mix and self._goes_on():
            for track in self.tracks:
                track.indices |= track.others
        elif self._second is not None:
            left = sum(bool(track.others) and not track.indices for track in self.tracks)
            self.report.error(
                self._second,
                f"this sheet names {len(self.files)} audio files, and the times of each begin at "
                "0. Only the tracks of the first are read; those of the others are left out "
                f"({left}).",
            )
        for track in self.tracks:
            if not track.audio:
                self.report.error(track.line, "this track holds no sound; it is left out.")
                track.indices.clear()
            elif not track.indices and not track.others:
                self.report.error(track.line, "this track has no INDEX 01; it is left out.")

    def _goes_on(self) -> bool:
        """Whether the tracks have one time after another, whatever files they name."""
        starts = [(track.indices | track.others).get(1, -1) for track in self.tracks]
        return self._second is not None and all(a < b for a, b in pairwise(starts))


def _by_hand(rest: str) -> tuple[int, Ms] | None:
    """Number and time of an index that has hours in front, or milliseconds behind."""
    match = _BY_HAND.match(rest)
    start = match and listing.moment(f"{match[2]}.{match[3] or 0}")
    if match is None or start is None:
        return None
    frames = min(int(match[4] or 0), FRAMES - 1)
    return int(match[1]), start + listing.nearest(frames * 1000, FRAMES)


def text_of(value: str) -> str:
    """A text of a sheet: in quotes or not, the inner quotes escaped as `\\"`, doubled, or bare."""
    bare = value.strip()
    if bare[:1] in ('"', "„", "“", "”"):
        closing = max(map(bare.rfind, '"“”'))
        bare = bare[1:closing] if closing > 0 else bare[1:]
        bare = bare.replace('\\"', '"').replace('""', '"')
    return listing.clean(bare)


def _audio(file: str) -> str | None:
    """The file as a path beside the sheet; of a path on the machine that made it, its name."""
    kind = addresses.place(file)
    if kind in ("web", "inside"):
        return file
    last = _SLASH.split(file)[-1]
    return last if addresses.place(last) == "inside" else None


def write(episode: Episode) -> str:
    """A sheet with one track for each chapter.

    A sheet knows no escapes that all players know: double quotes become single ones. Its FILE is
    the audio that the episode names first; where it names none, the title with `.mp3`, which one
    may have to change.
    """
    title, show = _quoted(episode.title), _quoted(episode.show or "")
    lines = [f"PERFORMER {show}"] if episode.show else []
    lines += [f"TITLE {title}", _file_line(episode)]
    for number, chapter in enumerate(episode.chapters, 1):
        frames = listing.nearest(chapter.start * FRAMES, 1000)
        seconds, part = divmod(frames, FRAMES)
        lines += [
            f"  TRACK {number:02} AUDIO",
            f"    TITLE {_quoted(chapter.title)}",
            f"    INDEX 01 {seconds // 60:02}:{seconds % 60:02}:{part:02}",
        ]
    return "\n".join([*lines, ""])


def _file_line(episode: Episode) -> str:
    named = next(iter(episode.audio), "")
    if addresses.place(named) == "web":
        named = _SLASH.split(urlsplit(named).path)[-1]
    file = _audio(named) or f"{_SLASH.sub('-', episode.title)}.mp3"
    return f"FILE {_quoted(file)} {_TYPES.get(PurePath(file).suffix.lower(), 'WAVE')}"


def _quoted(text: str) -> str:
    return '"' + listing.clean(text).replace('"', "'") + '"'
