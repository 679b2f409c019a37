"""What the tags of a recording at an address say, without fetching the recording."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from player.app import remote_tags
from player.app.exporting import Export, writer_for_audio
from player.app.remote_tags import added, tags_at
from player.domain.episode import Chapter, Episode
from tests.app.conftest import Stage
from tests.app.test_importing import CUES, Bench
from tests.app.test_memory import until
from tests.app.test_opening import mp3
from tests.app.test_session import tone
from tests.engine.servers import Site, never_answers, nobody_there, serve


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(Site()) as site:
        yield site


@pytest.fixture
def long(tmp_path: Path) -> bytes:
    """A recording of some megabytes, whose chapters stand at its end."""
    plain, made = tmp_path / "plain.wav", tmp_path / "long.wav"
    tone(plain, 60)
    chapters = (Chapter(0, "One"), Chapter(30_000, "Two"))
    Export(writer_for_audio(plain), Episode("", chapters=chapters), made, plain).run()
    return made.read_bytes()


def test_tags_in_front_are_read(site: Site, tmp_path: Path) -> None:
    site.pages["/a%20b.mp3"] = mp3(tmp_path / "x.mp3", tags=True).read_bytes()
    tags = tags_at(f"{site.url}/a%20b.mp3")
    assert tags is not None
    assert (tags.title, len(tags.chapters), tags.duration) == ("Tagged", 1, None)


def test_chapters_at_the_end_are_read_without_what_is_between(site: Site, long: bytes) -> None:
    site.pages["/long.wav"] = long
    tags = tags_at(f"{site.url}/long.wav")
    assert tags is not None
    assert [chapter.title for chapter in tags.chapters] == ["One", "Two"]
    assert site.sent < len(long) / 4


def test_a_server_that_cannot_begin_in_the_middle_gives_what_is_in_front(
    site: Site, long: bytes, tmp_path: Path
) -> None:
    site.ranges = False
    site.pages |= {"/l.wav": long, "/x.mp3": mp3(tmp_path / "x.mp3", tags=True).read_bytes()}
    tags, other = tags_at(f"{site.url}/l.wav"), tags_at(f"{site.url}/x.mp3")
    assert tags is not None
    assert not tags.chapters
    assert other is not None
    assert len(other.chapters) == 1


def test_what_cannot_be_had_is_none_in_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_tags, "PATIENCE", 0.3)
    began = time.monotonic()
    assert tags_at(f"{site.url}/gone.mp3") is None
    assert tags_at(nobody_there()) is None
    with never_answers() as address:
        assert tags_at(address) is None
    assert time.monotonic() - began < 5


def test_no_more_is_fetched_than_tags_may_have(
    site: Site, long: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_tags, "MOST_BYTES", 1)
    site.pages["/long.wav"] = long
    tags = tags_at(f"{site.url}/long.wav")
    assert tags is None or not tags.chapters
    assert site.sent <= 2 * remote_tags.BLOCK


def test_tags_that_come_late_take_nothing_away(
    stage: Stage, tmp_path: Path, site: Site, long: bytes
) -> None:
    bench = Bench(stage, tmp_path)
    site.pages["/long.wav"] = long
    site.stalls = 0
    bench.session.open([f"{site.url}/long.wav"])
    bench.wait_for("long.wav")
    bench.add(bench.put("words.vtt", CUES))
    assert len(bench.player.loaded.episode.transcript) == 1
    site.stalls = None
    site.goes_on.set()
    until(lambda: bench.chapters == ["One", "Two"])
    assert len(bench.player.loaded.episode.transcript) == 1
    bench.memory.close()


def test_what_is_known_goes_before_the_tags() -> None:
    tags = Episode("From tags", show="S", chapters=(Chapter(0, "A"),))
    plain = added(Episode("a b.mp3"), tags, "https://e.org/a%20b.mp3")
    assert (plain.title, plain.show, len(plain.chapters)) == ("From tags", "S", 1)
    assert added(Episode("Mine"), tags, "https://e.org/a.mp3").title == "Mine"
    assert added(Episode("a.mp3"), Episode(""), "https://e.org/a.mp3").title == "a.mp3"


def test_an_address_that_is_opened_shows_its_chapters(
    stage: Stage, tmp_path: Path, site: Site, long: bytes
) -> None:
    bench = Bench(stage, tmp_path)
    site.pages["/long.wav"] = long
    bench.session.open([f"{site.url}/long.wav"])
    bench.wait_for("long.wav")
    until(lambda: bench.chapters == ["One", "Two"])
    asked = len(site.asked)
    assert asked <= 4, "each block once"
    bench.session.reread()
    until(lambda: len(site.asked) > asked and bench.chapters == ["One", "Two"])
    bench.memory.close()
