"""Writes chapters into MP3, and into raw AAC, which has the same tag in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.formats.audio import length
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.id3_frames import tags
from player.formats.audio.id3_write import holds_chapters, rewritten
from player.formats.audio.pieces import Piece, assemble


def write(
    source: BinaryIO,
    target: BinaryIO,
    chapters: Sequence[Chapter],
    progress: Callable[[float], None],
) -> None:
    """Make `target` a copy of `source` with `chapters` in the ID3 tag at its start.

    Chapters in other ID3 tags are left out, and those of OverDrive. All else stays, APEv2, ID3v1
    and Lyrics3 tags at the end, too. Raises FormatError where the tag is damaged, or would become
    too large.
    """
    file = BoundedFile(source)
    found = tags(file)
    if not all(tag.whole for tag in found):
        raise FormatError(
            "the ID3 tag of this file is damaged: it claims to be larger than it can be. Write it "
            "anew with a tagger, and try again."
        )
    pieces: list[Piece] = []
    at = 0
    if chapters and not (found and found[0].start == 0):
        pieces.append(rewritten(None, chapters, length.of_mpeg(source, 0)))
    for tag in found:
        own = chapters if tag.start == 0 else ()
        if own or holds_chapters(tag):
            ends = length.of_mpeg(source, tag.end) if own else None
            pieces += [(at, tag.start), rewritten(tag, own, ends)]
            at = tag.end
    assemble(source, target, [*pieces, (at, file.size)], progress)
