"""Audible's chapters, as programs keep them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.formats import identify
from player.formats.chapters import audible, listing
from player.formats.json_text import JsonDocument

INFO: dict[str, Any] = {
    "brandIntroDurationMs": 2043,
    "brandOutroDurationMs": 5061,
    "chapters": [
        {"length_ms": 15154, "start_offset_ms": 0, "start_offset_sec": 0, "title": "Opening"},
        {
            "length_ms": 3000,
            "start_offset_ms": 15154,
            "title": "Part One",
            "chapters": [
                {
                    "length_ms": 60000, "start_offset_ms": 18154, "title": "1", "chapters": [
                        {"length_ms": 5000, "start_offset_ms": 78154, "title": "1.1"},
                    ],
                },
                {"length_ms": 1000, "start_offset_ms": 83154, "title": "2"},
            ],
        },
        {"length_ms": 23033, "start_offset_ms": 90000, "title": "End\nCredits"},
    ],
    "is_accurate": True,
    "runtime_length_ms": 113033,
    "runtime_length_sec": 113,
}  # fmt: skip
CHAPTERS = (
    Chapter(0, "Opening"),
    Chapter(15_154, "Part One"),
    Chapter(18_154, "1"),
    Chapter(78_154, "1.1"),
    Chapter(83_154, "2", 84_154),
    Chapter(90_000, "End Credits"),
)


def camel(value: Any) -> Any:
    """As other servers write it: `startOffsetMs`."""
    if isinstance(value, list):
        return [camel(each) for each in value]
    if not isinstance(value, dict):
        return value
    words = {key: key.split("_") for key in value}
    return {
        words[key][0] + "".join(word.title() for word in words[key][1:]): camel(inner)
        for key, inner in value.items()
    }


def opened(value: Any) -> Episode:
    reader, episode = identify(json.dumps(value).encode(), "Book-chapters.json")
    assert reader.id == "audible"
    return episode


@pytest.mark.parametrize(
    "value",
    [
        {"content_metadata": {"chapter_info": INFO, "content_reference": {"asin": "B0"}}},
        {"content_license": {"content_metadata": {"chapter_info": INFO}}, "response_groups": []},
        {"ContentMetadata": {"ChapterInfo": INFO}},
        {"chapter_info": INFO},
        INFO,
        {"asin": "B0", "region": "us", **camel(INFO)},
    ],
)
def test_the_same_chapters_in_every_wrapping(value: Any) -> None:
    episode = opened(value)
    assert episode.chapters == CHAPTERS
    assert episode.duration == 113_033
    assert episode.title == "Book-chapters"
    assert episode.problems == ()


def test_seconds_stand_in_for_milliseconds() -> None:
    assert opened({"chapters": [{"start_offset_sec": 15, "title": "A"}]}).chapters == (
        Chapter(15_000, "A"),
    )


def test_mistakes_are_told_with_their_place() -> None:
    text = (
        '{"chapter_info": {"chapters": [\n{"start_offset_ms": 5, "title": 7, "length_ms": "x"},\n'
        '{"title": "no start", "chapters": [\n{"start_offset_ms": -1}, 5,\n'
        '{"start_offset_ms": 9, "title": "b"}]},\n{"start_offset_ms": true}]}}'
    )
    episode = identify(text.encode(), "x.json")[1]
    assert episode.chapters == (Chapter(5, ""), Chapter(9, "b"))
    assert [problem.where for problem in episode.problems] == [
        "x.json:3:1", "x.json:4:1", "x.json:4:26", "x.json:6:1",
    ]  # fmt: skip


def test_too_many_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_CHAPTERS", 3)
    episode = opened(INFO)
    assert [chapter.title for chapter in episode.chapters] == ["Opening", "Part One", "1"]
    assert len(episode.problems) == 1


@pytest.mark.parametrize("value", [{}, {"chapters": []}, {"chapters": [{"title": "x"}]}, [], 5])
def test_other_json_is_another_format(value: object) -> None:
    assert not audible.sniff(value)
    if not isinstance(value, dict) or "chapters" not in value:
        with pytest.raises(FormatError):
            audible.read(JsonDocument(json.dumps(value), "x.json"))
