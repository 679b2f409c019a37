"""The texts, addresses and pictures in ID3v2 frames, also where programs wrote them wrongly.

Sources: id3.org, ID3v2.4.0 (4. ID3v2 frame overview, TIT2, WXXX, APIC).
"""

from __future__ import annotations

import re

from player.domain.episode import Picture
from player.formats.addresses import is_web
from player.formats.audio.chapters import MAX_PICTURE

LINKED = b"-->"
"""Stands for the type of a picture that is told by its address."""

_CODECS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ADDRESS = re.compile(rb"https?://[!-\xff]+", re.IGNORECASE)
_MAGIC = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBP", re.DOTALL)
_KINDS = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG", "png"), (b"GIF8", "gif"), (b"RIFF", "webp"))


def text(data: bytes) -> str:
    """What a text frame says; where its first byte names no encoding, that belongs to it, too."""
    if not data:
        return ""
    return decode(data[0], data[1:]) if data[0] < 4 else decode(0, data)


def decode(encoding: int, data: bytes) -> str:
    """`data` in one of the four encodings; UTF-8 is told where Latin-1 is claimed."""
    if encoding in (1, 2):
        data = data[: len(data) & ~1]
        codec = "utf-16" if data.startswith(_MARKS) else ("utf-16-le", "utf-16-be")[encoding - 1]
        return data.decode(codec, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1") if encoding != 3 else data.decode("utf-8", "replace")


def encode(value: str, version: int) -> bytes:
    """`value` as a text frame holds it, with its encoding in front."""
    if version == 4:
        return b"\x03" + value.encode()
    if value.isascii():
        return b"\0" + value.encode()
    return b"\x01\xff\xfe" + value.encode("utf-16-le")


def split(encoding: int, data: bytes) -> tuple[bytes, bytes]:
    """`data` up to the zero that ends a text, and behind it."""
    if encoding not in (1, 2):
        first, _, rest = data.partition(b"\0")
        return first, rest
    at = data.find(b"\0\0")
    while at >= 0 and at & 1:
        at = data.find(b"\0\0", at + 1)
    return (data, b"") if at < 0 else (data[:at], data[at + 2 :])


def address(data: bytes) -> str | None:
    """The web address in a WXXX frame, whatever its description and its encoding are.

    It is Latin-1 by the letter; UTF-8 and UTF-16 are found as well.
    """
    if not data:
        return None
    _, last = split(data[0], data[1:])
    return _web(decode(0, last)) or _searched(data)


def told_address(data: bytes) -> str | None:
    """The web address that is all a TXXX frame says."""
    return _web(decode(data[0], split(data[0], data[1:])[1])) if data else None


def plain_address(data: bytes) -> str | None:
    """The web address in a frame that holds nothing else, such as WOAF."""
    return _web(decode(0, data)) or _searched(data)


def picture(data: bytes) -> Picture | None:
    """The picture in an APIC frame: its bytes, or the address that stands for it."""
    if not data:
        return None
    kind, _, rest = data[1:].partition(b"\0")
    _, found = split(data[0], rest[1:])
    if kind == LINKED:
        where = _web(decode(0, found))
        return Picture(where) if where else None
    if data[0] in (1, 2) and not _MAGIC.match(found) and (match := _MAGIC.search(data, 0, 400)):
        found = data[match.start() :]  # a description of two bytes a letter that ends with one zero
    return Picture(data=found) if 0 < len(found) <= MAX_PICTURE else None


def kind_of(data: bytes) -> str:
    """The media type of a picture, told from its first bytes."""
    return "image/" + next((kind for magic, kind in _KINDS if data.startswith(magic)), "")


def _web(value: str) -> str | None:
    value = value.partition("\0")[0].strip(" \t\r\n\ufeff")
    return value if is_web(value) else None


def _searched(data: bytes) -> str | None:
    """The first web address among bytes in some encoding of two bytes a letter, or of one."""
    match = _ADDRESS.search(data.replace(b"\0", b""))
    return _web(decode(0, match[0])) if match else None
