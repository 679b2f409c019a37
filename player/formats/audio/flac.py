"""Vorbis comments in FLAC files, and the tracks of a disc in one file.

By hand, although mutagen writes them: it changes a file in place, and moves its sound. Source:
RFC 9639, 8. File-level metadata.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO, NamedTuple

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.formats.audio import cuesheet, id3_frames, id3_write, vorbis
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.pieces import Piece, assemble, length, size_of

_LAYOUT, _COMMENT, _CUESHEET = 0, 4, 5
_MOST_BLOCKS = 10_000


class Block(NamedTuple):
    """A block of metadata: its kind, and where its content is."""

    kind: int
    body: int
    end: int


def read(file: BinaryIO) -> list[Chapter]:
    """The chapters in the comments of `file`, else the tracks in its block for them."""
    bounded = BoundedFile(file)
    rate = 0
    tracks: list[Chapter] = []
    for block in _blocks(bounded, _start(bounded)):
        if block.kind not in (_LAYOUT, _COMMENT, _CUESHEET):
            continue
        data = bounded.read_at(block.body, block.end - block.body)
        if block.kind == _LAYOUT:
            rate = int.from_bytes(data[10:13], "big") >> 4
        elif block.kind == _CUESHEET:
            tracks = tracks or cuesheet.in_block(data, rate)
        elif found := vorbis.chapters_of(vorbis.split(data, 0)[0]):
            return found
    return tracks


def write(
    source: BinaryIO,
    target: BinaryIO,
    chapters: Sequence[Chapter],
    progress: Callable[[float], None],
) -> None:
    """Make `target` a copy of `source` with `chapters`: only the block of comments changes.

    An ID3 tag in front loses its chapters, and the tracks of a disc go: FFmpeg, and so mpv, would
    show them in the place of chapters. Raises FormatError where the metadata is damaged, or
    would become too large.
    """
    file = BoundedFile(source)
    start = _start(file)
    blocks = _blocks(file, start)
    sound = blocks[-1].end if blocks else start
    if (
        not blocks
        or blocks[0].kind
        or (int.from_bytes(file.read_at(sound, 2), "big") >> 2) != 0x3FFE
    ):
        raise FormatError(
            "the metadata of this FLAC file is damaged, so that it takes no chapters. "
            "Check the file with `flac --test`."
        )
    pieces: list[Piece] = [*id3_write.without_chapters(file, start - 4), b"fLaC"]
    made: list[tuple[int, Piece]] = []
    waiting = chapters
    for block in blocks:
        if block.kind == _COMMENT:
            data = file.read_at(block.body, block.end - block.body)
            made.append((block.kind, vorbis.replaced(data, 0, waiting)))
            waiting = ()
        elif block.kind != _CUESHEET:
            made.append((block.kind, (block.body, block.end)))
    if waiting:
        made.insert(1, (_COMMENT, vorbis.empty(waiting)))
    for index, (kind, piece) in enumerate(made):
        size = length(piece)
        if size >= 1 << 24:
            raise FormatError("these chapters are more than the comments of FLAC can hold.")
        last = 0x80 * (index == len(made) - 1)
        pieces += [bytes([kind | last]) + size.to_bytes(3, "big"), piece]
    assemble(source, target, [*pieces, (sound, size_of(source))], progress)


def _start(file: BoundedFile) -> int:
    """Where the first block of metadata is, behind ID3 tags that may stand in front."""
    found = id3_frames.at_start(file)
    return (found[-1].end if found else 0) + 4


def _blocks(file: BoundedFile, at: int) -> list[Block]:
    found: list[Block] = []
    if file.read_at(at - 4, 4) != b"fLaC":
        return found
    while len(found) < _MOST_BLOCKS:
        head = file.read_at(at, 4)
        if len(head) < 4:
            return found
        end = at + 4 + int.from_bytes(head[1:], "big")
        if end > file.size:
            return found
        found.append(Block(head[0] & 0x7F, at + 4, end))
        at = end
        if head[0] & 0x80:
            break
    return found
