"""Pictures of chapters in MP4 files: JPEG or PNG, and their sizes.

By hand, for no more than these few bytes. Sources: JPEG (ITU T.81), PNG (RFC 2083).
"""

from __future__ import annotations

import struct
import zlib

from player.formats.audio.mp4_atoms import number

_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def is_picture(data: bytes) -> bool:
    """Whether these are the bytes of a JPEG or PNG picture."""
    return data.startswith(_BEGINNINGS)


def is_png(data: bytes) -> bool:
    """Whether a picture is a PNG; else it is a JPEG."""
    return data.startswith(b"\x89PNG")


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a JPEG or PNG picture; (0, 0) where it does not tell."""
    if is_png(data):
        sides = number(data, 16), number(data, 20)
        return sides if max(sides) < 1 << 16 else (0, 0)
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            return number(data, at + 7, 2), number(data, at + 5, 2)
        at += 1 if mark == 0xFF else 2 + number(data, at + 2, 2)
    return 0, 0


def blank(*, png: bool) -> bytes:
    """A picture of one grey or clear point, which stands for none: a track has one at any time."""
    if not png:
        # One quantum for all, one grey component, and one code each, for no difference and no
        # more; the last byte but the mark is the picture.
        tables = b"\xff\xc4\0\x14%c\1" + bytes(16)
        return (
            b"\xff\xd8\xff\xdb\0\x43\0" + b"\1" * 64 + b"\xff\xc0\0\x0b\x08\0\1\0\1\1\1\x11\0"
            + tables % 0 + tables % 16 + b"\xff\xda\0\x08\1\1\0\0\x3f\0\x3f\xff\xd9"
        )  # fmt: skip
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 4, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0\0")),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
