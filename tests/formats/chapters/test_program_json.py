"""Chapters in the JSON of programs that say much else in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from player.domain.episode import Chapter, Episode, Person
from player.domain.errors import FormatError
from player.formats import identify
from player.formats.chapters import listing, program_json
from player.formats.json_text import JsonDocument

TWO = (Chapter(0, "Intro"), Chapter(61_500, "Rest", 100_000), Chapter(120_000, ""))


def opened(value: Any) -> Episode:
    reader, episode = identify(json.dumps(value).encode(), "x.json")
    assert reader.id == "program-json"
    return episode


def of_ffprobe(start: str, end: str, **tags: str) -> dict[str, Any]:
    return {
        "id": 0, "time_base": "1/44100", "start": 5, "start_time": start, "end": 9,
        "end_time": end, "tags": tags,
    }  # fmt: skip


def test_what_ffprobe_shows() -> None:
    episode = opened({
        "chapters": [
            of_ffprobe("61.500000", "100.000000", title="Rest"),
            of_ffprobe("0.000000", "61.500000", title="Intro"),
            of_ffprobe("120.000000", "130.000000"),
        ],
        "format": {"duration": "130.0", "tags": {"title": "Book", "artist": "Ann"}},
    })  # fmt: skip
    assert episode.chapters == TWO
    assert (episode.title, episode.show, episode.duration) == ("Book", "Ann", 130_000)
    assert episode.problems == ()


def test_what_yt_dlp_keeps() -> None:
    episode = opened({
        "id": "x", "title": "Talk", "channel": "Channel", "duration": 130, "formats": [{}],
        "chapters": [
            {"start_time": 0.0, "title": "Intro", "end_time": 61.5},
            {"start_time": 61.5, "title": "Rest", "end_time": 100},
            {"start_time": 120, "title": "", "end_time": 130.0},
        ],
    })  # fmt: skip
    assert episode.chapters == TWO
    assert (episode.title, episode.show, episode.duration) == ("Talk", "Channel", 130_000)


CHAPTERS = [
    {"id": 0, "start": 0, "end": 61.5, "title": "Intro"},
    {"id": 1, "start": 61.5, "end": 100, "title": "Rest"},
    {"id": 2, "start": 120, "end": 130, "title": ""},
]


def test_what_audiobookshelf_keeps() -> None:
    episode = opened({"title": "Book", "chapters": CHAPTERS, "authors": ["Ann", 5, ""],
                      "narrators": ["Bob"], "language": "English"})  # fmt: skip
    assert episode.chapters == TWO
    assert episode.people == (Person("Ann", "author"), Person("Bob", "narrator"))
    metadata = {"title": "Book", "authorName": "Ann"}
    episode = opened({"media": {"metadata": metadata, "chapters": CHAPTERS, "duration": 130.0004}})
    assert episode.chapters == TWO
    assert (episode.title, episode.show, episode.duration) == ("Book", "Ann", 130_000)
    assert opened(CHAPTERS).chapters == TWO


def test_mistakes_are_told_with_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    value = {"chapters": [{"start": 0, "title": "a"}, {"start": "soon", "title": "b"}, 5]}
    episode = opened(value)
    assert episode.chapters == (Chapter(0, "a"),)
    assert [problem.where for problem in episode.problems] == ["x.json:1:43", "x.json:1:76"]
    monkeypatch.setattr(listing, "MOST_CHAPTERS", 1)
    assert len(opened(value).problems) == 1


@pytest.mark.parametrize(
    "value",
    [
        {"chapters": [{"start": 5, "end": 9, "headline": "A", "gist": "B", "title": "C"}]},
        {"chapters": [{"start": 1, "text": "said"}]},
        {"chapters": [{"start": "0:10", "title": "A"}]},
        {"chapters": [{"start": True, "title": "A"}]},
        {"chapters": []}, {"chapters": None}, {"media": []}, [], [5], 5, None,
    ],
)  # fmt: skip
def test_other_json_is_another_format(value: object) -> None:
    assert not program_json.sniff(value)
    with pytest.raises(FormatError):
        program_json.read(JsonDocument(json.dumps(value), "x.json"))
