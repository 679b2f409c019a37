"""Positions, what was heard, settings: saved soon, and told when they cannot be."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

from player.app.memory import SAVE_EVERY_MS, Memory
from player.app.message import Message
from player.engine import api
from player.store import files
from player.store.paths import Paths
from tests.app.conftest import AUDIO, EPISODE, Stage

KEY = "/talks/talk.episode.yaml"


def until(true: Callable[[], bool]) -> None:
    """Turn Qt's loop until it is true; fails after 5 s."""
    deadline = QDeadlineTimer(5_000)
    while not true():
        assert not deadline.hasExpired()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.beneath(tmp_path)


@pytest.fixture
def memory(stage: Stage, paths: Paths) -> Iterator[Memory]:
    memory = Memory(paths, stage.player)
    memory.begin(KEY)
    yield memory
    memory.close()


def saved(path: Path) -> dict[str, object]:
    content = json.loads(path.read_text())
    assert isinstance(content, dict)
    return content


def test_while_playing_the_position_is_saved_at_least_every_5_s() -> None:
    assert SAVE_EVERY_MS <= 5_000 - 500


def test_the_regular_save_writes_the_position(stage: Stage, memory: Memory, paths: Paths) -> None:
    stage.play(start=10_000)
    stage.time.now += 4
    memory._regular.timeout.emit()
    until(paths.positions.exists)
    assert memory._regular.isActive()
    assert memory.resume_at(KEY) == 14_000


def test_a_pause_and_a_seek_are_saved_soon(stage: Stage, memory: Memory, paths: Paths) -> None:
    stage.play(start=10_000)
    stage.player.pause()
    stage.say(api.Paused(stage.engine.stamp))
    until(lambda: paths.positions.exists() and '"position":10000' in paths.positions.read_text())
    stage.player.seek(60_000)
    until(lambda: '"position":60000' in paths.positions.read_text())


def test_at_the_end_everything_is_saved_at_once(stage: Stage, paths: Paths) -> None:
    memory = Memory(paths, stage.player)
    memory.begin(KEY)
    stage.play(start=33_000)
    stage.player.set_rate(1.5)
    memory.close()
    again = Memory(paths, Stage().player)
    assert again.resume_at(KEY) == 33_000
    assert again.settings.rate == 1.5
    assert again.settings.last_episode == KEY
    assert again.settings.playing is True
    again.close()


def test_an_episode_left_at_its_end_begins_anew(stage: Stage, memory: Memory) -> None:
    stage.play(start=99_000)
    stage.say(api.Duration(stage.engine.stamp, 100_000, True))
    memory.leave()
    assert memory.resume_at(KEY) == 0


def test_what_was_remembered_stays_until_the_episode_has_sounded(
    stage: Stage, memory: Memory
) -> None:
    memory.positions.set(KEY, 120_000, 150_000)
    # The file says less than the recording has: it knows nothing of inserted advertisements.
    stage.player.load(EPISODE, AUDIO, start=120_000, play=True)
    memory.save()
    stage.say(api.Failed(stage.engine.stamp, "It does not answer."))
    memory.save()
    assert memory.resume_at(KEY) == 120_000


def test_a_held_key_does_not_put_off_saving(stage: Stage, memory: Memory) -> None:
    stage.play()
    stage.player.seek_by(1_000)
    left = memory._soon.remainingTime()
    until(lambda: memory._soon.remainingTime() < left)
    before = memory._soon.remainingTime()
    stage.player.seek_by(1_000)
    assert memory._soon.remainingTime() <= before


def test_chapters_heard_nearly_to_the_end_are_played(stage: Stage, memory: Memory) -> None:
    stage.play()
    stage.time.now += 10
    stage.player.seek(60_000)
    stage.say(api.Position(stage.engine.stamp, 60_000))
    assert memory.played == frozenset(), "half a chapter is not played"
    stage.player.seek(9_000)
    stage.say(api.Position(stage.engine.stamp, 9_000))
    stage.time.now += 10
    memory.save()
    assert memory.played == frozenset({0})


def test_what_was_jumped_over_was_not_heard(stage: Stage, memory: Memory) -> None:
    stage.play()
    stage.player.seek(59_000)
    memory.save()
    assert memory.positions.heard_share(KEY, 0, 60_000) == 0


def test_another_episode_does_not_get_this_one_s_position(stage: Stage, memory: Memory) -> None:
    stage.play(start=50_000)
    memory.begin("/talks/other.mp3")
    stage.play(EPISODE, start=5_000)
    memory.save()
    assert memory.resume_at(KEY) == 50_000
    assert memory.resume_at("/talks/other.mp3") == 5_000
    assert memory.settings.recent[:2] == ("/talks/other.mp3", KEY)


def test_a_full_disk_is_told_and_the_old_file_stays(
    stage: Stage, memory: Memory, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Message] = []
    memory.said.connect(said.append)
    stage.play(start=10_000)
    memory.save()
    until(paths.positions.exists)
    before = paths.positions.read_bytes()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    stage.player.seek(70_000)
    memory.save()
    until(lambda: bool(said))
    stage.player.seek(80_000)
    memory.save()
    memory._writer.wait()
    QCoreApplication.processEvents()
    assert len(said) == len({message.text for message in said}), "told once"
    assert "full" in said[0].text
    assert said[0].warning
    assert paths.positions.read_bytes() == before


def test_two_programs_at_once_do_not_lose_each_other_s_places(stage: Stage, paths: Paths) -> None:
    first, stage_b = Memory(paths, stage.player), Stage()
    second = Memory(paths, stage_b.player)
    first.begin("/talks/a.mp3")
    second.begin("/talks/b.mp3")
    stage_b.play(start=80_000)
    second.close()
    stage.play(start=20_000)
    first.close()
    last = Memory(paths, Stage().player)
    assert (last.resume_at("/talks/a.mp3"), last.resume_at("/talks/b.mp3")) == (20_000, 80_000)
    assert last.settings.recent == ("/talks/a.mp3", "/talks/b.mp3")
    last.close()


def test_rubbish_in_the_files_is_told_and_put_aside(stage: Stage, paths: Paths) -> None:
    paths.config.mkdir(parents=True)
    paths.settings.write_text("rubbish")
    memory = Memory(paths, stage.player)
    said: list[Message] = []
    memory.said.connect(said.append)
    memory.tell_problems()
    memory.close()
    assert "settings.json.broken-1" in said[0].text
    assert (paths.config / "settings.json.broken-1").read_text() == "rubbish"
    assert saved(paths.settings)["version"] == 1
