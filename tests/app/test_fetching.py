"""What is behind an address is fetched within bounds, and each trouble is told calmly."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from player.app.fetching import CHAPTERS, FEED, TRANSCRIPT, fetch
from player.domain.errors import EarmarkError
from tests.engine.servers import Site, never_answers, nobody_there, serve

LIMIT = 100_000
FEED_TEXT = b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>'
Answer = Callable[[socket.socket], None]


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """The address of a server that answers each request with `answer`."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, suppress(OSError):
                        connection.recv(65536)
                        answer(connection)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/feed.xml"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def head(*headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "Connection: close", "", ""]).encode()


def sending(*parts: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return answer


def told(url: str, limit: int = LIMIT, timeout: float = 5, accept: str = FEED) -> str:
    with pytest.raises(EarmarkError) as error:
        fetch(url, limit, timeout, accept)
    return str(error.value)


def test_a_feed_is_fetched_from_where_it_has_moved_to() -> None:
    site = Site(pages={"/new.xml": FEED_TEXT}, moved={"/feed": "/there", "/there": "/new.xml"})
    with serve(site):
        assert fetch(f"{site.url}/feed", LIMIT, 5, FEED) == (f"{site.url}/new.xml", FEED_TEXT)
    assert site.agents == {"Earmark"}


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://127.0.0.1/feed.xml"])
def test_it_follows_to_no_other_scheme(place: str) -> None:
    with serve(Site(moved={"/feed": place})) as site:
        assert "127.0.0.1 leads nowhere that can be fetched (302)" in told(f"{site.url}/feed") or (
            "is not an address that can be fetched" in told(f"{site.url}/feed")
        )


def test_it_does_not_run_in_circles() -> None:
    with serve(Site(moved={"/a": "/b", "/b": "/a"})) as site:
        assert told(f"{site.url}/a") == "127.0.0.1 leads nowhere that can be fetched (302)."


@pytest.mark.parametrize("url", ["file:///etc/passwd", "feed.xml", "http://", "http://[::1", ""])
def test_what_is_no_address_is_told(url: str) -> None:
    assert told(url) == (
        f"“{url}” is not an address that can be fetched; https:// or http:// only."
    )


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (
            404,
            "127.0.0.1 has nothing at this address any more; check it, or try again later (404).",
        ),
        (403, "127.0.0.1 does not let this be fetched (403)."),
        (503, "127.0.0.1 answers with an error (503)."),
    ],
)
def test_what_the_server_refuses_is_told(status: int, message: str) -> None:
    with serve(Site(status=status)) as site:
        assert told(f"{site.url}/feed.xml") == message


def test_a_web_page_is_not_taken_for_a_feed() -> None:
    page = b"\n<!DOCTYPE html><html>Log in first</html>"
    with serve(Site(pages={"/feed.xml": page})) as site:
        url = f"{site.url}/feed.xml"
        assert told(url) == "“feed.xml” is a web page, not the file itself. Check the address."
        assert told(url, accept=CHAPTERS).startswith("“feed.xml” is a web page")
        assert fetch(url, LIMIT, 5, TRANSCRIPT)[1] == page


def test_what_says_that_it_is_too_large_is_refused_unread() -> None:
    sent: list[int] = []

    def answer(connection: socket.socket) -> None:
        connection.sendall(head("Content-Length: 2000000"))
        connection.settimeout(5)
        sent.append(len(connection.recv(1)))

    with answering(answer) as url:
        assert told(url) == (
            "“feed.xml” is larger than 100000 bytes. Check that it is the right address."
        )
    assert sent == [0]
    with serve(Site(pages={"/feed.xml": bytes(2_000_000)})) as site:
        assert "is larger than 1 MB" in told(f"{site.url}/feed.xml", limit=1024**2)


def test_what_never_ends_is_refused_soon() -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(head())
        while True:
            connection.sendall(bytes(65536))

    with answering(answer) as url:
        assert "is larger than 100000 bytes" in told(url)


def test_what_comes_packed_is_unpacked() -> None:
    packed = gzip.compress(FEED_TEXT[:20]) + gzip.compress(FEED_TEXT[20:])
    for headers in (["Content-Encoding: gzip"], []):
        with answering(sending(head(*headers, f"Content-Length: {len(packed)}"), packed)) as url:
            assert fetch(url, LIMIT, 5, FEED) == (url, FEED_TEXT)


def _bomb() -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return b"".join(packing.compress(bytes(1_000_000)) for _ in range(60)) + packing.flush()


@pytest.mark.parametrize("bomb", [_bomb(), gzip.compress(bytes(60_000)) * 2])
def test_what_grows_beyond_bounds_when_it_is_unpacked_is_refused(bomb: bytes) -> None:
    assert len(bomb) < LIMIT
    with answering(sending(head("Content-Encoding: gzip"), bomb)) as url:
        assert "is larger than 100000 bytes" in told(url)


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(FEED_TEXT)[:-9],
        gzip.compress(FEED_TEXT)[:12] + b"\xff" * 30,
        gzip.compress(b"") * 2000,
    ],
)
def test_what_comes_damaged_is_told(packed: bytes) -> None:
    with answering(sending(head("Content-Encoding: gzip"), packed)) as url:
        assert told(url) == "“feed.xml” came damaged. Try again later."


def test_a_packing_that_nobody_asked_for_is_told() -> None:
    with answering(sending(head("Content-Encoding: br"), b"x")) as url:
        assert told(url) == "“feed.xml” comes in a packing that nobody asked for (br)."


@pytest.mark.parametrize(
    "answer",
    [
        sending(head("Content-Length: 100"), b"half"),
        sending(b"\x00\x01\x02\r\n\r\n"),
        sending(head("Transfer-Encoding: chunked"), b"zz\r\n"),
        sending(),
    ],
)
def test_a_server_that_breaks_off_is_told(answer: Answer) -> None:
    with answering(answer) as url:
        assert told(url).startswith("127.0.0.1 did not answer. Check the network connection")


def _slowly(beginning: bytes, drop: bytes) -> Answer:
    """Sends `beginning`, and then `drop` so often that no single wait is long."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(beginning)
        connection.settimeout(0.02)
        while True:
            with suppress(TimeoutError):
                if not connection.recv(1):
                    return
            connection.sendall(drop)

    return answer


@pytest.mark.parametrize(
    "answer",
    [_slowly(head(), b"x"), _slowly(b"HTTP/1.1 200 OK\r\nX: ", b"x"), _slowly(b"", b"")],
    ids=["body", "headers", "nothing"],
)
def test_the_time_holds_for_all_of_it(answer: Answer) -> None:
    with answering(answer) as url:
        begun = time.monotonic()
        assert told(url, timeout=0.3).startswith("127.0.0.1 did not answer")
        assert time.monotonic() - begun < 2


def test_a_server_that_is_silent_or_not_there_is_told() -> None:
    with never_answers() as url:
        assert told(url, timeout=0.3).startswith("127.0.0.1 did not answer")
    assert told(nobody_there()).startswith("127.0.0.1 did not answer")
