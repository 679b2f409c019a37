"""The engine for a long time: what it holds while it opens file after file, or plays for hours.

    python -m tests.benchmarks.lasting opens COUNT EVERY FILE…
    python -m tests.benchmarks.lasting hours COUNT EVERY FILE

Run by `endurance`, in a process of its own. Tells as JSON what was held after each EVERY of COUNT.
As in the program, garbage is collected when a recording is opened, all of it with every tenth.
"""

from __future__ import annotations

import gc
import json
import queue
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from random import Random

from player.engine.api import Event, Failed, Playing
from player.engine.feed import BLOCK, Feed
from player.engine.mailbox import Message, Moved, Ready, Refused
from player.engine.media import ADDRESS_TIMEOUT
from player.engine.reader import Reader
from player.engine.vlc import VlcEngine
from tests.benchmarks.weight import Weight, weigh

FASTEST = 3.0
WITHIN_S = 10.0
PASS_S, LAST_S = 300, 3_000
"""So much of the recording is played before each seek, which leads to no later than that (s)."""
_ALL_GARBAGE = 10
_ENOUGH, _SHORT_WHILE = 60, 0.002


def main() -> None:
    what, number, every = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    files = [Path(word) for word in sys.argv[4:]]
    gc.disable()
    if what == "opens":
        weights = opens(files, int(number), int(every))
    else:
        weights = hours(files[0], number, every)
    sys.stdout.write(json.dumps([asdict(weight) for weight in weights]) + "\n")


def opens(files: list[Path], number: int, every: int) -> list[Weight]:
    """Open one file after the other, at places drawn by lot, each as soon as the last one plays."""
    said: queue.SimpleQueue[Event] = queue.SimpleQueue()
    engine, lots = VlcEngine(), Random(1)
    engine.listen(lambda event: said.put(event) if isinstance(event, Playing | Failed) else None)
    weights = [weigh(0)]
    for done in range(1, number + 1):
        # Weighed is always the first file at its own rate.
        turn = done % every
        engine.set_rate(FASTEST if turn % 2 else 1.0)
        start = lots.randrange(LAST_S * 1000)
        stamp = engine.open(files[turn % len(files)], start=start, play=True)
        while (event := said.get(timeout=WITHIN_S)).stamp != stamp:
            pass
        if isinstance(event, Failed):
            raise RuntimeError(event.message)
        gc.collect(1 if done % _ALL_GARBAGE else 2)
        if done % every == 0:
            weights.append(weigh(done))
    engine.shut_down()
    return weights


def hours(file: Path, number: float, every: float) -> list[Weight]:
    """Play at the fastest rate, as fast as samples come, for so many hours of listening."""
    told: queue.SimpleQueue[Message] = queue.SimpleQueue()
    reader = Reader(file, 1, told.put, None, ADDRESS_TIMEOUT)
    ready = told.get(timeout=WITHIN_S)
    if not isinstance(ready, Ready):
        raise RuntimeError(str(ready))
    feed, lots = ready.feed, Random(1)
    feed.set_tempo(FASTEST)
    feed.begin()
    weights, blocks = [weigh(0.0)], PASS_S * 1000 // round(BLOCK * FASTEST)
    heard, a_pass = 0.0, blocks * BLOCK / 3_600_000
    while heard < number:
        feed.go_to(lots.randrange(LAST_S * 1000))
        wait_until_filled(told)
        take(feed, blocks)
        heard += a_pass
        gc.collect(1)
        if heard // every > weights[-1].done // every:
            weights.append(weigh(heard))
    reader.close()
    return weights


def wait_until_filled(told: queue.SimpleQueue[Message]) -> None:
    while True:
        message = told.get(timeout=WITHIN_S)
        if isinstance(message, Refused):
            raise RuntimeError(message.message)
        if isinstance(message, Moved) and message.what == "filled":
            return


def take(feed: Feed, blocks: int) -> None:
    """Take as libVLC does, but at once where samples are there."""
    pause = threading.Event()
    for _ in range(blocks):
        while feed.percent < _ENOUGH:
            pause.wait(_SHORT_WHILE)
        if feed.take() is None:
            raise RuntimeError("the recording came to its end")


if __name__ == "__main__":
    main()
