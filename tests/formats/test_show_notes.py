"""A listener pastes an episode's text, and its chapters, snips and links are found in it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain import timecode
from player.domain.episode import Chapter, Link, Snip
from player.domain.errors import TimecodeError
from player.formats import chapter_lines, read
from player.formats.show_notes import read as read_notes

TITLES = [
    "[00:00] Michael's preferred coffee",
    "[00:21] Takeaways",
    "[01:59] Please like, share, leave a review, and subscribe to our MLOps channels!",
    "[02:10] Gaming to AI Accelerators",
    "[11:34] Torch Chat goals",
    "[18:53] Pytorch benchmarking and competitiveness",
    "[21:28] Optimizing MLOps models",
    "[24:52] GPU optimization tips",
    "[29:36] Cloud vs On-device AI",
    "[38:22] Abstraction across devices",
    "[42:29] PyTorch developer experience",
    "[45:33] AI and MLOps-related antipatterns",
    "[48:33] When to optimize",
    "[53:26] Efficient edge AI models",
    "[56:57] Wrap up",
]
PAGE = """\
Michael Gschwind on chips, phones, and the right time to optimise.
57:44
forum Ask episode
web_stories AI Snips
view_agenda Chapters
auto_awesome Transcript
info_circle Episode notes
question_answer ANECDOTE
Gaming Console Accelerators
The chip of a console was his.
So was a part of the next one.
insights INSIGHT
From Gaming to AI
AI wants speed.
volunteer_activism ADVICE
Research is a Team Sport
Take in what others send.
Get the Snipd Podcast app to discover more snips from this episode
A talk about models on devices, first told at 10:30 on a Monday.

// Related links
Shop: https://mlops-community.myshopify.com/
https://en.m.wikipedia.org/wiki/Michael_Gschwind
Join (https://go.mlops.community/slack).

Timestamps:
"""
GLYPHS = (
    "question_answer insights volunteer_activism forum web_stories view_agenda auto_awesome"
    " info_circle"
)


def test_a_copied_snipd_page_is_taken_apart() -> None:
    episode = read((PAGE + "\n".join(TITLES)).encode(), "mlops-274.txt")
    assert episode.title == "mlops-274"
    assert episode.summary == "Michael Gschwind on chips, phones, and the right time to optimise."
    assert episode.duration == timecode.parse("57:44")
    assert [f"[{timecode.show(c.start)}] {c.title}" for c in episode.chapters] == TITLES
    assert episode.snips == (
        Snip(
            "Gaming Console Accelerators",
            "anecdote",
            points=("The chip of a console was his.", "So was a part of the next one."),
        ),
        Snip("From Gaming to AI", "insight", points=("AI wants speed.",)),
        Snip("Research is a Team Sport", "advice", points=("Take in what others send.",)),
    )
    assert episode.links == (
        Link("Shop", "https://mlops-community.myshopify.com/"),
        Link("en.m.wikipedia.org", "https://en.m.wikipedia.org/wiki/Michael_Gschwind"),
        Link("Join", "https://go.mlops.community/slack"),
    )
    assert episode.notes is not None
    assert episode.notes.startswith("A talk about models on devices")
    assert episode.notes.endswith("[56:57] Wrap up")
    assert episode.problems == ()
    for glyph in GLYPHS.split():
        assert glyph not in repr(episode)


@pytest.mark.parametrize("end", ["\r\n", "\n\n", "\n  "])
def test_the_page_is_known_however_it_was_copied(end: str) -> None:
    episode = read((PAGE + "\n".join(TITLES)).replace("\n", end).encode(), "x.md")
    assert (len(episode.chapters), len(episode.snips), episode.duration) == (15, 3, 3_464_000)


def test_icons_on_lines_of_their_own_are_left_out_too() -> None:
    broken = PAGE
    for glyph in GLYPHS.split():
        broken = broken.replace(f"{glyph} ", f"{glyph}\n")
    page = broken.replace("forum\nAsk", "forum Ask").replace("web_stories\nAI", "web_stories AI")
    episode = read(page.encode(), "x.txt")
    assert [snip.kind for snip in episode.snips] == ["anecdote", "insight", "advice"]
    for glyph in GLYPHS.split():
        assert glyph not in repr(episode)


def test_a_page_without_snips_is_notes_with_what_its_head_says() -> None:
    page = (
        "# The talk\nIt is good.\n1:02:03\nforum Ask episode\ninfo_circle Episode notes\nHello.\n"
    )
    episode = read(page.encode(), "x.txt")
    assert (episode.title, episode.summary, episode.duration, episode.notes, episode.snips) == (
        "The talk", "It is good.", 3_723_000, "Hello.", (),
    )  # fmt: skip


TWO = (Chapter(0, "Intro"), Chapter(3_723_000, "The end, at last"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[00:00] Intro", "[1:02:03] The end, at last"),
        ("(00:00) Intro", "(1:02:03) The end, at last"),
        ("00:00 - Intro", "1:02:03 - The end, at last"),
        ("00:00 – Intro", "01:02:03 — The end, at last"),
        ("00:00 Intro", "1:02:03 The end, at last"),
        ("00:00: Intro", "1:02:03: The end, at last"),
        ("00:00\tIntro", "1:02:03\tThe end, at last"),
        ("00:00 | Intro", "1:02:03 | The end, at last"),
        ("00:00.000 Intro", "1:02:03,000 The end, at last"),
        ("Intro 00:00", "The end, at last 1:02:03"),
        ("Intro - 00:00", "The end, at last – 1:02:03"),
        ("Intro (00:00)", "The end, at last (1:02:03)"),
        ("Intro [00:00]", "The end, at last [1:02:03]"),
        ("Intro ..... 00:00", "The end, at last ... 1:02:03"),
        ("- 00:00 Intro", "- 1:02:03 The end, at last"),
        ("* [00:00] Intro", "* [1:02:03] The end, at last"),
        ("• Intro 00:00", "• The end, at last 1:02:03"),
        ("01. 00:00 Intro", "02. 1:02:03 The end, at last"),
        ("1) Intro (00:00)", "2) The end, at last (1:02:03)"),
        ("> 00:00 Intro", "> 1:02:03 The end, at last"),
        ("**00:00** Intro", "**1:02:03** The end, at last"),
        ("**00:00 - Intro**", "**1:02:03 - The end, at last**"),
        ("00:00 **Intro**", "1:02:03 *The end, at last*"),
        ("[00:00](https://e.org/?t=0) Intro", "[1:02:03](https://e.org/?t=9) The end, at last"),
        ("\\[00:00\\] Intro", "\\[1:02:03\\] The end, at last"),
        ("\\- \\[00:00\\] Intro", "\\- \\[1:02:03\\] The end, at last"),
        ("### 00:00 Intro", "### 1:02:03 The end, at last"),
        ("⏱️ 0:00 Intro", "⏱ 1:02:03 The end, at last"),
        ("✅ 0:00 - Intro", "➡️ 1:02:03 - The end, at last"),
        ("1️⃣ 0:00 Intro", "2️⃣ 1:02:03 The end, at last"),
        ("#1 0:00 Intro", "#2 1:02:03 The end, at last"),
        ("@0:00 Intro", "@1:02:03 The end, at last"),
        ("\u200b0:00 Intro", "\u200e1:02:03 The end, at last"),
        ("0:00 ➜ Intro", "1:02:03 ► The end, at last"),
        ("0:00 >> Intro", "1:02:03 => The end, at last"),
        ("0:00 ~ Intro", "1:02:03 // The end, at last"),
        ("0:00) Intro", "1:02:03; The end, at last"),
        ("0:00：Intro", "1:02:03｜The end, at last"),
        ("【0:00】Intro", "（1:02:03）The end, at last"),
        ("{0:00} Intro", "<1:02:03> The end, at last"),
        ("Intro @ 0:00", "The end, at last ➜ 1:02:03"),
        ("Intro 【0:00】", "The end, at last 「1:02:03」"),
        ("| 0:00 | Intro |", "| 1:02:03 | The end, at last |"),
        ("0h0m0s Intro", "1h02m03s The end, at last"),
        ("0m00s - Intro", "62m3s - The end, at last"),
        ("00:00:00:00 Intro", "01:02:03:24 The end, at last"),
        ("0:00 min Intro", "1:02:03 min. The end, at last"),
        ("<p>0:00 Intro</p>", "<li><b>1:02:03</b> The end, at last</li>"),
        ("| Intro | 0:00 |", "| The end, at last | 1:02:03 |"),
        ("[0:00](app://t/0) - Intro", "[1:02:03](#t=3723) - The end, at last"),
        ("00：00 Intro", "０１：０２：０３ The end, at last"),
        ("0:00 \u200eIntro", "1:02:03 \u200bThe end, at last"),
        ("0:00, Intro", "1:02:03, The end, at last"),
        ("Intro, 0:00", "The end, at last, 1:02:03"),
        ("0:00Intro", "1:02:03The end, at last"),
        ("0:00／Intro", "1:02:03／The end, at last"),
        ("▶\ufe0e 0:00 Intro", "▶\ufe0e 1:02:03 The end, at last"),
        ("Hi!<br>0:00 Intro<br />1:02:03 The end, at last<br>", "Bye"),
    ],
)
def test_timestamps_in_any_usual_shape_are_chapters(first: str, second: str) -> None:
    text = f"Some words.\n\n{first}\n{second}\n\nMore.\n"
    episode = read(text.encode(), "x.txt")
    assert episode.chapters == TWO
    assert episode.notes == text.strip()


def test_a_time_may_stand_between_a_title_and_a_remark() -> None:
    text = "Suite 4:26  (incomplete)\n2. Song - 5:31 - live\nProse [6:00] (new)\nForest 7:00\n"
    assert read(text.encode(), "x.txt").chapters == (
        Chapter(266_000, "Suite (incomplete)"),
        Chapter(331_000, "Song - live"),
        Chapter(360_000, "Prose (new)"),
        Chapter(420_000, "Forest"),
    )
    assert read(b"We met at 10:30 (as ever)\nand at 11:45 (or so)\n", "x.txt").chapters == ()


def test_signs_that_markdown_escapes() -> None:
    text = "- \\[0:00\\] A \\& B \\| C\n- \\[1:00\\] \\<b\\> \\~1\n"
    assert [c.title for c in read(text.encode(), "x.md").chapters] == ["A & B | C", "<b> ~1"]


@pytest.mark.parametrize(
    "line",
    [
        "(0:00) Intro (2:10) The guest, again (1:02:03) End",
        "Timestamps: 0:00 Intro, 2:10 The guest, again, 1:02:03 End",
        "0:00 - Intro | 2:10 - The guest, again | 1:02:03 - End",
        "0:00 Intro 2:10 The guest, again 1:02:03 End",
        "\u23f1 [00:00] Intro \u2022 [02:10] The guest, again \u2022 [1:02:03] End",
    ],
)
def test_a_whole_list_may_stand_on_one_line(line: str) -> None:
    assert read(f"Words.\n\n{line}\n\nMore.\n".encode(), "x.txt").chapters == (
        Chapter(0, "Intro"), Chapter(130_000, "The guest, again"), Chapter(3_723_000, "End"),
    )  # fmt: skip


def test_a_range_gives_the_end_and_a_link_the_address() -> None:
    text = "00:00 – 00:21 Intro\n(00:21-01:00) [Shop](https://e.org/)\n02:00 Rest\n03:00 Out\n"
    assert read(text.encode(), "x.txt").chapters == (
        Chapter(0, "Intro", 21_000),
        Chapter(21_000, "Shop", 60_000, "https://e.org/"),
        Chapter(120_000, "Rest"),
        Chapter(180_000, "Out"),
    )


@pytest.mark.parametrize(
    "prose",
    [
        "at 10:30 on Monday we met",
        "We met at 10:30",
        "10:30 on Monday is when we met.",
        "We met at 10:30\nand parted at 11:45",
        "10:30 AM Coffee\n11:45 AM Lunch",
        "12:30 Uhr Kaffee\n13:30 Uhr Kuchen",
        "57:44",
        "00:00\n00:21\n",
        "In Genesis 1:01 it is told.",
        "40:00 last\n30:00 third\n20:00 second\n10:00 first",
        "00:75 no such second\n00:99 nor this",
        f"00:00 {'a sentence that goes on, ' * 20}\n00:10 {'and another one, ' * 20}",
        "No times at all.",
        "We talk about A (02:10), then B (12:30) and finally C (45:00).",
        "10:30 we left, 11:45 we came, 12:50 we ate.",
        "Open (Mon) 10:30 to 12:00, (Tue) 11:00 to 13:00, (Wed) 12:00 to 14:00",
    ],
)
def test_times_in_prose_are_no_chapters(prose: str) -> None:
    episode = read(prose.encode(), "x.txt")
    assert episode.chapters == ()
    assert episode.notes == prose.strip()
    assert episode.problems == ()


@pytest.mark.parametrize("shape", ["({})", "[{}]", "{}", "**{}**", "{} - {}"])
def test_a_title_may_stand_below_its_time(shape: str) -> None:
    times = ("00:00", "00:45", "12:30")
    titles = ("Welcome to the show", "Introducing a guest", "What is next?")
    text = "\n\n".join(
        f"{shape.format(time, time)}\n\n{title}" for time, title in zip(times, titles, strict=True)
    )
    found = read(text.encode(), "x.txt").chapters
    assert [(timecode.show(c.start), c.title) for c in found] == list(
        zip(times, titles, strict=True)
    )


@pytest.mark.parametrize("between", ["", "\n"])
def test_a_title_may_stand_right_above_its_time(between: str) -> None:
    titles = ("Welcome to the show", "A guest", "Questions", "Good night")
    times = ("0:00", "0:45", "12:30", "1:02:03")
    rows = between.join(f"{title}\n{time}\n" for title, time in zip(titles, times, strict=True))
    found = read(f"Words.\n\n{rows}\nMore of it.\n".encode(), "x.txt").chapters
    assert [(c.title, c.start) for c in found] == [
        (title, timecode.parse(time)) for title, time in zip(titles, times, strict=True)
    ]
    below = read(b"Chapters:\n0:00\nOne\n1:00\nTwo\n2:00\nThree\n", "x.txt").chapters
    assert [c.title for c in below] == ["One", "Two", "Three"]


def test_markup_and_addresses_in_titles() -> None:
    text = (
        "We know <a rel='x' href=\"https://e.org/a?b=1&amp;c=2\">Ann's page</a>, https://e.org/x.\n"
        "0:00 <b>Intro</b> &amp; more\n0:30 Shop (https://e.org/shop)\n"
        '2:00 <a href="https://e.org/l">Link</a>\n3:00 See it (https://e.org/(x)\n'
    )
    episode = read(text.encode(), "x.txt")
    assert episode.chapters == (
        Chapter(0, "Intro & more"),
        Chapter(30_000, "Shop", None, "https://e.org/shop"),
        Chapter(120_000, "Link"),
        Chapter(180_000, "See it (https://e.org/(x)"),
    )
    assert episode.links[:2] == (
        Link("Ann's page", "https://e.org/a?b=1&c=2"),
        Link("e.org", "https://e.org/x"),
    )
    assert Link("Link", "https://e.org/l") in episode.links


def test_a_transcript_that_was_copied_is_no_list_of_chapters() -> None:
    spoken = "so today we are going to talk about chips and"
    short = "\n".join(f"{second // 60}:{second % 60:02}\n{spoken}" for second in range(0, 300, 4))
    assert read(short.encode(), "x.txt").chapters == ()
    long = "\n".join(f"{minute}:00\n{spoken}. {spoken}.\n" for minute in range(20))
    assert read(long.encode(), "x.txt").chapters == ()


def test_titles_in_scripts_without_spaces() -> None:
    for text in ("0:00开始\n0:42主题\n", "0:00はじめに\n0:42おわり\n", "0:00시작\n0:42끝\n"):
        assert len(read(text.encode(), "x.txt").chapters) == 2


def test_a_stray_time_beside_a_list_does_not_join_it() -> None:
    text = "[00:00] A\n[00:10] B\nGenesis 1:01\n[00:20] C\n[00:10] B\n"
    chapters = read(text.encode(), "x.txt").chapters
    assert [chapter.title for chapter in chapters] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The talk #\n\nwords", "The talk"),
        ("The talk\n\nwords", "The talk"),
        ("The talk\nwords", "my talk"),
        ("We talked for long.\n\nwords", "my talk"),
        ("https://example.org\n\nwords", "my talk"),
        ("[00:00] Intro\n\n[00:10] B", "my talk"),
        ("- a list\n\n- of things", "my talk"),
        ("words", "my talk"),
        ("## 0:00 Intro\n\n## 5:00 B", "my talk"),
    ],
)
def test_the_title_is_a_first_line_that_looks_like_one(text: str, title: str) -> None:
    assert read(text.encode(), "my talk.md").title == title


def test_links_are_called_by_what_stands_before_them() -> None:
    text = (
        "[The shop](https://e.org/shop), or see https://e.org/a_(b), https://e.org/c!\n"
        "Host: <https://www.linkedin.com/in/x/>\n"
        "https://e.org/shop\nftp://e.org/ http://\n00:10 https://e.org/d\n"
    )
    assert read(text.encode(), "x.txt").links == (
        Link("The shop", "https://e.org/shop"),
        Link("or see", "https://e.org/a_(b)"),
        Link("e.org", "https://e.org/c"),
        Link("Host", "https://www.linkedin.com/in/x/"),
        Link("e.org", "https://e.org/d"),
    )


@given(st.text(max_size=300))
def test_no_text_is_an_error(text: str) -> None:
    episode = read_notes(text, "x.txt")
    starts = [chapter.start for chapter in episode.chapters]
    assert starts == sorted(starts)


@given(
    st.integers(0, 99 * 3600 * 1000),
    st.text(st.characters(categories=["L"]), min_size=1, max_size=30),
    st.sampled_from(["[{}] {}", "({}) {}", "{} {}", "{} - {}", "- {}: {}", "7. {} | {}"]),
)
def test_every_time_is_read_back_exactly(ms: int, title: str, shape: str) -> None:
    line = shape.format(timecode.spell(ms), title)
    assert chapter_lines.parse(line) == Chapter(ms, title)


@pytest.mark.parametrize("line", ["", "  ", "words", "[-00:10] T", "[99999:00:00] T", "00:75 T"])
def test_a_line_that_should_be_a_chapter_and_is_none_says_so(line: str) -> None:
    with pytest.raises(TimecodeError):
        chapter_lines.parse(line)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "[" * 300_000,
        " " * 500_000 + "00:10",
        ("x" * 900 + " " * 90 + "\n") * 3000,
        ("1. " * 300 + "\n") * 2000,
        ("[a](" * 240 + "\n") * 2000,
        "https://e.org/((((" * 20_000,
        ("*_~`" * 240 + "00:10\n") * 1000,
        ("a" + "." * 900 + "b 00:10\n") * 1000,
        ("a" + " ...." * 190 + "b 00:10\n") * 1000,
        ("1" + " " * 980 + "x 0:0\n") * 1000,
        ("#1 " * 300 + "x 00:10\n") * 1000,
        ("⏱ @" * 300 + "x 00:10\n") * 1000,
        "0:00\n" * 200_000,
        "<p 0:00 A" * 100_000,
        "</a>" + "<a href=https://e.org/" * 40_000,
        "</a>" + "<a " + " href" * 150_000,
        "A\n0:00\n" * 100_000,
        "\n".join(f"https://e.org/{n}" for n in range(50_000)),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    began = time.perf_counter()
    read_notes(text, "x.txt")
    assert time.perf_counter() - began < 3
