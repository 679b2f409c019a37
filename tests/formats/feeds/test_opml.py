"""The list of feeds that another player wrote names its feeds."""

from __future__ import annotations

import pytest

from player.domain.episode import Link, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.feeds import opml
from player.formats.xml_text import XmlDocument

LIST = """<?xml version="1.0"?>
<opml version="2.0"><head><title>My &amp;amp; feeds</title></head><body>
<outline text="Group"><outline type="rss" text="One [1]" xmlUrl="https://e.org/1.xml"/>
<outline title="Two" xmlURL="http://e.org/2.xml"/><outline text="One again" xmlUrl="https://e.org/1.xml"/>
</outline><outline xmlurl="https://e.org/3.xml"/><outline text="No" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_feeds_in_groups_and_with_odd_names() -> None:
    feeds = [
        Link("One [1]", "https://e.org/1.xml"),
        Link("Two", "http://e.org/2.xml"),
        Link("https://e.org/3.xml", "https://e.org/3.xml"),
    ]
    assert opml.feeds(XmlDocument(LIST, "x.opml")) == feeds
    reader, episode = identify(LIST.encode(), "feeds.opml")
    assert (reader.id, episode.title) == ("opml", "My & feeds")
    assert list(episode.links) == feeds
    assert episode.notes == (
        "- One \\[1]: https://e.org/1.xml\n- Two: http://e.org/2.xml\n"
        "- https://e.org/3.xml: https://e.org/3.xml"
    )
    assert episode.problems == (
        Problem(
            "error",
            "feeds.opml:5:50",
            "this feed has no address that begins with https:// or http://.",
        ),
    )


def test_a_list_without_feeds_is_refused_calmly() -> None:
    with pytest.raises(FormatError, match=r"this list \(OPML\) names no feeds"):
        read(b"<opml><body><outline text='x'/></body></opml>", "x.opml")


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("feed://e.org/a", "http://e.org/a"),
        ("feed:https://e.org/a", "https://e.org/a"),
        ("itpc://e.org/a", "http://e.org/a"),
        ("pcast://https://e.org/a", "https://e.org/a"),
    ],
)
def test_addresses_that_call_a_player(written: str, url: str) -> None:
    text = f'<opml><body><outline text="A" xmlUrl="{written}"/></body></opml>'
    assert opml.feeds(XmlDocument(text, "x.opml")) == [Link("A", url)]
