"""The transcript carries speakers and the time of each word, and survives awkward text."""

from __future__ import annotations

from player import formats
from player.domain.episode import Line, Word
from player.standin.vtt import write_vtt

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


def test_a_line_as_it_stands_in_the_file():
    assert write_vtt([LINE], "made --> here") == (
        "WEBVTT\n\nNOTE made → here\n\n"
        "1\n01:00:01.500 --> 01:00:03.000\n"
        "<v Host &amp; Guest>R&amp;D <01:00:02.000>&lt;3 <01:00:02.400>on air\n"
    )


def test_the_player_reads_it_back():
    (line,) = formats.read(write_vtt([LINE], "a note").encode(), "talk.vtt").transcript
    assert (line.start, line.end, line.text) == (LINE.start, LINE.end, LINE.text)
    assert line.speaker == LINE.speaker
    assert [word.start for word in line.words][:2] == [3_601_500, 3_602_000]
