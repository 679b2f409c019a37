"""A time is read however a person writes it, and shown as a listener reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.errors import TimecodeError
from player.domain.timecode import LONGEST, lapse, parse, show, spell


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("0", 0),
        ("90", 90_000),
        ("02:10", 130_000),
        ("2:10", 130_000),
        ("75:00", 4_500_000),
        ("1:02:03", 3_723_000),
        ("1:02:03.450", 3_723_450),
        ("12:03.5", 723_500),
        ("12:03,5", 723_500),
        ("0:00.0006", 1),
        ("[00:21]", 21_000),
        ("(1:02:03)", 3_723_000),
        (" [ 00:21 ] ", 21_000),
        ("1h02m03s", 3_723_000),
        ("1h2m", 3_720_000),
        ("1h", 3_600_000),
        ("90s", 90_000),
        ("2m", 120_000),
        ("1H 2M 3.5S", 3_723_500),
    ],
)
def test_the_usual_ways_to_write_a_time(text: str, ms: int) -> None:
    assert parse(text) == ms


@pytest.mark.parametrize(
    "text",
    ["", ":", "1:", ":10", "1:60", "1:60:00", "1:2:3:4", "1e9", "-1", "-00:10", "noon", "h", "1:0x",
     "[00:21", "00:21]", "[00:21)", "٠٢:١٠", "9999999999", "501h", "1:-2", "NaN", "1.2.3", "\0",
     "5:3 pm"],
)  # fmt: skip
def test_what_is_no_time_is_said_calmly(text: str) -> None:
    with pytest.raises(TimecodeError, match=r"is not a time|before the start|500 hours"):
        parse(text)


def test_only_an_offset_may_be_negative() -> None:
    assert parse("-0:05.5", signed=True) == -5_500
    assert parse("−5", signed=True) == -5_000
    assert parse("+5", signed=True) == 5_000
    with pytest.raises(TimecodeError, match="count from 0"):
        parse("-5")


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "00:00"), (999, "00:00"), (130_000, "02:10"), (3_723_999, "1:02:03"), (-5_000, "−00:05")],
)
def test_a_shown_time_never_runs_ahead(ms: int, text: str) -> None:
    assert show(ms) == text


def test_the_long_form_is_shown_where_asked_for() -> None:
    assert show(130_000, hours=True) == "0:02:10"


@pytest.mark.parametrize(
    ("ms", "text", "signed"),
    [
        (0, "0 s", "0 s"),
        (100, "0.1 s", "+0.1 s"),
        (-1_500, "1.5 s", "−1.5 s"),
        (72_010, "1 min 12.01 s", "+1 min 12.01 s"),
        (60_000, "1 min", "+1 min"),
        (-7_203_000, "2 h 3 s", "−2 h 3 s"),
    ],
)
def test_a_stretch_of_time_is_told_in_words(ms: int, text: str, signed: str) -> None:
    assert lapse(ms) == text
    assert lapse(ms, signed=True) == signed


@given(st.integers(0, LONGEST))
def test_what_is_written_to_a_file_is_read_back_to_the_millisecond(ms: int) -> None:
    assert parse(spell(ms)) == ms
    assert parse(spell(-ms), signed=True) == -ms


@given(st.text(max_size=60))
def test_rubbish_is_a_time_or_an_error_and_nothing_else(text: str) -> None:
    try:
        ms = parse(text)
    except TimecodeError:
        return
    assert 0 <= ms <= LONGEST
