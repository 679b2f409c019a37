"""What is said when: markers to the millisecond, narrations line by line."""

from __future__ import annotations

from array import array

import pytest

from player.domain.episode import Chapter
from player.standin.script import GAP, markers, read_narration, recite
from player.standin.voice import Speech, StandinError

NARRATION = """\
# a comment
voice Host = en-us+f3
voice Guest = en 170

== Hello
Host: Press [Ctrl+G|control G], now.
Guest: Good.

== Next: more
Guest: It goes on.
"""


class Metronome:
    """Says each word in a tenth of a second."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, int]] = []

    def say(self, text: str, name: str = "en-us", pace: int = 150) -> Speech:
        self.said.append((text, name, pace))
        places, place = [], 0
        for number, word in enumerate(text.split()):
            places.append((place, number * 100))
            place += len(word) + 1
        return Speech(array("h", [1000] * (100 * len(places))), 1000, tuple(places))


def spoken(chapters: list[tuple[int, str]], duration: int) -> list[tuple[int, str]]:
    parts = markers([Chapter(*chapter) for chapter in chapters], duration, Metronome())
    return [(part.start, part.line.text) for part in parts]


def test_titles_at_their_markers_and_minutes_between():
    assert spoken([(0, "Coffee"), (70_500, "Chips")], 180_000) == [
        (0, "Coffee"),
        (60_000, "minute 1"),
        (70_500, "Chips"),
        (120_000, "minute 2"),
    ]


def test_a_minute_never_sounds_into_a_title_nor_a_title_into_a_minute():
    long = " ".join(["word"] * 15)
    assert spoken(
        [(59_000, long), (120_000 - 1, "x"), (180_000 + 200 + GAP - 1, "y")], 181_000
    ) == [
        (59_000, long),
        (119_999, "x"),
        (180_399, "y"),
    ]


def test_a_title_ends_before_the_next_marker():
    (first, second) = markers(
        [Chapter(0, "one two three"), Chapter(250, "four")], 1000, Metronome()
    )
    assert first.speech.duration == 250 == second.start
    assert all(word.end <= 300 for word in first.line.words)


def test_of_two_chapters_at_one_time_the_last_is_said_and_none_past_the_end():
    assert spoken([(5, "a"), (5, "b"), (1000, "too late")], 1000) == [(5, "b")]


def test_twenty_thousand_chapters_are_gone_through_in_order():
    starts = [start for start, _ in spoken([(n * 300, "x") for n in range(20_000)], 6_000_000)]
    assert starts == sorted(starts)
    assert len(starts) >= 20_000


def test_a_narration_is_recited_with_its_voices_words_and_pauses():
    metronome = Metronome()
    parts = list(recite(read_narration(NARRATION), metronome))
    assert metronome.said == [
        ("Press control G, now.", "en-us+f3", 150),
        ("Good.", "en", 170),
        ("It goes on.", "en", 170),
    ]
    (first, hello), (second, nothing), (third, more) = parts
    assert (hello, nothing, more) == ("Hello", None, "Next: more")
    assert [(w.text, w.start) for w in first.line.words] == [
        ("Press", 0),
        ("Ctrl+G,", 100),
        ("now.", 300),
    ]
    assert first.line.words[1].end == 300
    assert (first.line.text, first.line.speaker) == ("Press Ctrl+G, now.", "Host")
    assert second.start > first.speech.duration
    assert second.start % 100 == 0
    assert third.start % 1000 == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "says nothing"),
        ("# only a comment", "says nothing"),
        ("voice Host = en\nEve: hello", "line 2: .*speaker"),
        ("voice Host = en\n\nhello", "line 3: .*speaker"),
        ("x" * 20_001, "too long"),
    ],
)
def test_a_narration_that_cannot_be_spoken_says_why(text, message):
    with pytest.raises(StandinError, match=message):
        read_narration(text)
