"""Bookmarks that were set in VLC or Audiobookshelf are places to jump to."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Problem, Snip
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.json_text import JsonDocument
from player.formats.snips import audiobookshelf, vlc_m3u

M3U = """\
#EXTM3U
#EXTINF:3464,A Person - The Talk
#EXTVLCOPT:bookmarks={name=Intro, and {so} on,time=0.000}
#EXTVLCOPT:bookmarks={name=Intro, and {so} on,time=0.000},{name=15-10|gol,time=212.446}
#EXTVLCOPT:network-caching=1000
file:///home/me/My%20Talks/The%20Talk.mp3
#EXTINF:-1,
#EXTVLCOPT: :bookmarks={name=radio0,bytes=7808458,time=28}
https://e.org/radio.mp3
"""

XSPF = """\
<?xml version="1.0" encoding="UTF-8"?>
<playlist xmlns="http://xspf.org/ns/0/" xmlns:vlc="{namespace}" version="1">
  <title>Playlist</title>
  <trackList>
    <track>
      <location>https://e.org/talk.opus</location>
      <title>The Talk</title>
      <creator>A Person</creator>
      <album>An Album</album>
      <duration>125840</duration>
      <extension application="http://www.videolan.org/vlc/playlist/0">
        <vlc:id>0</vlc:id>
        <vlc:option>network-caching=1000</vlc:option>
        <vlc:option>bookmarks={{name=a &amp; b,bytes=-1,time=14}},{{name=,time=66.5}}</vlc:option>
      </extension>
    </track>
  </trackList>
</playlist>
"""

ME = {
    "id": "root",
    "username": "me",
    "mediaProgress": [],
    "bookmarks": [
        {"libraryItemId": "li_1", "title": "the good part", "time": 16, "createdAt": 1668120083771},
        {"libraryItemId": "li_2", "title": "B", "time": 70.25, "createdAt": "2023-01-02T03:04:05Z"},
        {"libraryItemId": "li_2", "title": " A\n", "time": 3},
        {"libraryItemId": "li_2", "title": None, "time": True},
        {"libraryItemId": "li_2", "title": "no time"},
        7,
    ],
}


def test_a_playlist_that_vlc_saved() -> None:
    reader, episode = identify(M3U.encode(), "playlist.m3u")
    assert reader.id == "vlc-m3u"
    assert (episode.title, episode.duration) == ("A Person - The Talk", 3_464_000)
    assert episode.audio == ("The Talk.mp3",)
    assert episode.snips == (
        Snip("Intro, and {so} on", start=0),
        Snip("15-10|gol", start=212_446),
    )
    assert episode.problems == (
        Problem(
            "warning",
            "playlist.m3u",
            "this file has snips of 2 recordings. Those of “A Person - The Talk” are read, the "
            "fullest; 1 of the others are left out.",
        ),
    )


@pytest.mark.parametrize(
    "namespace",
    ["http://www.videolan.org/vlc/playlist/ns/0/", "http://www.videolan.org/vlc/playlist/0"],
)
def test_vlcs_media_library(namespace: str) -> None:
    text = XSPF.format(namespace=namespace)
    reader, episode = identify(text.encode(), "ml.xspf")
    assert reader.id == "vlc-xspf"
    assert (episode.title, episode.show, episode.duration) == ("The Talk", "An Album", 125_840)
    assert episode.audio == ("https://e.org/talk.opus",)
    assert episode.snips == (Snip("a & b", start=14_000), Snip("", start=66_500))
    assert episode.problems == ()


def test_bookmarks_that_cannot_be_read_are_told() -> None:
    text = (
        "#EXTM3U\n#EXTVLCOPT:bookmarks={name=a,time=1}\n"
        "#EXTVLCOPT:bookmarks={name=b,time=-1},{name=c,time=999999999999}\n"
        "#EXTVLCOPT:bookmarks=nothing\nC:\\My Talks\\a.mp3\n"
    )
    episode = read(text.encode(), "x.m3u")
    assert episode.snips == (Snip("a", start=1000),)
    assert episode.audio == ("a.mp3",)
    assert [(problem.where, problem.message) for problem in episode.problems] == [
        ("x.m3u:3:1", "a bookmark's time is beyond any recording; it is left out."),
        ("x.m3u:4:1", "no bookmark can be read in this option of VLC; it is left out."),
    ]


def test_a_playlist_without_bookmarks_is_refused_calmly() -> None:
    text = '<playlist xmlns="http://xspf.org/ns/0/"><trackList><track/></trackList></playlist>'
    with pytest.raises(FormatError, match="this playlist holds no bookmarks"):
        read(text.encode(), "x.xspf")
    assert not vlc_m3u.sniff("#EXTM3U\n#EXTINF:1,a\na.mp3\n")


@pytest.mark.parametrize(
    "piece", ["{", "{name=", ",time=", "{name=a,time=1}", ",bytes=1", ",", "1"]
)
def test_no_playlist_takes_long(piece: str) -> None:
    text = "#EXTVLCOPT:bookmarks={name=a,time=1}\na.mp3\n#EXTVLCOPT:bookmarks="
    began = time.process_time()
    read((text + piece * (200_000 // len(piece))).encode(), "x.m3u")
    assert time.process_time() - began < 2


@pytest.mark.parametrize("value", [ME, {"user": ME}, {"users": [ME]}, ME["bookmarks"]])
def test_bookmarks_of_audiobookshelf(value: object) -> None:
    text = json.dumps(value, indent=1)
    reader, episode = identify(text.encode(), "me.json")
    assert (reader.id, episode.title) == ("audiobookshelf", "me")
    assert episode.snips == (
        Snip("A", start=3000),
        Snip("B", start=70_250, created="2023-01-02T03:04:05Z"),
    )
    messages = [problem.message for problem in episode.problems]
    assert messages == [
        "this file has snips of 2 items. Those of “me” are read, the fullest; 1 of the others are "
        "left out.",
        "a bookmark needs a “time” in seconds; it is left out.",
        "a bookmark needs a “time” in seconds; it is left out.",
        "a bookmark is an object with a title and a time; it is left out.",
    ]
    line = text[: text.index("no time")].count("\n") - 1
    assert episode.problems[2].where.startswith(f"me.json:{line}:")


def test_the_first_bookmark_has_its_day() -> None:
    value = {"bookmarks": ME["bookmarks"][:1]}  # type: ignore[index]
    (snip,) = read(json.dumps(value).encode(), "x.json").snips
    assert snip == Snip("the good part", start=16_000, created="2022-11-10T22:41:23Z")


@pytest.mark.parametrize("made", ["1" * 400, "1e999", "-1", "[]", "true", '""'])
def test_a_day_that_is_none_is_left_out(made: str) -> None:
    text = f'[{{"libraryItemId": "a", "time": 1, "createdAt": {made}}}]'
    assert read(text.encode(), "x.json").snips == (Snip("", start=1000),)


_json: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["bookmarks", "user", "users", "libraryItemId", "time", "title",
                         "createdAt", "libraryItem", "media", "metadata"]),
        inner,
    ),
    max_leaves=20,
)  # fmt: skip


@given(_json)
def test_no_json_breaks_the_reader(value: Any) -> None:
    text = json.dumps(value).replace("Infinity", "1e999")
    document = JsonDocument(text, "x.json")
    audiobookshelf.sniff(document.value)
    try:
        episode = audiobookshelf.read(document)
    except FormatError:
        return
    assert episode.snips
