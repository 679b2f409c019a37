"""Podlove's chapters: in XML, in feeds, and in the configuration of its player."""

from __future__ import annotations

import io
import json
from pathlib import Path
from xml.sax.saxutils import escape

import podcastparser
import pytest
from hypothesis import given, settings

from player.domain.episode import Chapter, Episode, Line, Person, Picture, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.chapters import listing, podlove_json, podlove_xml
from player.formats.json_text import JsonDocument
from player.formats.xml_text import XmlDocument
from tests.formats.chapters.generated import episodes

PSC = """\
<?xml version="1.0" encoding="UTF-8"?>
<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">
  <psc:chapter start="00:00:00" title="Intro" />
  <psc:chapter start="00:01:59" title="Podlove" href="http://podlove.org/" />
  <psc:chapter start="09:59" title="Logo" image="http://podlove.org/logo.jpg" href="" />
  <psc:chapter start="00:41:51.792" title="Erratum: &quot;Steve&quot; &amp; Jackson"
    href='https://en.wikipedia.org/wiki/Steve_(x)#The_"two"'/>
  <psc:chapter start="npt:3000.5" title="" image="javascript:x"/>
</psc:chapters>
"""
CHAPTERS = (
    Chapter(0, "Intro"),
    Chapter(119_000, "Podlove", url="http://podlove.org/"),
    Chapter(599_000, "Logo", image=Picture("http://podlove.org/logo.jpg")),
    Chapter(
        2_511_792,
        'Erratum: "Steve" & Jackson',
        url='https://en.wikipedia.org/wiki/Steve_(x)#The_"two"',
    ),
    Chapter(3_000_500, ""),
)


@pytest.mark.parametrize(
    "change",
    [
        ("", ""),
        ("simple-chapters", "simple-chapters/"),
        ("http://podlove.org/simple", "https://podlove.org/simple"),
        ("psc:", "sc:"),
        (' xmlns:psc="http://podlove.org/simple-chapters"', ""),
    ],
)
def test_simple_chapters_alone(change: tuple[str, str]) -> None:
    text = PSC.replace(*change) if change[0] else PSC
    text = text.replace("xmlns:psc", "xmlns:sc") if change[0] == "psc:" else text
    text = text.replace("psc:", "") if change[0].startswith(" xmlns") else text
    reader, episode = identify(text.encode(), "talk.psc")
    assert reader.id == "podlove-xml"
    assert episode.chapters[1:] == CHAPTERS[1:]
    assert episode.title == "talk"
    assert episode.problems == ()


def test_an_item_of_a_feed_may_hold_them() -> None:
    body = PSC.split("\n", 1)[1]
    document = XmlDocument(f"<rss><channel><item>{body}</item></channel></rss>", "feed.xml")
    (element,) = filter(podlove_xml.is_chapters, document.root.iter())
    assert podlove_xml.chapters_of(element, document) == CHAPTERS


def test_a_bad_chapter_is_told_with_its_place_and_the_rest_is_read() -> None:
    text = PSC.replace('"00:01:59"', '"1:75"').replace('start="09:59" ', "")
    episode = read(text.encode(), "x.psc")
    assert episode.chapters == (CHAPTERS[0], *CHAPTERS[3:])
    message = "a chapter needs a “start” such as 00:02:10.500; this one is left out."
    assert episode.problems == (
        Problem("error", "x.psc:4:3", message),
        Problem("error", "x.psc:5:3", message),
    )


@settings(max_examples=50)
@given(episodes())
def test_podcastparser_reads_what_is_written(episode: Episode) -> None:
    body = podlove_xml.write(episode).split("\n", 1)[1]
    feed = (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>x</title><item>"
        "<title>x</title><guid>1</guid><enclosure url='https://e.org/a.mp3' type='audio/mpeg' "
        f"length='1'/>{body}</item></channel></rss>"
    )
    parsed = podcastparser.parse("https://e.org/feed", io.BytesIO(feed.encode()))
    assert [(each["start"], each["title"]) for each in parsed["episodes"][0]["chapters"]] == [
        (chapter.start // 1000, listing.clean(chapter.title)) for chapter in episode.chapters
    ]


def test_other_xml_is_another_format() -> None:
    for text in (
        "<chapters/>",
        "<rss/>",
        '<x:chapters xmlns:x="urn:x"><x:chapter start="1"/></x:chapters>',
    ):
        document = XmlDocument(text, "x.xml")
        assert not podlove_xml.sniff(document.root)
        with pytest.raises(FormatError):
            podlove_xml.read(document)


def test_the_player_of_a_real_podcast(corpora: Path) -> None:
    reader, episode = identify((corpora / "podlove" / "fg45.json").read_bytes(), "fg45.json")
    assert reader.id == "podlove-json"
    assert len(episode.chapters) == 16
    assert episode.chapters[-1] == Chapter(3_591_886, "Ausklang")
    assert episode.chapters[1].title == "Begrüßung"
    assert (episode.title, episode.show) == ("FG045 Martin Luther", "Forschergeist")
    assert (episode.published, episode.duration) == ("2017-06-09", 3_712_873)
    assert episode.people == (
        Person("Tim Pritlove", "moderation"),
        Person("Lyndal Roper", "guest"),
    )
    assert len(episode.audio) == 4
    assert episode.audio[0].endswith(".m4a")
    assert episode.problems == ()


def player(**more: object) -> Episode:
    value = {"version": 5, "show": {"title": "S"}, "title": "T", "audio": [], **more}
    return read(json.dumps(value).encode(), "x.json")


def test_the_player_may_carry_its_transcript() -> None:
    episode = player(
        contributors=[{"id": "7", "name": "Ann"}, {"name": 5}, "x"],
        transcripts=[
            {
                "start": "00:00:02.000",
                "start_ms": 2000,
                "end_ms": 2500,
                "speaker": "B",
                "text": "b",
            },
            {"start": "00:00:00.005", "end": "00:00:01", "speaker": "7", "voice": "A", "text": "a"},
            {"start_ms": -1, "text": "x"},
            {"start_ms": 1, "text": ""},
            5,
        ],
    )
    assert episode.transcript == (Line(5, 1000, "a", "Ann"), Line(2000, 2500, "b", "B"))
    assert [problem.severity for problem in episode.problems] == ["error"]


def test_the_player_may_only_name_its_chapters_and_its_transcript() -> None:
    episode = player(chapters="https://example.org/c.json", transcripts=" elsewhere.json ")
    assert episode.chapter_sources == ("https://example.org/c.json",)
    assert episode.transcript_sources == ("elsewhere.json",)
    assert (episode.chapters, episode.transcript, episode.problems) == ((), (), ())
    episode = player(chapters="/etc/passwd", transcripts="")
    assert episode.chapter_sources == episode.transcript_sources == ()


@pytest.mark.parametrize("key", ["start", "start_time"])
def test_a_list_of_chapters_alone(key: str) -> None:
    value = [
        {key: "00:01:59.000", "title": "Podlove", "href": "http://podlove.org/", "image": ""},
        {key: "00:00:00", "title": "Intro"},
        {key: "x", "title": "bad"},
    ]
    reader, episode = identify(json.dumps(value).encode(), "x.chapters.json")
    assert reader.id == "podlove-json"
    assert episode.title == "x"
    assert episode.chapters == (
        Chapter(0, "Intro"),
        Chapter(119_000, "Podlove", url="http://podlove.org/"),
    )
    assert len(episode.problems) == 1


@pytest.mark.parametrize(
    "value",
    [
        {"earmark": "1", "title": "T", "chapters": [{"start": "0:10", "title": "A"}]},
        {"title": "T", "chapters": [{"start": "[0]", "title": "A"}]},
        {"title": "T", "chapters": ["[00:00] A", {"start": "0:10", "title": "A"}]},
        {"title": "T", "chapters": [{"start": "0:10", "title": "A", "end": "0:20"}]},
        {"chapters": [{"start": 1.5, "title": "A"}]},
        [{"start": "00:00:01", "end": "00:00:02", "text": "spoken"}],
        {"show": {}, "audio": {}},
        [],
        5,
    ],
)
def test_other_json_is_another_format(value: object) -> None:
    assert not podlove_json.sniff(value)
    with pytest.raises(FormatError):
        podlove_json.read(JsonDocument(json.dumps(value), "x.json"))


def test_an_episode_file_may_be_json_as_well() -> None:
    value = {"earmark": 1, "title": "T", "chapters": [{"start": "0:10", "title": "A"}]}
    reader, episode = identify(json.dumps(value).encode(), "x.yaml")
    assert reader.id == "episode"
    assert episode.chapters == (Chapter(10_000, "A"),)


def test_names_in_markup_are_escaped() -> None:
    title = "<a href='x'>\"&amp;\" ]]> --> 爱"
    text = podlove_xml.write(Episode("x", chapters=(Chapter(0, title),)))
    assert escape("&amp;") in text
    assert read(text.encode(), "x.psc").chapters == (Chapter(0, title),)
