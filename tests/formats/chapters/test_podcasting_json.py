"""Podcasting 2.0 chapters, as hosts write them and players read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from player.domain.episode import Chapter, Episode, Person, Picture, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.chapters import listing, podcasting_json
from player.formats.json_text import JsonDocument
from tests.formats.chapters.generated import episodes

# After the podcast namespace's “JSON Chapters Format”, version 1.2.
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["version", "chapters"],
    "additionalProperties": False,
    "properties": {
        "version": {"type": "string", "pattern": r"^1\.[0-2]\.\d+$"},
        "author": {"type": "string"},
        "title": {"type": "string"},
        "podcastName": {"type": "string"},
        "description": {"type": "string"},
        "fileName": {"type": "string"},
        "waypoints": {"type": "boolean"},
        "chapters": {"type": "array", "items": {"$ref": "#/$defs/chapter"}},
    },
    "$defs": {
        "chapter": {
            "type": "object",
            "required": ["startTime"],
            "additionalProperties": False,
            "properties": {
                "startTime": {"type": "number", "minimum": 0},
                "title": {"type": "string"},
                "img": {"type": "string"},
                "url": {"type": "string", "format": "uri"},
                "toc": {"type": "boolean"},
                "endTime": {"type": "number", "minimum": 0},
                "location": {
                    "type": "object",
                    "required": ["name", "geo"],
                    "properties": {
                        "name": {"type": "string"},
                        "geo": {"type": "string", "pattern": "^geo:"},
                        "osm": {"type": "string"},
                    },
                },
            },
        }
    },
}
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def chapters(*entries: Any, **more: Any) -> Episode:
    return read(json.dumps({"version": "1.2.0", "chapters": entries, **more}).encode(), "x.json")


def test_the_example_of_the_specification(corpora: Path) -> None:
    data = (corpora / "podcast-namespace" / "chapters" / "example.json").read_bytes()
    reader, episode = identify(data, "example.json")
    assert reader.id == "podcasting-json"
    assert [chapter.start // 1000 for chapter in episode.chapters] == [
        0, 168, 260, 410, 3990, 4600, 5510, 5854, 6089,
    ]  # fmt: skip
    assert episode.chapters[1] == Chapter(
        168_000, "Hearing Aids", image=Picture("https://example.com/images/hearing_aids.jpg")
    )
    assert episode.problems == ()


def test_the_complex_example_of_the_specification(corpora: Path) -> None:
    data = (corpora / "podcast-namespace" / "chapters" / "exampleComplex.json").read_bytes()
    episode = read(data, "exampleComplex.json")
    assert len(episode.chapters) == 11
    assert (episode.title, episode.show) == (
        "Episode 7 - Making Progress",
        "John's Awesome Podcast",
    )
    assert episode.people == (Person("John Doe"),)
    by_start = {chapter.start: chapter for chapter in episode.chapters}
    assert by_start[4_826_000] == Chapter(
        4_826_000, "", image=Picture("https://example.com/images/parisfrance.jpg"), toc=False
    )
    assert by_start[4_200_000].title == "Played song by artist"
    assert episode.problems == ()


def test_the_schema_takes_what_the_specification_shows(corpora: Path) -> None:
    data = json.loads((corpora / "podcast-namespace" / "chapters" / "example.json").read_bytes())
    VALIDATOR.validate(data)
    assert not VALIDATOR.is_valid({"chapters": []})
    assert not VALIDATOR.is_valid({"version": "1.2.0", "chapters": [{"startTime": "1"}]})


@given(episodes())
def test_what_is_written_is_valid(episode: Episode) -> None:
    VALIDATOR.validate(json.loads(podcasting_json.write(episode)))


def test_what_is_written() -> None:
    episode = Episode(
        "The talk",
        show="The show",
        chapters=(
            Chapter(0, "Intro", 21_500, "https://e.org/ä", Picture("a.png")),
            Chapter(94_000, "", toc=False, image=Picture(data=b"\x89PNG")),
        ),
    )
    assert json.loads(podcasting_json.write(episode)) == {
        "version": "1.2.0",
        "title": "The talk",
        "podcastName": "The show",
        "chapters": [
            {
                "startTime": 0,
                "title": "Intro",
                "endTime": 21.5,
                "img": "a.png",
                "url": "https://e.org/ä",
            },
            {"startTime": 94, "toc": False},
        ],
    }


def test_fractions_and_order() -> None:
    found = chapters(
        {"startTime": 10.0015, "title": " two\n lines "},
        {"startTime": 0.25, "endTime": 1.5},
        {"startTime": 10.0015, "title": "same"},
        {"startTime": 5, "endTime": 10},
    )
    assert found.chapters == (
        Chapter(250, "", 1500),
        Chapter(5000, "", 10_000),
        Chapter(10_002, "two lines"),
        Chapter(10_002, "same"),
    )
    assert found.title == "x"


@pytest.mark.parametrize(
    ("value", "start"),
    [("12.5", 12_500), ("00:01:02.250", 62_250), ("1:02", 62_000), (0, 0), (1_800_000, 1.8e9)],
)
def test_times_as_hosts_write_them(value: object, start: int) -> None:
    assert chapters({"startTime": value}).chapters == (Chapter(start, ""),)


@pytest.mark.parametrize(
    "value", [-1, True, None, "x", "", [1], {}, 1e9, 10**30, "1e400", "nan", "-0:01", 1_800_001]
)
def test_what_is_no_time_is_told_with_its_place(value: object) -> None:
    text = (
        '{"version": "1.1.0", "chapters": [\n  {"startTime": 0},\n  {"title": "a",\n'
        f'   "startTime": {json.dumps(value)}}}\n]}}'
    )
    episode = read(text.encode(), "x.json")
    assert episode.chapters == (Chapter(0, ""),)
    assert episode.problems == (
        Problem(
            "error",
            "x.json:4:17",
            "a chapter needs a “startTime” in seconds, from 0 on; this one is left out.",
        ),
    )


def test_all_else_that_is_wrong_is_told_and_the_chapter_stays() -> None:
    episode = chapters(
        {"startTime": 0, "title": 5, "endTime": 0, "toc": "false", "url": "javascript:x",
         "img": "../up.png", "location": 7},
        "nonsense",
        {"title": "no start"},
        {"startTime": 9, "title": None, "endTime": None, "toc": None, "url": None, "img": None},
        {"startTime": 9, "title": "", "endTime": "", "url": "", "img": ""},
        {"startTime": 9, "url": "example.org/a"},
    )  # fmt: skip
    assert episode.chapters == (Chapter(0, ""), *[Chapter(9000, "")] * 3)
    assert [(p.severity, p.message.split(";")[0]) for p in episode.problems] == [
        ("warning", "a title is a text"),
        ("warning", "“toc” is true or false"),
        ("warning", "“url” is a web address with https:// in front"),
        ("warning", "this is no time after the chapter's start"),
        ("error", "this is no chapter: it has no “startTime”"),
        ("error", "a chapter needs a “startTime” in seconds, from 0 on"),
        ("warning", "“url” is a web address with https:// in front"),
    ]


def test_chapters_of_which_none_has_a_time_are_told_all_the_same() -> None:
    episode = chapters({"title": "a"}, {"start": 1}, 5)
    assert episode.chapters == ()
    assert len(episode.problems) == 3


def test_the_list_alone() -> None:
    value = [{"startTime": 0, "title": "A"}, {"startTime": "x", "title": "B"}]
    reader, episode = identify(json.dumps(value).encode(), "x.json")
    assert reader.id == "podcasting-json"
    assert episode.chapters == (Chapter(0, "A"),)
    assert [problem.where for problem in episode.problems] == ["x.json:1:48"]
    assert not podcasting_json.sniff([{"startTime": 0, "body": "said"}])


def test_the_file_that_it_belongs_to_plays() -> None:
    assert chapters(fileName="talk.mp3").audio == ("talk.mp3",)
    assert chapters(fileName="/etc/passwd").audio == ()
    assert chapters(fileName=["x"]).audio == ()


def test_halves_of_pairs_are_no_characters() -> None:
    episode = read(b'{"chapters": [{"startTime": 1, "title": "a\\ud800b\\u0007"}]}', "x.json")
    assert episode.chapters[0].title == "ab"


def test_too_many_chapters_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_CHAPTERS", 3)
    episode = chapters(*({"startTime": start} for start in range(5)))
    assert [chapter.start for chapter in episode.chapters] == [0, 1000, 2000]
    assert len(episode.problems) == 1


@pytest.mark.parametrize("value", [[], {}, {"chapters": {}}, {"version": "1"}, "x", None, 1])
def test_other_json_is_another_format(value: object) -> None:
    assert not podcasting_json.sniff(value)
    with pytest.raises(FormatError):
        podcasting_json.read(JsonDocument(json.dumps(value), "x.json"))
