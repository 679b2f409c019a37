"""What all transcripts share: bounds, times that are filled in, words that become lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Line, Word
from player.domain.timecode import LONGEST
from player.formats.times import clock, from_clock
from player.formats.transcripts import lines as shared
from player.formats.transcripts.clocks import Clocks
from player.formats.transcripts.lines import Spoken, flat, gather, pieces, timed, words
from player.formats.transcripts.segments import lines_of


def test_no_file_gives_more_lines_or_words_than_one_can_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shared, "MOST_LINES", 3)
    monkeypatch.setattr(shared, "MOST_WORDS", 3)
    told: list[str] = []
    line = Line(0, 10, "a b", None, (Word(0, 1, "a"), Word(1, 2, "b")))
    found = gather([line] * 5, told.append)
    assert [len(line.words) for line in found] == [2, 0, 0]
    assert told == ["only the first 3 words keep their times.", "only the first 3 lines are read."]


def test_lines_come_in_order_and_those_without_a_time_after_the_one_before_them() -> None:
    found = [Line(5, 9, "b"), Line(None, None, "c"), Line(1, None, "a"), Line(None, None, "a'")]
    assert [(line.start, line.text) for line in gather(found, print)] == [
        (1, "a"),
        (1, "a'"),
        (5, "b"),
        (9, "c"),
    ]


def test_words_without_times_share_what_is_between_their_neighbours() -> None:
    items = [Spoken(None, None, "a"), Spoken(None, None, "b"), Spoken(200, 300, "c")]
    items += [Spoken(None, None, "d"), Spoken(100, 900, "e"), Spoken(None, 7, "f")]
    assert words(items, 100, 800) == (
        Word(100, 150, "a"),
        Word(150, 200, "b"),
        Word(200, 300, "c"),
        Word(200, 200, "d"),
        Word(200, 800, "e"),
        Word(800, 800, "f"),
    )
    assert words(items[3:4], 0, 100) == ()
    assert words([Spoken(5, None, "x"), Spoken(None, None, "y")], 0, None)[1] == Word(5, 5, "y")


def test_a_line_without_an_end_lasts_until_a_later_one_starts() -> None:
    found = [Line(9, None, "c"), Line(1, None, "a"), Line(1, 1, "b"), Line(LONGEST - 1, None, "d")]
    assert [(start, end) for _, start, end, _ in timed(found)] == [
        (1, 9),
        (1, 9),
        (9, LONGEST - 1),
        (LONGEST - 1, LONGEST),
    ]


def test_a_text_is_cut_at_its_words() -> None:
    text = "“Well”, he said."
    own = (Word(10, 20, "Well"), Word(30, 40, "said"), Word(35, 50, "he"), Word(99, 100, "said"))
    assert pieces(Line(0, 60, text, None, own), 0, 60, text) == [
        (10, 20, "“Well”, he "),
        (30, 40, "said."),
    ]


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=6), st.text(max_size=8))
def test_what_is_cut_is_the_whole_text(times: list[tuple[int, int]], text: str) -> None:
    text = flat(text)
    own = tuple(Word(a, b, text[n : n + 1]) for n, (a, b) in enumerate(times))
    found = pieces(Line(10, 60, text, None, own), 10, 60, text)
    assert "".join(part for *_, part in found) in ("", text)
    flattened = [time for begin, until, _ in found for time in (begin, until)]
    assert flattened == sorted(flattened)
    assert all(10 <= time <= 60 for time in flattened)


@given(st.lists(st.integers(0, LONGEST), max_size=20))
def test_clocks_are_read_as_one_by_one(times: list[int]) -> None:
    clocks = Clocks()
    texts = [clock(ms) for ms in times] + ["", "1", "00:00:01.x00", "00:61:00.000", "00:00:01.5"]
    expected = [from_clock(text) for text in texts * 2]
    assert [clocks.ms(text) for text in texts * 2] == clocks.all(texts * 2) == expected
    assert Clocks().all(texts * 2) == expected
    assert Clocks(digits=2).ms("01:02.34") == 62_340


def test_words_alone_become_lines_at_speakers_and_pauses() -> None:
    items = [Spoken(n * 500, n * 500 + 400, f"w{n}") for n in range(3)]
    items.append(Spoken(9000, 9100, "late"))
    found = list(lines_of(items, ["A", "B", "B", "B"]))
    assert [(line.speaker, line.text) for line in found] == [
        ("A", "w0"),
        ("B", "w1 w2"),
        ("B", "late"),
    ]
    assert found[0].words == ()
