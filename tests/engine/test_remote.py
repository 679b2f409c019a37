"""A recording behind an address is a file: whatever the server is like, no byte is wrong."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator

import pytest

from player.engine import remote
from player.engine.remote import RemoteFile
from tests.engine.servers import Site, never_answers, serve

DATA = random.Random(1).randbytes(1_500_000)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(remote, "_TRIES", (0.0, 0.01, 0.02))
    with serve(Site({"/talk.mp3": DATA})) as site:
        yield site


@pytest.fixture
def file(site: Site) -> Iterator[RemoteFile]:
    file = RemoteFile(f"{site.url}/talk.mp3", 1.0)
    yield file
    file.close()


def read(file: RemoteFile, size: int) -> bytes:
    data = b""
    while len(data) < size and (part := file.read(size - len(data))):
        data += part
    return data


@pytest.mark.parametrize("ranges", [True, False])
def test_every_place_holds_what_the_server_has_there(
    site: Site, file: RemoteFile, ranges: bool
) -> None:
    site.ranges = ranges
    dice = random.Random(2)

    assert file.seek(0, 2) == len(DATA)
    for _ in range(60):
        at, size = dice.randrange(len(DATA)), dice.randrange(1, 60_000)
        assert file.seek(at) == at
        assert read(file, size) == DATA[at : at + size]
        assert file.tell() == min(at + size, len(DATA))
    assert file.read(10) == b"" or file.tell() < len(DATA)


def test_no_byte_is_fetched_twice(site: Site, file: RemoteFile) -> None:
    assert read(file, len(DATA)) == DATA
    asked, sent = len(site.asked), site.sent
    assert sent == len(DATA)

    for at in (0, 700_000, 1_499_000):
        file.seek(at)
        assert read(file, 1_000) == DATA[at : at + 1_000]

    assert (len(site.asked), site.sent) == (asked, sent)


def test_a_far_place_is_fetched_by_itself(site: Site, file: RemoteFile) -> None:
    read(file, 1_000)
    file.seek(1_400_000)
    read(file, 1_000)

    begins = [int(str(wanted)[6:-1]) for _, wanted in site.asked]
    assert begins[0] == 0
    assert 1_300_000 < begins[1] <= 1_400_000


def test_where_a_server_breaks_off_it_is_asked_again(site: Site, file: RemoteFile) -> None:
    site.gives = 300_000
    got = read(file, 250_000)

    def recover() -> None:
        site.gives = None

    monkey = threading.Timer(0.005, recover)
    monkey.start()
    got += read(file, 250_000)
    monkey.join()

    assert got == DATA[: len(got)]
    assert len(got) == 500_000


def test_where_nothing_more_comes_it_says_so(site: Site, file: RemoteFile) -> None:
    site.gives = 100_000
    with pytest.raises(OSError, match="gives no more"):
        read(file, len(DATA))

    site.gives = None
    file.seek(0)
    assert read(file, 400_000) == DATA[:400_000]


def test_nobody_waits_for_it_when_it_is_stopped() -> None:
    with never_answers() as url:
        file = RemoteFile(url, 0.3)
        file.stop()
        with pytest.raises(OSError, match="gives no more"):
            file.read(1)
        file.close()


def test_ahead_of_what_is_read_all_the_rest_is_fetched_and_nothing_twice(
    site: Site, file: RemoteFile
) -> None:
    read(file, 1_000)
    file.seek(700_000)
    read(file, 1_000)
    at = file.tell()

    while file.fetch_ahead():
        pass

    assert file.complete
    assert file.tell() == at
    asked = len(site.asked)
    file.seek(0)
    assert read(file, len(DATA)) == DATA
    assert len(site.asked) == asked


def test_a_server_that_stalls_holds_nothing_up_while_it_is_fetched_ahead(
    site: Site, file: RemoteFile
) -> None:
    site.stalls = 600_000
    read(file, 1_000)
    began = time.monotonic()

    for _ in range(100):
        assert file.fetch_ahead()
        if time.monotonic() > began + 0.5:
            break

    assert not file.complete
    assert read(file, 10_000) == DATA[1_000:11_000]
    site.goes_on.set()
    while file.fetch_ahead():
        pass
    assert file.complete


def test_what_cannot_be_fetched_ahead_is_asked_for_when_it_is_read(
    site: Site, file: RemoteFile
) -> None:
    read(file, 1_000)
    file.seek(700_000)
    read(file, 1_000)
    site.gives = 0
    while file.fetch_ahead():
        pass
    assert not file.complete

    site.gives = None
    file.seek(100_000)
    assert read(file, 500) == DATA[100_000:100_500]


def test_of_an_unknown_length_no_more_is_fetched_than_is_read(file: RemoteFile) -> None:
    assert not file.fetch_ahead()


def test_a_server_without_ranges_is_not_asked_again_and_again(site: Site, file: RemoteFile) -> None:
    site.ranges = False
    read(file, 300_000)
    file._hang_up()

    while file.fetch_ahead():
        pass

    assert file.complete
    assert len(site.asked) == 2
