"""An episode goes on where it was left, and the program knows what of it was heard."""

import json
from pathlib import Path
from typing import Any

import pytest

from player.domain.timecode import LONGEST
from player.store.paths import Paths
from player.store.positions import EPISODES_KEPT, INTERVALS_KEPT, Positions, open_positions

TALK = "/talks/a.episode.yaml"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.beneath(tmp_path)


def save(paths: Paths, positions: Positions) -> None:
    _, file = open_positions(paths)
    file.write(file.to_bytes(positions.content()))


def write(paths: Paths, episodes: Any) -> None:
    paths.state.mkdir(parents=True)
    whole = {"earmark": "positions", "version": 1, "episodes": episodes}
    paths.positions.write_text(json.dumps(whole))


def test_each_episode_goes_on_where_it_was_left(paths: Paths) -> None:
    positions = Positions()
    assert positions.get(TALK) is None
    positions.set(TALK, 130_000, 3_464_000)
    positions.set("https://example.org/b.mp3", 5, None)
    positions.set(TALK, 131_000, None)
    positions.add_heard(TALK, 0, 131_000)
    positions.set_audio(TALK, "/elsewhere/a.mp3")

    save(paths, positions)

    again, file = open_positions(paths)
    assert file.problems == []
    assert (again.get(TALK), again.duration(TALK)) == (131_000, 3_464_000)
    assert again.heard(TALK) == ((0, 131_000),)
    assert again.audio(TALK) == "/elsewhere/a.mp3"
    assert again.get("https://example.org/b.mp3") == 5
    assert again.duration("https://example.org/b.mp3") is None


def test_the_episodes_played_last_are_remembered(paths: Paths) -> None:
    positions = Positions()
    positions.set(TALK, 1, None)
    for number in range(EPISODES_KEPT):
        positions.set(f"/talks/{number}", number, None)
        positions.set(TALK, number, None)

    save(paths, positions)
    again, _ = open_positions(paths)

    assert again.get("/talks/0") is None
    assert again.get("/talks/1") == 1
    assert again.get(TALK) == EPISODES_KEPT - 1
    assert len(again.content()["episodes"]) == EPISODES_KEPT


def test_reports_of_hearing_make_one_part_and_jumps_make_several() -> None:
    positions = Positions()
    for start in range(0, 10_000, 250):
        positions.add_heard(TALK, start, start + 250)
    positions.add_heard(TALK, 60_000, 70_000)
    positions.add_heard(TALK, 65_000, 66_000)
    positions.add_heard(TALK, 40_000, 40_000)

    assert positions.heard(TALK) == ((0, 10_000), (60_000, 70_000))

    positions.add_heard(TALK, 9_000, 61_000)
    assert positions.heard(TALK) == ((0, 70_000),)


def test_how_much_of_a_chapter_was_heard() -> None:
    positions = Positions()
    positions.add_heard(TALK, 0, 5_000)
    positions.add_heard(TALK, 8_000, 20_000)

    assert positions.heard_share(TALK, 0, 10_000) == 0.7
    assert positions.heard_share(TALK, 10_000, 20_000) == 1.0
    assert positions.heard_share(TALK, 20_000, 30_000) == 0.0
    assert positions.heard_share(TALK, 5_000, 5_000) == 0.0
    assert positions.heard_share("/another", 0, 10_000) == 0.0


def test_a_hundred_thousand_jumps_do_not_fill_the_disk() -> None:
    positions = Positions()
    for number in range(INTERVALS_KEPT + 50):
        length = 100 if number % 2 else 5_000
        positions.add_heard(TALK, number * 10_000, number * 10_000 + length)

    heard = positions.heard(TALK)
    assert len(heard) == INTERVALS_KEPT
    assert sum(b - a == 5_000 for a, b in heard) == (INTERVALS_KEPT + 50) / 2
    assert list(heard) == sorted(heard)


def test_positions_stay_within_what_a_recording_can_be() -> None:
    positions = Positions()
    positions.set(TALK, -5, LONGEST + 1)
    assert (positions.get(TALK), positions.duration(TALK)) == (0, LONGEST)
    positions.add_heard(TALK, -10, -5)
    assert positions.heard(TALK) == ()


def test_the_choice_of_audio_can_be_taken_back_and_an_episode_forgotten() -> None:
    positions = Positions()
    positions.set_audio(TALK, "/elsewhere/a.mp3")
    positions.set_audio(TALK, None)
    assert positions.audio(TALK) is None
    positions.set(TALK, 7, None)
    positions.forget(TALK)
    positions.forget(TALK)
    assert positions.get(TALK) is None


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        7,
        "text",
        [],
        {},
        {"key": ""},
        {"key": 3},
        {"key": "a\0b"},
        {"key": "x" * 5000},
        {"key": "/b", "position": "1"},
        {"key": "/b", "position": -1},
        {"key": "/b", "position": 1.5},
        {"key": "/b", "position": True},
        {"key": "/b", "position": 10**30},
        {"key": "/b", "duration": []},
        {"key": "/b", "audio": 5},
        {"key": "/b", "heard": {}},
        {"key": "/b", "heard": [5]},
        {"key": "/b", "heard": [[1, 2, 3]]},
        {"key": "/b", "heard": [[2, 1]]},
        {"key": "/b", "heard": [["1", 2]]},
        {"key": "/b", "heard": [[1, 2]] * 5000},
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_makes_no_sense_is_left_out_and_the_rest_holds(paths: Paths, wrong: Any) -> None:
    write(paths, [{"key": "/a", "position": 1}, wrong, {"key": "/c", "position": 3}])

    positions, file = open_positions(paths)

    assert (positions.get("/a"), positions.get("/b"), positions.get("/c")) == (1, None, 3)
    assert len(file.problems) == 1


@pytest.mark.parametrize("wrong", [None, 7, "text", {"a": 1}])
def test_episodes_that_are_no_list_are_told(paths: Paths, wrong: Any) -> None:
    write(paths, wrong)

    positions, file = open_positions(paths)

    assert positions.content() == {"episodes": []}
    assert len(file.problems) == 1


def test_parts_that_overlap_in_the_file_are_put_in_order(paths: Paths) -> None:
    write(paths, [{"key": "/a", "heard": [[50_000, 60_000], [0, 10_000], [5_000, 20_000]]}])

    positions, _ = open_positions(paths)

    assert positions.heard("/a") == ((0, 20_000), (50_000, 60_000))


def test_the_fullest_file_that_can_be_is_read_again(paths: Paths) -> None:
    positions = Positions()
    for number in range(EPISODES_KEPT):
        key = f"/{number:04}" + "x" * 4000
        positions.set(key, LONGEST, LONGEST)
    filled = positions.content()
    part = [[LONGEST - n * 5000 - 3000, LONGEST - n * 5000] for n in range(INTERVALS_KEPT, 0, -1)]
    for item in filled["episodes"]:
        item["heard"] = part
        item["audio"] = item["key"]
    write(paths, filled["episodes"])

    again, file = open_positions(paths)

    assert file.problems == []
    assert len(again.content()["episodes"]) == EPISODES_KEPT
