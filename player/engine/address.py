"""The bytes behind an http(s) address, and never behind any of another scheme."""

from __future__ import annotations

import http.client
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from typing import IO
from urllib.parse import quote, unquote, urlsplit

from player.domain.errors import EarmarkError, EngineError
from player.engine import AGENT

MEANINGS = {
    401: "does not let this be fetched without a password",
    403: "does not let this be fetched",
    404: "has nothing at this address any more; check it, or try again later",
    410: "has nothing at this address any more",
    429: "has been asked too often; try again later",
}
"""What servers mean by their numbers, after their names."""


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to where `clean` lets it; what that raises ends it."""

    max_redirections = 8

    def __init__(self, clean: Callable[[str], str]) -> None:
        self._clean = clean

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage | Message,
        newurl: str,
    ) -> urllib.request.Request | None:
        try:
            self._clean(newurl)
        except EarmarkError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def clean(url: str) -> str:
    """`url` as it may be sent; raises EngineError unless it is a whole http(s) address."""
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname
        plain = (host or "").encode("idna").decode()
    except ValueError:
        plain = ""
    if not plain or parts.scheme not in ("http", "https"):
        raise EngineError(f"“{url[:80]}” is not an address that can be played; http(s) only.")
    plain = f"[{plain}]" if ":" in plain else plain
    query = f"?{parts.query}" if parts.query else ""
    rest = quote(parts.path + query, safe="/:@!$&'()*+,;=~%?[]-._")
    return f"{parts.scheme}://{plain}{f':{port}' if port else ''}{rest}"


def name_of(url: str) -> str:
    """What to call `url`: its last part as people write it, or its host. Raises ValueError."""
    parts = urlsplit(url)
    return unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or url


def fetch(url: str, start: int, size: int, timeout: float) -> tuple[str, bytes]:
    """Where `url` leads in the end, and up to `size` bytes there from the byte `start` on.

    Waits about `timeout` seconds at most. Nothing comes where a server cannot begin at `start`.
    Raises EngineError.
    """
    deadline = time.monotonic() + timeout
    with ask(url, start, start + size - 1, timeout) as answer:
        try:
            data = b""
            begins = start == 0 or answer.status == http.HTTPStatus.PARTIAL_CONTENT
            while begins and len(data) < size and (part := answer.read1(size - len(data))):
                data += part
                if time.monotonic() > deadline:
                    break
        except (OSError, http.client.HTTPException):
            raise EngineError(silent(url)) from None
        return answer.geturl(), data


def ask(url: str, start: int, last: int | None, timeout: float) -> http.client.HTTPResponse:
    """A server's answer when it is asked for the bytes `start` to `last` (None: to the end).

    Its status is 206 where it begins at `start`, otherwise it begins at 0. Raises EngineError.
    """
    headers = {
        "User-Agent": AGENT,
        "Accept": "audio/*, */*;q=0.5",
        "Range": f"bytes={start}-{'' if last is None else last}",
    }
    request = urllib.request.Request(clean(url), headers=headers)  # noqa: S310 (it is http or https)
    host = urlsplit(request.full_url).hostname
    ways = opener(urllib.request.HTTPHandler(), urllib.request.HTTPSHandler(), clean)
    try:
        answer: http.client.HTTPResponse = ways.open(request, timeout=timeout)
        return answer
    except urllib.error.HTTPError as error:
        error.close()
        moved = "leads nowhere that can be played" if error.code < 400 else "answers with an error"
        meaning = MEANINGS.get(error.code, moved)
        raise EngineError(f"{host} {meaning} ({error.code}).") from None
    except (OSError, http.client.HTTPException) as error:
        if isinstance(getattr(error, "reason", error), ssl.SSLCertVerificationError):
            told = f"{host} cannot prove that it is {host}; nothing was fetched from it."
        else:
            told = silent(url)
        raise EngineError(told) from None


def silent(url: str) -> str:
    """The sentence for a server that says nothing."""
    host = urlsplit(url).hostname
    return f"{host} did not answer. Check the network connection, or try again later."


def opener(
    plain: urllib.request.HTTPHandler,
    secure: urllib.request.HTTPSHandler,
    clean: Callable[[str], str],
) -> urllib.request.OpenerDirector:
    """Only http(s), through these handlers: urllib's usual opener knows files and FTP, too."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        plain,
        secure,
        Redirects(clean),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
