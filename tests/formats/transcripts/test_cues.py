"""A transcript that some other program made is read with its speakers and its words."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Episode, Line, Problem, Word
from player.domain.errors import FormatError
from player.formats import read
from player.formats.transcripts import srt, vtt


def lines(text: str, name: str = "talk.vtt") -> tuple[Line, ...]:
    return read(text.encode(), name).transcript


def test_webvtt_with_everything_it_allows() -> None:
    text = (
        "\ufeffWEBVTT - made by hand\r\nKind: captions\r\n\r\nNOTE nobody sees this\r\n\r\n"
        "STYLE\r\n::cue { color: red }\r\n\r\n"
        "intro\r\n00:01.000 --> 00:02.500 align:start position:0%\r\n"
        "<v.loud Mary &amp; Co>Salt &amp; <b>pepper</b> &lt;3\r\n"
        "and <i.x>more</i>&nbsp;still\r\n\r\n"
        "01:00:00.000 --> 01:00:01.000\r\n<v Ann>Hi.</v> <v Bob>Ho.\r\n"
    )
    episode = read(text.encode(), "talk.vtt")
    assert episode.title == "talk"
    assert episode.transcript == (
        Line(1000, 2500, "Salt & pepper <3 and more still", "Mary & Co"),
        Line(3_600_000, 3_601_000, "Hi.", "Ann"),
        Line(3_600_000, 3_601_000, "Ho.", "Bob"),
    )
    assert episode.problems == ()


def test_times_inside_a_line_are_those_of_its_words() -> None:
    text = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n"
        "<v Tom>One <00:00:01.500><c>two</c> <00:00:02.000>three &amp; four<00:00:02.900>\n"
    )
    assert lines(text) == (
        Line(
            1000,
            3000,
            "One two three & four",
            "Tom",
            (Word(1000, 1500, "One"), Word(1500, 2000, "two"), Word(2000, 2900, "three & four")),
        ),
    )


def test_times_of_words_stay_in_order_and_inside_their_line() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<00:01.500>a <00:00.000>b <99:00.000>c\n"
    assert lines(text)[0].words == (
        Word(1500, 1500, "a"),
        Word(1500, 2000, "b"),
        Word(2000, 2000, "c"),
    )


def test_srt_with_what_programs_put_into_it() -> None:
    text = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}<i>Hello</i> <font color=red>you</font>\r\n"
        "there\r\n\r\n2\r\n00:00:00,5 --> 00:00:01,000 X1:0\r\nfirst\r\n\r\n\r\n"
        "3\r\n0:00:03.000 --> 0:00:04.000\r\n\r\n"
    )
    assert lines(text, "talk.srt") == (
        Line(500, 1000, "first"),
        Line(1000, 2000, "Hello you there"),
    )


@pytest.mark.parametrize("name", ["talk.vtt", "talk.srt"])
def test_a_bad_cue_is_a_problem_and_the_rest_is_read(name: str) -> None:
    text = (
        "WEBVTT\n\n00:75.000 --> 00:80.000\nno such time\n\nwords alone\n\n"
        "00:05.000 --> 00:04.000\nback\n\nwhen --> ever\nx\n\n00:06.000 --> 00:07.000\ngood\n"
    )
    episode = read(text.encode(), name)
    assert episode.transcript == (Line(5000, None, "back"), Line(6000, 7000, "good"))
    times = "these are not two times such as 00:00:01.000 --> 00:00:04.000; the cue is left out."
    assert episode.problems == (
        Problem("error", f"{name}:3:1", times),
        Problem(
            "error", f"{name}:6:1", "this is no cue: a line with times and --> is missing above it."
        ),
        Problem("error", f"{name}:8:1", "this cue ends before it starts; its end is left out."),
        Problem("error", f"{name}:11:1", times),
    )


@pytest.mark.parametrize("text", ["WEBVTT\n", "WEBVTT\n\nNOTE x\n", "WEBVTT\n\n--> \n"])
def test_a_transcript_without_a_line_is_no_transcript(text: str) -> None:
    with pytest.raises(FormatError, match="no line of this transcript can be read"):
        lines(text)


def test_content_goes_before_the_name() -> None:
    assert lines("WEBVTT\n\n00:01.000 --> 00:02.000\na\n", "talk.txt")[0].text == "a"
    assert lines("1\n00:00:01,000 --> 00:00:02,000\na\n", "talk.txt")[0].text == "a"
    assert not vtt.sniff("WEBVTTX")
    assert not srt.sniff("1\nnothing\n")


ROLLING = (
    "WEBVTT\nKind: captions\nLanguage: en\n\n"
    "00:00:00.160 --> 00:00:02.389 align:start position:0%\n \n"
    "hello<00:00:00.480><c> and</c><00:00:00.640><c> welcome</c>\n\n"
    "00:00:02.389 --> 00:00:02.399 align:start position:0%\nhello and welcome\n \n\n"
    "00:00:02.399 --> 00:00:04.789 align:start position:0%\nhello and welcome\n"
    "to<00:00:02.639><c.colorE5E5E5> the</c><00:00:02.879><c> show</c>\n\n"
    "00:00:04.789 --> 00:00:04.799 align:start position:0%\nto the show\n \n\n"
    "00:00:04.799 --> 00:00:06.000 align:start position:0%\nto the show\n[Music]\n\n"
    "00:00:06.000 --> 00:00:06.010 align:start position:0%\n[Music]\n \n\n"
    "00:00:06.010 --> 00:00:09.000 align:start position:0%\n[Music]\nthe<00:00:07.000><c> end</c>\n"
)


def test_rolling_captions_say_each_row_once() -> None:
    episode = read(ROLLING.encode(), "talk.vtt")
    assert [(line.start, line.end, line.text) for line in episode.transcript] == [
        (160, 2389, "hello and welcome"),
        (2399, 4789, "to the show"),
        (4799, 6000, "[Music]"),
        (6010, 9000, "the end"),
    ]
    first = episode.transcript[0].words
    assert first == (Word(160, 480, "hello"), Word(480, 640, "and"), Word(640, 2389, "welcome"))
    assert episode.problems == ()


def test_a_few_rolling_captions_are_told_by_the_words_that_were_heard() -> None:
    text = ROLLING[: ROLLING.index("00:00:04.789 -->")].replace("Language: en", "Language: pt-BR")
    episode = read(text.encode(), "talk.vtt")
    assert [line.text for line in episode.transcript] == ["hello and welcome", "to the show"]
    assert episode.language == "pt-BR"


HIGHLIGHTED = (
    "00:00:00.100 --> 00:00:00.500\n<u>In</u> 2024, we\nare.\n\n"
    "00:00:00.500 --> 00:00:00.600\nIn 2024, we\nare.\n\n"
    "00:00:00.600 --> 00:00:01.200\nIn <u>2024,</u> we\nare.\n\n"
    "00:00:01.200 --> 00:00:02.000\nIn 2024, we\n<u>are.</u>\n\n"
    "00:00:02.000 --> 00:00:03.000\n<u>Yes.</u>\n\n00:00:03.000 --> 00:00:04.000\n<u>Yes.</u>\n"
)


@pytest.mark.parametrize("mark", ["u", 'font color="#00ff00"'])
def test_a_line_shown_once_for_each_word_is_one_line(mark: str) -> None:
    text = HIGHLIGHTED.replace("<u>", f"<{mark}>").replace("</u>", f"</{mark.split(' ')[0]}>")
    words = (Word(100, 500, "In"), Word(600, 1200, "2024, we"), Word(1200, 2000, "are."))
    expected = (
        Line(100, 2000, "In 2024, we are.", None, words),
        Line(2000, 3000, "Yes."),
        Line(3000, 4000, "Yes."),
    )
    assert lines("WEBVTT\n\n" + text) == expected
    assert lines(text.replace(".", ",").replace("are,", "are."), "talk.srt")[0] == expected[0]


def test_lines_sung_twice_stay_two() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<i>la</i> la\n\n00:02.000 --> 00:03.000\n"
    assert [line.text for line in lines(text + "<i>la</i> la\n")] == ["la la", "la la"]


def test_what_only_looks_like_a_tag_is_said() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nif 5 < 6 and <i>7</i> > 2,<br>x <= y\n"
    assert lines(text, "talk.srt")[0].text == "if 5 < 6 and 7 > 2, x <= y"


def test_times_below_a_minute_may_be_seconds_alone() -> None:
    text = "WEBVTT\n\n0.860 --> 7.38\n<v A>One.\n\n56.440 --> 1:01.080\n<v A>Two.\n"
    assert lines(text) == (Line(860, 7380, "One.", "A"), Line(56_440, 61_080, "Two.", "A"))


def test_a_voice_ends_where_its_tag_does() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hi.</v>\n(laughter)\n"
    assert lines(text) == (Line(1000, 2000, "Hi.", "Ann"), Line(1000, 2000, "(laughter)"))


def test_names_before_colons_are_speakers_where_most_cues_have_one() -> None:
    cue = "00:0{}.000 --> 00:0{}.000\n{}\n\n"
    said = ["Jo Doe: Hi.", "[SPEAKER_01]: Ho.", "Jo O&apos;Neil: <00:03.500>Hm.", "and so on"]
    text = "WEBVTT\n\n" + "".join(cue.format(n, n + 1, row) for n, row in enumerate(said))
    assert lines(text) == (
        Line(0, 1000, "Hi.", "Jo Doe"),
        Line(1000, 2000, "Ho.", "SPEAKER_01"),
        Line(2000, 3000, "Hm.", "Jo O'Neil", (Word(3000, 3000, "Hm."),)),
        Line(3000, 4000, "and so on"),
    )
    voiced = text + cue.format(5, 6, "<v Ann>Hi.")
    assert [line.speaker for line in lines(voiced)] == [None, None, None, None, "Ann"]
    seldom = text.replace("[SPEAKER_01]: ", "").replace("Jo O&apos;Neil: ", "")
    assert lines(seldom)[0].text == "Jo Doe: Hi."


MEETING = "WEBVTT\n\n" + "".join(
    f"00:0{n}.000 --> 00:0{n + 1}.000\n{who}: note: {n}\n\n"
    for n, who in enumerate(["jo doe", "Al (she/her) | X", "jo doe", "+1202", "jo doe"] * 2)
)


@pytest.mark.parametrize("name", ["talk.vtt", "talk.srt"])
def test_people_in_meetings_are_called_what_they_like(name: str) -> None:
    found = lines(MEETING, name)
    assert [line.speaker for line in found[:4]] == ["jo doe", "Al (she/her) | X", "jo doe", "+1202"]
    assert [line.text for line in found[:2]] == ["note: 0", "note: 1"]
    for writer in (srt, vtt):
        said = [replace(line, text=f"x: {line.text}", speaker=None) for line in found]
        text = writer.write(Episode("A", transcript=tuple(said)))
        again = lines(text, f"talk.{writer.__name__[-3:]}")
        assert [(line.speaker, line.text) for line in again] == [(None, n.text) for n in said]


def test_names_in_the_first_row_of_each_cue() -> None:
    text = (
        "0:0:0.0 --> 0:0:2.560\nJo Doe\nHello there.\n0:0:2.560 --> 0:0:5.10\nAl Roe (Guest)\n"
        "Hi, I\nsay.\n0:0:6.0 --> 0:0:8.0\nJo Doe\nGood.\n0:0:9.0 --> 0:0:10.0\nJo Doe\nSo.\n"
    )
    assert lines(text, "meeting.txt") == (
        Line(0, 2560, "Hello there.", "Jo Doe"),
        Line(2560, 5100, "Hi, I say.", "Al Roe (Guest)"),
        Line(6000, 8000, "Good.", "Jo Doe"),
        Line(9000, 10_000, "So.", "Jo Doe"),
    )


@pytest.mark.parametrize(
    "row",
    ["[SPEAKER_00] Hi.", "(SPEAKER_00) Hi.", "[SPEAKER_00]: Hi.", ">> SPEAKER_00: Hi."],
)
def test_speakers_with_numbers_and_behind_arrows(row: str) -> None:
    text = f"1\n00:00:01,000 --> 00:00:02,000\n{row}\n"
    assert lines(text, "talk.srt") == (Line(1000, 2000, "Hi.", "SPEAKER_00"),)
    said = Episode("A", transcript=(Line(0, 1000, row),))
    assert lines(srt.write(said), "talk.srt") == said.transcript


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        ("00:00:01,000 -> 00:01:02,500", 1000, 62_500),
        ("00: 00: 01, 000 -> 00: 01: 02, 500", 1000, 62_500),
        ("00:00:01:000 --> 00:01:02:500", 1000, 62_500),
        ("00:00:01:12 --> 00:01:02;24", 1000, 62_000),
    ],
)
def test_spoilt_times_are_read_where_no_others_are(times: str, start: int, end: int) -> None:
    text = f"```srt\n1\n{times}\nHi.\n```\n"
    assert lines(text, "talk.srt") == (Line(start, end, "Hi."),)


def test_a_language_may_stand_in_a_note() -> None:
    text = "WEBVTT\n\nNOTE language:en-us\n\n00:01.000 --> 00:02.000\nHi.\n"
    assert read(text.encode(), "talk.vtt").language == "en-US"


def test_rolling_captions_are_told_in_srt_too() -> None:
    rows = ["one two", "three four", "five six", "seven eight", "nine ten"]
    text = "".join(
        f"{n + 1}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{row}\n\n"
        for n, row in enumerate([rows[0], *("\n".join(rows[n : n + 2]) for n in range(4))])
    )
    assert [line.text for line in lines(text, "talk.srt")] == rows


def test_what_is_said_twice_stays() -> None:
    text = "WEBVTT\n\n" + "".join(
        f"00:0{n}.000 --> 00:0{n + 1}.000\n{said}\n\n"
        for n, said in enumerate(["No.", "No.", "No.\nNo.", "Row, row", "Row, row\nYour boat"])
    )
    assert [line.text for line in lines(text)] == [
        "No.", "No.", "No. No.", "Row, row", "Row, row Your boat",
    ]  # fmt: skip


def test_ruby_and_text_below_an_empty_row() -> None:
    text = (
        "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\nnamed\n"
        "00:01.000 --> 00:02.000\n<ruby>漢<rt>kan</rt></ruby><lang en>ji</lang>\n\n"
        "NOTE\n00:03 is no time\n\n00:02.000 --> 00:03.000\n\nbelow\n\n"
        "00:03.000 --> 00:04.000\n1\n\n00:04.000 --> 00:05.000\nlast\n"
    )
    episode = read(text.encode(), "talk.vtt")
    assert [line.text for line in episode.transcript] == ["漢ji", "below", "1", "last"]
    assert episode.problems == ()


@given(st.text(st.sampled_from("<v A>/&#;x 0:1.\n-"), max_size=80))
def test_no_cue_breaks_the_reader(payload: str) -> None:
    first = "WEBVTT\n\n00:01.000 --> 00:02.000\nfirst\n\n"
    episode = read(f"{first}00:03.000 --> 00:04.000\n{payload}\n".encode(), "x.vtt")
    assert episode.transcript[0] == Line(1000, 2000, "first")
    assert all(line.text.strip() for line in episode.transcript)


@given(st.text(st.sampled_from("\n\n\r \t1-->0:1.,NOTEa&{\\\\an<>"), max_size=200))
def test_no_file_breaks_the_reader(rest: str) -> None:
    for first in ("WEBVTT\n\n", "1\n"):
        episode = read(f"{first}00:01.000 --> 00:02.000\nfirst\n\n{rest}".encode(), "x")
        assert episode.transcript[0].text
        assert all((line.start or 0) >= 0 for line in episode.transcript)


@pytest.mark.parametrize("payload", ["<" * 20_000, "<v " * 7000, "{\\" * 10_000, "<0" * 10_000])
def test_no_cue_takes_long(payload: str) -> None:
    began = time.perf_counter()
    read(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{payload}\n".encode() * 20, "x.vtt")
    assert time.perf_counter() - began < 2


def test_an_hour_of_lines_is_read_at_once() -> None:
    cue = "00:{:02}:{:02}.000 --> 00:{:02}:{:02}.900\n<v A>words and words\n\n"
    text = "WEBVTT\n\n" + "".join(cue.format(s // 60, s % 60, s // 60, s % 60) for s in range(3600))
    began = time.perf_counter()
    assert len(lines(text)) == 3600
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("suffix", ["vtt", "srt"])
def test_a_reading_of_a_sonnet(corpora: Path, suffix: str) -> None:
    data = (corpora / "speech" / f"sonnet001.{suffix}").read_bytes()
    found = read(data, f"sonnet001.{suffix}")
    assert len(found.transcript) == 15
    assert found.transcript[0] == Line(0, 2680, "1")
    assert found.transcript[1] == Line(2680, 5880, "From fairest creatures we desire increase,")
    assert (found.transcript[-1].start, found.transcript[-1].end) == (48_080, 53_240)
    assert found.problems == ()


def test_transcripts_of_a_podcast(corpora: Path) -> None:
    folder = corpora / "podcast-namespace" / "transcripts"
    vtt = read((folder / "example.vtt").read_bytes(), "example.vtt")
    assert {line.speaker for line in vtt.transcript} == {"Sarah", "Gillian"}
    assert "Podcasting Q&A" in vtt.transcript[2].text
    srt = read((folder / "example.srt").read_bytes(), "example.srt")
    assert (srt.transcript[0].start, srt.transcript[0].end) == (179, 2399)
    assert (vtt.problems, srt.problems) == ((), ())
