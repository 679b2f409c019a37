"""WebVTT carries speakers and the time of each word, and survives awkward text."""

from __future__ import annotations

import html
import subprocess
from pathlib import Path

import pytest
import webvtt
from hypothesis import given

from player.domain.episode import Episode, Line, Word
from player.domain.errors import FormatError
from player.formats import read
from player.formats.transcripts import vtt
from tests.formats.transcripts.samples import bare, episodes, kept, told

LINE = Line(
    3_601_500,
    3_603_000,
    "R&D <3 on air",
    "Host & Guest",
    (
        Word(3_601_500, 3_602_000, "R&D"),
        Word(3_602_000, 3_602_400, "<3"),
        Word(3_602_400, 3_602_400, "on"),
        Word(3_602_400, 3_603_000, "air"),
    ),
)


def again(episode: Episode) -> tuple[Line, ...]:
    return read(vtt.write(episode).encode(), "talk.vtt").transcript


def test_a_line_as_it_stands_in_the_file() -> None:
    assert vtt.compose([LINE], "made --> here") == (
        "WEBVTT\n\nNOTE made → here\n\n"
        "1\n01:00:01.500 --> 01:00:03.000\n"
        "<v Host &amp; Guest>R&amp;D <01:00:02.000>&lt;3 <01:00:02.400>on air\n"
    )


def test_a_pause_between_words_is_told() -> None:
    words = (Word(1200, 1500, "One,"), Word(2000, 2600, "two"))
    line = Line(1000, 3000, "One, two!", None, words)
    text = vtt.write(Episode(title="A", transcript=(line,)))
    assert text.endswith("<00:00:01.200>One,<00:00:01.500> <00:00:02.000>two!<00:00:02.600>\n")
    (found,) = read(text.encode(), "talk.vtt").transcript
    assert found.words == (words[0], Word(2000, 2600, "two!"))


def test_words_that_do_not_stand_in_the_text_do_no_harm() -> None:
    words = (
        Word(0, 100, "never"),
        Word(100, 200, "a"),
        Word(300, 400, "said"),
        Word(500, 600, "c"),
    )
    (line,) = again(Episode(title="A", transcript=(Line(0, 900, "a b c", None, words),)))
    assert line == Line(0, 900, "a b c", None, (Word(100, 200, "a b"), Word(500, 600, "c")))


def test_what_has_no_time_is_left_out_and_what_has_no_end_lasts_until_the_next() -> None:
    found = (
        Line(None, None, "outside of time"),
        Line(2000, None, "second"),
        Line(1000, None, "first"),
        Line(1000, 500, "at once"),
        Line(3000, 4000, " \n"),
    )
    assert again(Episode(title="A", transcript=found)) == (
        Line(1000, 2000, "first"),
        Line(1000, 2000, "at once"),
        Line(2000, 7000, "second"),
    )


def test_short_lines_are_no_chapters() -> None:
    found = tuple(Line(n * 20_000, (n + 1) * 20_000, f"Line {n}") for n in range(3))
    assert again(Episode(title="A", transcript=found)) == found


def test_what_looks_like_a_name_stays_in_the_text() -> None:
    words = (Word(1000, 1200, "Note:"), Word(1300, 1400, "a"), Word(1500, 1900, "b"))
    found = (
        Line(1000, 2000, "Note: a b", None, words),
        Line(2000, 3000, "Note: this"),
        Line(3000, 4000, "王：好"),
    )
    assert again(Episode(title="A", transcript=found)) == found


def test_the_last_line_lasts_as_long_as_its_words() -> None:
    line = Line(1000, None, "a b", None, (Word(1000, 7000, "a"), Word(8000, 9000, "b")))
    (found,) = again(Episode(title="A", transcript=(line,)))
    assert (found.end, found.words) == (9000, line.words)


@given(episodes())
def test_any_transcript_comes_back_as_it_was(episode: Episode) -> None:
    if not told(episode):
        with pytest.raises(FormatError):
            again(episode)
        return
    found = again(episode)
    assert bare(found) == told(episode)
    assert again(Episode(title="A", transcript=found)) == found


@given(episodes(kept()))
def test_words_with_times_of_their_own_come_back_with_them(episode: Episode) -> None:
    if episode.transcript:
        lines = tuple(sorted(episode.transcript, key=lambda line: line.start or 0))
        assert again(episode) == lines


@given(episodes())
def test_webvtt_py_reads_what_is_written(episode: Episode) -> None:
    captions = webvtt.from_string(vtt.write(episode))
    lines = told(episode)
    assert [round(c.start_in_seconds) for c in captions] == [(n.start or 0) // 1000 for n in lines]
    assert len(captions) == len(lines)
    voices = [html.unescape(caption.voice) for caption in captions if caption.voice]
    assert voices == [line.speaker for line in lines if line.speaker]


def test_ffmpeg_reads_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_text(vtt.write(Episode(title="A", transcript=(LINE,))), "utf-8")
    ask = ["ffprobe", "-v", "error", "-show_entries", "packet=pts_time,duration_time"]
    ask += ["-of", "default=nw=1:nk=1", str(path)]
    said = subprocess.run(ask, capture_output=True, text=True, check=True)
    assert (said.stdout.split(), said.stderr) == (["3601.500000", "1.500000"], "")
