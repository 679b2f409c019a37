"""Fetches small files from the web: feeds, chapters and transcripts. No Qt; may be slow.

By hand on urllib, as the engine fetches recordings: an address, a redirect or an unpacking that
leads elsewhere, or never ends, is refused, and there is one time for all of it.
"""

from __future__ import annotations

import contextlib
import http.client
import queue
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
import zlib
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from player.domain.errors import EarmarkError, EngineError
from player.engine import AGENT
from player.engine.address import MEANINGS, clean, name_of, opener, silent

FEED = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
CHAPTERS = "application/json+chapters, application/json;q=0.9, */*;q=0.5"
TRANSCRIPT = "application/json, text/vtt, application/x-subrip, text/html;q=0.6, */*;q=0.5"
_PART = 64 * 1024
_PAGE = (b"<!doctype html", b"<html")
_GZIP = b"\x1f\x8b\x08"
_MEMBERS = 16  # so many packed files may follow one another in one


@dataclass(frozen=True, slots=True)
class _Wish:
    address: str
    limit: int
    accept: str
    deadline: float

    def left(self) -> float:
        """Seconds that are left; raises where there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def fetch(address: str, limit: int, timeout: float, accept: str) -> tuple[str, bytes]:
    """Where `address` leads in the end, and all that is there, unpacked.

    Only http(s), also after redirects; not more than `limit` bytes, as they come and as they are
    unpacked; within `timeout` seconds in all. `accept` is what is asked for, as HTTP writes it
    (`FEED`, `CHAPTERS`, `TRANSCRIPT`); a web page is refused unless that names text/html.

    Raises EarmarkError, in a calm sentence, where it cannot be had.
    """
    wish = _Wish(_clean(address), limit, accept, time.monotonic() + timeout)
    connected: list[socket.socket] = []
    outcome: queue.SimpleQueue[tuple[str, bytes] | BaseException] = queue.SimpleQueue()
    # A thread of its own, because neither looking up a name nor a server that sends its headers
    # letter by letter can be stopped in time by anything else.
    thread = threading.Thread(target=_run, args=(wish, connected, outcome), daemon=True)
    thread.start()
    try:
        found = outcome.get(timeout=timeout)
    except queue.Empty:
        found = TimeoutError()
        for line in connected:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
    if isinstance(found, tuple):
        return found
    if isinstance(found, EarmarkError):
        raise found
    if isinstance(found, ssl.SSLCertVerificationError):
        host = urlsplit(wish.address).hostname
        raise EarmarkError(f"{host} cannot prove that it is {host}; nothing was fetched from it.")
    if isinstance(found, OSError | http.client.HTTPException):
        raise EarmarkError(silent(wish.address)) from None
    raise found


def _run(wish: _Wish, connected: list[socket.socket], outcome: queue.SimpleQueue[Any]) -> None:
    try:
        outcome.put(_ask(wish, connected))
    except urllib.error.URLError as error:
        reason = error.reason
        outcome.put(reason if isinstance(reason, OSError) else OSError(str(reason)))
    except BaseException as error:
        outcome.put(error)


def _ask(wish: _Wish, connected: list[socket.socket]) -> tuple[str, bytes]:
    headers = {"User-Agent": AGENT, "Accept": wish.accept, "Accept-Encoding": "gzip"}
    request = urllib.request.Request(wish.address, headers=headers)  # noqa: S310 (it is http(s))
    ways = opener(_PlainHandler(connected), _SecureHandler(connected), _clean)
    try:
        answer: http.client.HTTPResponse = ways.open(request, timeout=wish.left())
    except urllib.error.HTTPError as error:
        error.close()
        host = urlsplit(wish.address).hostname
        moved = "leads nowhere that can be fetched" if error.code < 400 else "answers with an error"
        meaning = MEANINGS.get(error.code, moved)
        raise EarmarkError(f"{host} {meaning} ({error.code}).") from None
    with answer:
        data = _unpacked(wish, answer, _body(wish, answer))
    if "html" not in wish.accept and data.lstrip()[:20].lower().startswith(_PAGE):
        raise EarmarkError(
            f"“{name_of(wish.address)}” is a web page, not the file itself. Check the address."
        )
    return answer.geturl(), data


def _body(wish: _Wish, answer: http.client.HTTPResponse) -> bytes:
    """All that comes, refused as soon as it is told, or turns out, to be too much."""
    if answer.length is not None and answer.length > wish.limit:
        raise EarmarkError(_too_large(wish))
    parts = []
    size = 0
    while part := answer.read1(_PART):
        parts.append(part)
        size += len(part)
        if size > wish.limit:
            raise EarmarkError(_too_large(wish))
        wish.left()
    if answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return b"".join(parts)


def _unpacked(wish: _Wish, answer: http.client.HTTPResponse, data: bytes) -> bytes:
    """`data` as it was before it was packed; a file that is packed itself is unpacked, too."""
    coding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise EarmarkError(
            f"“{name_of(wish.address)}” comes in a packing that nobody asked for ({coding[:20]})."
        )
    unpacked = b""
    for _ in range(_MEMBERS):
        if not data.startswith(_GZIP):
            return unpacked or data
        unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
        with contextlib.suppress(zlib.error):
            unpacked += unpacking.decompress(data, wish.limit + 1 - len(unpacked))
        if len(unpacked) > wish.limit:
            raise EarmarkError(_too_large(wish))
        if not unpacking.eof:
            break
        data = unpacking.unused_data
    raise EarmarkError(f"“{name_of(wish.address)}” came damaged. Try again later.")


class _Plain(http.client.HTTPConnection):
    """Tells the socket that it has made, so that another thread can end it."""

    def __init__(self, *args: Any, connected: list[socket.socket], **options: Any) -> None:
        super().__init__(*args, **options)
        self._connected = connected

    def connect(self) -> None:
        super().connect()
        self._connected.append(self.sock)


class _Secure(_Plain, http.client.HTTPSConnection):
    """The same, encrypted."""


class _PlainHandler(urllib.request.HTTPHandler):
    def __init__(self, connected: list[socket.socket]) -> None:
        super().__init__()
        self._kind: Any = partial(_Plain, connected=connected)

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._kind, req)


class _SecureHandler(urllib.request.HTTPSHandler):
    def __init__(self, connected: list[socket.socket]) -> None:
        super().__init__()
        self._kind: Any = partial(_Secure, connected=connected)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._kind, req)


def _clean(url: str) -> str:
    try:
        return clean(url)
    except EngineError:
        raise EarmarkError(
            f"“{url[:80]}” is not an address that can be fetched; https:// or http:// only."
        ) from None


def _too_large(wish: _Wish) -> str:
    size = f"{wish.limit / 1024**2:.0f} MB" if wish.limit >= 1024**2 else f"{wish.limit} bytes"
    return f"“{name_of(wish.address)}” is larger than {size}. Check that it is the right address."
