"""The JSON transcript of Podcasting 2.0: lines or words come in, lines go out."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given

from player.domain.episode import Episode, Line, Problem, Word
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.transcripts import podcasting_json
from player.formats.transcripts.lines import flat, speaker
from tests.formats.transcripts.samples import episodes

SCHEMA = {
    "type": "object",
    "required": ["version", "segments"],
    "properties": {
        "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
        "segments": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["startTime", "body"],
                "properties": {
                    "speaker": {"type": "string", "minLength": 1},
                    "startTime": {"type": "number", "minimum": 0},
                    "endTime": {"type": "number", "exclusiveMinimum": 0},
                    "body": {"type": "string", "minLength": 1},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def lines(segments: list[object]) -> tuple[Line, ...]:
    return read(json.dumps({"version": "1.0.0", "segments": segments}).encode(), "a").transcript


def test_words_become_lines(corpora: Path) -> None:
    path = corpora / "podcast-namespace" / "transcripts" / "example.json"
    reader, episode = identify(path.read_bytes(), path.name)
    assert reader.id == "podcasting-json-transcript"
    assert episode.transcript == (
        Line(
            500,
            2500,
            "I am your father.",
            "Darth Vader",
            (
                Word(500, 750, "I"),
                Word(1000, 1250, "am"),
                Word(1500, 2000, "your"),
                Word(2250, 2500, "father."),
            ),
        ),
        Line(2750, 3000, "Nooooo", "Luke"),
    )
    assert episode.problems == ()


def test_a_newline_after_a_word_ends_its_line() -> None:
    found = lines(
        [
            {"startTime": n / 2, "endTime": n / 2 + 0.5, "body": body}
            for n, body in enumerate(["Well,", "yes.\n", "Or", "no"])
        ]
    )
    assert [(line.start, line.end, line.text) for line in found] == [
        (0, 1000, "Well, yes."),
        (1000, 2000, "Or no"),
    ]


def test_long_speech_is_cut_where_it_rests() -> None:
    said = "One two three four five six seven eight nine ten, eleven twelve. " * 4
    found = lines(
        [{"startTime": n, "endTime": n + 1, "body": word} for n, word in enumerate(said.split())]
    )
    assert [line.text for line in found] == [said.strip()[:64].strip()] * 4
    assert len(found[0].words) == 12


def test_what_is_wrong_is_told_with_its_place() -> None:
    text = """{"version": "1.0.0", "segments": [
      {"startTime": -0.5, "endTime": 1, "body": " first \\u0000line\\n"},
      {"startTime": "2.5", "endTime": 2, "body": "second line"},
      {"startTime": null, "body": "no time here"},
      {"startTime": true, "body": "nor here"},
      {"startTime": 9e99, "body": "nor here"},
      {"startTime": 1},
      {"startTime": 1, "body": 7},
      {"startTime": 1, "body": "  "},
      "no segment",
      {"startTime": 3, "endTime": 4, "speaker": 7, "body": "last \\ud800one"}]}"""
    episode = read(text.encode(), "a.json")
    assert episode.transcript == (
        Line(0, 1000, "first line"),
        Line(2500, None, "second line"),
        Line(2500, None, "no time here"),
        Line(2500, None, "nor here"),
        Line(2500, None, "nor here"),
        Line(3000, 4000, "last one"),
    )
    late = "“startTime” is no time, so this follows the line before it."
    assert episode.problems == (
        Problem("warning", "a.json:3:7", "“endTime” is before “startTime”; the end is left out."),
        *(Problem("warning", f"a.json:{row}:7", late) for row in (4, 5, 6)),
        Problem("error", "a.json:7:7", "a segment needs a “body”; this one is left out."),
        Problem("error", "a.json:8:32", "“body” is text in quotes; this segment is left out."),
        Problem("error", "a.json:10:7", "a segment is an object in {}; this is left out."),
    )


@pytest.mark.parametrize("segments", ["[]", '[{"body": ""}]', '[{"startTime": 1}]'])
def test_a_transcript_that_says_nothing_is_refused(segments: str) -> None:
    text = f'{{"version": "1.0.0", "segments": {segments}}}'
    with pytest.raises(FormatError, match="there are no lines in this transcript"):
        read(text.encode(), "a.json")


def test_a_transcript_as_it_is_written() -> None:
    found = (
        Line(2000, None, "second"),
        Line(500, 1500, "He said:\n“first”", "Ann"),
        Line(None, None, "without a time"),
    )
    assert podcasting_json.write(Episode(title="A", transcript=found)) == (
        '{\n  "version": "1.0.0",\n  "segments": [\n'
        '    {\n      "speaker": "Ann",\n      "startTime": 0.5,\n      "endTime": 1.5,\n'
        '      "body": "He said: “first”"\n    },\n'
        '    {\n      "startTime": 2.0,\n      "body": "second"\n    }\n  ]\n}\n'
    )


@given(episodes())
def test_any_transcript_comes_back_as_it_was(episode: Episode) -> None:
    text = podcasting_json.write(episode)
    jsonschema.validate(json.loads(text), SCHEMA)
    timed = sorted((n for n in episode.transcript if n.start is not None), key=lambda n: n.start)
    expected = tuple(
        Line(n.start, n.end if (n.end or 0) > n.start else None, flat(n.text), speaker(n.speaker))
        for n in timed
        if flat(n.text)
    )
    if not expected:
        with pytest.raises(FormatError):
            read(text.encode(), "a.json")
        return
    found = read(text.encode(), "a.json")
    assert (found.transcript, found.problems) == (expected, ())


def test_segments_as_some_write_them() -> None:
    clocks = {"startTime": "00:00:01.000", "endTime": "00:00:02.500", "body": "One and all"}
    texts = {"startTime": "3.5", "endTime": 4, "text": "Two and all", "speaker": "Ann"}
    expected = (Line(1000, 2500, "One and all"), Line(3500, 4000, "Two and all", "Ann"))
    value = {"version": "1.0.0", "segments": [clocks, texts]}
    for found in (value, value["segments"]):
        reader, episode = identify(json.dumps(found).encode(), "talk.json")
        assert reader.id == "podcasting-json-transcript"
        assert (episode.transcript, episode.problems) == (expected, ())
