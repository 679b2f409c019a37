"""Chapters in plain text: mp4chaps, OGM and Audacity's labels."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from player.domain.episode import Chapter, Episode, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.chapters import audacity, listing, mp4chaps, ogm

MP4CHAPS = """\
## total-duration:: 17:34:51.000
00:00:00.000 Intro
00:00:24.055 Content notes <https://example.org/a?b=1>
# 00:00:30.000 left out
00:01:18.761 "Quoted"
00:02:00.000
100:00:00.5   Far
"""


def test_a_list_of_mp4chaps() -> None:
    reader, episode = identify(MP4CHAPS.encode(), "book.chapters.txt")
    assert reader.id == "mp4chaps"
    assert episode.title == "book"
    assert episode.duration == 63_291_000
    assert episode.chapters == (
        Chapter(0, "Intro"),
        Chapter(24_055, "Content notes", url="https://example.org/a?b=1"),
        Chapter(78_761, "Quoted"),
        Chapter(120_000, ""),
        Chapter(360_000_500, "Far"),
    )
    assert episode.problems == ()


def test_a_bad_line_of_mp4chaps_is_told() -> None:
    text = "00:00:00.000 A\n" * 5 + "a 00:22:34.721 testing\n00:75:00.000 B\n00:00:09.000 C\n"
    episode = read(text.encode(), "x.txt")
    assert [chapter.title for chapter in episode.chapters] == ["A"] * 5 + ["C"]
    message = "a line begins with a time such as 00:02:10.500; this one is left out."
    assert episode.problems == (
        Problem("error", "x.txt:6:1", message),
        Problem("error", "x.txt:7:1", message),
    )


@pytest.mark.parametrize(
    "text",
    [
        "00:00:00 Intro\n00:01:00 Next\n",
        "[00:00:00.000] said\n",
        "00:00:00.000 --> 00:00:01.000\nsaid\n",
        "1\n00:00:00,000 --> 00:00:01,000\nsaid\n",
        "00:00:00.000 A\nand then\nmuch\nmore\ntext\n",
        "Intro\n00:00:00.000 A\n",
        "",
    ],
)
def test_other_text_is_no_list_of_mp4chaps(text: str) -> None:
    if "-->" not in text or text.startswith("1"):
        assert not mp4chaps.sniff(text)


def test_subtitles_are_no_list_of_mp4chaps() -> None:
    text = "00:00:00.000 --> 00:00:01.000\nsaid\n\n00:00:02.000 --> 00:00:03.000\nmore\n"
    assert not mp4chaps.sniff(text)


def test_times_without_fractions_are_notes_with_the_same_chapters() -> None:
    text = "00:00:00 Intro\n00:01:59 Podlove <http://podlove.org/>\n"
    reader, episode = identify(text.encode(), "x.txt")
    assert reader.id == "notes"
    assert episode.chapters == (
        Chapter(0, "Intro"),
        Chapter(119_000, "Podlove", url="http://podlove.org/"),
    )


def test_mp4chaps_as_written() -> None:
    chapters = (
        Chapter(0, "A"), Chapter(500, '"B"', url="https://e.org"), Chapter(900, ""),
        Chapter(1000, "C <https://e.org>"), Chapter(360_000_000, '"'),
    )  # fmt: skip
    text = mp4chaps.write(Episode("x", chapters=chapters))
    assert text == (
        '00:00:00.000 A\n00:00:00.500 ""B""\n00:00:00.900\n00:00:01.000 "C <https://e.org>"\n'
        '100:00:00.000 "\n'
    )
    assert [c.title for c in read(text.encode(), "x.txt").chapters] == [c.title for c in chapters]


@pytest.mark.parametrize(
    "text",
    [
        "0:00:00.000,Title - 1\n0:17:02.148,Title 2\n",
        "0:00:00.000;Title - 1\r\n0:17:02.148; Title 2\r\n",
        '00:00:00.000,"Title - 1"\n00:17:02.148,"Title 2"\n',
        "00:00:00.000 - Title - 1\n00:17:02.148 – Title 2\n",
        'QuickTime Chapters of "a.m4b"\n'
        '\tChapter #001 - 00:00:00.000 - "Title - 1"\n\tChapter #002 - 00:17:02.148 - "Title 2"\n'
        'Nero Chapters of "a.m4b"\n\tChapter #001 - 00:00:00.000 - "Title 1"\n',
    ],
)
def test_other_shapes_of_such_lists(text: str) -> None:
    reader, episode = identify(text.encode(), "x.txt")
    assert reader.id == "mp4chaps"
    assert episode.chapters == (Chapter(0, "Title - 1"), Chapter(1_022_148, "Title 2"))
    assert episode.problems == ()


def test_two_times_with_a_comma_are_captions() -> None:
    text = "0:00:00.000,0:00:02.000\nsaid\n\n0:00:02.000,0:00:04.000\nmore\n"
    assert not mp4chaps.sniff(text)
    assert identify(text.encode(), "x.txt")[0].id == "sbv"


def test_a_dash_in_front_of_some_titles_is_theirs() -> None:
    chapters = (Chapter(0, "- A"), Chapter(500, "| B"), Chapter(900, "-"))
    for some in (chapters, chapters[:1], chapters[:2]):
        text = mp4chaps.write(Episode("x", chapters=some))
        assert read(text.encode(), "x.txt").chapters == some
    text = "00:00:00.000 - A\n00:01:00.000 B\n"
    assert [each.title for each in read(text.encode(), "x.txt").chapters] == ["- A", "B"]


OGM = """\
CHAPTER01=00:00:00.000
CHAPTER01NAME=Living Weapon
CHAPTER02=00:05:00.750
chapter02name=A = Better "World"
CHAPTER03NAME=Named before
CHAPTER03=00 : 09 : 31,937
CHAPTER10=1:00:00:000
CHAPTER10URL=https://example.org
CHAPTER11URL=ftp://x
"""


def test_ogm_text() -> None:
    reader, episode = identify(OGM.encode(), "x.txt")
    assert reader.id == "ogm"
    assert episode.chapters == (
        Chapter(0, "Living Weapon"),
        Chapter(300_750, 'A = Better "World"'),
        Chapter(571_937, "Named before"),
        Chapter(3_600_000, "", url="https://example.org"),
    )
    assert episode.problems == ()


def test_ogm_text_that_begins_with_a_name() -> None:
    reader, episode = identify(b"CHAPTER1NAME=A\nCHAPTER1=00:00:01.5\n", "x.txt")
    assert (reader.id, episode.chapters) == ("ogm", (Chapter(1500, "A"),))


def test_mistakes_in_ogm_text_are_told() -> None:
    text = "CHAPTER01=00:00:01.000\nCHAPTER02=00:75:00.000\n\nCHAPTER01=00:00:05.000\nwords\n"
    episode = read(text.encode(), "x.txt")
    assert episode.chapters == (Chapter(1000, ""),)
    assert [problem.where for problem in episode.problems] == [
        "x.txt:2:1",
        "x.txt:4:1",
        "x.txt:5:1",
    ]
    with pytest.raises(FormatError, match="no OGM"):
        ogm.read("words\n", "x.txt")


def test_ogm_as_written() -> None:
    chapters = tuple(Chapter(number * 1000, f"= {number}") for number in range(101))
    lines = ogm.write(Episode("x", chapters=chapters)).split("\n")
    assert lines[:2] == ["CHAPTER01=00:00:00.000", "CHAPTER01NAME== 0"]
    assert lines[-3:] == ["CHAPTER101=00:01:40.000", "CHAPTER101NAME== 100", ""]


@pytest.mark.skipif(not shutil.which("mkvmerge"), reason="mkvmerge is not there")
def test_mkvmerge_reads_ogm_text(record: Callable[..., Path], tmp_path: Path) -> None:
    path, out = tmp_path / "x.txt", tmp_path / "x.mka"
    path.write_text(ogm.write(Episode("x", chapters=(Chapter(0, "A"), Chapter(500, "爱")))))
    subprocess.run(["mkvmerge", "-q", "-o", out, "--chapters", path, record("a.wav")], check=True)


LABELS = """\
2.150000\t2.150000\tpoint label at 2.15 seconds
3.400000\t6.100000\tregion\tlabel
\\\t-1.000000\t6334.588867
0,5\t0,5\tfirst, with a comma
7.000000\t7.000000\t
8.000000\t8.000000
"""


def test_labels_of_audacity() -> None:
    reader, episode = identify(LABELS.encode(), "Label Track.txt")
    assert reader.id == "audacity"
    assert episode.chapters == (
        Chapter(500, "first, with a comma"),
        Chapter(2150, "point label at 2.15 seconds"),
        Chapter(3400, "region label", 6100),
        Chapter(7000, ""),
        Chapter(8000, ""),
    )
    assert episode.problems == ()


def test_labels_before_audacity_had_regions() -> None:
    reader, episode = identify(b"0.500000\tOne\n70.250000\tTwo\n", "x.txt")
    assert reader.id == "audacity"
    assert episode.chapters == (Chapter(500, "One"), Chapter(70_250, "Two"))


def test_mistakes_in_labels_are_told() -> None:
    text = "1.0\t2.0\ta\n" * 5 + "-1.500000\t0.000000\tb\nx\ty\n"
    episode = read(text.encode(), "x.txt")
    assert len(episode.chapters) == 5
    assert [problem.where for problem in episode.problems] == ["x.txt:6:1", "x.txt:7:1"]
    with pytest.raises(FormatError, match="no labels"):
        audacity.read("words\n", "x.txt")


@pytest.mark.parametrize(
    "text",
    ["start\tend\ttext\n0\t2000\tsaid\n", "0\t2000\tsaid\n", "1.5 2.5 x\n", "v1.0\tx\n", "3.14"],
)
def test_other_tables_are_no_labels(text: str) -> None:
    assert not audacity.sniff(text)


def test_labels_as_written() -> None:
    chapters = (
        Chapter(0, "A\tb"),
        Chapter(1_800_000_000, ""),
        Chapter(5, "C", 1005),
    )
    assert audacity.write(Episode("x", chapters=chapters)) == (
        "0.000000\t0.000000\tA b\n1800000.000000\t1800000.000000\t\n0.005000\t1.005000\tC\n"
    )


@pytest.mark.parametrize("text", [MP4CHAPS, OGM, LABELS])
def test_too_many_are_cut_off(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_CHAPTERS", 2)
    episode = read(text.encode(), "x.txt")
    assert len(episode.chapters) == 2
    assert len(episode.problems) == 1
