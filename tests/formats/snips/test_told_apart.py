"""Each kind of file is known by what stands in it, whatever its name says."""

from __future__ import annotations

import pytest

from player.formats import identify
from player.formats.snips import csv_table, markdown, readwise
from tests.formats.feeds.test_opml import LIST
from tests.formats.feeds.test_rss import FULL, feed
from tests.formats.snips.test_bookmarks import M3U, XSPF
from tests.formats.snips.test_markdown import EPISODE
from tests.formats.snips.test_snipd import OLDER, PLUGIN

_SAMPLES = {
    "snipd": [PLUGIN, OLDER, markdown.write(EPISODE)],
    "csv": [csv_table.write(EPISODE)],
    "readwise": [
        readwise.write(EPISODE),
        "Highlight,Book Title,Book Author,Note,Location\nx,t,a,,\n",
    ],
    "vlc-m3u": [M3U],
    "vlc-xspf": [XSPF.format(namespace="http://www.videolan.org/vlc/playlist/0")],
    "audiobookshelf": ['{"bookmarks": [{"libraryItemId": "li", "title": "x", "time": 1}]}'],
    "rss": [feed(FULL)],
    "opml": [LIST],
    "vtt": ["WEBVTT\n\n00:01.000 --> 00:02.000\n### x\n"],
    "srt": ["1\n00:00:01,000 --> 00:00:02,000\nstart,kind,title\n"],
    "notes": ["# Notes\n\n🎧 Listen\n\n- [00:00] Intro\n- [01:00] More\n"],
    "episode": ["title: Highlight, Title\nnotes: |\n  [kind:: x]\n"],
}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in _SAMPLES.items() for text in texts]
)
def test_a_file_is_known_by_its_content(kind: str, text: str) -> None:
    name = {"notes": "x.md", "episode": "x.yaml"}.get(kind, "x.txt")
    assert identify(text.encode(), name)[0].id == kind
