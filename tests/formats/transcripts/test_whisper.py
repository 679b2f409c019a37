"""The JSON of Whisper, and of the programs that descend from it, each as it writes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from player.domain.episode import Episode, Line, Problem, Word
from player.domain.errors import FormatError
from player.formats import identify


def read(value: object, reader_id: str = "whisper") -> Episode:
    text = value if isinstance(value, str) else json.dumps(value)
    reader, episode = identify(text.encode(), "talk.json")
    assert reader.id == reader_id
    return episode


def word(text: str, start: float, end: float, **more: object) -> dict[str, object]:
    return {"word": text, "start": start, "end": end, **more}


OPENAI: dict[str, Any] = {
    "text": " And so my fellow Americans, ask not.",
    "segments": [
        {
            "id": 0, "seek": 0, "start": 0.0, "end": 7.6, "text": " And so my fellow Americans,",
            "tokens": [50363, 843, 523, 616, 5891, 3399, 11, 50743], "temperature": 0.0,
            "avg_logprob": -0.2, "compression_ratio": 1.0, "no_speech_prob": 0.01,
            "words": [
                word(" And", 0.0, 0.46, probability=0.5), word(" so", 0.46, 0.9, probability=0.9),
                word(" my", 0.9, 1.2, probability=0.9), word(" fellow", 1.2, 1.2, probability=0.9),
                word(" Americans,", 1.2, 2.1, probability=0.9),
            ],
        },
        {"id": 1, "seek": 0, "start": 7.6, "end": 7.6, "text": "", "words": []},
        {"id": 2, "seek": 760, "start": 8.0, "end": 11.0, "text": " ask not."},
    ],
    "language": "en",
}  # fmt: skip


def test_openai_whisper_with_words() -> None:
    episode = read(OPENAI)
    assert episode.language == "en"
    assert episode.problems == ()
    assert episode.transcript == (
        Line(
            0,
            7600,
            "And so my fellow Americans,",
            None,
            (
                Word(0, 460, "And"),
                Word(460, 900, "so"),
                Word(900, 1200, "my"),
                Word(1200, 1200, "fellow"),
                Word(1200, 2100, "Americans,"),
            ),
        ),
        Line(8000, 11_000, "ask not."),
    )


def test_openai_s_service_has_its_words_beside_the_segments() -> None:
    value = {
        "task": "transcribe", "language": "english", "duration": 3.0, "text": "Hello, you. Bye.",
        "segments": [
            {"id": 0, "start": 0.0, "end": 1.5, "text": " Hello, you."},
            {"id": 1, "start": 1.5, "end": 3.0, "text": " Bye."},
        ],
        "words": [word("Hello", 0.1, 0.5), word("you", 0.6, 1.0), word("Bye", 1.6, 2.0)],
    }  # fmt: skip
    episode = read(value)
    assert episode.language == "en"
    assert [line.words for line in episode.transcript] == [
        (Word(100, 500, "Hello"), Word(600, 1000, "you")),
        (Word(1600, 2000, "Bye"),),
    ]
    del value["segments"]
    (line,) = read(value).transcript
    assert (line.text, len(line.words)) == ("Hello, you. Bye.", 3)
    del value["words"]
    assert read(value).transcript == (Line(None, None, "Hello, you. Bye."),)


def test_whisperx_with_speakers_and_numbers_that_have_no_time() -> None:
    value = {
        "segments": [
            {
                "start": 1.0, "end": 5.0, "text": " In 2014 we 42.", "speaker": "SPEAKER_01",
                "words": [
                    {"word": "In", "start": 1.0, "end": 1.2, "score": 0.9, "speaker": "SPEAKER_01"},
                    {"word": "2014"},
                    {"word": "we", "start": 3.2, "end": 3.4, "score": 0.9},
                    {"word": "42."},
                ],
            },
            {"start": 5.0, "end": 6.0, "text": " 1 2", "words": [{"word": "1"}, {"word": "2"}]},
        ],
        "word_segments": [{"word": "In", "start": 1.0, "end": 1.2, "score": 0.9}],
        "language": "en",
    }  # fmt: skip
    episode = read(value)
    assert episode.problems == ()
    assert episode.transcript == (
        Line(
            1000,
            5000,
            "In 2014 we 42.",
            "SPEAKER_01",
            (
                Word(1000, 1200, "In"),
                Word(1200, 3200, "2014"),
                Word(3200, 3400, "we"),
                Word(3400, 5000, "42."),
            ),
        ),
        Line(5000, 6000, "1 2"),
    )


def test_words_in_parts_are_put_together_where_words_have_spaces() -> None:
    parts = [
        word(" Amer", 0, 0.4),
        word("icans", 0.4, 0.8),
        word(",", 0.8, 0.9),
        word(" ask", 1, 2),
    ]
    value = {"language": "haitian creole", "segments": [
        {"start": 0, "end": 2, "text": " Americans, ask", "words": parts},
        {"start": 2, "end": 3, "text": " 你好", "words": [word(" 你", 2, 2.5), word("好", 2.5, 3)]},
    ]}  # fmt: skip
    episode = read(value)
    assert episode.language == "ht"
    assert [line.words for line in episode.transcript] == [
        (Word(0, 900, "Americans,"), Word(1000, 2000, "ask")),
        (Word(2000, 2500, "你"), Word(2500, 3000, "好")),
    ]


def test_who_speaks_in_chunks_goes_before_the_chunks() -> None:
    chunks = [{"timestamp": [0.0, 2.0], "text": " Hi."}]
    turns = [{"speaker": "SPEAKER_01", "timestamp": [0.0, 2.0], "text": " Hi."}]
    assert read({"speakers": turns, "chunks": chunks, "text": " Hi."}).transcript == (
        Line(0, 2000, "Hi.", "SPEAKER_01"),
    )
    assert read({"speakers": [], "chunks": chunks, "text": " Hi."}).transcript == (
        Line(0, 2000, "Hi."),
    )


def test_words_beside_segments_have_several_names() -> None:
    found = [word("Hallo", 0.0, 0.5), word("du.", 0.5, 1.0)]
    segments = [{"start": 0.0, "end": 1.0, "text": " Hallo du."}]
    line = Line(0, 1000, "Hallo du.", None, (Word(0, 500, "Hallo"), Word(500, 1000, "du.")))
    value = {"segments": segments, "word_timestamps": found, "detected_language": "de"}
    assert (read(value).transcript, read(value).language) == ((line,), "de")
    assert read({"word_segments": found}).transcript == (line,)
    info = {"info": {"language": "de"}, "segments": segments}
    assert read(info).language == "de"


def test_times_in_ms_are_told_by_their_length() -> None:
    value = [{"start": 1, "end": 5000, "text": "One"}, {"start": 5000, "end": 5100, "text": "two"}]
    expected = (Line(1, 5000, "One"), Line(5000, 5100, "two"))
    assert read(value).transcript == expected
    assert read({"segments": value, "language": "en"}).transcript == expected
    seconds = [{"start": 0, "end": 200, "text": "One"}, {"start": 200, "end": 300.5, "text": "two"}]
    assert read(seconds).transcript == (Line(0, 200_000, "One"), Line(200_000, 300_500, "two"))


def test_a_last_word_without_an_end_leaves_its_line_without_one() -> None:
    value = {"text": " One two", "chunks": [
        {"timestamp": [0.0, 0.5], "text": " One"}, {"timestamp": [0.5, None], "text": " two"},
    ]}  # fmt: skip
    assert read(value).transcript[0].end is None


def test_faster_whisper_s_segments_as_a_list() -> None:
    value = [
        {"id": 1, "seek": 0, "start": 0, "end": 2.5, "text": " One", "words": None},
        {"id": 2, "start": 2.5, "end": 4, "text": " two.", "words": [word(" two.", 2.5, 4)]},
    ]
    assert read(value).transcript == (
        Line(0, 2500, "One"),
        Line(2500, 4000, "two.", None, (Word(2500, 4000, "two."),)),
    )


def test_whisper_timestamped_calls_its_words_text() -> None:
    words = [{"text": "Bonjour !", "start": 0.5, "end": 1.0, "confidence": 0.5}]
    value = {"text": " Bonjour !", "segments": [
        {"id": 0, "start": 0.5, "end": 1.0, "text": " Bonjour !", "words": words},
    ], "language": "fr"}  # fmt: skip
    assert read(value).transcript[0].words == (Word(500, 1000, "Bonjour !"),)


def test_transformers_chunks_are_lines_or_words() -> None:
    value = {"text": "", "chunks": [
        {"timestamp": [0.0, 4.5], "text": " One sentence."},
        {"timestamp": [4.5, None], "text": " And one more."},
    ]}  # fmt: skip
    assert read(value).transcript == (
        Line(0, 4500, "One sentence."),
        Line(4500, None, "And one more."),
    )
    value["chunks"] = [
        {"timestamp": [n, n + 1.0], "text": f" {text}"} for n, text in enumerate(["One", "word."])
    ]
    (line,) = read(value).transcript
    assert (line.text, line.words) == (
        "One word.",
        (Word(0, 1000, "One"), Word(1000, 2000, "word.")),
    )


def test_times_that_cannot_be_are_mended_and_told() -> None:
    text = """{"language": 7, "segments": [
      {"start": -0.02, "end": 2, "text": "one two three", "words": [
        {"word": "one", "start": 1.5, "end": 1}, {"word": "two", "start": 0.5, "end": 1.8},
        {"word": "three", "start": 99, "end": 100}, {"word": 5}, 7, {"word": "\\u0000"}]},
      {"start": null, "end": null, "text": "four", "words": [{"word": "four", "start": 3}]},
      {"start": "nan", "end": 5, "text": "five", "words": [{"word": "five"}]},
      {"start": 5, "end": 4, "text": "six", "words": {}}]}"""
    episode = read(text)
    assert episode.transcript == (
        Line(
            0,
            2000,
            "one two three",
            None,
            (Word(1500, 1500, "one"), Word(1500, 1800, "two"), Word(2000, 2000, "three")),
        ),
        Line(3000, None, "four", None, (Word(3000, 3000, "four"),)),
        Line(3000, None, "five"),
        Line(5000, None, "six"),
    )
    assert [problem.where for problem in episode.problems] == ["talk.json:6:7", "talk.json:7:7"]
    assert episode.problems[1] == Problem(
        "warning", "talk.json:7:7", "“end” is before “start”; the end is left out."
    )


def test_silence_is_no_transcript() -> None:
    with pytest.raises(FormatError, match="there are no lines in this transcript"):
        read({"text": "", "segments": [], "language": "en"})


def cpp(*segments: tuple[int, int, str], **more: object) -> dict[str, object]:
    """What whisper.cpp writes with -oj."""

    def clock(ms: int) -> str:
        return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"

    return {
        "systeminfo": "AVX = 1", "model": {"type": "base", "multilingual": False},
        "params": {"model": "ggml-base.en.bin", "language": "en", "translate": False},
        "result": {"language": "en"},
        "transcription": [
            {
                "timestamps": {"from": clock(start), "to": clock(end)},
                "offsets": {"from": start, "to": end}, "text": text, **more,
            }
            for start, end, text in segments
        ],
    }  # fmt: skip


def test_whisper_cpp() -> None:
    value = cpp((0, 3200, " And so."), (3200, 3200, ""), (3200, 4000, " [BLANK_AUDIO]"))
    episode = read(value, "whisper-cpp")
    assert (episode.language, episode.transcript) == ("en", (Line(0, 3200, "And so."),))
    value = cpp((0, 3200, " Yes or no? [SPEAKER_TURN]"), speaker="0", speaker_turn_next=True)
    assert read(value, "whisper-cpp").transcript == (Line(0, 3200, "Yes or no?", "Speaker 0"),)
    value = cpp((0, 3200, " Yes or no?"), speaker="?")
    assert read(value, "whisper-cpp").transcript[0].speaker is None


def token(text: str, start: int | None = None, end: int = 0) -> dict[str, object]:
    times = {} if start is None else {"offsets": {"from": start, "to": end}}
    return {"text": text, **times, "id": 1, "p": 0.9, "t_dtw": -1}


def test_whisper_cpp_s_tokens_are_put_together_to_words() -> None:
    tokens = [
        token("[_BEG_]", 0, 0), token(" Amer", 0, 300), token("icans", 300, 700),
        token(",", 700, 800), token(" ask"), token(" not", 1200, 1500), token("[_TT_150]", 3000),
    ]  # fmt: skip
    (line,) = read(cpp((0, 3000, " Americans, ask not"), tokens=tokens), "whisper-cpp").transcript
    assert line.words == (
        Word(0, 800, "Americans,"),
        Word(800, 1200, "ask"),
        Word(1200, 1500, "not"),
    )


def test_whisper_cpp_s_torn_characters_are_found_in_the_text() -> None:
    tokens = [
        token(" \ufffd", 0, 100), token("\ufffd", 100, 200), token("ber", 200, 300),
        token(" gr", 300, 400), token("\ufffd", 400, 500), token("\ufffd", 500, 600),
    ]  # fmt: skip
    (line,) = read(cpp((0, 700, " Über grü"), tokens=tokens), "whisper-cpp").transcript
    assert line == Line(0, 700, "Über grü", None, (Word(0, 300, "Über"), Word(300, 600, "grü")))
    tokens[2] = token("nothing like it", 200, 300)
    (line,) = read(cpp((0, 700, " Über grü"), tokens=tokens), "whisper-cpp").transcript
    assert line == Line(0, 700, "Über grü")


def test_whisper_cpp_s_torn_characters_alone_say_nothing() -> None:
    (line,) = read(cpp((0, 500, " \ufffd"), (500, 700, " so")), "whisper-cpp").transcript
    assert line == Line(500, 700, "so")


def test_whisper_cpp_without_spaces_between_words() -> None:
    said = ["そして", "、", "アメリカ", "国民", "の", "皆さん"]
    tokens = [token(text, n * 100, n * 100 + 100) for n, text in enumerate(said)]
    (line,) = read(cpp((0, 700, "".join(said)), tokens=tokens), "whisper-cpp").transcript
    assert [found.text for found in line.words] == said
    assert line.text == "".join(said)


def test_whisper_cpp_word_by_word() -> None:
    parts = ["", " And", " so", " my", " fellow", " Amer", "icans", "."]
    value = cpp(*((n * 300, n * 300 + 300, part) for n, part in enumerate(parts)))
    (line,) = read(value, "whisper-cpp").transcript
    assert (line.start, line.end, line.text) == (300, 2400, "And so my fellow Americans.")
    assert line.words[-1] == Word(1500, 2400, "Americans.")
