"""Cue points in WAV, with their labels and regions, and the ID3 chapters beside them.

By hand: the libraries at hand read no cue points. Sources: Microsoft and IBM, Multimedia
Programming Interface and Data Specifications 1.0 (`cue `, `LIST adtl`); EBU Tech 3306 (RF64).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from struct import Struct
from typing import BinaryIO

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.audio import id3, iff, iff_write
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.chapters import MOST_CHAPTERS, clean, plain
from player.formats.audio.pieces import Piece, assemble

_POINT = Struct("<II4sIII")
_FORMAT = Struct("<HHII")
_REGION = Struct("<II4sHHHH")
_UTF_8 = 65001
_LONGEST = 10_000
_LISTS = (b"LIST", b"list")
_TEXTS = {b"INAM": "title", b"IART": "artist", b"IPRD": "album", b"ICRD": "date", b"ICMT": "notes"}
"""What a list of information is called, and what it says, by the names of Vorbis comments."""
_NAMES = (b"labl", b"ltxt", b"note")
"""Where the name of a cue point stands, the best place first."""


def read(file: BinaryIO) -> list[Chapter]:
    """The ID3 chapters of a WAV, RF64 or BW64 file, else its cue points."""
    bounded = BoundedFile(file)
    return id3.first(iff.tags(bounded, "little")) or _cues(bounded)


def write(
    source: BinaryIO,
    target: BinaryIO,
    chapters: Sequence[Chapter],
    progress: Callable[[float], None],
) -> None:
    """Make `target` a copy of `source` with `chapters` as cue points, labels and regions.

    An ID3 tag would keep links and pictures, too, but FFmpeg reads both, and mixes them up; so such
    a tag loses its chapters. Cue points that would lie beyond 27 hours (at 44.1 kHz) are left out.
    Raises FormatError for RF64, whose sizes stand elsewhere, where no sample rate is told, and
    where the file would become larger than 4 GB.
    """
    file = BoundedFile(source)
    if file.read_at(0, 4) != b"RIFF":
        raise FormatError(
            "chapters are not written into WAV files of this kind (RF64), which are made for more "
            "than 4 GB. Convert it to FLAC, and write the chapters into that."
        )
    rate, _ = _layout(file)
    if not rate:
        raise FormatError("this WAV file does not tell its sample rate, so it takes no chapters.")
    kept = iff_write.with_chapters(file, "little", lambda c: _is_of_cues(file, c), (), None)
    if chapters:
        kept += _made(chapters, rate)
    assemble(source, target, iff_write.rebuilt(file, "little", kept), progress)


def duration(file: BinaryIO) -> Ms | None:
    """The length of the recording, by its size and its bytes a second."""
    bounded = BoundedFile(file)
    _, pace = _layout(bounded)
    sound = next((c for c in iff.chunks(bounded, "little") if c.name == b"data"), None)
    return iff.time_of(sound.end - sound.body, pace) if sound else None


def texts(file: BinaryIO) -> dict[str, str]:
    """What the file says of itself in its list of information, or in `bext`, the first of each."""
    bounded = BoundedFile(file)
    found: dict[str, str] = {}
    for chunk in iff.chunks(bounded, "little"):
        if chunk.name in _LISTS and bounded.read_at(chunk.body, 4) == b"INFO":
            for kind, said in iff.parts(iff.content(bounded, chunk)[4:], "little"):
                text = clean(iff.text(said[:_LONGEST], "cp1252")) if kind in _TEXTS else None
                if text:
                    found.setdefault(_TEXTS[kind], text)
        elif chunk.name == b"bext":
            described = iff.text(bounded.read_at(chunk.body, 256), "cp1252").strip()
            if described:
                found.setdefault("notes", described)
    return found


def _layout(file: BoundedFile) -> tuple[int, int]:
    """The sample rate, and the bytes a second; 0 where none is told."""
    for chunk in iff.chunks(file, "little"):
        if chunk.name == b"fmt " and chunk.end - chunk.body >= 16:
            _, _, rate, pace = _FORMAT.unpack(file.read_at(chunk.body, _FORMAT.size))
            return rate, pace
    return 0, 0


def _is_of_cues(file: BoundedFile, chunk: iff.Chunk) -> bool:
    """Whether a chunk holds cue points, their order of playing, or what is said of them."""
    if chunk.name in _LISTS:
        return file.read_at(chunk.body, 4) == b"adtl"
    return chunk.name in (b"cue ", b"plst")


def _cues(file: BoundedFile) -> list[Chapter]:
    """The cue points in order of time; a region tells where one ends."""
    rate, _ = _layout(file)
    points: list[tuple[int, int, int]] = []
    names: dict[tuple[bytes, int], str] = {}
    lengths: dict[int, int] = {}
    for chunk in iff.chunks(file, "little"):
        if chunk.name == b"cue ":
            points += _points(iff.content(file, chunk))
        elif chunk.name in _LISTS and _is_of_cues(file, chunk):
            _read_list(iff.content(file, chunk)[4:], names, lengths)
    by_play = not any(offset for _, _, offset in points)
    found: list[Chapter] = []
    for number, position, offset in points[:MOST_CHAPTERS]:
        place = position if by_play else offset
        start = iff.time_of(place, rate)
        if start is None:
            continue
        length = lengths.get(number, 0)
        title = next((names[key, number] for key in _NAMES if names.get((key, number))), "")
        found.append(
            Chapter(start, title, end=iff.time_of(place + length, rate) if length else None)
        )
    return sorted(found, key=lambda chapter: chapter.start)


def _points(data: bytes) -> Iterator[tuple[int, int, int]]:
    """The number of each cue point, its place in playing, and that in the sound."""
    count = min(int.from_bytes(data[:4], "little"), (len(data) - 4) // _POINT.size)
    for index in range(count):
        number, position, _, _, _, offset = _POINT.unpack_from(data, 4 + index * _POINT.size)
        yield number, position, offset


def _read_list(data: bytes, names: dict[tuple[bytes, int], str], lengths: dict[int, int]) -> None:
    for kind, part in iff.parts(data, "little"):
        number = int.from_bytes(part[:4], "little")
        if kind in (b"labl", b"note"):
            said = part[4:]
        elif kind == b"ltxt":
            said = part[20:]
            lengths.setdefault(number, int.from_bytes(part[4:8], "little"))
        else:
            continue
        names.setdefault((kind, number), clean(iff.text(said, "cp1252")) or "")


def _made(chapters: Sequence[Chapter], rate: int) -> list[Piece]:
    """The chunks with the cue points, and with what is said of them.

    All labels stand in front of the regions: FFmpeg reads up to what is no label.
    """
    points: list[bytes] = []
    labels: list[bytes] = []
    regions: list[bytes] = []
    for chapter in chapters:
        place = _place(chapter.start, rate)
        if place >= iff.LARGEST:
            break
        number = len(points) + 1
        points.append(_POINT.pack(number, place, b"data", 0, 0, place))
        head = number.to_bytes(4, "little")
        labels.append(
            iff_write.made(b"labl", head + plain(chapter.title).encode() + b"\0", "little")
        )
        if chapter.end is not None and chapter.end > chapter.start:
            length = min(_place(chapter.end, rate), iff.LARGEST) - place
            region = _REGION.pack(number, length, b"rgn ", 0, 0, 0, _UTF_8)
            regions.append(iff_write.made(b"ltxt", region, "little"))
    return [
        iff_write.made(b"cue ", len(points).to_bytes(4, "little") + b"".join(points), "little"),
        iff_write.made(b"LIST", b"adtl" + b"".join(labels + regions), "little"),
    ]


def _place(ms: Ms, rate: int) -> int:
    return round(ms * rate / 1000)
