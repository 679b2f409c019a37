"""Podlove's transcripts: by line, by speaker, and inside a web player's configuration."""

from __future__ import annotations

import json

import pytest

from player.domain.episode import Line, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.json_text import JsonDocument
from player.formats.transcripts import podlove

LINES = [
    {
        "start": "00:00:00.005", "start_ms": 5, "end": "00:00:09.458", "end_ms": 9458,
        "speaker": "3", "voice": "Eric", "text": "Hallo und herzlich\nwillkommen.",
    },
    {
        "start": "00:00:09.458", "start_ms": 9458, "end": "00:00:10.000", "end_ms": 10000,
        "speaker": "1", "voice": "", "text": "Hallo.",
    },
    {"start": "00:00:11.500", "end": "00:00:12.000", "text": "Ohne Sprecherin."},
]  # fmt: skip
READ = (
    Line(5, 9458, "Hallo und herzlich willkommen.", "Eric"),
    Line(9458, 10_000, "Hallo.", "1"),
    Line(11_500, 12_000, "Ohne Sprecherin."),
)


def test_a_transcript_alone() -> None:
    reader, episode = identify(json.dumps(LINES).encode(), "talk.transcript.json")
    assert reader.id == "podlove-transcript"
    assert episode.transcript == READ
    assert episode.problems == ()


def test_speakers_of_a_player_have_their_names() -> None:
    config = {
        "show": {"title": "x"},
        "contributors": [{"id": "3", "name": "Eric Ö."}, {"id": 1, "name": "Ann"}, {"id": "7"}],
        "transcripts": LINES,
    }
    reader, episode = identify(json.dumps(config).encode(), "config.json")
    assert reader.id == "podlove-transcript"
    assert [line.speaker for line in episode.transcript] == ["Eric Ö.", "Ann", None]


def test_lines_grouped_by_their_speaker() -> None:
    grouped = [
        {"start": "00:00:00.000", "start_ms": 0, "end_ms": 3000, "speaker": "2", "voice": "Ann",
         "items": [{"start_ms": 0, "end_ms": 1000, "text": "One."},
                   {"start_ms": 1000, "text": "Two."}]},
        {"start_ms": 3000, "speaker": None, "items": [{"start_ms": 3000, "text": "Three."}]},
    ]  # fmt: skip
    assert read(json.dumps(grouped).encode(), "x.json").transcript == (
        Line(0, 1000, "One.", "Ann"),
        Line(1000, None, "Two.", "Ann"),
        Line(3000, None, "Three."),
    )


def test_a_player_without_a_transcript_has_no_lines() -> None:
    document = JsonDocument('{"chapters": [], "transcripts": "./talk.json"}', "x.json")
    assert not podlove.sniff(document.value)
    assert list(podlove.lines(document)) == []


def test_what_is_wrong_is_told_with_its_place() -> None:
    text = '[{"start_ms": 1, "text": "a"},\n{"start_ms": -1, "start": "x", "text": []},\n7]'
    episode = read(text.encode(), "x.json")
    assert episode.problems == (
        Problem("error", "x.json:2:40", "“text” is text in quotes; this segment is left out."),
        Problem("error", "x.json:3:1", "a segment is an object in {}; this is left out."),
    )
    with pytest.raises(FormatError):
        read(b'[{"start_ms": 1, "text": ""}]', "x.json")
