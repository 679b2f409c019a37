"""Notes that came as HTML read well, keep their links and times, and bring nothing else along."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Link
from player.formats.feeds.html_text import markdown, plain, unescaped

BASE = "https://base.org/feed.xml"


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("<p>One &amp; two<br>three<br/><br/>four</p>", "One & two  \nthree\n\nfour"),
        (
            "<ol><li>a<ul><li>b</li><li>c</li></ul></li><li><p>d</p><p>e</p></li></ol>",
            "1. a\n   - b\n   - c\n2. d\n\n   e",
        ),
        ("<h1>Big</h1><h4>Small</h4><hr>", "## Big\n\n#### Small\n\n---"),
        ("<blockquote>Q<br>R</blockquote>", "> Q  \n> R"),
        ("<p>a<b> bold </b>b <i>it</i> <em></em>c</p>", "a **bold** b *it* c"),
        ("<p>open <strong>never closed", "open **never closed**"),
        ("<pre>00:00 a\n01:00 b</pre>", "00:00 a  \n01:00 b"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<div><div>00:00 - a</div><div>01:00 - b</div></div>", "00:00 - a\n\n01:00 - b"),
        ("<strong>00:00</strong> Intro<br />", "**00:00** Intro"),
        ("a < b <p>x</p>", "a \\< b\n\nx"),
        ("<p>[00:10] *a* _b_ c_d `e` 1. f</p>", "\\[00:10] \\*a\\* \\_b\\_ c_d \\`e\\` 1. f"),
        ("<p># a</p><p>1. b</p><p>- c</p><p>--</p><p>&gt; d</p>",
         "\\# a\n\n1\\. b\n\n\\- c\n\n\\--\n\n\\> d"),
        ("<p>https://e.org/a_b_*</p>", "https://e.org/a_b_*"),
        ("plain &amp;\r\nlines\n\nand more", "plain &  \nlines\n\nand more"),
        ("<script>alert(1)</script><style>p {}</style><iframe src=x>y</iframe><p>z", "z"),
        ("<!-- <p>no</p> --><p>yes <!-- never closed", "yes \\<!-- never closed"),
        ("<!DOCTYPE html><?php x ?><![if x]><p>a</p>", "a"),
        ("", ""),
        ("<p></p><br><li></li>", ""),
    ],
)  # fmt: skip
def test_html_becomes_markdown(text: str, notes: str) -> None:
    assert markdown(text, BASE)[0] == notes


def test_links_are_kept_if_they_lead_into_the_web() -> None:
    text = (
        '<p><a href="/show">Our [own] page</a>, <a href="javascript:alert(1)">js</a>, '
        '<a href="mailto:a@e.org">mail</a>, <a href="https://e.org/t#t=12">12:03</a>, '
        '<a href="https://e.org/(a)">https://e.org/(a)</a>, '
        '<a href="https://e.org/p(1)"><b>B</b></a> '
        "<a href='file:///etc/passwd'>file</a> <a>none</a>"
    )
    notes, links = markdown(text, BASE)
    assert notes == (
        "[Our \\[own\\] page](https://base.org/show), js, mail, [12:03](https://e.org/t#t=12), "
        "https://e.org/(a), [**B**](https://e.org/p%281%29) file none"
    )
    assert links == [
        Link("Our [own] page", "https://base.org/show"),
        Link("e.org", "https://e.org/t#t=12"),
        Link("e.org", "https://e.org/(a)"),
        Link("B", "https://e.org/p(1)"),
    ]


def test_addresses_in_plain_text_are_links() -> None:
    notes, links = markdown("See https://www.e.org/a, and\nhttps://e.org/b.", BASE)
    assert notes == "See https://www.e.org/a, and  \nhttps://e.org/b."
    assert links == [Link("e.org", "https://www.e.org/a"), Link("e.org", "https://e.org/b")]


def test_one_line_of_it_is_plain() -> None:
    assert plain("<p>Tom &amp; <b>Jerry</b></p>\n<script>x</script> 1 < 2") == "Tom & Jerry 1 < 2"


def test_what_is_escaped_reads_as_it_did() -> None:
    notes, _ = markdown("<p>\\ [a] *b* &amp;lt; 1. ~ `</p>", BASE)
    assert unescaped(notes) == "\\ [a] *b* &lt; 1. ~ `"


_PIECES = (
    "<p>", "</p>", "<b>", "</b>", "<a href='https://e.org'>", "</a>", "<li>", "<ul>", "</ul>",
    "<ol>", "<br>", "<pre>", "</pre>", "<h2>", "<blockquote>", "</blockquote>", "<script>",
    "</script>", "<!--", "-->", "<![CDATA[", "<", ">", "&amp;", "&#0;", "&#x110000;", '"', "'",
    "a", " ", "\n", "*", "[", "\\", "00:10 x", "<svg/>", "<title>", "<plaintext>", "<?", "<!",
    "<a b=", "&", "1. ", "<td>", "\ud800",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_no_html_breaks_the_reader(text: str) -> None:
    notes, links = markdown(text, BASE)
    assert "<script" not in notes.replace("\\<", "")
    assert all(link.url.startswith("https://") for link in links)
    plain(text)


@pytest.mark.parametrize(
    "piece", [*_PIECES, "<p", "<a ", "<script", "<b></i>", "<i><b>x</i>", "]("]
)
def test_no_html_takes_long(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    markdown(text, BASE)
    plain(text)
    assert time.process_time() - began < 2
