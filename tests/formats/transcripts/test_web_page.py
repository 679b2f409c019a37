"""A transcript that is a web page: who speaks, since when, and what is said."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Line, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.transcripts import web_page


def lines(text: str) -> tuple[Line, ...]:
    reader, episode = identify(text.encode(), "talk.html")
    assert reader.id == "html"
    return episode.transcript


def test_a_transcript_of_a_podcast(corpora: Path) -> None:
    path = corpora / "podcast-namespace" / "transcripts" / "example.html"
    reader, episode = identify(path.read_bytes(), path.name)
    assert reader.id == "html"
    first, second, third = episode.transcript[:3]
    assert [(n.start, n.speaker) for n in (first, second, third)] == [
        (0, "Travis"),
        (53_000, "Sarah"),
        (102_000, "Travis"),
    ]
    assert first.text.startswith("When you first get started in podcasting, it's almost")
    assert episode.problems == ()


def test_a_page_with_all_around_it() -> None:
    text = """<!DOCTYPE html><html><head><title>Talk</title><style>p { color: red }</style>
      <script>document.write("<p>never</p>")</script></head><body><!-- <p>nor this</p> -->
      <time>00:00:01</time> <CITE>Ann &amp; Co:</CITE><P class="x">Salt <b>&amp;</b> pepper,<br>more
      of it in <cite>A Book</cite>.<p>Second paragraph &lt;3</p><p> </p>
      <cite>Bob</cite> <time datetime="PT1M">(1:02:03)</time><p>Hi</p>
      <cite>Ann</cite><p>Without a time</p>
      <p><time>2:00:00</time> <cite>Bob:</cite> inside</p></body></html>"""
    assert lines(text) == (
        Line(1000, None, "Salt & pepper, more of it in A Book. Second paragraph <3", "Ann & Co"),
        Line(3_723_000, None, "Hi", "Bob"),
        Line(3_723_000, None, "Without a time", "Ann"),
        Line(7_200_000, None, "inside", "Bob"),
    )


def test_a_time_that_is_none_is_told() -> None:
    text = (
        "<cite>Ann</cite><time>0:01</time><p>One</p>\n<time>soon</time><cite>Bob</cite><p>Two</p>"
    )
    episode = read(text.encode(), "talk.html")
    assert episode.transcript == (Line(1000, None, "One", "Ann"), Line(1000, None, "Two", "Bob"))
    assert episode.problems == (
        Problem("warning", "talk.html:2:1", "“soon” is no time such as 1:02:03."),
    )


def test_a_page_without_times_is_a_transcript_without_times() -> None:
    assert lines("<cite>Ann:</cite><p>One</p><p>two</p><cite>Bob</cite><p>three</p>") == (
        Line(None, None, "One", "Ann"),
        Line(None, None, "two", "Ann"),
        Line(None, None, "three", "Bob"),
    )


@pytest.mark.parametrize(
    "rows",
    [
        ("<p><b>Ann</b> [00:00:03] One &amp; all.</p>", "<p><b>Bob</b> [1:02:03] Two.</p>"),
        ("<p><b>Ann </b>(00:03):<br>One &amp;\nall.</p>", "<p><b>Bob </b>(1:02:03):<br>Two.</p>"),
        ("<div>Ann: <a>(00:03)</a></div><div>One &amp; all.", "<div>Bob: (1:02:03)</div>Two."),
        ("<li><a>[00:03]</a> Ann: One &amp; all.", "<li><a>[1:02:03]</a> Bob: Two."),
    ],
)  # fmt: skip
def test_times_and_names_in_plain_sight(rows: tuple[str, str]) -> None:
    text = f"<html><head><title>00:00 No</title></head><body>{''.join(rows)}</body></html>"
    assert lines(text) == (
        Line(3000, None, "One & all.", "Ann"),
        Line(3_723_000, None, "Two.", "Bob"),
    )


def test_names_alone_in_plain_sight() -> None:
    assert lines("<p><b>Ann:</b> One.</p><p>two</p>") == (
        Line(None, None, "One.", "Ann"),
        Line(None, None, "two"),
    )


def test_a_page_with_contents_and_headings() -> None:
    text = (
        "<html><body><nav><a href='/'>Home</a></nav><h1>Talk &amp; more</h1><p>All of it.</p>"
        '<ul><li><a href="#c0">0:00 &#8211; Intro</a></li><li><a href="#c1">9:00 Two</a></li></ul>'
        '<h2 id="c0">Intro</h2><div><span>Ann</span><span> <a href="#x">(00:00:01)</a></span>'
        '<span> Hi.</span></div><h2 id="c1"><span>Two</span></h2><div><span>Bob</span><span> '
        '<a href="#y">(00:09:00)</a></span><span> Ho.</span></div></body></html>'
    )
    assert lines(text) == (Line(1000, None, "Hi.", "Ann"), Line(540_000, None, "Ho.", "Bob"))
    assert read(text.encode(), "x.html").title == "Talk & more"


def test_names_in_paragraphs_of_their_own() -> None:
    said = ("ANN ROE, HOST:", "Hi.", "BOB DOE, BYLINE: Ho.", "ROE: Hm.", "Ann:")
    found = [Line(None, None, "Hi.", "ANN ROE, HOST"), Line(None, None, "Ho.", "BOB DOE, BYLINE"),
             Line(None, None, "Hm.", "ROE")]  # fmt: skip
    assert lines("".join(f"<p>{row}</p>" for row in said)) == tuple(found)
    assert read("\n\n".join(said).encode(), "x.transcript.txt").transcript[:3] == tuple(found)


def test_a_colon_behind_a_name_within_a_paragraph_is_no_speech() -> None:
    assert lines("<p><cite>Ann</cite>: One.</p><time>0:10</time>") == (
        Line(None, None, "One.", "Ann"),
    )


def test_other_pages_are_none() -> None:
    assert not web_page.sniff("<p>Notes on <time>2024-11-01</time></p>")
    assert not web_page.sniff("Hello <time>0:10</time>")
    with pytest.raises(FormatError, match="no paragraph says anything"):
        read(b"<html><body><h1>Title</h1></body></html><br>", "talk.html")


@pytest.mark.parametrize(
    "part",
    ["<a ", "<!--", "<", "</a", "<![", "<?", "<a b='", "&", "&#", "<script>", "<p>", "<p><cite>",
     "<time>0:10", "<cite>a<time>0:10</time><p>b", "<style></style", "<p><br>", "x<cite>",
     "<nav>", "<h1>x", "<a href=#x", "<h1>0:00</h1>"],
)  # fmt: skip
def test_no_page_takes_long(part: str) -> None:
    text = "<cite>A</cite><time>0:01</time><p>One</p>" + part * (1_000_000 // len(part))
    began = time.perf_counter()
    assert web_page.read(text, "x.html").transcript[0].text.startswith("One")
    assert time.perf_counter() - began < 4


@given(st.lists(st.sampled_from(("<p>", "</p>", "<cite>", "</cite>", "<time>", "</time>", "0:10",
    "99:99", "a", "<br>", "<b>", "<!--", "-->", "<script>", "</script>", "&lt;", "&", "<", ">")),
    max_size=30).map("".join))  # fmt: skip
def test_no_page_breaks_the_reader(text: str) -> None:
    page = f"<cite>A</cite><time>0:01</time><p>One</p>{text}"
    assert web_page.read(page, "x.html").transcript[0].start == 1000
