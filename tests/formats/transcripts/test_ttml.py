"""TTML as the standard has it, as broadcasters write it, and as Apple does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Episode, Line, Problem, Word
from player.domain.errors import FormatError
from player.formats import identify
from player.formats.times import clock
from player.formats.transcripts.ttml_times import Times

TT = (
    '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
    'xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en"{}>{}</tt>'
)
APPLE = (
    '<tt xmlns="http://www.w3.org/ns/ttml" '
    'xmlns:podcasts="http://podcasts.apple.com/transcript-ttml-internal" '
    'xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en"><head><metadata /></head>'
    '<body dur="4148.949"><div begin="0.220" end="1:09:04.480">'
    '<p begin="0.220" end="28.620" ttm:agent="SPEAKER_1">'
    '<span begin="0.220" end="1.300" podcasts:unit="sentence" xml:lang="en">'
    '<span begin="0.220" end="0.500" podcasts:unit="word">Welcome</span>'
    '<span begin="0.500" end="0.640" podcasts:unit="word">to</span>'
    '<span begin="0.640" end="1.300" podcasts:unit="word">Earmark.</span></span>'
    '<span begin="3.320" end="4.460" podcasts:unit="sentence">'
    '<span begin="3.320" end="3.540" podcasts:unit="word">Hello.</span></span></p>'
    '<p begin="1:02.340" end="1:03.000" ttm:agent="SPEAKER_2">'
    '<span podcasts:unit="sentence"><span begin="1:02.340" end="1:03.000" podcasts:unit="word">Hi.'
    "</span></span></p></div></body></tt>"
)

NTSC = ' ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"'


def read(body: str, attributes: str = "") -> Episode:
    text = TT.format(attributes, body)
    reader, episode = identify(text.encode(), "talk.ttml")
    assert reader.id == "ttml"
    return episode


def test_apple_s_transcripts_have_sentences_and_words() -> None:
    reader, episode = identify(APPLE.encode(), "transcript.xml")
    assert (reader.id, episode.language) == ("ttml", "en")
    words = (Word(220, 500, "Welcome"), Word(500, 640, "to"), Word(640, 1300, "Earmark."))
    assert episode.transcript == (
        Line(220, 1300, "Welcome to Earmark.", "SPEAKER_1", words),
        Line(3320, 4460, "Hello.", "SPEAKER_1"),
        Line(62_340, 63_000, "Hi.", "SPEAKER_2"),
    )
    assert episode.problems == ()


def test_times_are_those_within_the_parent() -> None:
    body = (
        '<head><metadata><ttm:agent xml:id="a" type="person"><ttm:name type="full">Ann B.'
        "</ttm:name></ttm:agent></metadata></head>"
        '<body begin="5s"><div begin="5s" end="55s" ttm:agent="a">'
        '<p begin="1s" end="2s">One<br/>two'
        "<metadata><ttm:desc>not said</ttm:desc></metadata></p>"
        '<p begin="00:00:03.5" dur="500ms">three <span tts="x">four</span></p>'
        '<p begin="40s" end="99s"><span begin="1s" end="2s">five</span> '
        '<span begin="2s">six</span>!</p><p><span begin="44s" end="45s">seven</span></p>'
        "</div></body>"
    )
    assert read(body).transcript == (
        Line(11_000, 12_000, "One two", "Ann B."),
        Line(13_500, 14_000, "three four", "Ann B."),
        Line(
            50_000,
            60_000,
            "five six!",
            "Ann B.",
            (Word(51_000, 52_000, "five"), Word(52_000, 60_000, "six")),
        ),
        Line(54_000, 55_000, "seven", "Ann B."),
    )


def test_paragraphs_in_a_row_follow_each_other() -> None:
    body = (
        '<body><div begin="10s" timeContainer="seq"><p dur="2s">One</p><p dur="3s">two</p>'
        '<p begin="1s" dur="1s">three</p></div></body>'
    )
    assert [(line.start, line.end) for line in read(body).transcript] == [
        (10_000, 12_000),
        (12_000, 15_000),
        (16_000, 17_000),
    ]


@pytest.mark.parametrize(
    ("time", "attributes", "ms"),
    [
        ("00:01:02.5", "", 62_500),
        ("01:00:00", "", 3_600_000),
        ("00:00:01:15", "", 1500),
        ("00:00:01:10", ' ttp:frameRate="25"', 1400),
        ("00:00:01:12.1", ' ttp:frameRate="24" ttp:subFrameRate="2"', 1521),
        ("24f", ' ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"', 1001),
        ("01:00:00:00", f"{NTSC}", 3_603_600),
        ("01:00:00;00", f'{NTSC} ttp:dropMode="dropNTSC"', 3_599_996),
        ("00:10:00;15", f'{NTSC} ttp:dropMode="dropNTSC"', 600_500),
        ("00:20:00:00", f'{NTSC} ttp:dropMode="dropPAL"', 1_199_999),
        ("00:00:14,500", "", 14_500),
        ("2t", "", 2000),
        ("20000000t", ' ttp:tickRate="10000000"', 2000),
        ("50t", ' ttp:frameRate="25"', 2000),
        ("1.5h", "", 5_400_000),
        ("2m", "", 120_000),
        ("3.25s", "", 3250),
        ("12ms", "", 12),
        ("75.5", "", 75_500),
        ("1:02.340", "", 62_340),
    ],
)
def test_times_of_every_kind(time: str, attributes: str, ms: int) -> None:
    (line,) = read(f'<body><div><p begin="{time}">x</p></div></body>', attributes).transcript
    assert line.start == ms


def test_times_that_cannot_be_are_told() -> None:
    body = (
        '<body><div>\n<p begin="soon">a</p>\n<p begin="99999h">b</p>\n<p begin="2s" end="1s">c</p>'
        '\n<p begin="-1s">d</p><p begin="0s"> </p></div></body>'
    )
    episode = read(body, ' ttp:frameRate="0" ttp:tickRate="x" ttp:frameRateMultiplier="1 0"')
    assert episode.transcript == (
        Line(0, None, "a"), Line(0, None, "b"), Line(2000, None, "c"), Line(2000, None, "d"),
    )  # fmt: skip
    unknown = "“begin” is no time that Earmark knows."
    late = "this has no time, so it follows the line before it."
    assert episode.problems == tuple(
        Problem("warning", f"talk.ttml:{row}:1", message)
        for row in (2, 3, 5)
        for message in (unknown, late)
    )


def test_what_repeats_the_words_is_left_out() -> None:
    ruby = 'xmlns:tts="http://www.w3.org/ns/ttml#styling" tts:ruby'
    body = (
        '<body><div><p begin="1s" end="5s"><span begin="0s" end="1s">君</span>'
        '<span begin="1s" end="2s">よ</span><span ttm:role="x-translation">you</span>'
        '<span ttm:role="x-roman">kimi yo</span>'
        '<span ttm:role="x-bg" begin="2s" end="3s"> (ooh)</span></p>'
        f'<p begin="6s"><span {ruby}="container"><span {ruby}="base">漢</span>'
        f'<span {ruby}="text">kan</span></span>ji</p></div></body>'
    )
    first, second = read(body).transcript
    assert (first.text, [word.text for word in first.words]) == (
        "君よ (ooh)",
        ["君", "よ", "(ooh)"],
    )
    assert second.text == "漢ji"


def test_a_long_paragraph_of_words_becomes_lines() -> None:
    said = "One two three four five six seven eight nine ten eleven. " * 5
    spans = " ".join(
        f'<span begin="{n}s" end="{n + 1}s">{word}</span>' for n, word in enumerate(said.split())
    )
    found = read(f'<body><div><p begin="0s">{spans}</p></div></body>').transcript
    assert [line.text for line in found] == [said.split(". ")[0] + "."] * 5


def test_old_names_and_empty_documents() -> None:
    old = '<tt xmlns="http://www.w3.org/2006/10/ttaf1"><body><div><p begin="1s">x</p></div></body>'
    old += "</tt>"
    assert identify(old.encode(), "talk.dfxp")[1].transcript == (Line(1000, None, "x"),)
    for body in ("", "<body/>", '<body><div><p begin="1s"/></div></body>'):
        with pytest.raises(FormatError, match="there are no lines in this transcript"):
            read(body)


_MOMENTS = st.integers(0, 20_000_000).map(
    lambda ms: (ms / 1000, f"{ms // 60_000}:{ms % 60_000 / 1000:06.3f}", clock(ms))
)
_TIMES = st.builds(
    lambda moment, shape: shape.format(*moment),
    _MOMENTS,
    st.sampled_from(["{0}", "{0:.3f}", "{0:.3f}s", "{0}s", "{1}", "{2}", "{0}m", "{0}ms", "{2}s"]),
)


@given(st.lists(_TIMES | st.sampled_from(["", "s", "1s", "12:75.000", "75.000", "1:0.500"])))
def test_times_are_read_as_one_by_one(texts: list[str]) -> None:
    times = Times({})
    alone = [Times({}).of(text) for text in texts]
    assert [times.of(text) for text in texts] == times.all(texts) == alone


def test_parts_of_frames_are_no_seconds() -> None:
    times = Times({"frameRate": "30", "subFrameRate": "1000"})
    assert times.of("00:00:05.450") == 5450
    assert times.of("00:00:01:04.450") == 1148
    assert times.of("00:00:01:05.450") == 1182


_SPANS = st.lists(
    st.builds(
        '<span begin="{}" end="{}"{}>{}</span>{}'.format,
        _TIMES,
        _TIMES,
        st.sampled_from(["", "", ' unit="word"', ' agent="B"']),
        st.sampled_from(["", " ", "one", "two three", "<i>four</i>"]),
        st.sampled_from(["", " ", ", "]),
    ),
    max_size=5,
)


_PARAGRAPHS = ["", "begin='1s'", "begin='1s' end='5s' agent='A'", "begin='9s' end='9s'"]


@given(_SPANS, st.sampled_from(_PARAGRAPHS))
def test_words_alone_are_read_as_all_other_elements(spans: list[str], times: str) -> None:
    inner = "".join(spans)
    fast, slow = (
        read(f"<body><p begin='0s'>x</p><p {times} {way}>so {inner}</p></body>").transcript
        for way in ("", "timeContainer='par'")
    )
    assert fast == slow
