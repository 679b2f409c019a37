"""What a listener has snipped in Snipd comes over: snips with their places, quotes and notes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Line, Link, Person, Picture, Problem, Snip
from player.domain.errors import FormatError
from player.formats import read
from player.formats.snips import snipd

PLUGIN = """\
---
episode_title: "Tea: all of it"
show_title: Hot Leaves
show_author: @leaves
guests:
  - Ada Byron
episode_publish_date: 2026-01-26
episode_duration_minutes: 71
episode_url: "https://share.snipd.com/episode/e1"
image_url: https://e.org/front.png
snips_count: 3
from_snipd: true
---
# Tea: all of it

![Cover|200](https://e.org/cover.png)

## Episode metadata
- Episode title: Tea: all of it
- Show: Hot Leaves
- Owner / Host: Leaves & Sons
- Guests: [Ada Byron](https://share.snipd.com/person/p1), [Alan T](https://share.snipd.com/person/p2)
- Episode publish date: 2026-01-26
- Episode AI description: Everything about tea.
- Mentioned books: [Leaves](https://share.snipd.com/book/b1) by [W. W.](https://share.snipd.com/person/p3)
- Duration: 01:10:50
- Episode URL: [Open in Snipd](https://share.snipd.com/episode/e1)
- Show URL: [Open in Snipd](https://share.snipd.com/show/s1)
- Export date: 2026-01-30T14:25

## Snips

### ⭐ [Water [just] off the boil](https://share.snipd.com/snip/11aa-22) [[brewing]] #to-try

🎧 12:03 - 14:05 (02:02)

<iframe src="https://share.snipd.com/embed/obsidian-player/snip/9" width="100%"></iframe>

- Green tea wants 70 degrees.
- Black tea wants more.

It is a matter of taste.

#### 💬 Quote

> Boil it, wait,
> and think of nothing.
> — Ada Byron

She says so of coffee, too.

#### 📚 Transcript

**Host**
So what do you do?

**Ada Byron**
Boil it, wait,
and think of nothing.

---

###  [Cups](https://share.snipd.com/snip/22aa-22)

🎧 01:02:03 - 01:02:33 (00:30)

<details>
<summary>📚 Transcript</summary>

No saucer.
</details>

---

### [Nowhere](https://share.snipd.com/snip/33aa-22)

A snip without its time.

---

My own line, typed in Obsidian.

Created with [Snipd](https://www.snipd.com) | Highlight & Take Notes from Podcasts
"""

OLDER = """\
# Story of a Database

![Cover|200](https://e.org/c.png)

## Episode metadata
- Episode title:: [[Folder/Story\\|Story of a Database]]
- Show:: [[Stories]]
- Owner / Host:: [[A Person]]
- Episode link:: [open in Snipd](https://share.snipd.com/episode/e9)
- Episode publish date:: 2021-07-02
<details>
<summary>Show notes</summary>
> It is everywhere &amp; small.<br/>>    Episode Page <br/>>    Newsletter
</details>

- Show notes link:: [open website](https://e.org/066)
- Tags: #podcasts #snipd
- Export date:: 2023-01-31T02:25

## Snips

### [14:10] Depend on nobody


[🎧 Play snip - 2min️ (12:03 - 14:05)](https://share.snipd.com/snip/44aa-22)
<audio controls> <source src="https://e.org/066.mp3?id=1&amp;x=2#t=12:03,14:05"> </audio>


### ✨ Key takeaways
1. Write it yourself.
2. Own it.


#### 📚 Transcript
<details>
<summary>Click to expand</summary>
<blockquote><b>Speaker 1</b><br/><br/>I wrote it.</blockquote><br/>\
<blockquote><b>Speaker 2</b><br/><br/>Why? &lt;laughs&gt;</blockquote>
</details>


---


### [38:07] An idea


[🎧 Play snip - 58sec️ (36:45 - 38:06)](https://share.snipd.com/snip/55aa-22)

### Summary
No server at all.

#### 📚 Transcript
> [!quote]- Transcript
>
> **Speaker 2**
> No server.
>
> **Speaker 1**
> None.


---
"""


def test_an_export_of_the_plugin_for_obsidian() -> None:
    episode = read(PLUGIN.encode(), "tea.md")
    assert (episode.title, episode.show) == ("Tea: all of it", "Hot Leaves")
    assert (episode.published, episode.duration) == ("2026-01-26", 4_250_000)
    assert episode.people == (
        Person("Leaves & Sons", "host"),
        Person("Ada Byron", "guest", "https://share.snipd.com/person/p1"),
        Person("Alan T", "guest", "https://share.snipd.com/person/p2"),
    )
    assert episode.summary == "Everything about tea."
    assert episode.cover == Picture("https://e.org/cover.png")
    assert Link("Leaves", "https://share.snipd.com/book/b1") in episode.links
    assert Link("Episode in Snipd", "https://share.snipd.com/episode/e1") in episode.links
    assert episode.notes == "My own line, typed in Obsidian."
    assert episode.snips == (
        Snip(
            "Water [just] off the boil",
            "quote",
            723_000,
            845_000,
            points=("Green tea wants 70 degrees.", "Black tea wants more."),
            quote="Boil it, wait,\nand think of nothing.",
            speaker="Ada Byron",
            note="It is a matter of taste.\n\nShe says so of coffee, too.",
            tags=("brewing", "to-try"),
            favorite=True,
            id="11aa-22",
        ),
        Snip("Cups", start=3_723_000, end=3_753_000, id="22aa-22"),
        Snip(
            "Nowhere",
            note="A snip without its time.",
            id="33aa-22",
        ),
    )
    assert episode.problems == (
        Problem(
            "warning",
            "tea.md:75:1",
            "no time such as 🎧 12:03 - 14:05 stands here; this snip has no place.",
        ),
    )


def test_what_was_said_in_a_snip_has_the_times_of_the_snip() -> None:
    assert read(PLUGIN.encode(), "tea.md").transcript == (
        Line(723_000, 845_000, "So what do you do?", "Host"),
        Line(723_000, 845_000, "Boil it, wait, and think of nothing.", "Ada Byron"),
        Line(3_723_000, 3_753_000, "No saucer."),
    )


def test_an_export_of_some_years_ago() -> None:
    episode = read(OLDER.encode(), "story.md")
    assert (episode.title, episode.show) == ("Story of a Database", "Stories")
    assert episode.people == (Person("A Person", "host"),)
    assert episode.published == "2021-07-02"
    assert episode.audio == ("https://e.org/066.mp3?id=1&x=2",)
    assert episode.notes == "It is everywhere & small.\nEpisode Page\nNewsletter"
    assert Link("Show notes", "https://e.org/066") in episode.links
    assert episode.snips == (
        Snip(
            "Depend on nobody",
            start=723_000,
            end=845_000,
            points=("Write it yourself.", "Own it."),
            id="44aa-22",
        ),
        Snip(
            "An idea",
            start=2_205_000,
            end=2_286_000,
            note="No server at all.",
            id="55aa-22",
        ),
    )
    assert episode.transcript == (
        Line(723_000, 845_000, "I wrote it.", "Speaker 1"),
        Line(723_000, 845_000, "Why? <laughs>", "Speaker 2"),
        Line(2_205_000, 2_286_000, "No server.", "Speaker 2"),
        Line(2_205_000, 2_286_000, "None.", "Speaker 1"),
    )
    assert episode.problems == ()


def test_of_many_episodes_in_one_file_that_with_most_snips_is_read() -> None:
    first = PLUGIN.partition("---\n# ")[2]
    text = f"{OLDER}\n# {first}"
    assert [len(episode.snips) for episode in snipd.episodes(text, "all.md")] == [2, 3]
    episode = read(text.encode(), "all.md")
    assert episode.title == "Tea: all of it"
    assert episode.problems[0] == Problem(
        "warning",
        "all.md",
        "this file has snips of 2 episodes. Those of “Tea: all of it” are read, the fullest; "
        "2 of the others are left out.",
    )


def test_outlines_in_the_notes_of_a_snip_are_no_snips() -> None:
    text = (
        "## Snips\n### Own title\n🎧 00:10 - 00:20\n\n### 1. Outline\nWords.\n\n# More\nWords.\n"
        "🎧 00:30 - 00:40\nAn appended one.\n"
    )
    one, two = read(text.encode(), "x.md").snips
    assert (one.title, one.note) == ("Own title", "1. Outline\nWords.\n\nMore\nWords.")
    assert (two.title, two.start, two.note) == ("", 30_000, "An appended one.")


def test_windows_ends_of_lines_are_ends_of_lines() -> None:
    text = PLUGIN.replace("\n", "\r\n")
    assert read(text.encode(), "tea.md").snips == read(PLUGIN.encode(), "tea.md").snips


@pytest.mark.parametrize(
    "text",
    [
        "# Notes\n\n🎧 Listen at 10:30 on Monday.\n\n00:00 Intro\n01:00 More\n",
        "I like https://share.snipd.com/episode/x\n",
        "see https://share.snipd.com/snip/x\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n🎧 music\n",
    ],
)
def test_other_texts_are_not_taken_for_exports(text: str) -> None:
    assert not snipd.sniff(text)


def test_a_page_without_a_snip_is_refused_calmly() -> None:
    with pytest.raises(FormatError, match="no snip can be read here: each needs a heading"):
        snipd.read("# Title\n\n## Snips\n", "x.md")


_PIECES = (
    "### ", "[a](https://share.snipd.com/snip/1)", "🎧 00:10 - 00:20", "> ", "— ", "- ", "\n",
    "<details>", "</details>", "<summary>", "[kind:: x]", "[tags:: a, #b]", "---", "#### Quote",
    "#### Transcript", "**A**", "<blockquote>", "![c](https://e.org)", "- Show: ", "x", "\\", "[",
    "# T\n## Snips\n", "1. ", " ", "Created: 2026-01-01", "🎧 99:99", "⭐",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_no_page_breaks_the_reader(text: str) -> None:
    try:
        snips = snipd.read(text, "x.md").snips
    except FormatError:
        return
    assert all(snip.end is None or (snip.start or 0) < snip.end for snip in snips)


@pytest.mark.parametrize(
    "piece",
    [
        "### ", "### [", "](", "🎧 ", "🎧 1", "[kind:: ", "[[", "> ", "- ", "#", "<a", "<summary>",
        "**", "<br/>", "\\", "###\n", "---\n", "# T\n", "### x\n🎧 00:10\n", "- a: b\n", "[🎧",
        "x\n",
        "- mentioned books: [a](https://e.org)\n", "(https://share.snipd.com/snip/",
    ],
)  # fmt: skip
def test_no_page_takes_long(piece: str) -> None:
    head = "### [a](https://share.snipd.com/snip/1)\n🎧 00:10 - 00:20\n"
    for text in (head + piece * (100_000 // len(piece)), piece * (100_000 // len(piece))):
        began = time.process_time()
        snipd.sniff(text)
        snipd.episodes(text, "x.md")
        assert time.process_time() - began < 2


def test_what_is_left_of_folded_transcripts_and_of_titles_in_bold() -> None:
    text = """\
### [04:47] Balance
[🎧 Play snip - 1min (03:50 - 04:47)](https://share.snipd.com/snip/a1)
**Balance**
- One point.
<p>One<br/>Two</p>
#### 📚 Transcript
Click to expand
<blockquote><b>Ben P.</b>

Or developer?</blockquote>
"""
    episode = read(text.encode(), "x.md")
    (snip,) = episode.snips
    assert (snip.title, snip.points, snip.note) == ("Balance", ("One point.",), "One\nTwo")
    assert episode.transcript == (Line(230_000, 287_000, "Or developer?", "Ben P."),)


@pytest.mark.parametrize(
    "template",
    [
        "## 🎧 [{0}](https://share.snipd.com/snip/{0})\n**{1} – {2}**\n",
        "#### [{0}](https://share.snipd.com/snip/{0}) #tag\n\n*{1} → {2}* (02:02)\n",
        "### [{0}](https://share.snipd.com/snip/{0}) ({1} - {2})\n",
        "### {1} - {2} [{0}](https://share.snipd.com/snip/{0})\n",
        "- **[{0}](https://share.snipd.com/snip/{0})** ({1} - {2})\n",
        "> [!quote] [{0}](https://share.snipd.com/snip/{0})\n> 🎧 {1} - {2}\n",
        "**[{0}](https://share.snipd.com/snip/{0})**\nTime: {1} to {2}\n",
    ],
)
def test_templates_of_listeners(template: str) -> None:
    text = "# Tea\n\n" + "\n".join(
        template.format(*each)
        for each in (("one", "12:03", "14:05"), ("two", "1:00:00", "1:00:09"))
    )
    episode = read(text.encode(), "x.md")
    assert episode.title == "Tea"
    assert [(s.id, s.title, s.start, s.end) for s in episode.snips] == [
        ("one", "one", 723_000, 845_000),
        ("two", "two", 3_600_000, 3_609_000),
    ]
    assert not episode.problems
    assert [snip.note for snip in episode.snips] == [None, None]


def test_an_article_that_mentions_a_snip_is_none() -> None:
    text = "# Blog\n\nIn [his words](https://share.snipd.com/snip/37ad), it is so.\n"
    assert not snipd.sniff(text)


WHOLE = """\
# Tea

### [One](https://share.snipd.com/snip/a1)
🎧 00:15 - 01:15
#### 📚 Transcript
**Ann**
Just a part.

---

## Full episode transcript

{0}

---

Created with [Snipd](https://www.snipd.com) | Highlight & Take Notes from Podcasts
"""


@pytest.mark.parametrize(
    ("shape", "timed"),
    [
        ("**{0}** [{1}]: {2}", True),
        ("[00:{1}] **{0}**: {2}", True),
        ("**{0}** ({1})\n{2}", True),
        ("**[{1}] {0}**\n\n{2}", True),
        ("**{0}**\n{2}", False),
        ("**{0}**: {2}", False),
    ],
)
def test_the_transcript_of_the_whole_episode(shape: str, timed: bool) -> None:
    said = [
        (
            "Ann Smith",
            f"{minute:02}:15",
            f"What is said in minute {minute} is long enough for a turn.",
        )
        if minute % 2
        else ("Bob Lee", f"{minute:02}:15", f"And in minute {minute} somebody else says something.")
        for minute in range(12)
    ]
    text = WHOLE.format("\n\n".join(shape.format(*each) for each in said))
    episode = read(text.encode(), "tea.md")
    assert [(snip.title, snip.start) for snip in episode.snips] == [("One", 15_000)]
    assert [(line.speaker, line.text) for line in episode.transcript] == [
        (who, words) for who, _, words in said
    ]
    starts = [60_000 * minute + 15_000 if timed else None for minute in range(12)]
    assert [line.start for line in episode.transcript] == starts
    assert episode.notes is None


def test_a_word_in_place_of_the_transcript_is_none() -> None:
    episode = read(WHOLE.format("> [!info] For subscribers\n> Get it.").encode(), "tea.md")
    assert [line.text for line in episode.transcript] == ["Just a part."]
    assert episode.notes is None
