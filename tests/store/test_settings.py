"""Settings come back as they were left; what makes no sense in their file falls back."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from player.store.json_file import JsonFile
from player.store.paths import Paths
from player.store.settings import RECENT_KEPT, VERSION, Settings, open_settings

CHANGED = Settings(
    rate=1.5,
    volume=40,
    muted=True,
    show_remaining=False,
    follow_transcript=False,
    pane="notes",
    window="AdnQywAD",
    sidebar_width=200,
    last_episode="/talks/a.episode.yaml",
    playing=False,
    recent=("/talks/a.episode.yaml", "https://example.org/b.mp3"),
)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.beneath(tmp_path)


def write(paths: Paths, **content: Any) -> None:
    paths.config.mkdir(parents=True)
    whole = {"earmark": "settings", "version": VERSION, **content}
    paths.settings.write_text(json.dumps(whole))


def test_a_first_start_has_first_values_and_writes_nothing(paths: Paths, tmp_path: Path) -> None:
    settings, file = open_settings(paths)

    assert settings == Settings()
    assert file.problems == []
    assert list(tmp_path.iterdir()) == []


def test_the_next_start_is_as_the_last_one_ended(paths: Paths) -> None:
    assert all(getattr(CHANGED, f.name) != getattr(Settings(), f.name) for f in fields(Settings))
    _, file = open_settings(paths)

    file.write(file.to_bytes(CHANGED.content()))

    again, file = open_settings(paths)
    assert again == CHANGED
    assert file.problems == []


WRONG: list[Any] = [
    {"a": 1},
    [["x"]],
    [None],
    [-1],
    [1] * 5000,
    ["x"] * 5000,
    -1,
    1e300,
    10**30,
    "\0",
    "x" * 5000,
]


@pytest.mark.parametrize("field", [f.name for f in fields(Settings)])
@pytest.mark.parametrize("wrong", WRONG, ids=lambda value: str(value)[:12])
def test_wrong_values_fall_back_one_by_one(paths: Paths, field: str, wrong: Any) -> None:
    write(paths, **{**CHANGED.content(), field: wrong})

    settings, file = open_settings(paths)

    assert settings == replace(CHANGED, **{field: getattr(Settings(), field)})
    assert len(file.problems) == 1
    assert f"“{field}”" in file.problems[0]


@pytest.mark.parametrize("field", ["rate", "volume", "muted", "pane", "window", "recent"])
def test_true_and_null_are_no_numbers_texts_or_lists(paths: Paths, field: str) -> None:
    wrong = None if field == "muted" else True
    write(paths, **{field: wrong})

    settings, file = open_settings(paths)

    assert getattr(settings, field) == getattr(Settings(), field)
    assert file.problems


def test_unknown_settings_do_no_harm(paths: Paths) -> None:
    write(paths, volume=30, wallpaper="x.png", __class__=1)

    settings, file = open_settings(paths)

    assert settings == Settings(volume=30)
    assert file.problems == []


def test_settings_of_a_newer_version_are_left_alone(paths: Paths) -> None:
    write(paths, version=VERSION + 1, volume=30)
    before = paths.settings.read_bytes()

    settings, file = open_settings(paths)
    file.write(file.to_bytes(CHANGED.content()))

    assert settings == Settings()
    assert paths.settings.read_bytes() == before
    assert len(file.problems) == 1


def test_recent_episodes_are_the_newest_first_each_once_and_not_too_many() -> None:
    settings = Settings()
    for number in range(RECENT_KEPT + 5):
        settings = settings.with_recent(f"/talks/{number}")
    settings = settings.with_recent("/talks/20")

    assert settings.recent[:3] == ("/talks/20", "/talks/24", "/talks/23")
    assert len(settings.recent) == len(set(settings.recent)) == RECENT_KEPT
    assert settings.last_episode == "/talks/20"


def test_as_many_recent_episodes_as_are_kept_are_read_again(paths: Paths) -> None:
    settings, file = open_settings(paths)
    for number in range(RECENT_KEPT + 5):
        settings = settings.with_recent(f"/talks/{number}")

    file.write(file.to_bytes(settings.content()))

    assert open_settings(paths)[0] == settings
    assert isinstance(file, JsonFile)


def test_one_bad_place_does_not_cost_the_others(paths: Paths) -> None:
    write(paths, recent=["/a.mp3", "x" * 5000, 7, "/b.mp3"])

    assert open_settings(paths)[0].recent == ("/a.mp3", "/b.mp3")


def test_a_place_too_long_to_be_remembered_is_not(paths: Paths) -> None:
    settings = CHANGED.with_recent("https://example.org/" + "x" * 5000)

    assert settings == CHANGED


def test_what_another_one_has_opened_comes_behind_our_own() -> None:
    settings = Settings(recent=("/mine.mp3",)).with_recent_of(
        {"recent": ["/theirs.mp3", "/mine.mp3"]}
    )

    assert settings.recent == ("/mine.mp3", "/theirs.mp3")
