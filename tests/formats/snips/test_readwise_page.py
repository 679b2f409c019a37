"""Highlights of podcasts that Readwise exported as Markdown come over, with their places."""

from __future__ import annotations

import pytest

from player.domain.episode import Line, Link, Picture
from player.domain.errors import FormatError
from player.formats import identify
from player.formats.snips import readwise_page

OBSIDIAN = """\
# Tea, boiled

![rw-book-cover](https://e.org/cover.png)

## Metadata
- Author: [[Hot Leaves]]
- Full Title: Tea, boiled
- Category: #podcasts
- URL: https://share.snipd.com/episode/e1

## Highlights
- Episode AI notes
  1. Green wants 70 degrees.
  2. Black wants more. ([Time 0:00:00](https://share.snipd.com/episode-takeaways/n1))
- **Water off the boil**
  - It is [a matter](https://e.org) of taste.
  Transcript:
  Ada Byron
  Green tea wants less.
  Alan T
  Yes. ([Time 0:24:09](https://share.snipd.com/snip/aa-11))
    - **Tags:** #brewing, #favorite, [[two words]]
    - **Note:** Try it.
## New highlights added January 3, 2024 at 8:12 AM
- Just said. ([Time 1:02:03](https://share.snipd.com/snip/aa-22))
"""
LOGSEQ = """\
title:: Tea, boiled (highlights)
author:: [[Hot Leaves]]
full-title:: "Tea, boiled"
category:: #podcasts

- Highlights first synced by [[Readwise]] [[Nov 19th, 2022]]
\t- Water off the boil
\t \x20
\t  Summary:
\t  A matter of taste.
\t \x20
\t  Transcript:
\t  Speaker 1
\t  Less.
\t \x20
\t  Speaker 2
\t  Yes. ([Time 0:10:20](https://share.snipd.com/snip/aa-11))
\t\t- **Note**: Try it.
\t- Second ([Time 0:12:00](https://share.snipd.com/snip/aa-22))
"""
HEADED = """\
---
title: Tea, boiled
author: Hot Leaves
URL: https://share.snipd.com/episode/e1
---
author:: [[Hot Leaves]]

## Highlights
### Time 0:00:00
[[2024-04-07]] 05:38
> Introduction
> Summary:
> What it is about.
> Transcript:
> Speaker 1
> Hello.

### Time 1:07:22
[[2024-04-07]] 05:44
> Just said.
"""


def test_obsidian() -> None:
    reader, episode = identify(OBSIDIAN.encode(), "tea.md")
    assert reader.id == "readwise-markdown"
    assert (episode.title, episode.show) == ("Tea, boiled", "Hot Leaves")
    assert episode.cover == Picture("https://e.org/cover.png")
    assert episode.links == (Link("Source", "https://share.snipd.com/episode/e1"),)
    notes, boil, said = episode.snips
    assert (notes.title, notes.points, notes.start) == (
        "Episode AI notes",
        ("Green wants 70 degrees.", "Black wants more."),
        0,
    )
    assert (boil.title, boil.start, boil.id, boil.favorite) == (
        "Water off the boil",
        1_449_000,
        "aa-11",
        True,
    )
    assert (boil.points, boil.note) == (("It is [a matter](https://e.org) of taste.",), "Try it.")
    assert boil.tags == ("brewing", "two words")
    assert (said.quote, said.start, said.kind) == ("Just said.", 3_723_000, "quote")
    assert episode.transcript == (
        Line(1_449_000, None, "Green tea wants less.", "Ada Byron"),
        Line(1_449_000, None, "Yes.", "Alan T"),
    )
    assert not episode.problems


def test_logseq() -> None:
    reader, episode = identify(LOGSEQ.encode(), "tea.md")
    assert reader.id == "readwise-markdown"
    assert (episode.title, episode.show) == ("Tea, boiled", "Hot Leaves")
    first, second = episode.snips
    assert (first.title, first.start, first.note) == (
        "Water off the boil",
        620_000,
        "A matter of taste.\n\nTry it.",
    )
    assert (second.quote, second.start) == ("Second", 720_000)
    assert [line.speaker for line in episode.transcript] == ["Speaker 1", "Speaker 2"]


def test_headings_with_times() -> None:
    reader, episode = identify(HEADED.encode(), "tea.md")
    assert reader.id == "readwise-markdown"
    assert (episode.title, episode.show) == ("Tea, boiled", "Hot Leaves")
    assert [(s.title, s.quote, s.start) for s in episode.snips] == [
        ("Introduction", None, 0),
        ("", "Just said.", 4_042_000),
    ]
    assert episode.transcript == (Line(0, None, "Hello.", "Speaker 1"),)


def test_several_recordings_are_told() -> None:
    episode = readwise_page.read(OBSIDIAN + OBSIDIAN.replace("boiled", "cold"), "x.md")
    assert episode.title == "Tea, boiled"
    assert "2 episodes" in episode.problems[0].message


def test_highlights_of_a_book_are_none() -> None:
    text = "# A book\n\n## Highlights\n- A passage. ([Location 12](https://readwise.io/open/1))\n"
    assert not readwise_page.sniff(text)
    with pytest.raises(FormatError, match="no highlight"):
        readwise_page.read("# A book\n\nText.\n", "x.md")


def test_long_ones_are_read() -> None:
    item = "- x\n  Transcript:\n  Ada\n  y ([Time 0:24:09](https://share.snipd.com/snip/1))\n"
    assert len(readwise_page.read("## Highlights\n" + item * 20_000, "x.md").snips) == 20_000
    for text in ("## Highlights\n" + "- " * 500_000, "> [[" * 300_000, "### Time 0:00:00" * 60_000):
        readwise_page.sniff(text)
        readwise_page.episodes(text, "x.md")
