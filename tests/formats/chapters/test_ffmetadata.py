"""FFmpeg's metadata files: what FFmpeg writes is read, and what is written FFmpeg reads."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from player.domain.episode import Chapter, Episode, Person, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.chapters import ffmetadata, listing
from tests.formats.chapters.generated import episodes

# The example of FFmpeg's manual, and what `ffmpeg -f ffmetadata` makes of an audiobook.
MANUAL = """\
;FFMETADATA1
title=bike\\\\shed
;this is a comment
artist=FFmpeg troll team

[CHAPTER]
TIMEBASE=1/1000
START=0
#chapter ends at 0:01:00
END=60000
title=chapter \\#1
[STREAM]
title=multi\\
line
"""
AUDIOBOOK = """\
;FFMETADATA1
major_brand=aax
title=The Book
artist=Somebody
album=The Series
encoder=Lavf58.45.100
[CHAPTER]
TIMEBASE=1/44100
START=0
END=698368
title=Chapter 1
[CHAPTER]
TIMEBASE=1/44100
START=698368
END=91442176
title=Chapter 2
"""


def test_the_example_of_the_manual() -> None:
    reader, episode = identify(MANUAL.encode(), "x.txt")
    assert reader.id == "ffmetadata"
    assert (episode.title, episode.show) == ("bike\\shed", "FFmpeg troll team")
    assert episode.chapters == (Chapter(0, "chapter #1"),)
    assert episode.problems == ()


def test_times_in_samples() -> None:
    episode = read(AUDIOBOOK.encode(), "x.ffmetadata")
    assert (episode.title, episode.show) == ("The Book", "The Series")
    assert episode.people == (Person("Somebody"),)
    assert episode.chapters == (Chapter(0, "Chapter 1"), Chapter(15_836, "Chapter 2"))


@pytest.mark.parametrize(
    ("base", "start", "ms"),
    [
        ("1/1", "2", 2000),
        ("1/1000000000", "2500000", 3),
        ("1001/30000", "30", 1001),
        ("1/90000", "44", 0),
        ("1/90000", "45", 1),
        ("1 / 1000", " 7 ", 7),
        ("1:1000", "7", 7),
        ("1/1000", "7.9", 7),
        (None, "7000000", 7),
    ],
)
def test_any_time_base(base: str | None, start: str, ms: int) -> None:
    line = f"TIMEBASE={base}\n" if base else ""
    text = f";FFMETADATA1\n[CHAPTER]\n{line}START={start}\nEND=1\n"
    assert read(text.encode(), "x").chapters == (Chapter(ms, ""),)


def test_every_escape_and_a_title_on_several_lines() -> None:
    text = (
        ";FFMETADATA1\r\n[chapter]\r\ntimebase=1/1000\r\nSTART=0\r\nEND=5\r\n"
        "TITLE=a\\=b\\;c\\#d\\\\e=f\\\r\nsecond\\x\r\n\r\n[CHAPTER]\r\nTIMEBASE=1/1000\r\nSTART=9\r\n"
        "END=20\r\nodd\\=key=1\r\nnothing\r\n"
    )
    assert read(text.encode(), "x").chapters == (
        Chapter(0, "a=b;c#d\\e=f secondx", 5),
        Chapter(9, ""),
    )


def test_what_is_missing_is_taken_as_ffmpeg_takes_it() -> None:
    text = (
        ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=100\nEND=200\n[CHAPTER]\n"
        "TIMEBASE=1/1000\ntitle=next\n[CHAPTER]\nTIMEBASE=0/1000\nSTART=5\n[CHAPTER]\n"
        "TIMEBASE=1/1000\nSTART=-5\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=x\n"
    )
    episode = read(text.encode(), "x.ffmeta")
    assert episode.chapters == (Chapter(100, ""), Chapter(200, "next"))
    assert episode.problems == (
        Problem(
            "warning", "x.ffmeta:6:1", "START is missing; the chapter begins where the last ended."
        ),
        Problem(
            "error",
            "x.ffmeta:10:1",
            "TIMEBASE is a fraction such as 1/1000; the chapter is left out.",
        ),
        *(
            Problem(
                "error",
                f"x.ffmeta:{line}:1",
                "START is a whole number of TIMEBASE, from 0 on; the chapter is left out.",
            )
            for line in (14, 17)
        ),
    )


def test_chapters_alone_are_read_as_well() -> None:
    text = "\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=501999\ntitle=A\n"
    text += "\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=502000\n"
    reader, episode = identify(text.encode(), "chapters.txt")
    assert reader.id == "ffmetadata"
    assert episode.chapters == (Chapter(0, "A", 501_999), Chapter(502_000, ""))
    assert not ffmetadata.sniff("[CHAPTER]\nIt was a dark night.\n")


def test_other_text_is_refused() -> None:
    with pytest.raises(FormatError, match="no FFmpeg metadata"):
        ffmetadata.read("[CHAPTER]\nIt was a dark night.\n", "x.ffmetadata")


@settings(max_examples=60)
@given(episodes())
@example(Episode("\\", show="S", chapters=(Chapter(0, "A\\"), Chapter(1, "\\\\"), Chapter(2, "B"))))
def test_ffmpeg_reads_what_is_written(episode: Episode) -> None:
    data = ffmetadata.write(episode).encode()
    with av.open(io.BytesIO(data), format="ffmetadata") as container:
        found = container.chapters()
        title = container.metadata.get("title", "")
    assert title.strip() == listing.clean(episode.title)
    assert [
        (each["start"] * each["time_base"] * 1000, each["metadata"]["title"].strip())
        for each in found
    ] == [(Fraction(chapter.start), listing.clean(chapter.title)) for chapter in episode.chapters]


# Newer versions of FFmpeg take the end of a line for escaped by a backslash that is so itself.
_MISREAD = re.compile(r"(?<!\\)(?:\\\\)+$", re.MULTILINE)


@given(
    st.text(st.sampled_from("\\=;#\n[]ab "), max_size=30).filter(lambda t: not _MISREAD.search(t))
)
def test_values_are_read_as_ffmpeg_reads_them(value: str) -> None:
    text = f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=1\nEND=2\ntitle={value}\n[CHAPTER]\n"
    text += "TIMEBASE=1/1000\nSTART=5\nEND=6\n"
    with av.open(io.BytesIO(text.encode()), format="ffmetadata") as container:
        theirs = container.chapters()[0]["metadata"].get("title", "")
    assert read(text.encode(), "x").chapters[0].title == listing.clean(theirs)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not there")
def test_ffmpeg_puts_it_into_a_recording(record: Callable[..., Path], tmp_path: Path) -> None:
    audio, meta, out = record("a.m4a"), tmp_path / "x.ffmetadata", tmp_path / "b.m4a"
    episode = Episode(
        "The talk = 1", show="Show", duration=2000,
        chapters=(Chapter(0, 'A "quoted"; #1'), Chapter(500, "爱"), Chapter(1200, "End", 1500)),
    )  # fmt: skip
    meta.write_text(ffmetadata.write(episode), "utf-8")
    make = ["ffmpeg", "-v", "error", "-i", audio, "-i", meta, "-map_metadata", "1"]
    subprocess.run([*make, "-map_chapters", "1", "-c", "copy", out], check=True)
    ask = ["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-of", "json", out]
    said = json.loads(subprocess.run(ask, check=True, capture_output=True).stdout)
    assert [
        (round(float(each["start_time"]) * 1000), each["tags"]["title"])
        for each in said["chapters"]
    ] == [(chapter.start, chapter.title) for chapter in episode.chapters]
    assert said["format"]["tags"]["title"] == "The talk = 1"
    back = ["ffmpeg", "-v", "error", "-i", out, "-f", "ffmetadata", "-"]
    written = subprocess.run(back, check=True, capture_output=True).stdout
    found = read(written, "x.ffmetadata")
    assert [(c.start, c.title) for c in found.chapters] == [
        (c.start, c.title) for c in episode.chapters
    ]
