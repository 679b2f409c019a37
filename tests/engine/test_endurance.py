"""Recording after recording, hour after hour: nothing that was used stays behind."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import pytest

from player.domain.timecode import Ms
from player.engine.api import Failed, Paused, Playing
from player.engine.decode import Shape
from player.engine.feed import BLOCK, Feed
from player.engine.order import NO_ORDER
from tests.engine.rooms import VlcRoom
from tests.engine.servers import Site, serve
from tests.hearing import FORMATS, babble, write_wav

PROCESS = Path("/proc/self")
on_linux = pytest.mark.skipif(not PROCESS.exists(), reason="needs /proc to count what is held")
HOUR_S, SEEK_EVERY_S = 3600, 10
STEP = 100
LOW = 1_000
"""With less than so much ahead (ms) more is wanted, surely."""
LARGEST = 40_000
"""Bytes that a feed takes with what it keeps: some 10 s at 2 bytes a ms, and its own."""


class Held:
    """How many threads and open files the process has once all is closed."""

    def __init__(self, room: VlcRoom) -> None:
        self._room = room
        self._close()
        self._known: dict[str, int] = {}
        # Threads end a little after they are told to.
        looks = 0
        while looks < 30:
            counts = self._count()
            looks = looks + 1 if counts == self._known else 0
            self._known = counts
            threading.Event().wait(0.01)

    def more_now(self, seconds: float = 10.0) -> dict[str, int]:
        """How many more there are when all is closed again, and had time to go."""
        self._close()
        deadline = time.monotonic() + seconds
        while (more := self._more()) and time.monotonic() < deadline:
            threading.Event().wait(0.01)
        return more

    def _close(self) -> None:
        """With the same recording as the last one each time: of that the ear keeps something."""
        self._room.engine.set_rate(1.0)
        self._room.open("short.opus")
        self._room.engine.close_media()

    def _more(self) -> dict[str, int]:
        more = {kind: count - self._known[kind] for kind, count in self._count().items()}
        return {kind: count for kind, count in more.items() if count > 0}

    @staticmethod
    def _count() -> dict[str, int]:
        return {kind: len(list((PROCESS / kind).iterdir())) for kind in ("task", "fd")}


def plays(room: VlcRoom, name: str) -> None:
    """A recording is opened, is paused, plays on faster, and is sought in."""
    room.engine.set_rate(1.0)
    stamp = room.engine.open(room.shelf(f"long.{name}"), start=20_000, play=True)
    room.until(lambda: room.ear.has(Playing, stamp))
    room.engine.pause()
    room.until(lambda: room.ear.has(Paused, stamp))
    room.engine.set_rate(3.0)
    room.engine.play()
    stamp = room.engine.seek(60_000)
    room.until(lambda: room.ear.has(Playing, stamp))


def fails(room: VlcRoom, place: Path | str) -> None:
    """What is no recording is opened."""
    stamp = room.engine.open(place, start=0, play=True)
    room.until(lambda: room.ear.has(Failed, stamp))


def is_closed_at_once(room: VlcRoom, name: str) -> None:
    """A recording is opened, another one in its place, and that closed, before either is there."""
    room.engine.open(room.shelf("long.flac"), start=0, play=True)
    room.engine.open(room.shelf(f"long.{name}"), start=10_000, play=True)
    room.engine.close_media()


@pytest.fixture
def rubbish(tmp_path: Path) -> list[Path]:
    """What is not there, what is no sound, and what but begins like some."""
    beginnings = {
        "text.mp3": b"no sound at all",
        "head.wav": b"RIFF\xff\xff\0\0WAVE" + bytes(4_000),
        "head.flac": b"fLaC" + bytes(4_000),
        "head.opus": b"OggS" + bytes(4_000),
        "head.m4a": b"\0\0\0\x20ftypM4A " + bytes(4_000),
    }
    for name, data in beginnings.items():
        (tmp_path / name).write_bytes(data)
    write_wav(tmp_path / "empty.wav", babble(1)[:0])
    return [tmp_path / name for name in ("lost.mp3", "empty.wav", *beginnings)]


@on_linux
@pytest.mark.sound
def test_thirty_recordings_leave_no_thread_and_no_open_file(
    vlc_room: VlcRoom, rubbish: list[Path]
) -> None:
    room = vlc_room
    things: list[Callable[[], None]] = []
    for number, name in enumerate(FORMATS):
        things += [
            lambda name=name: plays(room, name),
            lambda wrong=rubbish[number % 7]: fails(room, wrong),
            lambda name=name: is_closed_at_once(room, name),
        ]
    for thing in things[-6:]:
        thing()
    held = Held(room)

    for thing in islice(cycle(things), 30):
        thing()

    assert held.more_now() == {}


@on_linux
@pytest.mark.sound
def test_recordings_of_a_server_leave_no_connection_and_no_temporary_file(
    vlc_room: VlcRoom, rubbish: list[Path]
) -> None:
    room = vlc_room
    pages = {"/talk.mp3": room.shelf("long.mp3").read_bytes()}
    pages |= {f"/{wrong.name}": wrong.read_bytes() for wrong in rubbish if wrong.exists()}
    with serve(Site(pages)) as site:

        def a_round() -> None:
            for page in pages.keys() - {"/talk.mp3"}:
                fails(room, f"{site.url}{page}")
            stamp = room.engine.open(f"{site.url}/talk.mp3", start=30_000, play=True)
            room.until(lambda: room.ear.has(Playing, stamp))
            room.engine.open(f"{site.url}/talk.mp3", start=0, play=True)

        a_round()
        held = Held(room)
        for _ in range(3):
            a_round()

        assert held.more_now() == {}


def size_of(thing: object, known: set[int] | None = None) -> int:
    """How many bytes it takes with all that the engine keeps in it."""
    known = set() if known is None else known
    if id(thing) in known:
        return 0
    known.add(id(thing))
    parts: list[object] = []
    if isinstance(thing, dict):
        parts = [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set):
        parts = [*thing]
    elif type(thing).__module__.startswith("player.engine"):
        slots = getattr(type(thing), "__slots__", ())
        parts = [*getattr(thing, "__dict__", {}).values(), *(getattr(thing, s) for s in slots)]
    return sys.getsizeof(thing) + sum(size_of(part, known) for part in parts)


class Line:
    """A feed whose decoder gives silence, and from which blocks are taken as they are due."""

    def __init__(self) -> None:
        self.now = 0.0
        # One sample is one ms.
        self.feed = Feed(Shape(1_000, 1), lambda what: None, lambda: self.now)
        self.order = NO_ORDER
        self.feed.begin()

    def decode(self) -> None:
        if self.feed.percent == 100 and self.feed._ahead >= LOW:
            return
        order = self.feed.work(self.order)
        assert order is not None
        self.order = order
        while self.feed.offer(order, bytes(2 * STEP)):
            pass

    def play(self, seconds: int, position: Ms, tempo: float) -> None:
        """From `position` on at that tempo."""
        self.feed.set_tempo(tempo)
        self.feed.go_to(position)
        for _ in range(seconds * 1000 // BLOCK):
            self.decode()
            assert self.feed.take() is not None
            self.now += BLOCK / 1000


def test_in_an_hour_of_playing_and_seeking_what_is_kept_does_not_grow() -> None:
    line = Line()
    sizes = []
    for number, tempo in enumerate(islice(cycle((3.0, 1.0, 0.75, 2.0)), HOUR_S // SEEK_EVERY_S)):
        near = number // 2 * 3_000 + number % 2 * 500  # each other one into what is there
        line.play(SEEK_EVERY_S, near, tempo)
        sizes.append(size_of(line.feed))
    tenth = len(sizes) // 10
    assert max(sizes[tenth:]) < 1.5 * max(sizes[:tenth])
    assert max(sizes) < LARGEST


def test_played_on_for_long_what_is_kept_does_not_grow() -> None:
    for tempo in (1.0, 3.0):
        line = Line()
        line.play(60, 0, tempo)
        size = size_of(line.feed)
        line.play(HOUR_S // 4, 0, tempo)
        assert size_of(line.feed) < 1.5 * min(size, LARGEST)
