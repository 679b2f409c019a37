"""The session with a reader and a libVLC that do exactly what a test lets them, at that time."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import cast

import pytest

from player.domain.errors import EngineError
from player.domain.timecode import Ms
from player.engine.api import (
    Duration,
    Ended,
    Event,
    Failed,
    Interrupted,
    Opening,
    Paused,
    Playing,
    Position,
)
from player.engine.decode import Shape
from player.engine.feed import BLOCK, Feed
from player.engine.mailbox import (
    Close,
    Measured,
    Message,
    Moved,
    Muted,
    Open,
    Pause,
    Play,
    Rate,
    Ready,
    Refused,
    Report,
    Seek,
    Volume,
)
from player.engine.media import Source
from player.engine.order import NO_ORDER
from player.engine.reader import Reader
from player.engine.session import Session

TALK = Source(Path("/talks/talk.opus"), "ogg")
STREAM = Source("http://example.org/talk.mp3", "mp3")
MP3 = Source(Path("/talks/talk.mp3"), "mp3")
SHAPE = Shape(1_000, 1)
"""One sample is one ms."""


class ScriptedDeck:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.generation = 0
        self.feed: Feed | None = None

    def start(self, feed: Feed) -> int:
        feed.begin()
        self.generation += 1
        self.feed = feed
        self.told.append(("start", feed.position))
        return self.generation

    def stop(self) -> None:
        self.feed = None
        self.told.append(("stop",))

    def set_volume(self, percent: int, muted: bool) -> None:
        self.told.append(("volume", percent, muted))

    def release(self) -> None:
        self.told.append(("release",))

    def told_of(self, *what: str) -> list[tuple[object, ...]]:
        return [told for told in self.told if told[0] in what]


class ScriptedReader:
    closed = False

    def close(self) -> None:
        self.closed = True


class Desk:
    """A session with its deck, its clock, what it told, and a recording of a minute."""

    def __init__(self) -> None:
        self.now = 100.0
        self.deck, self.reader = ScriptedDeck(), ScriptedReader()
        self.told: list[Event] = []
        self.asked: list[Message] = []
        self.measured: list[object] = []
        self.session = Session(
            self.told.append,
            lambda audio, opened: cast(Reader, self.reader),
            lambda: self.deck,
            lambda where, opened: self.measured.append(where),
            lambda: self.now,
        )
        self.feed = self.new_feed(1)
        self.order, self.at = NO_ORDER, 0
        self.length = 60_000
        self.patient = False
        """Whether decoding takes its time: until it is asked for."""

    def new_feed(self, opened: int) -> Feed:
        return Feed(SHAPE, lambda what: self.asked.append(Moved(opened, what)), lambda: self.now)

    def ask(self, *messages: Message) -> None:
        for message in messages:
            self.session.handle(message)
            self.follow()

    def follow(self) -> None:
        """Let the reader and the feed do what they do by themselves."""
        if not self.patient:
            self.decode()
        while self.asked:
            self.session.handle(self.asked.pop(0))
            if not self.patient:
                self.decode()

    def decode(self, most: int = 100_000) -> None:
        order = self.feed._order
        if order == NO_ORDER:
            return
        if order != self.order:
            self.order, self.at = order, order.place
        while most > 0 and self.at < self.length:
            size = min(100, self.length - self.at)
            more = self.feed.offer(order, array("h", [1]).tobytes() * size)
            self.at, most = self.at + size, most - size
            if not more:
                return
        if self.at >= self.length:
            self.feed.finish(order)

    def report(self, what: str) -> None:
        self.ask(Report(self.deck.generation, what))

    def wait(self, seconds: float) -> None:
        """As the worker does: asleep until something is due; libVLC takes what it plays."""
        for _ in range(round(seconds * 1000 / BLOCK)):
            if self.deck.feed is not None and self.deck.feed.take() is None:
                self.deck.feed = None
                self.report("end")
            self.follow()
            until = self.now + BLOCK / 1000
            while (patience := self.session.patience()) is not None and self.now + patience < until:
                assert patience >= 0.0
                self.now += max(patience, 0.001)
                self.session.handle(None)
            self.now = until

    def ready(self, source: Source = TALK, opened: int = 1) -> None:
        self.ask(Ready(opened, source, self.feed, 60_000))

    def open(self, source: Source = TALK, *, start: Ms = 0, play: bool = True) -> None:
        """Open it as far as it sounds, or is held."""
        self.ask(Open(1, Path("/talks/talk.opus"), start, play))
        self.ready(source)
        if play:
            self.report("playing")
            self.wait(0.2)
        self.told.clear()
        self.deck.told.clear()

    def kinds(self) -> list[type[Event]]:
        return [type(event) for event in self.told]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_nothing_is_said_to_play_before_it_is_heard(desk: Desk) -> None:
    desk.ask(Open(1, Path("/talks/talk.opus"), 5_000, True))
    assert desk.told == [Opening(1)]
    desk.ready()
    assert desk.told[1:] == [Duration(1, 60_000, True)]
    assert desk.deck.told_of("start") == [("start", 5_000)]

    desk.wait(0.1)

    assert desk.told[2:4] == [Playing(1), Position(1, 5_000)]


def test_held_it_is_decoded_but_libvlc_is_left_alone(desk: Desk) -> None:
    desk.open(play=False, start=7_000)
    desk.wait(2.0)
    assert desk.deck.told == []
    assert desk.told == []

    desk.ask(Play())

    assert desk.deck.told_of("start") == [("start", 7_000)]


def test_a_seek_is_told_when_it_is_heard_and_libvlc_is_not_told_at_all(desk: Desk) -> None:
    desk.open()

    desk.ask(Seek(2, 30_000))
    assert desk.told == []
    desk.wait(0.1)

    assert desk.told[:2] == [Playing(2), Position(2, 30_000)]
    assert desk.deck.told == []


def test_seeks_that_come_fast_are_all_followed_and_the_last_one_holds(desk: Desk) -> None:
    desk.open()
    for step in range(10):
        desk.ask(Seek(2 + step, 1_000 * step))
        desk.wait(0.03)
    desk.wait(0.3)

    assert desk.told[-1].stamp == 11
    assert [e for e in desk.told if e.stamp == 11][:2] == [Playing(11), Position(11, 9_000)]


def test_after_a_seek_nothing_of_before_it_is_told(desk: Desk) -> None:
    desk.open()
    desk.patient = True
    desk.ask(Seek(2, 30_000))
    desk.wait(0.2)
    assert not [event for event in desk.told if isinstance(event, Position)]

    desk.patient = False
    desk.wait(0.5)

    assert all(event.stamp == 2 for event in desk.told)
    assert desk.feed.position >= 30_000


def test_paused_it_is_silent_at_once_and_goes_on_from_there(desk: Desk) -> None:
    desk.open(start=5_000)
    desk.wait(1.0)

    desk.ask(Pause())

    assert desk.deck.told == [("stop",)]
    paused, position = desk.told[-2:]
    assert paused == Paused(1)
    assert isinstance(position, Position)
    desk.deck.told.clear()
    desk.wait(60)
    assert desk.told[-1] == position
    desk.ask(Play())
    assert desk.deck.told_of("start") == [("start", position.position)]


def test_paused_while_it_is_opened_it_does_not_play(desk: Desk) -> None:
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, True), Pause())
    desk.ready()
    desk.wait(1.0)

    assert desk.deck.told == []
    assert desk.told[-2:] == [Paused(1), Position(1, 0)]


def test_played_while_it_is_opened_to_be_held_it_plays(desk: Desk) -> None:
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, False), Play())
    desk.ready()
    desk.wait(0.2)

    assert Playing(1) in desk.told
    assert Paused(1) not in desk.told


def test_sought_while_it_is_opened_it_begins_there(desk: Desk) -> None:
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, True), Seek(2, 12_000))
    assert desk.told[-2:] == [Opening(2), Position(2, 12_000)]

    desk.ready()

    assert desk.deck.told_of("start") == [("start", 12_000)]


def test_sought_while_paused_it_tells_the_place_and_plays_from_it(desk: Desk) -> None:
    desk.open(play=False)

    desk.ask(Seek(2, 10_000), Seek(3, 20_000))

    assert desk.told == [Paused(2), Position(2, 10_000), Paused(3), Position(3, 20_000)]
    desk.ask(Play())
    assert desk.deck.told_of("start") == [("start", 20_000)]


def test_paused_just_after_a_seek_it_is_at_the_place_that_was_sought(desk: Desk) -> None:
    desk.open()

    desk.ask(Seek(2, 30_000), Pause())

    assert desk.told[-2:] == [Paused(2), Position(2, 30_000)]


def test_a_short_wait_is_not_worth_telling_a_long_one_is(desk: Desk) -> None:
    desk.open(STREAM)
    desk.patient = True
    desk.ask(Seek(2, 30_000))
    desk.wait(0.25)
    assert Opening not in desk.kinds()

    desk.wait(0.3)
    assert desk.told == [Opening(2, 0)]
    desk.decode(most=100)
    desk.ask(Volume(100))  # anything that wakes it
    assert desk.told[-1] == Opening(2, 20)

    desk.patient = False
    desk.wait(1.0)
    assert Playing(2) in desk.told


def test_while_it_waits_for_samples_the_position_stands_still(desk: Desk) -> None:
    desk.open(STREAM)
    desk.patient = True
    desk.wait(6.0)  # what was decoded is over
    desk.told.clear()
    position = desk.feed.position

    desk.wait(2.0)

    assert Position not in desk.kinds()
    assert desk.feed.position == position
    desk.patient = False
    desk.wait(0.5)
    assert desk.told[-1].stamp == 1
    assert Playing(1) in desk.told


def test_what_is_slow_to_begin_with_plays_when_it_is_there(desk: Desk) -> None:
    desk.patient = True
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, True))
    desk.ready(STREAM)
    desk.wait(1.0)
    assert desk.deck.told == []

    desk.decode()
    desk.follow()

    assert desk.deck.told_of("start") == [("start", 0)]


def test_an_end_at_the_end_is_an_end(desk: Desk) -> None:
    desk.open(start=59_000)

    desk.wait(1.5)

    assert desk.told[-2:] == [Position(1, 60_000), Ended(1)]


def test_after_the_end_it_plays_from_the_beginning(desk: Desk) -> None:
    desk.open(start=59_000)
    desk.wait(1.5)

    desk.ask(Play())

    assert desk.deck.told_of("start") == [("start", 0)]


def test_after_the_end_a_seek_holds_it_there(desk: Desk) -> None:
    desk.open(start=59_000)
    desk.wait(1.5)
    desk.told.clear()

    desk.ask(Seek(2, 20_000))

    assert desk.told == [Paused(2), Position(2, 20_000)]
    assert desk.deck.told_of("start") == []


def test_sought_just_as_the_end_is_met_it_goes_on(desk: Desk) -> None:
    desk.open(start=59_700)
    assert desk.deck.feed is not None
    while desk.deck.feed.take() is not None:
        desk.now += BLOCK / 1000

    desk.ask(Seek(2, 20_000))  # libVLC plays what it has; its word that it is at the end comes
    desk.report("end")

    assert desk.deck.told_of("start") == [("start", 20_000)]
    assert Ended not in desk.kinds()


def test_a_file_that_breaks_off_is_told_honestly(desk: Desk) -> None:
    desk.length = 21_000
    desk.open(start=20_000)

    desk.wait(2.0)

    failed = desk.told[-1]
    assert isinstance(failed, Failed)
    assert "breaks off at 00:21, though it should last 01:00" in failed.message


def test_an_estimated_length_that_is_a_little_wrong_is_no_breaking_off(desk: Desk) -> None:
    desk.length = 50_500
    desk.open(STREAM, start=50_000)

    desk.wait(1.0)

    assert desk.told[-2:] == [Position(1, 50_500), Ended(1)]


def test_a_stream_that_breaks_off_goes_on_from_there_when_played(desk: Desk) -> None:
    desk.length = 20_500
    desk.open(STREAM, start=20_000)
    desk.wait(1.0)
    failed = desk.told[-1]
    assert isinstance(failed, Failed)
    assert "broke off at 00:20 of 01:00" in failed.message

    desk.length = 60_000
    desk.ask(Play())

    assert desk.deck.told_of("start") == [("start", 20_500)]


def test_what_the_recording_before_said_is_not_heard(desk: Desk) -> None:
    desk.open()
    old = desk.deck.generation
    reader = desk.reader
    desk.ask(Open(2, Path("/talks/other.opus"), 0, True))
    assert reader.closed
    desk.told.clear()

    desk.ask(
        Report(old, "end"), Measured(1, 5), Refused(1, "no"), Moved(1, "jumped"), Moved(1, "filled")
    )

    assert desk.told == []


def test_what_was_closed_while_it_was_looked_at_does_not_play(desk: Desk) -> None:
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, True), Close())
    desk.ready()

    assert desk.deck.told == []
    assert desk.reader.closed


def test_what_is_refused_is_told(desk: Desk) -> None:
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, True), Refused(1, "It is not there."))

    assert desk.told[-1] == Failed(1, "It is not there.")
    desk.told.clear()
    desk.ask(Play(), Seek(2, 5_000))
    assert desk.deck.told == []
    assert desk.told == []


def test_volume_and_mute_are_told_before_and_when_it_plays(desk: Desk) -> None:
    desk.ask(Volume(30), Muted(True))
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, True))
    desk.ready()
    assert desk.deck.told == [("start", 0), ("volume", 30, True)]

    desk.report("playing")  # only now there is an output

    assert desk.deck.told[2:] == [("volume", 30, True)]


def test_the_rate_holds_for_what_is_opened_later(desk: Desk) -> None:
    desk.ask(Rate(2.0))
    desk.open()
    before = desk.feed.position

    desk.wait(1.0)

    assert desk.feed.position - before == pytest.approx(2_000, abs=150)


def test_a_seek_past_the_end_is_made_just_before_it(desk: Desk) -> None:
    desk.open(play=False)

    desk.ask(Seek(2, 90_000))

    assert desk.told[-1] == Position(2, 59_800)


def test_an_estimated_length_keeps_nobody_from_what_lies_behind_it(desk: Desk) -> None:
    desk.length = 70_000
    desk.open(STREAM, play=False)

    desk.ask(Seek(2, 62_000))

    assert desk.told[-1] == Position(2, 62_000)


def test_an_estimate_is_corrected_by_the_exact_length(desk: Desk) -> None:
    desk.open(MP3)
    assert desk.measured == [MP3.where]

    desk.ask(Measured(1, 64_321))

    assert Duration(1, 64_321, True) in desk.told
    desk.wait(1.0)
    assert desk.measured == [MP3.where]


def test_without_libvlc_it_says_what_to_do(desk: Desk) -> None:
    def missing() -> ScriptedDeck:
        raise EngineError("libVLC is missing. Type: sudo apt install libvlc5")

    desk.session._output._make = missing
    desk.ask(Open(1, Path("/talks/talk.opus"), 0, True))
    desk.ready()

    assert desk.told[-1] == Failed(1, "libVLC is missing. Type: sudo apt install libvlc5")


def test_what_libvlc_cannot_play_is_told(desk: Desk) -> None:
    desk.open()

    desk.report("error")

    failed = desk.told[-1]
    assert isinstance(failed, Failed)
    assert "earmark doctor" in failed.message


def test_an_output_that_is_gone_is_told_of_and_looked_for_until_it_is_back(desk: Desk) -> None:
    desk.open()
    desk.wait(2.0)
    desk.told.clear()
    heard = desk.feed.position

    desk.report("lost")
    assert desk.kinds() == [Interrupted]
    assert desk.deck.told[-2:] == [("stop",), ("release",)]
    desk.wait(0.6)  # it is looked for …
    assert desk.deck.told_of("start") == [("start", heard)]
    desk.report("lost")  # … in vain …
    desk.wait(1.2)  # … and again

    assert desk.deck.told_of("start") == [("start", heard)] * 2
    assert desk.kinds() == [Interrupted]
    desk.wait(1.0)
    assert desk.kinds()[:2] == [Interrupted, Playing]
    assert desk.feed.position == pytest.approx(heard + 1_200, abs=200)


def test_an_output_that_does_not_come_back_is_given_up_after_a_minute(desk: Desk) -> None:
    desk.open()
    heard = desk.feed.position
    began = desk.now

    while not isinstance(desk.told[-1] if desk.told else None, Failed):
        assert desk.now < began + 120
        if desk.deck.feed is not None:
            desk.report("lost")
        desk.wait(0.1)

    assert desk.now > began + 45
    assert desk.kinds() == [Interrupted, Failed]
    desk.ask(Play())
    desk.wait(0.5)
    assert desk.kinds()[2:4] == [Playing, Position]
    assert desk.told[3] == Position(1, heard)


def test_while_an_output_is_looked_for_it_can_be_sought_and_paused(desk: Desk) -> None:
    desk.open()
    desk.report("lost")
    desk.ask(Seek(2, 30_000))
    desk.wait(0.3)
    assert desk.deck.told_of("start") == []

    desk.ask(Pause())
    desk.wait(10.0)

    assert desk.deck.told_of("start") == []
    assert desk.told[-2:] == [Paused(2), Position(2, 30_000)]
    desk.ask(Play())
    assert desk.deck.told_of("start") == [("start", 30_000)]


def test_while_an_output_is_gone_a_place_that_takes_its_time_is_waited_for_at_rest(
    desk: Desk,
) -> None:
    desk.open()
    desk.report("lost")
    desk.patient = True
    desk.ask(Seek(2, 30_000))

    desk.wait(5.0)

    assert desk.session.patience() is None
    assert desk.told[-1] == Opening(2, 0)


def test_after_a_sleep_it_goes_on_from_where_it_was_heard(desk: Desk) -> None:
    desk.open()
    desk.wait(2.0)
    heard = desk.feed.position
    desk.told.clear()

    desk.now += 600.0
    desk.wait(BLOCK / 1000)

    ((_, start),) = desk.deck.told_of("start")
    assert heard <= cast(Ms, start) <= heard + 2 * BLOCK
    assert desk.told[0] == Position(1, cast(Ms, start))
    desk.wait(1.0)
    assert set(desk.kinds()) <= {Position}
    assert desk.feed.position == pytest.approx(heard + 1_000, abs=150)


def test_what_libvlc_threw_away_comes_again_without_a_new_start(desk: Desk) -> None:
    desk.open()
    desk.wait(2.0)
    heard = desk.feed.position
    desk.told.clear()

    desk.ask(Report(desk.deck.generation, "broken", 500))

    assert desk.deck.told_of("start", "stop") == []
    assert desk.feed.position == pytest.approx(heard - 500, abs=2)
    desk.wait(1.0)
    assert set(desk.kinds()) <= {Position}
    assert desk.feed.position == pytest.approx(heard + 500, abs=150)


def test_shut_down_lets_go_of_everything(desk: Desk) -> None:
    desk.open()

    desk.session.shut_down()

    assert desk.reader.closed
    assert desk.deck.told == [("stop",), ("release",)]
