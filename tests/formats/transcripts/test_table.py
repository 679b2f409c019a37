"""A transcript in a table is read, whatever its times are, and no other table is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Line, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.transcripts import table


def lines(text: str, name: str = "talk.csv") -> tuple[Line, ...]:
    reader, episode = identify(text.encode(), name)
    assert reader.id == "table-transcript"
    return episode.transcript


def test_the_table_of_whisper() -> None:
    text = 'start\tend\ttext\n0\t2500\t"So," he said\n2500\t5000\tAnd more.\n'
    assert lines(text, "talk.tsv") == (
        Line(0, 2500, '"So," he said'),
        Line(2500, 5000, "And more."),
    )


def test_the_table_of_whisper_cpp() -> None:
    text = 'start,end,speaker,text\n0,1000,"0"," \\"So,\\" he said"\n1000,900,"?"," Ho"\n'
    assert lines(text) == (Line(0, 1000, '"So," he said', "Speaker 0"), Line(1000, None, "Ho"))


@pytest.mark.parametrize(
    "text",
    [
        "Speaker,Start time,End time,Text\nAnn,0:01,0:02.5,Hi.\nBob,1:02:03,1:02:05,Ho.\n",
        "Speaker;Start (s);End (s);Transcript\nAnn;1.0;2.5;Hi.\nBob;3723.00;3725.00;Ho.\n",
        "speaker,start,end,text\nAnn,00:00:01.000,00:00:02.500,Hi.\nBob,3723,3725,Ho.\n",
    ],
)
def test_tables_with_clocks_or_seconds(text: str) -> None:
    assert lines(text) == (
        Line(1000, 2500, "Hi.", "Ann"),
        Line(3_723_000, 3_725_000, "Ho.", "Bob"),
    )


def test_whole_seconds_are_told_from_ms() -> None:
    assert [n.start for n in lines("start,end,text\n0,4,a\n4,9,b\n")] == [0, 4000]
    assert [n.start for n in lines("start,end,text\n0,400,a\n400,900,b\n")] == [0, 400]


def test_a_row_without_a_time_is_told() -> None:
    episode = read(b"start,end,text\n0,1000,a\nsoon,,b\n2000,,c\n3000,,\n", "talk.csv")
    assert episode.transcript == (Line(0, 1000, "a"), Line(2000, None, "c"))
    assert episode.problems == (
        Problem("error", "talk.csv:3:1", "this row begins at no time; it is left out."),
    )
    with pytest.raises(FormatError, match="no lines with times"):
        table.read("start,text\n", "x.csv")


@pytest.mark.parametrize(
    "text",
    [
        "start,title\n0:00,Intro\n1:00,Two\n",
        "Highlight,Title,Text,Start\na,b,c,0:00\n",
        "start,end,title,text\n0:00,0:10,Intro,words\n",
        "start,end,text\nwhen,then,words\n",
        "Notes, start, text\n",
    ],
)
def test_other_tables_are_none(text: str) -> None:
    assert not table.sniff(text)


@pytest.mark.parametrize("part", ['"', "0,1,a\n", "\n", ",", '\\"', "0\t1\ta\n"])
def test_no_table_takes_long(part: str) -> None:
    for head in ("start,end,text\n0,1,a\n", "start\tend\ttext\n0\t1\ta\n"):
        began = time.perf_counter()
        assert table.read(head + part * (1_000_000 // len(part)), "x.csv").transcript
        assert time.perf_counter() - began < 4


@given(st.text(st.sampled_from('019:.,;"\\\t\na\0\ud800'), max_size=200))
def test_no_table_breaks_the_reader(rest: str) -> None:
    assert table.read(f"start,end,text\n0,1,a\n{rest}", "x").transcript[0].start == 0
