"""Turns tags of ID3v2.2 and 2.4 into 2.3, frame by frame, by way of mutagen.

Only what 2.3 writes otherwise is changed: names of three letters, and texts in encodings that it
does not have. Frames that came with 2.4, such as TDRC, stay: whoever reads tags knows them there.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from player.domain.errors import FormatError
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.id3_frames import Frame, Tag, framed, safe, tag_at

_MOST_FRAMES = 5000
_WITH_TEXT = (b"COMM", b"USLT", b"SYLT", b"APIC", b"GEOB", b"USER", b"OWNE", b"COMR", b"WXXX")
_OF_CHAPTERS = (b"CHAP", b"CTOC")
_KEPT_AWAY = 0x4C
"""The flags in ID3v2.4 of what is compressed, encrypted or grouped: 2.3 does that otherwise."""


def as_version_3(tag: Tag) -> Tag:
    """`tag` as one of ID3v2.3, without its chapters; as it is where it has what cannot be turned.

    Raises FormatError where it has more frames than any that is sound.
    """
    frames: list[bytes] = []
    end = 0
    for number, frame in enumerate(tag.frames()):
        end = frame.end
        if number >= _MOST_FRAMES:
            raise FormatError("the ID3 tag of this file is damaged, so that it takes no chapters.")
        if frame.name in _OF_CHAPTERS:
            continue
        if tag.version == 4 and frame.flags & _KEPT_AWAY:
            return tag
        frames.extend(_turned(frame, tag))
    data = b"".join(frames) + tag.data[end:]
    return Tag(tag.start, tag.end, 3, data)


def _turned(frame: Frame, tag: Tag) -> Iterator[bytes]:
    body = tag.content(frame)
    if tag.version == 2:
        yield from _by_mutagen(framed(frame.name, body, 2), 2)
    elif (frame.name[:1] == b"T" or frame.name in _WITH_TEXT) and body[:1] in (b"\2", b"\3"):
        made = list(_by_mutagen(framed(frame.name, body, 4), 4))
        yield from made or [framed(frame.name, body, 3)]
    else:
        yield framed(frame.name, body, 3, (frame.flags & 0x7000) << 1)


def _by_mutagen(frame: bytes, version: int) -> Iterator[bytes]:
    """One frame as mutagen writes it in ID3v2.3; nothing where it cannot read it."""
    from mutagen import id3

    make: Any = id3.ID3
    made = BytesIO()
    head = b"ID3" + bytes([version, 0, 0]) + safe(len(frame))
    try:
        found = make(BytesIO(head + frame), load_v1=False, translate=version == 2, v2_version=3)
        found.save(made, v1=0, v2_version=3, v23_sep=None, padding=lambda _: 0)
    except Exception:
        return  # in whatever way mutagen tells that this is no such frame
    made.name = "frame"
    new = tag_at(BoundedFile(made), 0, 1 << 30)
    if new is not None and new.data:
        yield new.data
