"""The session against a libVLC that says exactly what a test lets it say, at exactly that time."""

from __future__ import annotations

from pathlib import Path

import pytest

from player.domain.errors import EngineError
from player.domain.timecode import Ms
from player.engine import errands
from player.engine.api import Duration, Ended, Event, Failed, Opening, Paused, Playing, Position
from player.engine.mailbox import (
    Checked,
    Close,
    Measured,
    Message,
    Muted,
    Open,
    Pause,
    Play,
    Rate,
    Refused,
    Report,
    Seek,
    Volume,
)
from player.engine.media import Source
from player.engine.session import Session

TALK = Source(Path("/talks/talk.opus"), "ogg")
STREAM = Source("http://example.org/talk.mp3", "mp3")


class ScriptedDeck:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.generation = 0

    def load(self, source: Source, start: Ms, *, play: bool) -> int:
        self.generation += 1
        self.told.append(("load", source.where, start, play))
        return self.generation

    def hold(self, held: bool) -> None:
        self.told.append(("hold", held))

    def go_to(self, position: Ms) -> None:
        self.told.append(("go_to", position))

    def set_rate(self, rate: float) -> None:
        self.told.append(("rate", rate))

    def set_volume(self, percent: int, muted: bool) -> None:
        self.told.append(("volume", percent, muted))

    def stop(self) -> None:
        self.told.append(("stop",))

    def release(self) -> None:
        self.told.append(("release",))

    def told_of(self, *what: str) -> list[tuple[object, ...]]:
        return [told for told in self.told if told[0] in what]


class Desk:
    """A session with its deck, its clock, and what it told."""

    def __init__(self) -> None:
        self.now = 100.0
        self.deck = ScriptedDeck()
        self.told: list[Event] = []
        self.session = Session(
            self.told.append, lambda message: None, lambda: self.deck, 1.0, lambda: self.now
        )

    def ask(self, *messages: Message) -> None:
        for message in messages:
            self.session.handle(message)

    def hear(self, what: str, value: float = 0) -> None:
        self.session.handle(Report(self.deck.generation, what, value))

    def wait(self, seconds: float) -> None:
        """As the worker does: asleep until something is due."""
        until = self.now + seconds
        while (patience := self.session.patience()) is not None and self.now + patience < until:
            assert patience >= 0.0
            self.now += max(patience, 0.001)
            self.session.handle(None)
        self.now = until

    def open(self, source: Source = TALK, *, start: Ms = 0, play: bool = True) -> None:
        """Open it as far as libVLC's own word that it plays, or holds."""
        self.ask(Open(1, Path("/talks/talk.opus"), start, play), Checked(1, source))
        self.hear("length", 60_000)
        self.hear("playing")
        if not play:
            self.hear("paused")
        self.hear("buffering", 100)
        self.told.clear()
        self.deck.told.clear()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(errands, "look_at", lambda *_: None)
    monkeypatch.setattr(errands, "measure", lambda *_: None)
    return Desk()


def test_nothing_is_said_to_play_before_libvlc_has_what_it_needs(desk: Desk) -> None:
    desk.ask(Open(1, Path("/talks/talk.opus"), 5_000, True), Checked(1, TALK))
    desk.hear("playing")
    desk.hear("buffering", 0)
    assert desk.told == [Opening(1)]

    desk.hear("length", 60_000)
    desk.hear("buffering", 100)

    assert desk.told[1:] == [Duration(1, 60_000, True), Playing(1), Position(1, 5_000)]


def test_seeks_that_come_fast_are_merged_and_the_last_one_holds(desk: Desk) -> None:
    desk.open()
    desk.wait(1.0)
    for step in range(10):
        desk.ask(Seek(2 + step, 1_000 * step))
        desk.wait(0.03)
    desk.wait(0.1)

    went = desk.deck.told_of("go_to")
    assert went[0] == ("go_to", 0)
    assert went[-1] == ("go_to", 9_000)
    assert len(went) <= 6


def test_the_first_seek_does_not_wait(desk: Desk) -> None:
    desk.open()
    desk.wait(1.0)

    desk.ask(Seek(2, 30_000))

    assert desk.deck.told == [("go_to", 30_000)]


def test_a_report_that_tells_of_before_the_seek_is_dropped(desk: Desk) -> None:
    desk.open()
    desk.wait(1.0)
    desk.ask(Seek(2, 30_000))
    desk.hear("buffering", 100)
    desk.told.clear()

    desk.hear("time", 1_250)
    assert desk.told == []

    desk.wait(0.25)
    desk.hear("time", 30_260)
    assert desk.told[-1] == Position(2, 30_260)


def test_libvlcs_echo_of_a_seek_is_not_taken_for_sound(desk: Desk) -> None:
    desk.open()
    desk.wait(1.0)
    desk.ask(Seek(2, 30_000))
    desk.told.clear()

    desk.hear("time", 30_000)
    desk.hear("buffering", 0)
    assert desk.told == []

    desk.hear("buffering", 100)
    assert desk.told == [Playing(2), Position(2, 30_000)]


def test_where_libvlc_could_not_seek_the_true_place_is_told_in_the_end(desk: Desk) -> None:
    desk.open()
    desk.wait(1.0)
    desk.ask(Seek(2, 30_000))
    desk.hear("buffering", 100)
    for step in range(5):
        desk.wait(0.26)
        desk.hear("time", 1_260 + 260 * step)

    assert desk.told[-1] == Position(2, 2_300)


def test_paused_while_libvlc_still_opens_it_is_held_as_soon_as_it_obeys(desk: Desk) -> None:
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, True), Checked(1, TALK), Pause())
    assert not desk.deck.told_of("hold")

    desk.hear("playing")
    assert desk.deck.told_of("hold") == [("hold", True)]
    assert Playing(1) not in desk.told

    desk.hear("paused")
    assert desk.told[-2:] == [Paused(1), Position(1, 0)]


def test_played_while_libvlc_still_opens_it_to_be_held(desk: Desk) -> None:
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, False), Checked(1, TALK), Play())
    desk.hear("playing")
    assert not desk.deck.told_of("hold")

    desk.hear("paused")
    assert desk.deck.told_of("hold") == [("hold", False)]


def test_turned_back_while_it_is_turning_it_is_asked_only_when_it_would_obey(desk: Desk) -> None:
    desk.open()
    desk.ask(Pause(), Play())
    assert desk.deck.told_of("hold") == [("hold", True)]

    desk.hear("paused")
    assert desk.deck.told_of("hold") == [("hold", True), ("hold", False)]
    desk.hear("playing")
    assert Paused(1) not in desk.told


def test_a_seek_that_waits_is_made_before_it_plays_on(desk: Desk) -> None:
    desk.open(play=False)
    desk.wait(1.0)
    desk.ask(Seek(2, 10_000), Seek(3, 20_000), Play())

    assert desk.deck.told_of("go_to", "hold") == [
        ("go_to", 10_000),
        ("go_to", 20_000),
        ("hold", False),
    ]


def test_a_short_refill_is_not_worth_telling_a_long_one_is(desk: Desk) -> None:
    desk.open(STREAM)
    desk.hear("buffering", 0)
    desk.wait(0.2)
    desk.hear("buffering", 100)
    assert not [event for event in desk.told if isinstance(event, Opening)]

    desk.hear("buffering", 0)
    desk.wait(0.4)
    desk.hear("buffering", 40)
    desk.wait(0.4)
    assert desk.told[-2:] == [Opening(1, 0), Opening(1, 40)]

    desk.hear("buffering", 100)
    assert Playing(1) in desk.told[-2:]


def test_while_it_refills_the_position_stands_still(desk: Desk) -> None:
    desk.open(STREAM)
    desk.wait(1.0)
    desk.hear("buffering", 0)
    desk.told.clear()

    desk.wait(2.0)

    assert not [event for event in desk.told if isinstance(event, Position)]


def test_when_libvlc_falls_silent_no_position_is_made_up(desk: Desk) -> None:
    desk.open()
    desk.wait(10.0)

    assert isinstance(desk.told[-1], Position)
    assert desk.told[-1].position <= 1_600


def test_an_end_at_the_end_is_an_end(desk: Desk) -> None:
    desk.open(start=59_000)
    desk.wait(0.9)

    desk.hear("end")

    assert desk.told[-2:] == [Position(1, 60_000), Ended(1)]


def test_a_file_that_breaks_off_is_told_honestly(desk: Desk) -> None:
    desk.open(start=20_000)
    desk.wait(0.5)
    desk.hear("time", 20_500)
    desk.hear("end")

    failed = desk.told[-1]
    assert isinstance(failed, Failed)
    assert "breaks off at 00:20, though it should last 01:00" in failed.message


def test_an_estimated_length_that_is_a_little_wrong_is_no_breaking_off(desk: Desk) -> None:
    desk.open(STREAM, start=50_000)
    desk.wait(0.5)
    desk.hear("time", 50_500)

    desk.hear("end")

    assert desk.told[-2:] == [Position(1, 50_500), Ended(1)]


def test_a_stream_that_breaks_off_goes_on_from_there_when_played(desk: Desk) -> None:
    desk.open(STREAM, start=20_000)
    desk.wait(0.5)
    desk.hear("time", 20_500)
    desk.hear("end")
    failed = desk.told[-1]
    assert isinstance(failed, Failed)
    assert "broke off at 00:20 of 01:00" in failed.message

    desk.ask(Play())

    assert desk.deck.told_of("load") == [("load", STREAM.where, 20_500, True)]


def test_a_server_that_cannot_begin_in_the_middle_is_asked_anew_once(desk: Desk) -> None:
    desk.open(STREAM)
    desk.wait(1.0)
    desk.ask(Seek(2, 20_000))
    desk.hear("end")
    assert desk.deck.told_of("load") == [("load", STREAM.where, 20_000, True)]
    assert not [event for event in desk.told if isinstance(event, Ended | Failed)]

    desk.hear("end")

    assert len(desk.deck.told_of("load")) == 1
    assert isinstance(desk.told[-1], Failed)


def test_a_seek_that_waits_when_the_end_comes_is_made_after_it(desk: Desk) -> None:
    desk.open()
    desk.wait(1.0)
    desk.ask(Seek(2, 59_500), Seek(3, 20_000))
    desk.hear("end")

    assert Ended(2) in desk.told
    assert desk.deck.told_of("load") == [("load", TALK.where, 20_000, False)]


def test_what_the_recording_before_said_is_not_heard(desk: Desk) -> None:
    desk.open()
    old = desk.deck.generation
    desk.ask(Open(2, Path("/talks/other.opus"), 0, True), Checked(2, TALK))
    desk.told.clear()

    desk.ask(Report(old, "time", 5_000), Report(old, "end"), Measured(1, 5), Refused(1, "no"))

    assert desk.told == []


def test_what_was_closed_while_it_was_looked_at_does_not_play(desk: Desk) -> None:
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, True), Close(), Checked(1, TALK))

    assert desk.deck.told == []


def test_volume_mute_and_rate_are_told_again_when_it_plays(desk: Desk) -> None:
    desk.ask(Volume(30), Muted(True), Rate(1.5))
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, True), Checked(1, TALK))
    desk.deck.told.clear()

    desk.hear("playing")

    assert desk.deck.told == [("volume", 30, True), ("rate", 1.5)]


def test_a_seek_past_the_end_is_made_just_before_it(desk: Desk) -> None:
    desk.open()
    desk.wait(1.0)

    desk.ask(Seek(2, 90_000))

    assert desk.deck.told == [("go_to", 59_800)]


def test_an_estimated_length_keeps_nobody_from_what_lies_behind_it(desk: Desk) -> None:
    desk.open(STREAM)
    desk.wait(1.0)

    desk.ask(Seek(2, 62_000))

    assert desk.deck.told == [("go_to", 62_000)]


def test_an_estimate_is_corrected_by_the_exact_length_and_never_back(desk: Desk) -> None:
    desk.open(STREAM)

    desk.hear("length", 60_300)
    desk.ask(Measured(1, 64_321))
    desk.hear("length", 70_000)

    assert [event for event in desk.told if isinstance(event, Duration)] == [
        Duration(1, 64_321, True)
    ]


def test_at_twice_the_rate_reports_twice_as_far_are_believed(desk: Desk) -> None:
    desk.ask(Rate(2.0))
    desk.open()
    desk.wait(1.0)
    desk.ask(Seek(2, 30_000))
    desk.hear("buffering", 100)
    desk.wait(0.6)

    desk.hear("time", 31_200)

    assert desk.told[-1] == Position(2, 31_200)


def test_without_libvlc_it_says_what_to_do(desk: Desk) -> None:
    def missing() -> ScriptedDeck:
        raise EngineError("libVLC is missing. Type: sudo apt install libvlc5")

    session = Session(desk.told.append, lambda message: None, missing, 1.0)
    session.handle(Open(1, Path("/talks/talk.opus"), 0, True))
    session.handle(Checked(1, TALK))

    assert desk.told[-1] == Failed(1, "libVLC is missing. Type: sudo apt install libvlc5")
    session.shut_down()


def test_what_libvlc_cannot_play_is_looked_at_again(desk: Desk) -> None:
    desk.open()

    desk.hear("error")

    failed = desk.told[-1]
    assert isinstance(failed, Failed)
    assert "“talk.opus” is not in" in failed.message
