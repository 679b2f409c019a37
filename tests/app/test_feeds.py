"""A feed is opened, from a file or an address; the episode that is chosen becomes a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from player import formats
from player.app.feeds import Feed, keep
from player.domain.episode import Chapter, Episode, Line, Word
from tests.app.conftest import Stage
from tests.app.test_memory import until
from tests.app.test_session import Opened
from tests.engine.servers import Site, serve

FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>
<title>A show</title>
<item><title>Second</title><guid>b</guid><pubDate>Tue, 02 Jan 2024 00:00:00 GMT</pubDate>
<enclosure url="{url}/second.mp3" type="audio/mpeg" length="9"/>
<podcast:chapters url="{url}/chapters.json" type="application/json+chapters"/>
<podcast:transcript url="{url}/words.vtt" type="text/vtt"/></item>
<item><title>First</title><guid>a</guid><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate>
<enclosure url="{url}/first.mp3" type="audio/mpeg" length="9"/></item>
</channel></rss>"""
OPML = """<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="A show" type="rss" xmlUrl="https://e.org/feed.xml"/></body></opml>"""
CHAPTERS = {"version": "1.2.0", "chapters": [{"startTime": 0, "title": "A"}]}
CUES = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>spoken\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(Site()) as site:
        site.pages = {
            "/feed.xml": FEED.replace("{url}", site.url).encode(),
            "/chapters.json": json.dumps(CHAPTERS).encode(),
            "/words.vtt": CUES.encode(),
        }
        yield site


@pytest.fixture
def open_(stage: Stage, tmp_path: Path) -> Iterator[Opened]:
    opened = Opened(stage, tmp_path / "home")
    yield opened
    opened.memory.close()


def chosen_from(open_: Opened, place: str) -> Feed:
    """Open the feed at `place`; what there is to choose from."""
    found: list[Feed] = []
    open_.session.choice.connect(found.append)
    open_.session.open([place])
    until(lambda: bool(found))
    return found[0]


def test_the_episode_that_is_chosen_comes_with_chapters_and_transcript(
    open_: Opened, site: Site
) -> None:
    feed = chosen_from(open_, f"{site.url}/feed.xml")
    assert feed.name == "A show"
    assert [episode.title for episode in feed.episodes] == ["Second", "First"]
    assert feed.newest == 0
    # Nothing is fetched but what was asked for.
    assert {path for path, _ in site.asked} == {"/feed.xml"}
    open_.session.take(feed, 0)
    open_.wait_for("Second")
    loaded = open_.player.loaded
    assert loaded.audio == f"{site.url}/second.mp3"
    assert loaded.chapters == (Chapter(0, "A"),)
    assert [(line.speaker, line.text) for line in loaded.episode.transcript] == [("Ann", "spoken")]
    path = open_.session.opened.path if open_.session.opened else Path()
    assert path.parent == open_.paths.data / "feeds" / "a-show"
    assert {path for path, _ in site.asked} == {"/feed.xml", "/chapters.json", "/words.vtt"}


def test_what_the_listener_wrote_into_an_episode_stays_when_it_is_chosen_again(
    open_: Opened, site: Site
) -> None:
    feed = chosen_from(open_, f"{site.url}/feed.xml")
    open_.session.take(feed, 1)
    open_.wait_for("First")
    assert open_.session.opened is not None
    path = open_.session.opened.path
    path.write_text(path.read_text().replace("title: First", "title: My first"))
    open_.session.take(feed, 1)
    open_.wait_for("My first")


def test_what_cannot_be_fetched_is_told_and_the_rest_opens(open_: Opened, site: Site) -> None:
    del site.pages["/words.vtt"]
    feed = chosen_from(open_, f"{site.url}/feed.xml")
    open_.session.take(feed, 0)
    open_.wait_for("Second")
    assert open_.player.loaded.chapters == (Chapter(0, "A"),)
    until(lambda: any("Not all could be fetched" in text for text in open_.told))


def test_a_feed_in_a_file_and_a_list_of_feeds_are_chosen_from(
    open_: Opened, tmp_path: Path
) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(FEED.replace("{url}", "https://e.org"))
    assert len(chosen_from(open_, str(path)).episodes) == 2
    opml = tmp_path / "mine.opml"
    opml.write_text(OPML)
    assert [link.url for link in chosen_from(open_, str(opml)).feeds] == ["https://e.org/feed.xml"]


def test_a_feed_in_an_old_encoding_is_chosen_from_all_the_same(
    open_: Opened, tmp_path: Path
) -> None:
    text = FEED.replace("{url}", "https://e.org").replace("A show", "Ein schönes Gespräch")
    text = text.replace('version="1.0"?>', 'version="1.0" encoding="ISO-8859-1"?>')
    (tmp_path / "feed.xml").write_bytes(text.encode("latin-1"))
    assert chosen_from(open_, str(tmp_path / "feed.xml")).name == "Ein schönes Gespräch"


def test_a_feed_leaves_what_is_open_as_it_is(open_: Opened, tmp_path: Path) -> None:
    (tmp_path / "talk.yaml").write_text("title: Talk\nchapters: ['00:00 A']\n")
    open_.session.open([str(tmp_path / "talk.yaml")])
    open_.wait_for("Talk")
    (tmp_path / "feed.xml").write_text(FEED.replace("{url}", "https://e.org"))
    chosen_from(open_, str(tmp_path / "feed.xml"))
    assert open_.player.loaded.episode.title == "Talk"
    assert open_.memory.key == str(tmp_path / "talk.yaml")


def test_words_with_times_are_kept_beside_the_episode(tmp_path: Path) -> None:
    line = Line(0, 1000, "One two", None, (Word(0, 400, "One"), Word(500, 900, "two")))
    path = keep(Episode("A: talk?", show="../../x", guid="g", transcript=(line,)), tmp_path)
    assert path.is_relative_to(tmp_path)
    episode = formats.read(path.read_bytes(), path.name)
    (name,) = episode.transcript_sources
    assert formats.read((path.parent / name).read_bytes(), name).transcript == (line,)
