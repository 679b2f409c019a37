"""An episode of a podcast is chosen from its feed, with all that the feed tells of it."""

from __future__ import annotations

import io
import time
from pathlib import Path

import podcastparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Chapter, Episode, Link, Person, Picture, Problem, Snip
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.feeds import rss
from player.formats.feeds.values import duration, when
from player.formats.xml_text import XmlDocument

SPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:psc="http://podlove.org/simple-chapters" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)

FULL = """
<title>#5: Tom &amp;amp; Jerry</title><itunes:title>Tom and Jerry</itunes:title>
<link>https://e.org/5</link><guid isPermaLink="false"> tag:e.org,5 </guid>
<pubDate>Fri, 09 Oct 2020 23:30:38 -0700</pubDate>
<itunes:duration>1:02:03</itunes:duration><itunes:season>2</itunes:season>
<itunes:episode>5</itunes:episode><itunes:image href="/5.jpg"/>
<itunes:summary>Two of them talk.</itunes:summary>
<content:encoded><![CDATA[<p>At [00:10] they <b>begin</b>, <a href="https://e.org/x">see X</a>.</p>
<script>alert(1)</script>]]></content:encoded>
<enclosure url="https://e.org/5.mp3" type="audio/mpeg" length="1"/>
<enclosure url="https://e.org/5.m4a" type="audio/mp4" length="1"/>
<enclosure url="ftp://e.org/5.ogg" type="audio/ogg"/>
<enclosure url="https://e.org/5.pdf" type="application/pdf"/>
<podcast:alternateEnclosure type="video/mp4"><podcast:source uri="https://e.org/5.mp4"/>
<podcast:source uri="ipfs://5"/></podcast:alternateEnclosure>
<podcast:alternateEnclosure type="audio/opus"><podcast:source uri="https://e.org/5.opus"/>
<podcast:source uri="https://mirror.org/5.opus"/></podcast:alternateEnclosure>
<podcast:alternateEnclosure type="audio/opus" rel="commentary">
<podcast:source uri="https://e.org/about5.opus"/></podcast:alternateEnclosure>
<podcast:person role="Guest" href="https://e.org/tom">Tom</podcast:person>
<podcast:person group="writing" role="script writer">Jerry &amp;amp; Co</podcast:person>
<podcast:person>Ann</podcast:person><podcast:person> </podcast:person>
<podcast:transcript url="https://e.org/5.txt" type="text/plain"/>
<podcast:transcript url="https://e.org/5.es.vtt" type="text/vtt" language="es"/>
<podcast:transcript url="https://e.org/5.html" type="text/html"/>
<podcast:transcript url="https://e.org/5c.html" type="text/html" rel="captions"/>
<podcast:transcript url="https://e.org/5.srt" type="application/x-subrip" language="en"/>
<podcast:transcript url="https://e.org/5.vtt" type="text/vtt; charset=utf-8"/>
<podcast:transcript url="https://e.org/5.json" type="application/json" language="en-GB"/>
<podcast:chapters url="https://e.org/5.chapters.json" type="application/json+chapters"/>
<podcast:soundbite startTime="1234.5" duration="42.25">Why it matters</podcast:soundbite>
<podcast:soundbite startTime="73.0" duration="60.0" />
<podcast:soundbite startTime="9"/><podcast:soundbite duration="9"/>
<podcast:contentLink href="https://video.org/5">As video</podcast:contentLink>
<psc:chapters version="1.2"><psc:chapter start="00:01:00.5" title="Two" href="https://e.org/c2"/>
<psc:chapter start="0" title=" One " image="https://e.org/c1.png"/>
<psc:chapter title="Nowhere"/></psc:chapters>
"""

CHANNEL = """
<title>The Show</title><link>https://e.org/</link><language>en-us</language>
<atom:link rel="self" href="https://e.org/feed.xml"/>
<itunes:image href="https://e.org/show.jpg"/><podcast:person>The Host</podcast:person>
"""


def feed(*items: str, channel: str = CHANNEL) -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {SPACES}><channel>{channel}{inside}</channel></rss>'


def only(item: str, channel: str = CHANNEL) -> Episode:
    return rss.read(XmlDocument(feed(item, channel=channel), "feed.xml"))


def test_everything_that_a_feed_can_say_of_an_episode() -> None:
    episode = only(FULL)
    assert (episode.title, episode.show) == ("#5: Tom & Jerry", "The Show")
    assert (episode.number, episode.published) == ("S2E5", "2020-10-09")
    assert (episode.duration, episode.language) == (3_723_000, "en-us")
    assert (episode.feed, episode.guid) == ("https://e.org/feed.xml", "tag:e.org,5")
    assert episode.cover == Picture("https://e.org/5.jpg")
    assert episode.audio == (
        "https://e.org/5.mp3",
        "https://e.org/5.m4a",
        "https://e.org/5.opus",
        "https://mirror.org/5.opus",
        "https://e.org/5.mp4",
    )
    assert episode.people == (
        Person("Tom", "guest", "https://e.org/tom"),
        Person("Jerry & Co", "script writer"),
        Person("Ann", "host"),
    )
    assert episode.links == (
        Link("Episode page", "https://e.org/5"),
        Link("As video", "https://video.org/5"),
        Link("see X", "https://e.org/x"),
    )
    assert episode.summary == "Two of them talk."
    assert episode.notes == "At \\[00:10] they **begin**, [see X](https://e.org/x)."
    assert episode.chapters == (
        Chapter(0, "One", image=Picture("https://e.org/c1.png")),
        Chapter(60_500, "Two", url="https://e.org/c2"),
    )
    assert episode.chapter_sources == ("https://e.org/5.chapters.json",)


def test_every_soundbite_is_a_snip_to_be_heard() -> None:
    assert only(FULL).snips == (
        Snip("#5: Tom & Jerry", "quote", 9000),
        Snip("#5: Tom & Jerry", "quote", 73_000, 133_000),
        Snip("Why it matters", "quote", 1_234_500, 1_276_750),
    )


def test_transcripts_come_in_the_language_with_times_first() -> None:
    assert only(FULL).transcript_sources == (
        "https://e.org/5.json",
        "https://e.org/5.vtt",
        "https://e.org/5.srt",
        "https://e.org/5c.html",
        "https://e.org/5.html",
        "https://e.org/5.txt",
        "https://e.org/5.es.vtt",
    )


def test_what_is_wrong_with_an_item_is_told_where_it_stands() -> None:
    text = feed(FULL)

    def place(start: str) -> str:
        before = text[: text.index(start)]
        return f"feed.xml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"

    assert only(FULL).problems == (
        Problem(
            "error",
            place('<enclosure url="ftp:'),
            "this is no web address that can be played; https:// or http:// only.",
        ),
        Problem(
            "error",
            place('<psc:chapter title="Nowhere"'),
            "a chapter needs a “start” such as 00:02:10.500; this one is left out.",
        ),
        Problem(
            "warning",
            place('<podcast:soundbite startTime="9"'),
            "this soundbite has no duration in seconds; it has no end.",
        ),
        Problem(
            "error",
            place('<podcast:soundbite duration="9"'),
            "this soundbite has no startTime in seconds; it is left out.",
        ),
    )


def test_the_channel_says_what_an_item_leaves_out() -> None:
    episode = only("<enclosure url='5.mp3'/><title/><itunes:title>Short</itunes:title>")
    assert (episode.title, episode.number, episode.guid) == ("Short", None, None)
    assert episode.audio == ("https://e.org/5.mp3",)
    assert episode.people == (Person("The Host", "host"),)
    assert episode.cover == Picture("https://e.org/show.jpg")
    assert episode.problems == ()
    bare = only("<author>me@e.org (Ann A.)</author>", channel="<title>S</title>")
    assert bare.people == (Person("Ann A.", "author"),)
    assert bare.title == "Untitled episode"
    assert [p.message for p in bare.problems] == ["this item names no audio that can be played."]


@pytest.mark.parametrize(
    "space",
    [
        "http://podcastindex.org/namespace/1.0/",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ],
)
def test_the_podcast_namespace_has_more_than_one_address(space: str) -> None:
    text = feed(FULL).replace("https://podcastindex.org/namespace/1.0", space)
    text = text.replace("podcast-1.0.dtd", "Podcast-1.0.DTD")
    assert read(text.encode(), "feed.xml").snips == only(FULL).snips


def test_the_newest_episode_is_read_and_any_can_be_chosen() -> None:
    days = ("Mon, 5 Oct 2020 10:00:00 GMT", "Tue, 6 Oct 2020 01:00 +0900", "2020-10-05", "soon")
    text = feed(*(f"<title>{day}</title><pubDate>{day}</pubDate>" for day in days))
    reader, episode = identify(text.encode(), "podcast.xml")
    assert (reader.id, episode.title) == ("rss", days[1])
    assert episode.problems[0] == Problem(
        "warning",
        f"podcast.xml:5:{text.splitlines()[4].index('<item><title>Tue') + 1}",
        "this is the newest of 4 episodes in this feed; any can be chosen.",
    )
    items = rss.items(XmlDocument(text, "podcast.xml"))
    assert [item.title for item in items] == list(days)
    assert [item.title for item in items.heads()] == list(days)
    assert [item.published for item in items[:3]] == ["2020-10-05", "2020-10-06", "2020-10-05"]
    told = "this is no date that Earmark can read; it is left out."
    assert told in [problem.message for problem in items[3].problems]


def test_another_reader_of_feeds_says_the_same_where_it_knows() -> None:
    text = feed(FULL.replace('<psc:chapter title="Nowhere"/>', ""))
    (other,) = podcastparser.parse("https://e.org/feed.xml", io.BytesIO(text.encode()))["episodes"]
    episode = only(FULL)
    assert (other["guid"], other["link"]) == (episode.guid, episode.links[0].url)
    assert other["total_time"] * 1000 == episode.duration
    assert [e["url"] for e in other["enclosures"]][:2] == list(episode.audio[:2])
    assert Picture(other["episode_art_url"]) == episode.cover


def test_chapters_that_only_the_notes_list_are_chapters() -> None:
    notes = "<ul><li>[00:00] Intro</li><li>[01:30] A * b</li></ul>"
    episode = only(f"<description><![CDATA[{notes}]]></description>")
    assert episode.notes == "- \\[00:00] Intro\n- \\[01:30] A \\* b"
    assert episode.chapters == (Chapter(0, "Intro"), Chapter(90_000, "A * b"))
    assert episode.summary is None


def test_markup_that_nobody_escaped_is_markup() -> None:
    episode = only("<description>Hi &lt;you <b>there</b><br/>and <a href='/x'>x</a></description>")
    assert episode.notes == "Hi \\<you **there**  \nand [x](https://e.org/x)"


def test_an_atom_feed() -> None:
    text = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://e.org/x/">
<title>Die Sendung</title><link rel="self" href="feed"/><logo>logo.png</logo>
<entry><title type="html">Eins &amp;amp; &lt;b&gt;zwei&lt;/b&gt;</title><id>urn:1</id>
<updated>2021-03-04T00:30:00+01:00</updated><author><name>Eva</name></author>
<link href="1.html"/><link rel="enclosure" type="audio/ogg" href="1.ogg"/>
<summary>Kurz gesagt.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Lang <em>gesagt</em>.</p></div>
</content></entry></feed>"""
    episode = read(text.encode(), "feed.atom")
    assert (episode.title, episode.show) == ("Eins & zwei", "Die Sendung")
    assert (episode.guid, episode.published, episode.language) == ("urn:1", "2021-03-04", "de")
    assert episode.audio == ("https://e.org/x/1.ogg",)
    assert episode.feed == "https://e.org/x/feed"
    assert episode.cover == Picture("https://e.org/x/logo.png")
    assert episode.people == (Person("Eva", "author"),)
    assert episode.links == (Link("Episode page", "https://e.org/x/1.html"),)
    assert (episode.summary, episode.notes) == ("Kurz gesagt.", "Lang *gesagt*.")


def test_pictures_by_what_they_are_for() -> None:
    images = (
        '<podcast:image href="https://e.org/banner.png" purpose="banner"/>'
        '<podcast:image href="https://e.org/a.mp4" purpose="artwork" type="video/mp4"/>'
        '<podcast:image href="https://e.org/wide.png" purpose="Artwork" aspect-ratio="16/9"/>'
        '<podcast:image href="https://e.org/art.png" purpose="artwork social" aspect-ratio="1/1"/>'
    )
    assert only(images).cover == Picture("https://e.org/art.png")
    srcset = "https://e.org/s.jpg 300w,\n https://e.org/l.jpg 1500w, https://e.org/m.jpg 600w"
    assert only(f'<podcast:images srcset="{srcset}"/>').cover == Picture("https://e.org/l.jpg")
    assert only('<itunes:image href="file:///x.png"/>').cover == Picture("https://e.org/show.jpg")


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("1:02:03", 3_723_000),
        ("3723", 3_723_000),
        ("62:03", 3_723_000),
        (" 01:02:03.5 ", 3_723_500),
        ("3723.25", 3_723_250),
        ("1h 2m", 3_720_000),
        ("PT1H2M3S", 3_723_000),
        ("0", None),
        ("00:00:00", None),
        ("1:62:03", None),
        ("-5", None),
        ("99999999999", None),
        ("long", None),
        ("", None),
    ],
)
def test_durations_in_all_shapes(text: str, ms: int | None) -> None:
    assert duration(text) == ms


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Fri, 09 Oct 2020 04:30:38 GMT", "2020-10-09"),
        ("09 Oct 20 04:30 EST", "2020-10-09"),
        ("Fri, 9 October 2020 24:00:00 +0200", "2020-10-09"),
        ("Oct 9, 2020", None),
        ("2020-10-09", "2020-10-09"),
        ("2020-10-09T23:59:59.5Z", "2020-10-09"),
        ("2020-10-09 nonsense", "2020-10-09"),
        ("2020-02-30", None),
        ("Fri, 99 Oct 2020 04:30:38 GMT", None),
        ("0000-00-00", None),
        ("", None),
        (" ", None),
        (",", None),
    ],
)
def test_dates_in_many_shapes(text: str, day: str | None) -> None:
    found = when(text)
    assert (found[0] if found else None) == day


@pytest.mark.parametrize("text", [feed(), '<feed xmlns="http://www.w3.org/2005/Atom"/>', "<rss/>"])
def test_a_feed_without_episodes_is_told_calmly(text: str) -> None:
    with pytest.raises(FormatError, match="this feed has no episodes"):
        read(text.encode(), "feed.xml")


def test_another_xml_is_no_feed() -> None:
    assert not rss.sniff(XmlDocument("<opml/>", "x").root)
    with pytest.raises(FormatError, match="this XML is no feed"):
        rss.items(XmlDocument("<html/>", "x.xml"))


def test_twenty_thousand_episodes_are_listed_soon() -> None:
    text = feed(*(f"<title>{n}</title><enclosure url='{n}.mp3'/>" for n in range(20_000)))
    began = time.process_time()
    items = rss.items(XmlDocument(text, "feed.xml"))
    assert [len(items), items.heads()[-1].title, items[-1].title] == [20_000, "19999", "19999"]
    assert time.process_time() - began < 5


_NAMES = (
    "title", "link", "guid", "pubDate", "itunes:duration", "itunes:episode", "itunes:season",
    "description", "podcast:person", "podcast:soundbite", "podcast:transcript", "podcast:chapters",
    "podcast:images", "podcast:image", "podcast:alternateEnclosure", "podcast:source", "enclosure",
    "psc:chapters", "psc:chapter", "media:group", "media:content", "atom:link", "author", "image",
)  # fmt: skip
_VALUES = (
    "", " ", "x", "1", "-1", "1e9", "nan", "http://[::1", "https://e.org", "//", "\u0660", "1:2:3",
    "99999999999999999999", "a 1w,", "&lt;b", "Mon, 1 Jan 0000", "2020-13-01", "²",
)  # fmt: skip
_ATTRIBUTES = (
    "url",
    "href",
    "type",
    "startTime",
    "duration",
    "srcset",
    "uri",
    "start",
    "rel",
    "display",
)


def _element(parts: tuple[str, dict[str, str], list[str]]) -> str:
    name, attributes, inner = parts
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}>{''.join(inner)}</{name}>"


_elements = st.recursive(
    st.sampled_from(_VALUES),
    lambda inner: st.tuples(
        st.sampled_from(_NAMES),
        st.dictionaries(st.sampled_from(_ATTRIBUTES), st.sampled_from(_VALUES), max_size=4),
        st.lists(inner, max_size=3),
    ).map(_element),
    max_leaves=12,
)


@given(st.lists(_elements, max_size=6).map("".join), _elements)
def test_no_feed_breaks_the_reader(item: str, channel: str) -> None:
    episode = only(item, channel=channel)
    assert episode.title
    assert all(address.startswith(("http:", "https:")) for address in episode.audio)
    assert list(episode.chapters) == sorted(episode.chapters, key=lambda chapter: chapter.start)


def test_the_example_of_the_podcast_namespace(corpora: Path) -> None:
    data = (corpora / "podcast-namespace" / "example.xml").read_bytes()
    episode = read(data, "example.xml")
    assert (episode.title, episode.number) == ("Episode 3 - The Future", "3")
    assert episode.published == "2020-10-09"
    assert episode.audio[:2] == (
        "https://example.com/file-03.mp3",
        "https://example.com/file-high-03.opus",
    )
    assert episode.audio[-1] == "https://example.com/file-720.mp4"
    assert [(person.name, person.role) for person in episode.people] == [
        ("Adam Curry", "host"),
        ("Dave Jones", "guest"),
        ("Becky Smith", "cover art designer"),
    ]
    assert episode.snips == (Snip("Episode 3 - The Future", "quote", 33_833, 93_833),)
    assert episode.chapter_sources == ("https://example.com/ep3_chapters.json",)
    assert set(episode.transcript_sources) == {
        "https://example.com/ep3/transcript.txt",
        "https://example.com/episode1/transcript.vtt",
    }
    assert episode.cover == Picture("https://example.com/ep0003/artMd.jpg")
    assert len(episode.problems) == 1
    assert len(rss.items(XmlDocument(data.decode(), "example.xml"))) == 3


def test_tags_of_the_namespace_as_programs_write_them() -> None:
    episode = read(
        feed(
            "<title>Talk</title>"
            '<podcast:episode display="Talk">54</podcast:episode>'
            '<enclosure url="https://e.org/a.mp3"/>'
            '<podcast:alternateEnclosure type="audio/opus" url="https://e.org/a.opus"/>'
            '<podcast:soundbite startTime="00:05:00" duration="00:00:30">A &amp; B'
            "</podcast:soundbite>"
            '<podcast:soundbite startTime="1" duration="2"> <podcast:title>C</podcast:title>'
            "</podcast:soundbite>"
            '<podcast:transcript type="text/vtt">https://e.org/t.vtt</podcast:transcript>'
            "<podcast:chapters>https://e.org/c.json</podcast:chapters>"
        ).encode(),
        "x.xml",
    )
    assert episode.number == "54"
    assert episode.audio == ("https://e.org/a.mp3", "https://e.org/a.opus")
    assert [(snip.title, snip.start, snip.end) for snip in episode.snips] == [
        ("C", 1000, 3000),
        ("A & B", 300_000, 330_000),
    ]
    assert episode.transcript_sources == ("https://e.org/t.vtt",)
    assert episode.chapter_sources == ("https://e.org/c.json",)
    assert not episode.problems
