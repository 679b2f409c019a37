"""What an address leads to is looked at first: bounded, http(s) only, each trouble told calmly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from player.domain.errors import EngineError
from player.engine.address import clean, name_of
from player.engine.media import HEAD, check_address, examine
from tests.engine.servers import Site, never_answers, nobody_there, serve


@pytest.fixture
def site(library: Callable[[str], Path]) -> Iterator[Site]:
    with serve(Site({"/talk.mp3": library("short.mp3").read_bytes()})) as site:
        yield site


def test_a_recording_is_known_by_its_first_bytes_alone(site: Site) -> None:
    assert check_address(f"{site.url}/talk.mp3", 2.0) == f"{site.url}/talk.mp3"

    assert site.asked == [("/talk.mp3", f"bytes=0-{HEAD - 1}")]
    assert site.sent == HEAD
    assert site.agents == {"Earmark"}


def test_it_follows_to_where_the_recording_is(site: Site) -> None:
    site.moved = {"/track": "/more/track?id=1", "/more/track?id=1": "/talk.mp3"}

    assert check_address(f"{site.url}/track", 2.0) == f"{site.url}/talk.mp3"


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://127.0.0.1/a.mp3"])
def test_it_follows_to_no_other_scheme(site: Site, place: str) -> None:
    site.moved = {"/track": place}

    with pytest.raises(EngineError, match=r"http\(s\) only|127\.0\.0\.1 leads nowhere"):
        check_address(f"{site.url}/track", 2.0)


def test_it_does_not_run_in_circles(site: Site) -> None:
    site.moved = {"/a": "/b", "/b": "/a"}

    with pytest.raises(EngineError, match=r"127\.0\.0\.1 leads nowhere that can be played \(302\)"):
        check_address(f"{site.url}/a", 2.0)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a.mp3",
        "C:\\talk.mp3",
        "talk.mp3",
        "http://",
        "http://[::1",
        "http://example.org:port/",
        "http://user@:80/",
        "",
    ],
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(EngineError, match=r"is not an address that can be played"):
        check_address(url, 1.0)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (404, r"127\.0\.0\.1 has nothing at this address any more; check it, .* \(404\)"),
        (410, r"has nothing at this address any more \(410\)"),
        (403, r"does not let this be fetched \(403\)"),
        (503, r"answers with an error \(503\)"),
    ],
)
def test_what_the_server_refuses_is_told(site: Site, status: int, told: str) -> None:
    site.status = status

    with pytest.raises(EngineError, match=told):
        check_address(f"{site.url}/talk.mp3", 2.0)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (b"<!doctype html><html>Log in first</html>", "“talk.mp3” is a web page"),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", "“talk.mp3” is a playlist"),
        (b"", "“talk.mp3” is empty"),
    ],
)
def test_what_comes_instead_of_a_recording_is_told(site: Site, page: bytes, told: str) -> None:
    site.pages["/talk.mp3"] = page
    site.ranges = False

    with pytest.raises(EngineError, match=told):
        check_address(f"{site.url}/talk.mp3?token=secret", 2.0)


def test_a_server_that_never_answers_is_not_waited_for() -> None:
    begun = time.monotonic()
    with never_answers() as url, pytest.raises(EngineError, match=r"127\.0\.0\.1 did not answer"):
        check_address(url, 0.3)
    assert time.monotonic() - begun < 2.0


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(EngineError, match=r"127\.0\.0\.1 did not answer"):
        check_address(nobody_there(), 1.0)


def test_a_server_without_ranges_is_not_read_to_the_end(site: Site) -> None:
    site.ranges = False
    site.pages["/talk.mp3"] *= 500

    check_address(f"{site.url}/talk.mp3", 2.0)

    assert site.sent < len(site.pages["/talk.mp3"])


def test_one_bitrate_is_seen_behind_a_big_picture(site: Site) -> None:
    picture = b"ID3\x04\x00\x00\x00\x06\x00\x00" + bytes(6 << 14)
    site.pages["/talk.mp3"] = picture + site.pages["/talk.mp3"]

    source = examine(f"{site.url}/talk.mp3", 2.0)

    assert (source.container, source.by_bitrate) == ("mp3", True)
    site.ranges = False
    assert not examine(f"{site.url}/talk.mp3", 2.0).by_bitrate


def test_a_page_behind_a_big_picture_is_no_recording(site: Site) -> None:
    site.pages["/talk.mp3"] = (
        b"ID3\x04\x00\x00\x00\x06\x00\x00" + bytes(6 << 14) + b"#EXTM3U\nhttp://127.0.0.1/x\n"
    )
    with pytest.raises(EngineError, match="is a playlist"):
        check_address(f"{site.url}/talk.mp3", 2.0)


def test_an_address_is_sent_as_servers_take_it() -> None:
    assert clean("https://bücher.example/für dich.mp3?a=b c&d=%20#t=5") == (
        "https://xn--bcher-kva.example/f%C3%BCr%20dich.mp3?a=b%20c&d=%20"
    )
    assert clean("HTTP://Example.org:8080/a") == "http://example.org:8080/a"
    assert clean("http://[::1]:80/a") == "http://[::1]:80/a"


def test_a_long_address_has_a_short_name() -> None:
    assert name_of("https://example.org/shows/1/talk.mp3?token=x") == "talk.mp3"
    assert name_of("https://example.org/") == "example.org"
