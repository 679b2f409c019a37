"""A recording behind an address as a file: fetched as it is read, each byte only once.

What came is kept in a temporary file. Where a server cannot begin in the middle, what lies
before is fetched first. While nothing is to be read, the rest is fetched: then a network that
stalls is not heard, all places are at hand, and the recording can be measured.
"""

from __future__ import annotations

import http.client
import select
import tempfile
import threading
from bisect import bisect_right

from player.domain.errors import EngineError
from player.engine import address

_PART = 64 * 1024
_NEAR = 256 * 1024  # so far ahead it is cheaper to read on than to ask anew
_LARGEST = 2 * 1024**3  # what is longer, or of an unknown length, is fetched only as it is read
_WAIT = 0.1  # seconds for which fetching ahead may wait for a server
_TRIES = (0.0, 0.5, 2.0)  # seconds before asking again where a server broke off


class RemoteFile:
    """Reads `url`; a server has `timeout` seconds to answer. For one thread, but for `stop`.

    Raises OSError where nothing more comes.
    """

    def __init__(self, url: str, timeout: float) -> None:
        self._url, self._timeout = url, timeout
        self._stopped = threading.Event()
        self._kept = tempfile.TemporaryFile()  # noqa: SIM115 (closed in close)
        self._parts: list[tuple[int, int]] = []  # of what is kept: from, to; sorted, apart
        self._at = 0
        self._answer: http.client.HTTPResponse | None = None
        self._answer_at = 0
        self._ranges = True
        self._size: int | None = None
        self._fetches_ahead = True

    def read(self, size: int) -> bytes:
        if self._size is not None and self._at >= self._size:
            return b""
        kept = self._kept_until(self._at) - self._at
        if kept <= 0:
            self._fetch()
            kept = self._kept_until(self._at) - self._at
        self._kept.seek(self._at)
        data = self._kept.read(max(0, min(size, kept)))
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence == 2 and self._size is None:
            self._ask(self._at)
            if self._size is None:
                raise OSError("its length is not told")
        from_where = {0: 0, 1: self._at, 2: self._size or 0}[whence]
        self._at = max(0, from_where + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    @property
    def complete(self) -> bool:
        """Whether everything is here."""
        return self._parts == [(0, self._size)]

    def fetch_ahead(self) -> bool:
        """Fetch a little of what is missing, if it comes at once; whether it is worth going on."""
        if self._size is None or self._size > _LARGEST or self._stopped.is_set():
            return False
        start = self._kept_until(self._at)
        if start >= self._size:
            start = self._kept_until(0)
        if start >= self._size or not self._fetches_ahead:
            return False
        try:
            skips = start - self._answer_at  # of what is kept already
            if self._answer is None or not 0 <= skips <= (_NEAR if self._ranges else start):
                self._ask(start)
            if self._answer is not None and select.select([self._answer], [], [], _WAIT)[0]:
                self._take(self._answer)
        except (OSError, ValueError, http.client.HTTPException, EngineError):
            # Who reads it asks again, and is told.
            self._hang_up()
            self._fetches_ahead = False
        return self._fetches_ahead

    def stop(self) -> None:
        """From any thread: have what waits for the server give up soon."""
        self._stopped.set()

    def close(self) -> None:
        self._hang_up()
        self._kept.close()

    def _fetch(self) -> None:
        """Have something at the place that is to be read, unless that is the end."""
        for wait in _TRIES:
            if self._stopped.wait(wait):
                break
            try:
                self._read_up_to_here()
                return
            except (OSError, http.client.HTTPException, EngineError):
                self._hang_up()
        raise OSError(f"{self._url} gives no more")

    def _read_up_to_here(self) -> None:
        if not (self._answer and 0 <= self._at - self._answer_at <= _NEAR):
            # A little before: those who look for the next frame look back, too.
            self._ask(max(0, self._at - _PART // 2))
        while self._kept_until(self._at) <= self._at:
            if self._stopped.is_set():
                raise OSError("stopped")
            if self._answer is None:
                raise OSError("no answer")
            if not self._take(self._answer):
                return
            self._fetches_ahead = True

    def _take(self, answer: http.client.HTTPResponse) -> bool:
        """Keep the next part of `answer`; whether there was one."""
        part = answer.read1(_PART)
        if part:
            self._keep(part)
            return True
        end = self._answer_at
        self._hang_up()
        if self._size is not None and end < self._size:
            raise OSError("broken off")
        self._size = end
        return False

    def _ask(self, start: int) -> None:
        self._hang_up()
        self._answer = address.ask(self._url, start, None, self._timeout)
        ranged = self._answer.status == http.HTTPStatus.PARTIAL_CONTENT
        self._answer_at, self._ranges = start if ranged else 0, ranged
        length = self._answer.length
        if length is not None and self._size is None:
            self._size = self._answer_at + length

    def _hang_up(self) -> None:
        if self._answer is not None:
            self._answer.close()
        self._answer = None

    def _keep(self, part: bytes) -> None:
        self._kept.seek(self._answer_at)
        self._kept.write(part)
        start, end = self._answer_at, self._answer_at + len(part)
        self._answer_at = end
        apart = []
        for low, high in self._parts:
            if high < start or low > end:
                apart.append((low, high))
            else:
                start, end = min(low, start), max(high, end)
        self._parts = sorted([*apart, (start, end)])

    def _kept_until(self, at: int) -> int:
        """Up to where there is everything from `at` on; no later than `at`: nothing there."""
        index = bisect_right(self._parts, (at, 1 << 62)) - 1
        return self._parts[index][1] if index >= 0 and self._parts[index][0] <= at else at
