"""Hands the frames of an ID3v2 tag that tell of the whole recording to mutagen.

It copies all that follows for each frame, and so gets few of them.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import Any

from player.formats.audio.chapters import MAX_PICTURE
from player.formats.audio.id3_frames import Tag, framed, safe

_MOST_FRAMES = 40
"""Frames of one kind that are read, comments and pictures among them."""
_WANTED = frozenset(b"TIT2 TPE1 TALB TDRC TYER TDAT COMM APIC TT2 TP1 TAL TYE TDA COM PIC".split())


def parsed(tag: Tag) -> Any:
    """What mutagen makes of those frames, as its `ID3`; pictures go last."""
    from mutagen import id3

    make: Any = id3.ID3
    taken: Counter[bytes] = Counter()
    texts, pictures = b"", b""
    for frame in tag.frames():
        name = frame.name.rstrip(b"\0")
        if name not in _WANTED or taken[name] >= _MOST_FRAMES:
            continue
        taken[name] += 1
        made = framed(frame.name, tag.content(frame), tag.version)
        if name in (b"APIC", b"PIC"):
            if len(pictures) + len(made) < 2 * MAX_PICTURE:
                pictures += made
        elif len(texts) + len(made) < MAX_PICTURE:
            texts += made
    body = texts + pictures
    head = b"ID3" + bytes([tag.version, 0, 0]) + safe(len(body))
    return make(BytesIO(head + body), load_v1=False)
