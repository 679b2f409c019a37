"""Puts chapters into ID3v2 tags, and leaves every other frame as it is to the byte.

By hand, because mutagen writes all frames anew, drops what it does not know, and moves the sound.
Source: id3.org, ID3v2 Chapter Frame Addendum 1.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from struct import Struct
from typing import TypeAlias
from urllib.parse import quote

from player.domain.episode import Chapter, Picture
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.addresses import is_web
from player.formats.audio import cuesheet, id3_older, id3_text, overdrive, xmp
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.chapters import MOST_CHAPTERS, fits, plain
from player.formats.audio.id3 import ORDERED, TOP
from player.formats.audio.id3_frames import (
    Frame,
    Tag,
    at_start,
    framed,
    safe,
    synchronised,
)
from player.formats.audio.pieces import Piece

_LARGEST = 128 * 1024 * 1024
"""The largest tag (bytes) that is written; ID3 ends at 256 MB, most players long before."""
_PADDING = 1024
_MOST_PADDING = 64 * 1024
_SAFE = 127
"""The largest size that all versions write alike."""
_TIMES = Struct(">4I")
_NOWHERE = 0xFFFFFFFF
Part: TypeAlias = tuple[bytes, bytes]
_ASCII = "".join(map(chr, range(0x21, 0x7F)))


def holds_chapters(tag: Tag) -> bool:
    """Whether there are chapters in `tag`, in whatever form."""
    return any(_is_of_chapters(tag, frame) for frame in tag.frames())


def without_chapters(file: BoundedFile, until: int) -> list[Piece]:
    """What stands in `file` up to the offset `until`, without the chapters in its ID3 tags."""
    pieces: list[Piece] = []
    at = 0
    for tag in at_start(file):
        if tag.end <= until and holds_chapters(tag):
            pieces += [(at, tag.start), rewritten(tag, (), None)]
            at = tag.end
    return [*pieces, (at, until)]


def rewritten(tag: Tag | None, chapters: Sequence[Chapter], length: Ms | None) -> bytes:
    """`tag` with `chapters` and no others, or a new tag; nothing where it would be empty.

    A new tag is ID3v2.3, an old one keeps its version where it can: 2.2 has no chapters, and in 2.4
    FFmpeg misses those with a picture, or with a text of more than 127 bytes, for it reads the
    sizes inside of chapters as those of 2.3; such tags become 2.3. `length` is that of the
    recording, at which the last chapter ends. Addresses are written in ASCII, which is all that ID3
    has for them: other characters as `%C3%A4`. Raises FormatError where the tag would be larger
    than 128 MB, or cannot be taken over.
    """
    chapters = chapters[:MOST_CHAPTERS]
    if tag is None:
        tag = Tag(0, 0, 3, b"")
    old = tag.end - tag.start
    said = [list(_said(chapter, tag.version)) for chapter in chapters]
    large = any(len(body) > _SAFE for parts in said for _, body in parts)
    if tag.version == 2 or (tag.version == 4 and large):
        tag = id3_older.as_version_3(tag)
        said = [list(_said(chapter, tag.version)) for chapter in chapters]
    end = 0
    kept: list[bytes] = []
    for frame in tag.frames():
        if not _is_of_chapters(tag, frame):
            kept.append(_taken_over(tag, frame))
        end = frame.end
    made = [*kept, *_frames(chapters, said, tag.version, length)]
    body = b"".join(made) + tag.data[end:].rstrip(b"\0")
    if not body:
        return b""
    if len(body) > _LARGEST:
        raise FormatError(
            "the pictures of these chapters are too large for an ID3 tag: together they are more "
            "than 128 MB. Use smaller ones."
        )
    if tag.foot:
        head = bytes([tag.version, 0, 0x10]) + safe(len(body))
        return b"ID3" + head + body + b"3DI" + head
    spare = old - 10 - len(body)
    body += bytes(spare if 0 <= spare <= _MOST_PADDING else _PADDING)
    return b"ID3" + bytes([tag.version, 0, 0]) + safe(len(body)) + body


def _is_of_chapters(tag: Tag, frame: Frame) -> bool:
    if frame.name in (b"CHAP", b"CTOC") or overdrive.markers_in(tag, frame) is not None:
        return True
    return bool(cuesheet.in_frame(tag, frame) or xmp.in_frame(tag, frame))


def _taken_over(tag: Tag, frame: Frame) -> bytes:
    """`frame` with its size as the version writes it, and without the tag's unsynchronisation."""
    body = tag.data[frame.body : frame.end]
    if tag.unsync and not frame.flags & 2:
        body = synchronised(body)
    return framed(frame.name, body, tag.version, frame.flags)


def _frames(
    chapters: Sequence[Chapter], said: list[list[Part]], version: int, length: Ms | None
) -> Iterable[bytes]:
    """The table of contents and the chapters.

    A table has 255 entries at most: more stand in tables of their own, which the one at the top
    names. Where all chapters are hidden it names an empty one, for without any it says nothing.
    """
    if not chapters:
        return
    listed = [f"chp{index}" for index, chapter in enumerate(chapters) if chapter.toc]
    parts = [listed[at : at + 255] for at in range(0, len(listed), 255)] or [[]]
    title = framed(b"TIT2", id3_text.encode("Table of Contents", version), version)
    if len(parts) > 1 or not listed:
        yield _table("toc", TOP | ORDERED, [f"toc{n}" for n in range(len(parts))], title, version)
        for number, part in enumerate(parts):
            yield _table(f"toc{number}", ORDERED, part, b"", version)
    else:
        yield _table("toc", TOP | ORDERED, listed, title, version)
    following = [*(chapter.start for chapter in chapters[1:]), length or 0]
    for index, (chapter, after) in enumerate(zip(chapters, following, strict=True)):
        end = max(chapter.start, after if chapter.end is None else chapter.end)
        times = _TIMES.pack(chapter.start, end, _NOWHERE, _NOWHERE)
        inner = b"".join(framed(name, body, version) for name, body in said[index])
        yield framed(b"CHAP", b"chp%d\0" % index + times + inner, version)


def _table(element: str, flags: int, children: list[str], said: bytes, version: int) -> bytes:
    names = "".join(f"{child}\0" for child in children).encode()
    head = element.encode() + bytes([0, flags, len(children)])
    return framed(b"CTOC", head + names + said, version)


def _said(chapter: Chapter, version: int) -> Iterable[Part]:
    """The frames inside of a chapter, by name and content."""
    yield b"TIT2", id3_text.encode(plain(chapter.title), version)
    if chapter.url and is_web(chapter.url):
        yield b"WXXX", b"\0\0" + _ascii(chapter.url)
    if chapter.image and (picture := _picture(chapter.image)):
        kind, data = picture
        yield b"APIC", b"\0" + kind + b"\0\0\0" + data


def _picture(image: Picture) -> tuple[bytes, bytes] | None:
    """The type of a picture and its bytes, or what stands for its address.

    None for a path, and for more bytes than are read.
    """
    if image.data is not None and fits(image.data):
        return id3_text.kind_of(image.data).encode(), image.data
    if image.source and is_web(image.source):
        return id3_text.LINKED, _ascii(image.source)
    return None


def _ascii(address: str) -> bytes:
    return (address if address.isascii() else quote(address, safe=_ASCII)).encode()
