"""An engine that is made late: nobody notices but the first window."""

from __future__ import annotations

from pathlib import Path

from player.engine.api import Event, Opening
from player.engine.late import LateEngine
from player.engine.silent import SilentEngine


class Makes:
    """Makes silent engines, and counts them."""

    def __init__(self) -> None:
        self.made: list[SilentEngine] = []

    def __call__(self) -> SilentEngine:
        self.made.append(SilentEngine())
        return self.made[-1]


def test_it_is_made_once_something_is_opened_and_knows_what_was_set_before() -> None:
    makes, heard = Makes(), list[Event]()
    engine = LateEngine(makes)
    engine.listen(heard.append)
    engine.set_rate(1.5)
    engine.set_volume(30)
    engine.set_muted(True)
    engine.close_media()
    assert not makes.made

    stamp = engine.open(Path("long.opus"), start=0, play=True)

    (made,) = makes.made
    made.advance(10)
    assert isinstance(heard[0], Opening)
    assert heard[0].stamp == stamp
    assert (made.rate, made.volume, made.muted) == (1.5, 30, True)

    engine.set_volume(50)
    engine.open(Path("long.opus"), start=0, play=True)
    assert makes.made == [made]
    assert made.volume == 50


def test_where_nothing_was_opened_none_is_made_to_be_shut_down() -> None:
    makes = Makes()
    LateEngine(makes).shut_down()
    assert not makes.made
