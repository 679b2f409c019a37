"""Captions that were taken home from YouTube."""

from __future__ import annotations

import pytest

from player.domain.episode import Line
from player.domain.errors import FormatError
from player.formats import identify, read

CAPTIONS = (
    "0:00:00.599,0:00:04.160\r\n>> ALICE: Hi, my name is Alice Miller[br]and this is John\r\n\r\n"
    "0:00:04.160,0:00:06.770\r\n>> and we're the owners\r\nof Miller Bakery.\r\n\r\n"
    "0:00:07.000,0:00:06.000\r\nNote: R&amp;D\r\n\r\n0:75:00.000,0:76:00.000\r\nnever\r\n"
)


def test_captions() -> None:
    reader, episode = identify(CAPTIONS.encode(), "captions.txt")
    assert reader.id == "sbv"
    assert episode.transcript == (
        Line(599, 4160, "Hi, my name is Alice Miller and this is John", "ALICE"),
        Line(4160, 6770, "and we're the owners of Miller Bakery."),
        Line(7000, None, "Note: R&D"),
    )
    assert [problem.where for problem in episode.problems] == [
        "captions.txt:8:1",
        "captions.txt:11:1",
    ]


def test_captions_without_a_line_are_refused() -> None:
    with pytest.raises(FormatError, match=r"such as 0:00:01.000,0:00:04.000 above it"):
        read(b"0:00:01.000,0:00:02.000\n\n", "x.sbv")
