"""WebVTT with chapters is told from WebVTT with what is said, by its text alone."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from player.domain.episode import Chapter, Episode, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.chapters import listing, vtt
from tests.formats.chapters.generated import episodes


def cues(*values: tuple[str, str, str], head: str = "WEBVTT") -> str:
    return head + "\n\n" + "\n\n".join(f"{a} --> {b}\n{text}" for a, b, text in values) + "\n"


# As players' manuals show them.
NAVIGATION = """\
WEBVTT FILE

Chapter 1
00:00:00.000 --> 00:00:10.700
Title Slide

Chapter 2
00:00:10.700 --> 00:00:47.600
Introduction by Naomi Black

Chapter 3
00:00:47.600 --> 00:01:50.100
Impact of Captions on the Web
"""
PLAIN = cues(
    ("00:00.000", "00:42.000", "Introduction"),
    ("00:42.000", "03:10.000", "What is a chip?"),
    ("03:10.000", "10:00.000", "Gaming to AI accelerators"),
    ("10:00.000", "10:20.000", "Outro"),
)
NAMED = """\
WEBVTT

Opening
00:00:00.000 --> 00:00:05.000

The middle
00:00:05.000 --> 00:00:09.000

"""
# Short cues far from each other, some longer: where something begins, and for how long it is shown.
APART = cues(
    ("00:00:00.000", "00:00:01.000", "1. What is this all about?"),
    ("00:01:18.883", "00:02:09.753", "Rossini - Overture to William Tell"),
    ("00:04:31.616", "00:04:35.558", "Chopin - Nocturne"),
    ("00:04:46.566", "00:04:51.461", "2. Fun to listen to"),
    ("00:07:13.476", "00:07:20.223", "Schumann &amp; Rozsa"),
)
CHINESE = cues(
    ("00:00:00.000", "00:05:00.000", "介绍"),
    ("00:05:00.000", "00:15:00.000", "嘉宾的故事和他的公司"),
    ("00:15:00.000", "00:16:00.000", "结束"),
)
SHORT = ("00:00.000", "00:02.000", "Hello"), ("00:02.000", "00:04.000", "World")


@pytest.mark.parametrize(
    "text",
    [
        NAVIGATION,
        PLAIN,
        NAMED,
        CHINESE,
        PLAIN.replace("\n", "\r\n"),
        APART,
        cues(*SHORT, head="WEBVTT\nKind: chapters\nLanguage: en"),
        cues(*SHORT, head="WEBVTT kind=chapters"),
        cues(*SHORT, head="WEBVTT - Chapters"),
        cues(*SHORT, head="WEBVTT\n\nNOTE Chapters of the talk"),
        cues(*SHORT, head="WEBVTT\n\nNOTE\nchapter markers, made by hand"),
        cues(("00:00.000", "10:00.000", "The whole thing")),
        "WEBVTT\nKind: chapters\n",
    ],
)
def test_these_are_chapters(text: str) -> None:
    assert identify(text.encode(), "x.vtt")[0].id == "vtt-chapters"


# An hour of sentences one line each, end to end, as programs write that hear speech.
SENTENCES = (
    "So let us begin with the first of them, which nobody expected.",
    "and that was the moment when everything changed for the whole team",
    "Right.",
    "I mean, if you look at the numbers, they say something else entirely!",
    "Mm-hm.",
)
HEARD = cues(*(
    (f"{s // 60:02}:{s % 60:02}.000", f"{(s + 5) // 60:02}:{(s + 5) % 60:02}.000",
     SENTENCES[s // 5 % 5] + f" {s}" * (s % 2))
    for s in range(0, 3000, 5)
))  # fmt: skip
PARAGRAPHS = cues(*(
    (f"{m:02}:00.000", f"{m + 1:02}:00.000", " ".join(SENTENCES) * 3 + f" {m}") for m in range(30)
))  # fmt: skip
MUSIC = cues(*((f"{m:02}:00.000", f"{m:02}:30.000", "[Music]") for m in range(20)))
CALM = cues(*(
    (f"{m:02}:00.000", f"{m:02}:12.000", f"Breathe in, and out, {m}.") for m in range(20)
))  # fmt: skip
VOICES = cues(
    ("00:00.000", "01:00.000", "<v Ann>Hello"),
    ("01:00.000", "02:00.000", "<v Bob>Hi there"),
    ("02:00.000", "03:00.000", "<v Ann>Well"),
)
TWO_LINES = cues(
    ("00:00.000", "01:00.000", "One\nand two"), ("01:00.000", "02:00.000", "Three\nand four")
)


@pytest.mark.parametrize(
    "text",
    [
        HEARD,
        PARAGRAPHS,
        MUSIC,
        CALM,
        VOICES,
        TWO_LINES,
        cues(*SHORT),
        PLAIN.replace("WEBVTT", "WEBVTT\nKind: captions\nLanguage: en"),
        PLAIN.replace("WEBVTT", "WEBVTT\nKind: subtitles"),
        HEARD.replace("WEBVTT", "WEBVTT - Moby-Dick, chapter 3"),
        HEARD.replace("WEBVTT", "WEBVTT\n\nNOTE Transcript of chapters 1 to 3"),
        HEARD.replace("WEBVTT", f"WEBVTT\n\nNOTE {'This file is long. ' * 20}It has chapters."),
        "WEBVTT\n\n00:00.000 --> 00:11.000\nAnd so my fellow Americans, ask not what your country "
        "can do for you, ask what you can do for your country.\n",
        "WEBVTT\n",
        "WEBVTTX\nKind: chapters\n",
        "Kind: chapters\n",
    ],
)
def test_these_are_none(text: str) -> None:
    assert not vtt.sniff(text)


def test_real_transcripts_are_none(corpora: Path) -> None:
    for path in corpora.rglob("*.vtt"):
        text = path.read_text("utf-8")
        assert not vtt.sniff(text), path
        # Not even where each has one line.
        assert not vtt.sniff(text.replace("-->", "--> ").replace("<v ", "("))
        assert identify(text.encode(), path.name)[0].id == "vtt"


def test_a_few_remarks_far_from_each_other_are_none() -> None:
    said = ("Look at that!", "There it is.", "Yes, I have seen it.", "Good night.")
    text = cues(*((f"00:{n:02}:00.000", f"00:{n:02}:03.000", each) for n, each in enumerate(said)))
    assert not vtt.sniff(text)
    assert not vtt.sniff(cues(("00:00.000", "00:02.000", "One"), ("09:00.000", "09:02.000", "Two")))


def test_empty_lines_between_them_may_be_missing() -> None:
    text = (
        "WEBVTT\n1\n00:00:00.000 --> 00:00:30.000\nLionfish\n2\n00:00:30.000 --> 00:00:54.000\n"
        "Anemone\n00:00:54.000 --> 00:01:25.000\nClownfish"
    )
    reader, episode = identify(text.encode(), "x.vtt")
    assert reader.id == "vtt-chapters"
    assert episode.chapters == (
        Chapter(0, "Lionfish"), Chapter(30_000, "Anemone"), Chapter(54_000, "Clownfish"),
    )  # fmt: skip
    assert episode.problems == ()


def test_the_title_is_the_text_or_else_the_name() -> None:
    assert read(NAVIGATION.encode(), "x.vtt").chapters == (
        Chapter(0, "Title Slide"),
        Chapter(10_700, "Introduction by Naomi Black"),
        Chapter(47_600, "Impact of Captions on the Web"),
    )
    assert read(NAMED.encode(), "x.vtt").chapters == (
        Chapter(0, "Opening"),
        Chapter(5000, "The middle"),
    )


def test_everything_that_a_cue_may_have() -> None:
    text = (
        "WEBVTT\r\nKind: chapters\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE none\r\n\r\n"
        "7\r\n00:05.000 --> 00:10.000 align:start\r\n<b>Salt</b> &amp; <i.x>pepper</i>\r\nagain\r\n"
        "\r\n00:00:01.500 --> 00:00:03.000\r\n\r\n01:00:00.000 --> 02:00:00.000\r\n1 &lt; 2 <3\r\n"
    )
    assert read(text.encode(), "x.chapters.vtt").chapters == (
        Chapter(1500, "", 3000),
        Chapter(5000, "Salt & pepper again", 10_000),
        Chapter(3_600_000, "1 < 2 <3"),
    )


def test_a_chapter_inside_another_stands_behind_its_start() -> None:
    text = cues(
        ("00:00.000", "10:00.000", "Part"),
        ("00:00.000", "05:00.000", "One"),
        ("05:00.000", "09:00.000", "Two"),
        head="WEBVTT\nKind: chapters",
    )
    assert read(text.encode(), "x.vtt").chapters == (
        Chapter(0, "Part"),
        Chapter(0, "One"),
        Chapter(300_000, "Two"),
    )


def test_bad_times_are_told_with_their_line() -> None:
    text = cues(
        ("00:75.000", "01:00.000", "a"), ("when", "ever", "b"), ("00:05.000", "00:01.000", "c"),
        head="WEBVTT\nKind: chapters",
    )  # fmt: skip
    episode = read(text.encode(), "x.vtt")
    assert episode.chapters == (Chapter(5000, "c"),)
    message = (
        "these are not two times such as 00:00:01.000 --> 00:00:04.000; the chapter is left out."
    )
    assert episode.problems == (
        Problem("error", "x.vtt:4:1", message),
        Problem("error", "x.vtt:7:1", message),
    )


def test_what_is_no_webvtt_is_refused() -> None:
    with pytest.raises(FormatError, match="no WebVTT"):
        vtt.read("00:00.000 --> 00:01.000\na", "x.vtt")


@settings(max_examples=60)
@given(episodes())
def test_webvtt_py_reads_what_is_written(episode: Episode) -> None:
    found = list(webvtt.from_string(vtt.write(episode)))
    assert len(found) == len(episode.chapters)
    for cue, chapter in zip(found, episode.chapters, strict=True):
        hours, minutes, seconds = cue.start.split(":")
        ms = round((int(hours) * 3600 + int(minutes) * 60) * 1000 + float(seconds) * 1000)
        assert ms == chapter.start
        assert html.unescape(cue.text) == listing.clean(chapter.title)


def test_what_is_written() -> None:
    episode = Episode(
        "x",
        duration=60_000,
        chapters=(Chapter(0, "A & B"), Chapter(1500, "<C>", 2000), Chapter(30_000, "")),
    )
    assert vtt.write(episode) == (
        "WEBVTT\nKind: chapters\n\n00:00:00.000 --> 00:00:01.500\nA &amp; B\n\n"
        "00:00:01.500 --> 00:00:02.000\n&lt;C&gt;\n\n00:00:30.000 --> 00:01:00.000\n"
    )


@given(st.text(st.sampled_from("<v A>/&#;x 0:1.\n-Kind: chapters"), max_size=80))
def test_no_text_stops_it(text: str) -> None:
    vtt.sniff(f"WEBVTT\n{text}")
    vtt.read(f"WEBVTT\nKind: chapters\n\n00:03.000 --> 00:04.000\n{text}\n", "x.vtt")
