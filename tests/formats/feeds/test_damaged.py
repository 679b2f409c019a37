"""Feeds that are no XML by the letter are read all the same, and it is told."""

from __future__ import annotations

import pytest

from player.domain.episode import Problem
from player.domain.errors import FormatError
from player.formats import read
from player.formats.xml_mended import mended
from player.formats.xml_text import XmlDocument

ITEM = '<item><title>{0}</title><enclosure url="https://e.org/a.mp3"/>{1}</item>'
MENDED = "this is damaged as XML; it was mended, and all of it is read."
LEFT_OUT = "this is damaged as XML; what is behind the damage is left out."


def feed(item: str, head: str = "", tail: str = "") -> bytes:
    text = f'{head}<?xml version="1.0"?>\n<rss version="2.0">\n<channel>\n{item}\n</channel></rss>'
    return f"{text}{tail}".encode()


@pytest.mark.parametrize(
    ("inside", "notes"),
    [
        ("<description>A&nbsp;B &eacute;</description>", "A B é"),
        ("<description>A &amp; B & C &what; D</description>", "A & B & C &what; D"),
        ("<description>A < B</description>", "A < B"),
        ("<description>A &#8; B &#228;&#xfffff0;</description>", "A   B ä"),
        ("<description>A \x0c B</description>", "A   B"),
        ("<itunes:summary>A</itunes:summary>", "A"),
        ("<description><![CDATA[<p>A &nbsp; & B</p>]]> & C</description>", "A & B & C"),
        ('<q:x p:y="1"/><description>A</description>', "A"),
    ],
)
def test_what_plugins_forget(inside: str, notes: str) -> None:
    episode = read(feed(ITEM.format("One", inside)), "x.xml")
    assert (episode.title, (episode.notes or "").split()) == ("One", notes.split())
    assert [problem.message for problem in episode.problems] == [MENDED]
    assert episode.problems[0].where.startswith("x.xml:4:")


def test_prefixes_that_nothing_declares_keep_their_meaning() -> None:
    inside = (
        "<itunes:duration>10:00</itunes:duration>"
        '<podcast:transcript url="https://e.org/t.vtt" type="text/vtt"/>'
        '<podcast:soundbite startTime="1" duration="2">S</podcast:soundbite>'
    )
    episode = read(feed(ITEM.format("One", inside)), "x.xml")
    assert (episode.duration, episode.transcript_sources) == (600_000, ("https://e.org/t.vtt",))
    assert [snip.title for snip in episode.snips] == ["S"]


def test_empty_lines_in_front_are_no_damage() -> None:
    episode = read(feed(ITEM.format("One", ""), "\r\n \n"), "x.xml")
    assert (episode.title, episode.problems) == ("One", ())


def test_something_in_front() -> None:
    head = "<br />\n<b>Warning</b>: x in y "
    episode = read(feed(ITEM.format("One", ""), head).replace(b"<?xml version", b"<?x"), "x.xml")
    assert episode.title == "One"
    assert [problem.message for problem in episode.problems] == [MENDED]


@pytest.mark.parametrize("front", ["", "<br />"])
def test_a_document_type_is_not_mended(front: str) -> None:
    head = front + "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    data = feed(ITEM.format("One &a;", ""), head)
    with pytest.raises(FormatError):
        read(data, "x.xml")


def test_a_second_feed_behind_the_first_is_told() -> None:
    data = feed(ITEM.format("One", "")) + feed(ITEM.format("Two", "")).partition(b"?>")[2]
    episode = read(data, "x.xml")
    assert episode.title == "One"
    assert "what is behind the damage is left out" in episode.problems[0].message


def test_attributes_without_space_between() -> None:
    data = feed(ITEM.format("One", "")).replace(
        b'"2.0"', b'"2.0"xmlns:a="urn:a"xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    )
    assert read(data, "x.xml").title == "One"


def test_something_behind() -> None:
    episode = read(feed(ITEM.format("One", ""), tail="\n<script>x</script>"), "x.xml")
    assert episode.title == "One"
    assert [problem.message for problem in episode.problems] == [MENDED]


@pytest.mark.parametrize("damage", ["<item><title>Three", "<item><title>Three</item>", "</x>"])
def test_the_items_above_a_damage_are_kept(damage: str) -> None:
    items = ITEM.format("One", "") + ITEM.format("Two", "") + damage
    episode = read(feed(items), "x.xml")
    assert episode.title == "One"
    assert episode.problems[0] == Problem("error", episode.problems[0].where, LEFT_OUT)
    assert "newest of 2 episodes" in episode.problems[1].message


def test_a_list_of_feeds() -> None:
    text = (
        '<opml version="1.0"><head><title>A & B</title></head><body>'
        '<outline type="rss" text="C & D" xmlUrl="https://e.org/?a=1&b=2"/></body></opml>'
    )
    episode = read(text.encode(), "x.opml")
    assert (episode.title, episode.links[0].title) == ("A & B", "C & D")
    assert episode.links[0].url == "https://e.org/?a=1&b=2"
    assert [problem.message for problem in episode.problems] == [MENDED]


@pytest.mark.parametrize("text", ["<html><p>A & B</html>", "<a>&nbsp;</a>", "<rss><channel><it"])
def test_nothing_else_is_mended(text: str) -> None:
    assert mended(text) is None
    with pytest.raises(FormatError):
        XmlDocument(text, "x.xml")


@pytest.mark.parametrize(
    "text",
    [
        "<rss>" + "<![CDATA[" * 50_000,
        "<rss " * 50_000 + ">",
        '<rss "' * 50_000,
        "<rss>" + "&" * 300_000,
        "<rss>" + "<a:" * 100_000,
        "<rss>" + " a:b=" * 60_000,
        "<rss>" + "<a>" * 100_000,
        "<rss><channel>" + "<item></item>" * 30_000 + "</x>",
    ],
)
def test_hostile_ones(text: str) -> None:
    mended(text)


def test_chapters_copied_out_of_a_feed_have_a_prefix_that_nothing_declares() -> None:
    data = b'<psc:chapters version="1.2">\n<psc:chapter start="00:10" title="A"/></psc:chapters>'
    episode = read(data, "x.psc")
    assert [(chapter.start, chapter.title) for chapter in episode.chapters] == [(10_000, "A")]
    assert [problem.message for problem in episode.problems] == [MENDED]
