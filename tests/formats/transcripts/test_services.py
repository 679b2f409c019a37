"""The JSON of services that transcribe: Deepgram and AssemblyAI."""

from __future__ import annotations

import json
from typing import Any

import pytest

from player.domain.episode import Chapter, Episode, Line, Problem, Word
from player.domain.errors import FormatError
from player.formats import identify


def read(value: object, reader_id: str) -> Episode:
    reader, episode = identify(json.dumps(value).encode(), "talk.json")
    assert reader.id == reader_id
    return episode


def heard(word: str, start: float, end: float, **more: object) -> dict[str, object]:
    return {"word": word.lower().strip(".,"), "start": start, "end": end, "confidence": 0.99,
            "punctuated_word": word, **more}  # fmt: skip


WORDS = [
    heard("Yeah.", 0.08, 0.32, speaker=0, speaker_confidence=0.7),
    heard("As", 0.4, 0.56, speaker=0), heard("you", 0.56, 0.8, speaker=0),
    heard("know,", 0.8, 1.1, speaker=0), heard("No.", 1.2, 1.5, speaker=1),
]  # fmt: skip
PARAGRAPHS = {
    "transcript": "\nSpeaker 0: Yeah. As you know,\n\nSpeaker 1: No.\n",
    "paragraphs": [
        {"num_words": 4, "start": 0.08, "end": 1.1, "speaker": 0, "sentences": [
            {"text": "Yeah.", "start": 0.08, "end": 0.32},
            {"text": "As you know,", "start": 0.4, "end": 1.1},
        ]},
        {"num_words": 1, "start": 1.2, "end": 1.5, "speaker": 1, "sentences": [
            {"text": "No.", "start": 1.2, "end": 1.5},
        ]},
    ],
}  # fmt: skip


def deepgram(*alternatives: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "metadata": {"transaction_key": "deprecated", "duration": 1.6, "channels": 1},
        "results": {"channels": [{"alternatives": [a]} for a in alternatives], **more},
    }


def test_deepgram_s_sentences_are_lines_with_their_words() -> None:
    best = {"transcript": "Yeah. As you know, No.", "confidence": 0.99, "words": WORDS}
    value = deepgram({**best, "paragraphs": PARAGRAPHS})
    value["results"]["channels"][0]["detected_language"] = "en"
    episode = read(value, "deepgram")
    assert episode.language == "en"
    assert episode.transcript == (
        Line(80, 320, "Yeah.", "Speaker 0", (Word(80, 320, "Yeah."),)),
        Line(
            400,
            1100,
            "As you know,",
            "Speaker 0",
            (Word(400, 560, "As"), Word(560, 800, "you"), Word(800, 1100, "know,")),
        ),
        Line(1200, 1500, "No.", "Speaker 1", (Word(1200, 1500, "No."),)),
    )
    assert episode.problems == ()


def test_deepgram_s_words_become_lines_where_there_are_no_sentences() -> None:
    found = read(deepgram({"transcript": "", "words": WORDS}), "deepgram").transcript
    assert [(line.speaker, line.text) for line in found] == [
        ("Speaker 0", "Yeah. As you know,"),
        ("Speaker 1", "No."),
    ]
    plain = [{key: word[key] for key in ("word", "start", "end")} for word in WORDS[1:4]]
    (line,) = read(deepgram({"transcript": "as you know", "words": plain}), "deepgram").transcript
    assert (line.speaker, line.text, line.start, line.end) == (None, "as you know", 400, 1100)


def test_deepgram_s_channels_are_told_apart() -> None:
    value = deepgram({"words": [heard("Hi.", 1, 2)]}, {"words": [heard("Hello.", 0, 1)]})
    assert read(value, "deepgram").transcript == (
        Line(0, 1000, "Hello.", "Channel 2"),
        Line(1000, 2000, "Hi.", "Channel 1"),
    )


def test_deepgram_s_speakers_are_counted_in_each_channel_anew() -> None:
    value = deepgram(
        {"words": [heard("Hi.", 1, 2, speaker=0)]},
        {"words": [heard("Ho.", 0, 1, speaker=0), heard("Hm.", 3, 4, speaker=1)]},
    )
    assert [line.speaker for line in read(value, "deepgram").transcript] == [
        "Channel 2, Speaker 0", "Channel 1", "Channel 2, Speaker 1",
    ]  # fmt: skip


def test_deepgram_s_utterances_are_read_where_there_is_nothing_else() -> None:
    utterances = [
        {"start": 0.0, "end": 1.0, "transcript": "Hello there.", "speaker": 2, "words": []},
        {"start": 2.0, "end": 3.0, "transcript": "", "words": [heard("Hi.", 2.0, 2.5)]},
        {"start": None, "end": 3.0, "transcript": None},
    ]
    value = {"results": {"utterances": utterances}}
    episode = read(value, "deepgram")
    assert episode.transcript == (
        Line(0, 1000, "Hello there.", "Speaker 2"),
        Line(2000, 2500, "Hi."),
    )
    assert [problem.severity for problem in episode.problems] == ["error"]
    only = read(deepgram({"transcript": "Just the text"}), "deepgram")
    assert only.transcript == (Line(None, None, "Just the text"),)


def said(text: str, start: int, end: int, speaker: str | None = None) -> dict[str, object]:
    return {"text": text, "start": start, "end": end, "confidence": 0.97, "speaker": speaker}


ASSEMBLY: dict[str, Any] = {
    "id": "1", "status": "completed", "language_code": "en_us", "audio_url": "https://example.org",
    "text": "Smoke from Canada. What? Runny noses.", "audio_duration": 5, "confidence": 0.9,
    "words": [
        said("Smoke", 250, 650), said("from", 730, 1022), said("Canada.", 1076, 1800),
        said("What?", 1900, 2200), said("Runny", 4000, 4300), said("noses.", 4300, 4800),
    ],
    "utterances": None,
}  # fmt: skip


def test_assemblyai_s_words_become_lines() -> None:
    episode = read(ASSEMBLY, "assemblyai")
    assert episode.language == "en-US"
    assert [(line.start, line.end, line.text) for line in episode.transcript] == [
        (250, 2200, "Smoke from Canada. What?"),
        (4000, 4800, "Runny noses."),
    ]
    assert episode.transcript[1].words == (Word(4000, 4300, "Runny"), Word(4300, 4800, "noses."))


def test_assemblyai_s_speakers_are_letters() -> None:
    words = [{**word, "speaker": "AAABAA"[n]} for n, word in enumerate(ASSEMBLY["words"])]
    first = {"text": "Smoke from Canada.", "start": 250, "end": 1800}
    utterances = [
        {"speaker": "A", **first, "words": words[:3]},
        {"speaker": "B", "text": "What?", "start": 1900, "end": 2200, "words": words[3:4]},
        {"speaker": "A", "text": "Runny noses.", "start": 4000, "end": 4800, "words": words[4:]},
    ]  # fmt: skip
    expected = [
        ("Speaker A", "Smoke from Canada."),
        ("Speaker B", "What?"),
        ("Speaker A", "Runny noses."),
    ]
    for value in (
        {**ASSEMBLY, "words": words, "utterances": utterances},
        {**ASSEMBLY, "utterances": utterances},
        {"utterances": utterances, "id": "1"},
    ):
        found = read(value, "assemblyai").transcript
        assert [(line.speaker, line.text) for line in found] == expected


def test_assemblyai_s_sentences_are_lines() -> None:
    words = ASSEMBLY["words"]
    value = {"sentences": [
        {"text": "Smoke from Canada.", "start": 250, "end": 1800, "words": words[:3]},
        {"text": "What?", "start": "1900", "end": 2200, "words": []},
        {"text": 7},
    ], "id": "1"}  # fmt: skip
    episode = read(value, "assemblyai")
    assert [(line.start, line.text, len(line.words)) for line in episode.transcript] == [
        (250, "Smoke from Canada.", 3),
        (1800, "What?", 0),
    ]
    assert [problem.severity for problem in episode.problems] == ["warning", "error"]


def test_a_service_that_failed_says_so() -> None:
    value = {"status": "error", "audio_url": "https://x", "error": "Download error", "words": None}
    with pytest.raises(FormatError, match="could not make this transcript: Download error"):
        read(value, "assemblyai")
    with pytest.raises(FormatError, match="there are no lines"):
        read(deepgram({"transcript": "", "words": []}), "deepgram")


def test_a_mistake_is_told_where_it_stands() -> None:
    text = '{"results": {"channels": [{"alternatives": [{"transcript": "a"}]},\n7]}}'
    episode = identify(text.encode(), "talk.json")[1]
    assert episode.transcript == (Line(None, None, "a"),)
    assert episode.problems == (
        Problem("error", "talk.json:2:1", "a channel is an object in {}; this is left out."),
    )


def test_assemblyai_s_chapters_come_with_the_transcript() -> None:
    chapters = [
        {"start": 1900, "end": 4800, "headline": "", "gist": "Noses", "summary": "They run."},
        {"start": 250, "end": 1900, "headline": "Smoke from  Canada", "gist": "Smoke"},
        {"start": None}, 5,
    ]  # fmt: skip
    episode = read({**ASSEMBLY, "chapters": chapters}, "assemblyai")
    assert episode.chapters == (Chapter(250, "Smoke from Canada"), Chapter(1900, "Noses"))
    assert (episode.language, len(episode.transcript)) == ("en-US", 2)


def test_assemblyai_s_utterances_alone() -> None:
    utterances = [said("Hi.", 1000, 2000, "A"), said("Ho.", 2000, 3000, "B")]
    expected = (Line(1000, 2000, "Hi.", "Speaker A"), Line(2000, 3000, "Ho.", "Speaker B"))
    for value in (
        utterances,
        {"utterances": utterances},
        {**ASSEMBLY, "words": [], "utterances": utterances},
    ):
        assert read(value, "assemblyai").transcript == expected


def test_what_assemblyai_has_not_done_yet_is_told() -> None:
    value = {"status": "processing", "audio_url": "https://example.org", "words": None}
    with pytest.raises(FormatError, match="not made this transcript yet"):
        read(value, "assemblyai")
    with pytest.raises(FormatError, match="no kind that Earmark knows"):
        read({"status": ["error"], "audio_url": ""}, "assemblyai")
