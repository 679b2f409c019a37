"""What services of recognition send is read in lines, with who speaks and the times of words."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Episode, Line, Word
from player.domain.errors import FormatError
from player.formats import identify
from player.formats.json_text import JsonDocument
from player.formats.registry import READERS

EXPECTED = (
    Line(100, 900, "Hi there.", "Ann", (Word(100, 400, "Hi"), Word(500, 900, "there."))),
    Line(1000, 1400, "Ho.", "Bob"),
)


def opened(value: object, reader: str) -> Episode:
    found, episode = identify(json.dumps(value).encode(), "talk.json")
    assert found.id == reader
    return episode


def aws(named: bool) -> dict[str, Any]:
    said = [("Hi", 0.1, 0.4, "Ann"), ("there", 0.5, 0.9, "Ann"), (".", 0, 0, "Ann"),
            ("Ho", 1, 1.4, "Bob"), (".", 0, 0, "Bob")]  # fmt: skip
    items: list[dict[str, Any]] = []
    labels = []
    for text, start, end, who in said:
        item: dict[str, Any] = {"alternatives": [{"confidence": "1", "content": text}]}
        if end:
            item |= {"type": "pronunciation", "start_time": str(start), "end_time": str(end)}
            labels.append({"start_time": str(start), "speaker_label": who})
        items.append(item | {"speaker_label": who} if named else item)
    segments = [{"items": labels[:2]}, {"items": labels[2:]}, {"items": 5}, 5]
    return {"jobName": "x", "results": {
        "transcripts": [{"transcript": "Hi there. Ho."}], "items": items, "language_code": "en-US",
        "speaker_labels": {"speakers": 2, "segments": segments},
    }}  # fmt: skip


@pytest.mark.parametrize("named", [True, False])
def test_amazon_transcribe(named: bool) -> None:
    episode = opened(aws(named), "aws")
    assert (episode.transcript, episode.language) == (EXPECTED, "en-US")


def google(start: str, speaker: str, time: Any) -> list[dict[str, Any]]:
    end = start.replace("start", "end")
    said = [("Hi", 0.1, 0.4, "Ann"), ("there.", 0.5, 0.9, "Ann"), ("Ho.", 1, 1.4, "Bob")]
    return [{"word": w, start: time(a), end: time(b), speaker: who} for w, a, b, who in said]


@pytest.mark.parametrize(
    "words",
    [
        google("startTime", "speakerTag", lambda t: f"{t:.3f}s"),
        google("startOffset", "speakerLabel", lambda t: f"{t}s"),
        google(
            "start_time", "speakerTag", lambda t: {"seconds": int(t), "nanos": int(t % 1 * 1e9)}
        ),
    ],
)
def test_google_s_last_result_says_who_speaks(words: list[dict[str, Any]]) -> None:
    bare = [{k: v for k, v in word.items() if "peaker" not in k} for word in words]
    results = [
        {"alternatives": [{"transcript": "Hi", "words": bare}], "languageCode": "en-us"},
        {"alternatives": [{"words": words}]},
    ]
    assert opened({"results": results}, "google").transcript == EXPECTED
    episode = opened({"name": "1", "response": {"results": results[:1]}}, "google")
    assert [line.speaker for line in episode.transcript] == [None]
    assert episode.language == "en-US"


def test_google_without_words() -> None:
    results = [
        {"alternatives": [{"transcript": " One."}], "resultEndTime": "2.5s"},
        {"alternatives": [{}]},
        {"alternatives": [{"transcript": "Two."}], "resultEndTime": "5s"},
    ]
    assert opened({"results": results}, "google").transcript == (
        Line(0, 2500, "One."), Line(2500, 5000, "Two."),
    )  # fmt: skip


def test_speechmatics() -> None:
    said = [("word", "Hi", 0.1, 0.4, "Ann"), ("word", "there", 0.5, 0.9, "Ann"),
            ("punctuation", ".", 0.9, 0.9, "Ann"), ("word", "Ho", 1, 1.4, "Bob"),
            ("punctuation", ".", 1.4, 1.4, "Bob"), ("word", "Hm", 2, 2.5, "UU")]  # fmt: skip
    results = [
        {"type": kind, "start_time": start, "end_time": end,
         "alternatives": [{"content": text, "speaker": who}]}
        for kind, text, start, end, who in said
    ]  # fmt: skip
    config = {"transcription_config": {"language": "en"}}
    episode = opened({"format": "2.9", "results": results, "metadata": config}, "speechmatics")
    assert (episode.transcript[:2], episode.language) == (EXPECTED, "en")
    assert episode.transcript[2] == Line(2000, 2500, "Hm")


@pytest.mark.parametrize("clocks", [False, True])
def test_rev(clocks: bool) -> None:
    def word(text: str, start: float, end: float) -> dict[str, Any]:
        times: dict[str, Any] = {"ts": start, "end_ts": end}
        if clocks:
            times = {"timestamp": f"00:00:{start:06.3f}", "end_timestamp": f"00:00:{end:06.3f}"}
        return {"type": "text", "value": text, **times}

    space, stop = {"type": "punct", "value": " "}, {"type": "punct", "value": "."}
    value = {
        "speakers": [{"id": 0, "name": "Ann"}],
        "monologues": [
            {
                "speaker": 0,
                "elements": [word("Hi", 0.1, 0.4), space, word("there", 0.5, 0.9), stop],
            },
            {"speaker": 1, "elements": [word("Ho", 1, 1.4), stop]},
        ],
    }
    first, second = opened(value, "revai").transcript
    assert (first, second.speaker, second.text) == (EXPECTED[0], "Speaker 1", "Ho.")


def test_elevenlabs() -> None:
    said = [("word", "Hi", 0.1, 0.4, "Ann"), ("spacing", " ", 0.4, 0.5, "Ann"),
            ("word", "there", 0.5, 0.7, "Ann"), ("word", ".", 0.7, 0.9, "Ann"),
            ("audio_event", "(laughs)", 0.9, 1, "Ann"), ("word", "Ho.", 1, 1.4, "Bob")]  # fmt: skip
    words = [
        {"type": kind, "text": text, "start": start, "end": end, "speaker_id": who}
        for kind, text, start, end, who in said
    ]
    episode = opened({"language_code": "en", "text": "", "words": words}, "elevenlabs")
    assert episode.transcript[0].text == "Hi there. (laughs)"
    assert (episode.transcript[1], episode.language) == (EXPECTED[1], "en")


def test_youtube_s_captions() -> None:
    events: list[dict[str, Any]] = [
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1},
        {"tStartMs": 100, "dDurationMs": 2000,
         "segs": [{"utf8": "Hi"}, {"utf8": " there.", "tOffsetMs": 400}]},
        {"tStartMs": 800, "dDurationMs": 1000, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 1000, "dDurationMs": 400, "segs": [{"utf8": "Ho."}]},
    ]  # fmt: skip
    value = {"wireMagic": "pb3", "events": events}
    assert opened(value, "youtube-json").transcript == (
        Line(100, 1000, "Hi there.", None, (Word(100, 500, "Hi"), Word(500, 1000, "there."))),
        Line(1000, 1400, "Ho."),
    )
    events[1]["segs"] = [{"utf8": "Hi\nthere."}]
    assert opened(value, "youtube-json").transcript[0] == Line(100, 2100, "Hi there.")


@pytest.mark.parametrize("name", ["talk.en.srv3", "talk.xml", "talk.txt"])
def test_youtube_s_captions_in_xml(name: str) -> None:
    head = '<?xml version="1.0" encoding="utf-8" ?>'
    new = (
        f'{head}<timedtext format="3"><head><ws id="0"/></head><body><w t="0" id="1"/>'
        '<p t="100" d="2000" w="1"><s ac="0">Hi</s><s t="400"> there.</s></p>'
        '<p t="800" d="9" w="1" a="1">\n</p><p t="1000" d="400">Ho.</p>'
        '<p t="x">No</p></body></timedtext>'
    )
    reader, episode = identify(new.encode(), name)
    assert reader.id == "youtube-xml"
    assert episode.transcript == (
        Line(100, 1000, "Hi there.", None, (Word(100, 500, "Hi"), Word(500, 1000, "there."))),
        Line(1000, 1400, "Ho."),
    )
    old = f'{head}<transcript><text start="1.5" dur="2">A &amp;amp; B</text></transcript>'
    assert identify(old.encode(), name)[1].transcript == (Line(1500, 3500, "A & B"),)
    with pytest.raises(FormatError, match="no lines in these captions"):
        identify(b"<timedtext><body/></timedtext>", "x.srv3")


def test_segments_may_tell_how_long_they_last() -> None:
    value = [{"text": "One", "start": 0.16, "duration": 2.4}, {"text": "Two", "start": 2.56}]
    assert opened(value, "whisper").transcript == (Line(160, 2560, "One"), Line(2560, None, "Two"))


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
RUBBISH = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["alternatives", "words", "word", "content", "speaker", "elements", "type",
                         "value", "ts", "startTime", "segs", "utf8", "tStartMs", "items", "text"]),
        inner, max_size=4), max_leaves=12)  # fmt: skip
VALUES = st.one_of(
    st.builds(lambda x: {"results": {"transcripts": [], "items": x, "speaker_labels": x}}, RUBBISH),
    st.builds(lambda x, y: {"results": [{"alternatives": [{"words": x}]}, y]}, RUBBISH, RUBBISH),
    st.builds(
        lambda x, y: {"results": [{"type": x, "start_time": x, "alternatives": y}, y]},
        RUBBISH,
        RUBBISH,
    ),
    st.builds(lambda x: {"monologues": [{"elements": [x]}, x], "speakers": x}, RUBBISH),
    st.builds(lambda x: {"words": [{"text": x, "type": "word", "start": x}, x]}, RUBBISH),
    st.builds(lambda x: {"events": [{"tStartMs": x, "segs": [x]}, x]}, RUBBISH),
)


@given(VALUES)
def test_no_file_of_a_service_breaks_its_reader(value: Any) -> None:
    document = JsonDocument(json.dumps(value), "x.json")
    for reader in READERS:
        if reader.id in ("aws", "google", "speechmatics", "revai", "elevenlabs", "youtube-json"):
            module = reader.load()
            if module.sniff(document.value):
                with suppress(FormatError):
                    assert all(line.text for line in module.read(document).transcript)
