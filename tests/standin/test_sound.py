"""Speech is written to Opus to the millisecond, silence stays silence, and nothing is left over."""

from __future__ import annotations

import math
from array import array

import pytest

from player.domain.episode import Line
from player.standin.script import Placed
from player.standin.sound import write_opus
from player.standin.voice import Speech, StandinError


def tone(start: int, length: int) -> Placed:
    """A steady tone of `length` ms, at the rate that espeak-ng has."""
    rate = 22_050
    samples = array(
        "h",
        (round(9000 * math.cos(n * 440 * math.tau / rate)) for n in range(length * rate // 1000)),
    )
    return Placed(start, Speech(samples, rate, ()), Line(start, start + length, "tone"))


def write(path, parts, duration, **tags):
    write_opus(path, parts, duration=duration, tags=tags)
    return path


@pytest.mark.parametrize("duration", [1, 19, 1000, 12_345, 61_007])
def test_the_file_is_exactly_as_long_as_asked(tmp_path, listen, duration):
    heard = listen(write(tmp_path / f"{duration}.opus", [], duration))
    assert heard.duration == duration
    assert heard.is_silent(0, duration)


def test_each_part_sounds_at_its_start_and_only_there(tmp_path, listen):
    parts = [tone(0, 300), tone(1234, 500), tone(59_999, 100)]
    heard = listen(write(tmp_path / "parts.opus", parts, 61_000))
    for part in parts:
        assert heard.first_sound(part.start) - part.start <= 3
    assert heard.is_silent(300 + 25, 1234 - 3)
    assert heard.is_silent(1734 + 25, 59_999 - 3)
    assert heard.is_silent(60_099 + 25, 61_000)


def test_a_part_that_goes_past_the_end_is_cut_there(tmp_path, listen):
    heard = listen(write(tmp_path / "cut.opus", [tone(500, 2000)], 1000))
    assert heard.duration == 1000
    assert not heard.is_silent(900, 1000)


def test_the_same_input_gives_the_same_bytes_and_the_tags_stand_in_it(tmp_path, listen):
    first, second = (
        write(tmp_path / name, [tone(100, 200)], 2000, title="Hören", comment="a voice")
        for name in ("1.opus", "2.opus")
    )
    assert first.read_bytes() == second.read_bytes()
    assert listen(first).tags["title"] == "Hören"
    assert listen(first).tags["comment"] == "a voice"


def test_parts_that_overlap_are_a_mistake_of_the_caller(tmp_path):
    with pytest.raises(ValueError, match="overlap"):
        write(tmp_path / "no.opus", [tone(0, 500), tone(400, 100)], 2000)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_file_that_was_there(tmp_path):
    target = write(tmp_path / "kept.opus", [tone(0, 100)], 500)
    before = target.read_bytes()
    with pytest.raises(ValueError, match="overlap"):
        write(target, [tone(400, 100), tone(0, 50)], 500)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["kept.opus"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StandinError, match=r"nowhere.+cannot be written"):
        write(tmp_path / "nowhere" / "a.opus", [], 100)
