"""SRT names speakers in front of the text, and what is written comes back."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pysubs2
import pytest
from hypothesis import assume, given

from player.domain.episode import Episode, Line
from player.domain.errors import FormatError
from player.formats import read
from player.formats.transcripts import names, srt
from tests.formats.transcripts.samples import bare, episodes, told

NUMBERED = "1\n00:00:01,000 --> 00:00:02,000\n{}\n"


def lines(text: str) -> tuple[Line, ...]:
    return read(text.encode(), "talk.srt").transcript


@pytest.mark.parametrize(
    ("text", "speaker", "said"),
    [
        ("Sarah: In today's", "Sarah", "In today's"),
        ("SPEAKER_00: x", "SPEAKER_00", "x"),
        ("[SPEAKER_01]: x", "SPEAKER_01", "x"),
        ("Speaker 1: x", "Speaker 1", "x"),
        ("Ludwig van Beethoven: x", "Ludwig van Beethoven", "x"),
        ("Dr. Jane O'Neil-Smith: 1: 2", "Dr. Jane O'Neil-Smith", "1: 2"),
        ("<i>王芳</i>：你好", "王芳", "你好"),
        ("[laughs] Yes: no", None, "[laughs] Yes: no"),
        ("and then she said: go", None, "and then she said: go"),
        ("At 12:30 it began", None, "At 12:30 it began"),
        ("https://example.org", None, "https://example.org"),
        ("Note:\nnothing", None, "Note: nothing"),
        ("王芳：\n你好", None, "王芳：你好"),
        ("A" * 50 + ": x", None, "A" * 50 + ": x"),
    ],
)
def test_who_speaks_stands_in_front(text: str, speaker: str | None, said: str) -> None:
    assert lines(NUMBERED.format(text)) == (Line(1000, 2000, said, speaker),)


def test_a_name_goes_in_front_and_what_looks_like_one_does_not() -> None:
    found = (
        Line(0, 900, "Hi.", "Ann"),
        Line(1000, 1900, "Hi.", "ann [x]"),
        Line(2000, 2900, "Note: this"),
        Line(360_000_000, 360_000_001, "R&D, 1 < 2 > 0, &lt;"),
    )
    text = srt.write(Episode(title="A", transcript=found))
    assert text == (
        "1\n00:00:00,000 --> 00:00:00,900\nAnn: Hi.\n\n"
        "2\n00:00:01,000 --> 00:00:01,900\n[ann (x)]: Hi.\n\n"
        "3\n00:00:02,000 --> 00:00:02,900\nNote:\nthis\n\n"
        "4\n100:00:00,000 --> 100:00:00,001\nR&amp;D, 1 &lt; 2 > 0, &amp;lt;\n"
    )
    assert lines(text) == (found[0], Line(1000, 1900, "Hi.", "ann (x)"), *found[2:])


@given(episodes())
def test_any_transcript_comes_back_as_it_was(episode: Episode) -> None:
    text = srt.write(episode)
    if not told(episode):
        with pytest.raises(FormatError):
            lines(text)
        return
    expected = [
        Line(line.start, line.end, line.text, names.fitting(line.speaker)) for line in told(episode)
    ]
    assert bare(lines(text)) == expected


def test_times_with_another_arrow_are_no_words() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:00:xx --> 1\nlost\n\n"
        "3\n00:00:06,000 -> 00:00:08,000\narrow\n\n4\n00:00:09,000 --> 00:00:10,000\nBye\n"
    )
    episode = read(text.encode(), "x.srt")
    assert [line.text for line in episode.transcript] == ["Hi", "Bye"]
    assert [problem.where for problem in episode.problems] == ["x.srt:5:1", "x.srt:9:1"]


@given(episodes())
def test_pysubs2_reads_what_is_written(episode: Episode) -> None:
    text = srt.write(episode)
    assume("01,000 --&gt; " not in text)  # it takes two times on any row for those of a cue,
    assume(all((line.end or 0) < 360_000_000 for line in told(episode)))  # and hours below 100
    found = pysubs2.SSAFile.from_string(text, "srt")
    lines = told(episode)
    assert [(event.start, event.end) for event in found] == [(n.start, n.end) for n in lines]


def test_ffmpeg_reads_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    episode = Episode(title="A", transcript=(Line(3_601_500, 3_603_000, "R&D <3", "Ann"),))
    path.write_text(srt.write(episode), "utf-8")
    ask = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "webvtt", "-"]
    said = subprocess.run(ask, capture_output=True, text=True, check=True)
    assert said.stdout.split("\n")[2:4] == ["01:00:01.500 --> 01:00:03.000", "Ann: R&D <3"]
    assert said.stderr == ""


def test_what_programs_leave_out_is_not_missed() -> None:
    text = (
        "1\n0:00:01 --> 0:00:02,5\nno fraction\n2\n00:00:02.500 --> 00:00:03.000\nno empty row\n"
        "00:00:03,000 --> 00:00:03,000\nno number\n\n4\n100:00:00,000 --> 100:00:01,000\n\n"
        "below an empty row\n\nand another\n \n5\n100:00:02,000 --> 100:00:03,000\nSpaces\n"
    )
    episode = read(text.encode(), "talk.srt")
    assert episode.transcript == (
        Line(1000, 2500, "no fraction"),
        Line(2500, 3000, "no empty row"),
        Line(3000, None, "no number"),
        Line(360_000_000, 360_001_000, "below an empty row and another"),
        Line(360_002_000, 360_003_000, "Spaces"),
    )
    assert episode.problems == ()


def test_speakers_of_a_podcast(corpora: Path) -> None:
    data = (corpora / "podcast-namespace" / "transcripts" / "example.srt").read_bytes()
    found = read(data, "example.srt").transcript
    assert found[0] == Line(179, 2399, "When you first get started in podcasting, it's", "Travis")
    assert {line.speaker for line in found if line.speaker} >= {"Travis", "Sarah"}
    assert not any("Travis:" in line.text for line in found)
