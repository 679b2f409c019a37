"""Chapters in tables, by whoever made them."""

from __future__ import annotations

import csv
import io

import pytest

from player.domain.episode import Chapter, Episode, Picture, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.chapters import listing, table

TWO = (Chapter(0, "Intro"), Chapter(62_500, "Talk; more", 120_000))


@pytest.mark.parametrize(
    "text",
    [
        'start,title,end\n0,Intro,\n62.5,"Talk; more",120\n',
        'Start;Title;End\r\n00:00:00;Intro;\r\n00:01:02,500;"Talk; more";00:02:00,000\r\n',
        "Start Time\tName\tEnd Time\n0:00\tIntro\t\n1:02.5\tTalk; more\t2:00\n",
        "start_ms,chapter,end_ms\n0,Intro,\n62500,Talk; more,120000\n",
        "Title,Start (seconds),Duration\nIntro,0.0,0\nTalk; more,62.5,57.5\n",
        "#|Timestamp|Chapter Title|Stop\n1|00:00|Intro|\n2|01:02.5|Talk; more|02:00\n",
        "\n\nSTART,TITLE,END,NOTE\n0,Intro,,x\n\n62.5,Talk; more,120,y\n",
        # Adobe Audition's and Reaper's lists of markers.
        "Name\tStart\tDuration\tTime Format\tType\tDescription\n"
        "Intro\t0:00.000\t0:00.000\tdecimal\tCue\t\n"
        "Talk; more\t1:02.500\t0:57.500\tdecimal\tCue\tx\n",
        "#,Name,Start,End,Length\nM1,Intro,0:00.000,,\n"
        'R1,"Talk; more",1:02.500,2:00.000,0:57.500\n',
        'Startzeit;Titel;Ende\n0:00;Intro;\n1:02,5;"Talk; more";2:00\n',
        "Titre,Début,Fin\nIntro,0,\nTalk; more,62.5,120\n",
    ],
)
def test_tables_of_several_makers(text: str) -> None:
    reader, episode = identify(text.encode(), "x.csv")
    assert (reader.id, reader.gives) == ("csv", ("chapters",))
    assert episode.chapters == TWO
    assert episode.problems == ()


def test_frames_are_left_out_and_said_so() -> None:
    text = (
        "Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type\n"
        "Intro\t\t00:00:00:00\t00:00:00:00\t00:00:00:00\tChapter\n"
        "Talk\t\t00:01:10;12\t01:00:00;00\t00:00:00;00\tChapter\n"
    )
    reader, episode = identify(text.encode("utf-16"), "markers.csv")
    assert (reader.id, reader.gives) == ("csv", ("chapters",))
    assert episode.chapters == (Chapter(0, "Intro"), Chapter(70_000, "Talk", 3_600_000))
    assert episode.problems == (
        Problem("warning", "markers.csv:2:1", "these times count frames, which are left out."),
    )


@pytest.mark.parametrize("name", ["x.csv", "x.txt"])
def test_a_time_and_a_title_without_a_header(name: str) -> None:
    text = (
        '00:00,Intro, and more\n00:01:30,02:00,"A ""b""",https://example.org/a,\n'
        "words\n1:00:00.5,End\n20:00:00,Far\n"
    )
    reader, episode = identify(text.replace(",\n", "\n").encode(), name)
    assert (reader.id, reader.gives) == ("csv", ("chapters",))
    assert episode.chapters == (
        Chapter(0, "Intro, and more"),
        Chapter(90_000, 'A "b"', 120_000, "https://example.org/a"),
        Chapter(3_600_500, "End"),
        Chapter(72_000_000, "Far"),
    )
    assert [problem.where for problem in episode.problems] == [f"{name}:3:1"]


def test_every_column() -> None:
    text = (
        "start,title,end,url,image,toc\n"
        '00:00:01.500,"A ""b""\nc",,https://example.org,a.png,\n'
        "00:00:02,,,javascript:x,../b.png,FALSE\n9,short\n"
    )
    episode = read(text.encode(), "x.csv")
    assert episode.chapters == (
        Chapter(1500, 'A "b" c', url="https://example.org", image=Picture("a.png")),
        Chapter(2000, "", toc=False),
        Chapter(9000, "short"),
    )


def test_a_bad_row_is_told_with_its_line() -> None:
    text = 'start,title\n0,"a\nb"\n1:75,c\nsoon,d\n-1,e\n2,f\n'
    episode = read(text.encode(), "x.csv")
    assert [chapter.title for chapter in episode.chapters] == ["a b", "f"]
    message = "a chapter starts at a time such as 00:02:10.500; this one is left out."
    assert episode.problems == tuple(
        Problem("error", f"x.csv:{line}:1", message) for line in (4, 5, 6)
    )


def test_a_cell_that_never_ends() -> None:
    episode = read(b'start,title\n0,a\n1,"' + b"x" * 200_000, "x.csv")
    assert episode.chapters == (Chapter(0, "a"),)
    assert episode.problems[0].where == "x.csv:3:1"


@pytest.mark.parametrize(
    "text",
    [
        "start,end,text\n0,2,said\n",
        "start,title,quote\n0,a,b\n",
        "start,title,speaker\n0,a,b\n",
        "start, title\nwords, more words\n",
        "title,artist\na,b\n",
        "Highlight,Title,Author,URL,Note,Location,Date\na,b,c,,,,\n",
        "start\n0\n",
        "words",
        "00:00,Hello\n00:02,there you are.\n00:05,So\n00:07,what\n",
        "0:00:00.000,0:00:20.000\nsaid\n\n0:00:20.000,0:00:40.000\nmore\n",
        "1\n00:00:00,000 --> 00:00:20,000\nsaid\n\n2\n00:00:20,000 --> 00:00:40,000\nmore\n",
        "00:00,Intro\n",
        "09:00, we met on a Monday,\nand then, at 10:00,\nwe left, all of us,\nfor good\n",
        "00:00 Intro, and more\n01:00 Talk, and less\n",
        "01:00,b\n00:00,a\n",
    ],
)
def test_other_tables_are_another_format(text: str) -> None:
    assert not table.sniff(text)


def test_a_table_without_times_is_refused() -> None:
    with pytest.raises(FormatError, match="holds no chapters"):
        table.read("a,b\n1,2\n", "x.csv")


def test_a_header_alone_is_a_table() -> None:
    assert read(b"start,title\n", "x.csv").chapters == ()


def test_what_is_written() -> None:
    chapters = (
        Chapter(0, 'A, "b"', 1500, "https://e.org/a,b", Picture("a b.png")),
        Chapter(2000, "", image=Picture(data=b"x"), toc=False),
    )
    text = table.write(Episode("x", chapters=chapters))
    assert list(csv.reader(io.StringIO(text))) == [
        ["start", "title", "end", "url", "image", "toc"],
        ["00:00:00.000", 'A, "b"', "00:00:01.500", "https://e.org/a,b", "a b.png", ""],
        ["00:00:02.000", "", "", "", "", "false"],
    ]


def test_too_many_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_CHAPTERS", 2)
    episode = read(b"start,title\n0,a\n1,b\n2,c\n", "x.csv")
    assert len(episode.chapters) == 2
    assert len(episode.problems) == 1
