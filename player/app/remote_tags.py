"""What the tags of a recording at an address say: read where they are, and no more. No Qt; slow."""

from __future__ import annotations

import http.client
import io
import queue
import re
import threading
import time
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from player.app.opening import TAGS
from player.domain.episode import Episode
from player.domain.errors import EarmarkError
from player.domain.merging import Source, merge
from player.engine import address
from player.formats.audio.tags import tags_of

BLOCK = 128 * 1024
MOST_BYTES = 16 * 1024 * 1024
PATIENCE = 10.0
"""Seconds that it may take in all."""
_MOST_AHEAD = 8
_TOTAL = re.compile(r"bytes \d+-\d+/(\d{1,18})")


def tags_at(place: str) -> Episode | None:
    """The episode that the tags of the recording at `place` describe; None where none can be had.

    A server that cannot begin in the middle gives only what stands in front. The duration is left
    to who plays it.
    """
    outcome: queue.SimpleQueue[Episode | None] = queue.SimpleQueue()
    # A thread of its own, which nobody waits for: a server that sends its headers letter by letter
    # is never late by the socket's clock.
    threading.Thread(target=lambda: outcome.put(_tags_at(place)), daemon=True).start()
    try:
        return outcome.get(timeout=PATIENCE + 1)
    except queue.Empty:
        return None


def _tags_at(place: str) -> Episode | None:
    try:
        file = RemoteFile(place)
        name = PurePosixPath(address.name_of(place))
    except (EarmarkError, OSError, http.client.HTTPException, ValueError):
        return None
    # The only thing that is asked of a raw file besides is what every binary file has.
    tags = tags_of(cast(BinaryIO, file), name, quick=True)
    if not (tags.chapters or tags.cover or tags.show or tags.notes) and tags.problems:
        return None  # no recording at all
    said = frozenset(("chapters",)) if tags.chapters else frozenset[str]()
    return replace(tags, audio=(), duration=None, source=None, problems=(), of_audio=said)


def added(episode: Episode, tags: Episode, place: str) -> Episode:
    """`episode`, whose recording is at `place`, with what only its `tags` say."""
    name = address.name_of(place)
    known = replace(episode, title="") if episode.title == name else episode
    origin = "episode file" if episode.source else name
    found = merge([Source(origin, known, own=True), Source(TAGS, tags, of_audio=True)])
    return replace(found, title=found.title or episode.title)


class RemoteFile(io.RawIOBase):
    """The bytes at an address, in blocks that are fetched when they are read, each once.

    Raises EarmarkError, or an OSError, where they cannot be had, or are too many.
    """

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place
        self._until = time.monotonic() + PATIENCE
        self._left = MOST_BYTES
        self._blocks: dict[int, bytes] = {}
        self._following, self._ahead = 0, 1
        self._at = self._size = 0
        self._fetch(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readall(self) -> bytes:
        return self.read(max(0, self._size - self._at)) or b""

    def read(self, size: int = -1, /) -> bytes:
        if size < 0:
            return self.readall()
        end = min(self._at + size, self._size)
        parts = []
        while self._at < end:
            index, skip = divmod(self._at, BLOCK)
            if index not in self._blocks:
                self._fetch(index)
            part = self._blocks[index][skip : skip + end - self._at]
            if not part:
                break
            parts.append(part)
            self._at += len(part)
        return b"".join(parts)

    def _fetch(self, index: int) -> None:
        """Have the block `index`, and more behind it where the last ones were read in a row."""
        self._ahead = min(self._ahead * 2, _MOST_AHEAD) if index == self._following else 1
        count = self._ahead if index else 1
        timeout = self._until - time.monotonic()
        if timeout <= 0 or self._left <= 0:
            raise TimeoutError
        start = index * BLOCK
        with address.ask(self._place, start, start + count * BLOCK - 1, timeout) as answer:
            whole = answer.status != http.HTTPStatus.PARTIAL_CONTENT
            if whole and start:
                raise OSError("it cannot begin in the middle")
            total = _TOTAL.match(answer.headers.get("Content-Range", ""))
            data = b""
            while len(data) < count * BLOCK and (part := answer.read1(count * BLOCK - len(data))):
                data += part
                if time.monotonic() > self._until:
                    raise TimeoutError
        self._left -= len(data)
        if not index:
            self._size = int(total[1]) if total and not whole else len(data)
        for at in range(0, max(len(data), 1), BLOCK):
            self._blocks[index + at // BLOCK] = data[at : at + BLOCK]
        self._following = index + count
