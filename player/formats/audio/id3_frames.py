"""ID3v2 tags as they lie in a file: where they are, and which frames they hold.

By hand, although mutagen reads ID3: it keeps but the last of several chapters with one id, copies
the rest of the tag for each frame (50,000 chapters took minutes), and writes every other frame
anew. Sources: id3.org, ID3v2.2.0, 2.3.0 and 2.4.0; sizes as iTunes and others wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple

from player.formats.audio.bounded import BoundedFile

MOST_TAGS = 8
MOST_FRAMES = 200_000
_HEADER = Struct(">4sIH")
_HEADER_2 = Struct(">3s3s")
_NAME = re.compile(rb"[A-Z][A-Z0-9]{2}(?:[A-Z0-9]|\0)")
_ANY_NAME = re.compile(rb"[ -~]{3}[ -~\0]")
_SYNC = re.compile(rb"\xff[\xe0-\xff]")


class Frame(NamedTuple):
    """One frame of a tag: from `start`, where its header is, up to `end`; `body` is what it holds.

    `name` has four letters, in ID3v2.2 three.
    """

    name: bytes
    flags: int
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that lies from `start` up to `end` in its file; `data` are its frames and padding.

    `unsync` says that the frames of ID3v2.4 have zeros put in behind 0xFF; from tags of earlier
    versions they are taken out as they are read. `foot` says that the header is at the end, too,
    `whole` that the tag is not cut off.
    """

    start: int
    end: int
    version: int
    data: bytes
    unsync: bool = False
    foot: bool = False
    whole: bool = True

    def frames(self) -> Iterator[Frame]:
        """The frames in the order in which they stand."""
        return walk(self.data, self.version, 0, len(self.data))

    def content(self, frame: Frame) -> bytes:
        """What the frame holds; nothing where it is compressed or encrypted."""
        return content(self.data, frame, self.version, self.unsync)


def tags(file: BoundedFile) -> list[Tag]:
    """The tags that stand at the start of `file`, and the one at its end."""
    found = at_start(file)
    last = _at_end(file)
    return found if last is None or (found and last.start < found[-1].end) else [*found, last]


def at_start(file: BoundedFile) -> list[Tag]:
    """The tags that stand at the start of `file`, one behind the other."""
    found: list[Tag] = []
    at = 0
    while len(found) < MOST_TAGS and (tag := tag_at(file, at, file.size)) is not None:
        found.append(tag)
        at = tag.end
    return found


def tag_at(file: BoundedFile, at: int, limit: int) -> Tag | None:
    """The tag whose header is at `at`, cut at `limit`; None where none can be read."""
    head = file.read_at(at, 10)
    if len(head) < 10 or head[:3] != b"ID3" or head[3] not in (2, 3, 4) or max(head[6:10]) > 0x7F:
        return None
    version, flags = head[3], head[5]
    end = at + 10 + unsafe(head[6:10])
    data = file.read_at(at + 10, min(end, limit) - at - 10)
    foot = version == 4 and bool(flags & 0x10)
    end += 10 * foot
    if version == 2 and flags & 0x40:
        return None  # compressed as a whole, in a way that was never settled
    unsync = bool(flags & 0x80)
    if unsync and version < 4:
        data = synchronised(data)
    if flags & 0x40 and not _NAME.match(data):  # some set the flag, and write no extended header
        size = unsafe(data[:4]) if version == 4 else int.from_bytes(data[:4], "big") + 4
        data = data[size:]
    last = min(end, limit)
    return Tag(at, last, version, data, unsync and version == 4, foot, whole=last == end)


def walk(data: bytes, version: int, start: int, end: int) -> Iterator[Frame]:
    """The frames in `data` from `start` up to `end`, as far as they follow one another."""
    if version == 2:
        yield from _walk_2(data, start, end)
        return
    solid = start + len(data[start:end].rstrip(b"\0"))
    for _ in range(MOST_FRAMES):
        if end - start < 10 or not _ANY_NAME.match(data, start):
            return
        name, size, flags = _HEADER.unpack_from(data, start)
        if size > 0x7F:
            size = _size(data, start + 10, size, version, solid, end)
        after = min(end, start + 10 + size)
        yield Frame(name, flags, start, start + 10, after)
        start = after


def content(data: bytes, frame: Frame, version: int, unsync: bool = False) -> bytes:
    """What `frame` holds, with what its flags say undone; nothing where that is more than zeros.

    Compressed frames are left out, for 400 kB of one can hold 400 MB; hardly a program writes them.
    """
    _, flags, _, body, end = frame
    if version == 4 and (flags & 0xFF or unsync):
        if flags & 0x0C:
            return b""
        body += (flags >> 6 & 1) + (flags & 1) * 4
        return synchronised(data[body:end]) if unsync or flags & 2 else data[body:end]
    if version == 3 and flags & 0xE0:
        return b"" if flags & 0xC0 else data[body + 1 : end]
    return data[body:end]


def framed(name: bytes, body: bytes, version: int, flags: int = 0) -> bytes:
    """A frame that holds `body`, as this version of ID3v2 writes it."""
    if version == 2:
        return name + len(body).to_bytes(3, "big") + body
    size = safe(len(body)) if version == 4 else len(body).to_bytes(4, "big")
    return name + size + flags.to_bytes(2, "big") + body


def safe(number: int) -> bytes:
    """`number` as four bytes of seven bits, which is how ID3 keeps 0xFF out of its sizes."""
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def unsafe(data: bytes) -> int:
    """The number in four bytes of seven bits."""
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
    return number


def _walk_2(data: bytes, start: int, end: int) -> Iterator[Frame]:
    for _ in range(MOST_FRAMES):
        if end - start < 6 or not data[start : start + 3].isalnum():
            return
        name, size = _HEADER_2.unpack_from(data, start)
        after = min(end, start + 6 + int.from_bytes(size, "big"))
        yield Frame(name, 0, start, start + 6, after)
        start = after


def _size(data: bytes, body: int, size: int, version: int, solid: int, end: int) -> int:
    """A frame's size, told by what follows it: some programs write the other version's numbers.

    `solid` is where the padding begins.
    """
    if size & 0x80808080:
        return size
    other = unsafe(size.to_bytes(4, "big"))
    first, second = (other, size) if version == 4 else (size, other)
    for candidate in (first, second):
        after = body + candidate
        if after == end or solid <= after < end or (after < end and _NAME.match(data, after)):
            return candidate
    return first


def synchronised(data: bytes) -> bytes:
    """`data` without the zeros behind 0xFF; as it is where it was marked so, but never changed."""
    return data if _SYNC.search(data) else data.replace(b"\xff\0", b"\xff")


def _at_end(file: BoundedFile) -> Tag | None:
    """The tag at the end of the file, in front of an ID3v1 tag where there is one."""
    end = file.size
    if file.read_at(max(0, end - 128), 3) == b"TAG":
        end -= 128
    foot = file.read_at(max(0, end - 10), 10)
    if len(foot) < 10 or foot[:3] != b"3DI" or max(foot[6:10]) > 0x7F:
        return None
    start = end - 20 - unsafe(foot[6:10])
    return tag_at(file, start, end) if start >= 0 else None
