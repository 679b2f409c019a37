"""Small web servers on this machine that behave well, or badly in a chosen way."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Site:
    """What a server gives: pages by path, moved ones, and how it treats ranges."""

    pages: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    status: int = 200
    gives: int | None = None
    """After so many bytes in all it breaks off, and then refuses."""
    stalls: int | None = None
    """After so many bytes in all nothing comes any more, until `goes_on` is set."""
    goes_on: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Paths and ranges asked for."""
    agents: set[str] = field(default_factory=set)
    sent: int = 0
    url: str = ""


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            site.asked.append((self.path, wanted))
            site.agents.add(self.headers.get("User-Agent", ""))
            if self.path in site.moved:
                self.head(302, 0, ("Location", site.moved[self.path]))
                return
            page = site.pages.get(self.path.partition("?")[0])
            if site.gives is not None and site.sent >= site.gives:
                self.head(503, 0)
            elif page is None or site.status != 200:
                self.head(404 if site.status == 200 else site.status, 0)
            else:
                self.page(page, wanted)

        def head(self, status: int, length: int, *headers: tuple[str, str]) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(length))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()

        def page(self, page: bytes, wanted: str | None) -> None:
            start, end = 0, len(page) - 1
            if wanted and site.ranges:
                low, _, high = wanted.removeprefix("bytes=").partition("-")
                start, end = int(low), min(int(high or end), end)
                told = f"bytes {start}-{end}/{len(page)}"
                self.head(206, end - start + 1, ("Content-Range", told), ("Accept-Ranges", "bytes"))
            else:
                self.head(200, len(page))
            data = page[start : end + 1]
            if site.gives is not None and len(data) > site.gives - site.sent:
                data = data[: site.gives - site.sent]
                self.close_connection = True
            try:
                for at in range(0, len(data), 16384):
                    if site.stalls is not None and site.sent >= site.stalls:
                        site.goes_on.wait(30)
                    site.sent += len(data[at : at + 16384])  # before somebody has it
                    self.wfile.write(data[at : at + 16384])
            except OSError:
                self.close_connection = True

    return Handler


@contextmanager
def serve(site: Site) -> Iterator[Site]:
    """`site` on a port of its own, its address in `site.url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        site.goes_on.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def never_answers() -> Iterator[str]:
    """An address where somebody listens and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/talk.mp3"


def nobody_there() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    return f"http://127.0.0.1:{port}/talk.mp3"
