"""Snips go into a spreadsheet and come back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Episode, Problem, Snip
from player.domain.errors import FormatError
from player.formats import identify
from player.formats.snips import csv_table
from player.formats.snips.texts import settled
from tests.formats.snips import made

HEADER = "start,end,kind,title,chapter,points,quote,speaker,note,tags,favorite,id,created\n"


def test_a_table_has_all_that_is_known_of_a_snip() -> None:
    snip = Snip(
        'Say "hi"',
        "quote",
        723_500,
        751_000,
        "Gaming",
        ("one", "two"),
        "Hi,\nyou.",
        "Tom",
        "mine",
        ("a", "b c"),
        True,
        "3f",
        "2026-11-23",
    )
    written = csv_table.write(Episode("Talk", snips=(snip, Snip("Somewhere"))))
    assert written == HEADER + (
        '00:12:03.500,00:12:31.000,quote,"Say ""hi""",Gaming,"one\ntwo","Hi,\nyou.",Tom,mine,'
        '"a\nb c",yes,3f,2026-11-23\n'
        ",,bookmark,Somewhere,,,,,,,,,\n"
    )
    reader, episode = identify(written.encode(), "talk.csv")
    assert (reader.id, episode.title) == ("csv", "talk")
    assert episode.snips == (snip, Snip("Somewhere"))


def test_what_a_spreadsheet_made_of_it_is_read() -> None:
    text = "\ufeffTitle;Start;KIND\r\nA;1:02;Quote\r\n;;\r\nB;12.5;\r\n"
    assert csv_table.read(text, "x.csv").snips == (
        Snip("B", start=12_500),
        Snip("A", "quote", 62_000),
    )


def test_rows_that_cannot_be_read_are_told() -> None:
    text = "start,end,kind,title\nsoon,,quote,a\n0:10,0:05,quote,b\n,0:05,quote,c\n1:60,,quote,d\n"
    episode = csv_table.read(text, "x.csv")
    assert [snip.title for snip in episode.snips] == ["b", "c"]
    wrong = "is not a time such as 00:02:10; the snip is left out."
    back = "this ends before it starts; the end is left out."
    assert episode.problems == (
        Problem("error", "x.csv:2:1", f"“soon” {wrong}"),
        Problem("warning", "x.csv:3:1", back),
        Problem("warning", "x.csv:4:1", back),
        Problem("error", "x.csv:5:1", f"“1:60” {wrong}"),
    )


@pytest.mark.parametrize("text", [HEADER, "start,kind,title\nnever,quote,x\n", "a,b\n1,2\n"])
def test_a_table_without_snips_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match=r"this table has no snip|this table has no columns"):
        csv_table.read(text, "x.csv")


def test_a_cell_that_never_ends_is_told_where_it_begins() -> None:
    text = 'start,kind,title\n0:01,quote,a\n0:02,quote,"' + "x" * 200_000
    episode = csv_table.read(text, "x.csv")
    assert [snip.title for snip in episode.snips] == ["a"]
    (problem,) = episode.problems
    assert (problem.severity, problem.where) == ("error", "x.csv:3:1")


@given(made.episodes)
def test_every_snip_comes_back_as_it_was(episode: Episode) -> None:
    written = csv_table.write(episode)
    assert csv_table.sniff(written)
    found = csv_table.read(written, "x.csv")
    assert found.snips == tuple(settled(snip) for snip in episode.snips)
    assert found.problems == ()
    written.encode()


@given(st.text(st.sampled_from('a,";\n\r\t0:1'), max_size=60))
def test_no_table_breaks_the_reader(rest: str) -> None:
    try:
        csv_table.read(f"start,kind,title\n0:01,quote,a\n{rest}", "x.csv")
    except FormatError:
        pytest.fail("the first snip can be read")


@pytest.mark.parametrize("piece", ['"', ",", '",', '"a""', "\n", "\r", "1:00,q,t\n", "x"])
def test_no_table_takes_long(piece: str) -> None:
    text = "start,kind,title\n0:01,quote,a\n" + piece * (200_000 // len(piece))
    began = time.process_time()
    csv_table.read(text, "x.csv")
    assert time.process_time() - began < 2
