"""The player: what the engine says, what keys do, where chapters and jumps lead."""

from __future__ import annotations

from dataclasses import replace

from player.domain.episode import Chapter, Episode
from player.domain.playback import State
from player.engine import api
from tests.app.conftest import AUDIO, EPISODE, Stage


def test_opening_plays_from_where_it_was_left(stage: Stage) -> None:
    stage.play(start=25_000)
    assert ("open", AUDIO, 25_000, True) in stage.engine.told
    assert stage.player.state is State.PLAYING
    assert stage.player.position == 25_000
    assert stage.player.chapter == 1


def test_the_position_goes_on_between_reports_and_chapters_change_with_it(stage: Stage) -> None:
    stage.play(start=19_000)
    changes: list[int | None] = []
    stage.player.chapter_changed.connect(lambda: changes.append(stage.player.chapter))
    stage.time.now += 1.0
    stage.player._tick()
    assert stage.player.position == 20_000
    stage.time.now += 0.1
    stage.player._tick()
    assert changes == [1], "told once, at exactly its start"


def test_a_seek_shows_at_once_and_stale_reports_are_dropped(stage: Stage) -> None:
    stage.play()
    before = stage.engine.stamp
    stage.player.seek(60_000)
    assert stage.player.position == 60_000
    assert stage.player.chapter == 2
    stage.say(api.Position(before, 1_000))
    assert stage.player.position == 60_000
    stage.time.now += 1
    assert stage.player.position == 60_000, "it waits for the sound"
    stage.say(api.Position(stage.engine.stamp, 60_010))
    stage.time.now += 1
    assert stage.player.position == 61_010


def test_events_of_an_episode_that_was_replaced_are_dropped(stage: Stage) -> None:
    stage.play()
    old = stage.engine.stamp
    stage.player.load(replace(EPISODE, title="Another"), AUDIO, start=0, play=False)
    stage.say(api.Ended(old), api.Failed(old, "gone"), api.Position(old, 50_000))
    assert stage.player.state is State.OPENING
    assert stage.player.position == 0


def test_pause_and_play(stage: Stage) -> None:
    stage.play()
    stage.player.toggle()
    assert stage.engine.told[-1] == ("pause",)
    stage.say(api.Paused(stage.engine.stamp))
    stage.time.now += 10
    assert stage.player.position == 0
    stage.player.toggle()
    assert stage.engine.told[-1] == ("play",)


def test_next_and_previous_chapter_with_the_restart_rule(stage: Stage) -> None:
    stage.play(start=30_000)
    stage.player.previous_chapter()
    assert stage.player.position == 20_000
    stage.player.previous_chapter()
    assert stage.player.position == 0
    stage.player.next_chapter()
    stage.player.next_chapter()
    assert stage.player.position == 60_000
    count = len(stage.engine.told)
    stage.player.next_chapter()
    assert len(stage.engine.told) == count, "after the last there is no next"


def test_a_click_on_a_marker_is_heard_even_when_paused(stage: Stage) -> None:
    stage.play()
    stage.player.pause()
    stage.say(api.Paused(stage.engine.stamp))
    stage.player.seek_and_play(60_000)
    assert stage.engine.told[-2:] == [("seek", 60_000), ("play",)]


def test_jumps_are_undone_and_made_again_but_steps_are_none(stage: Stage) -> None:
    stage.play(start=10_000)
    stage.player.seek(60_000)
    stage.player.seek_by(5_000)
    stage.player.seek(90_000)
    stage.player.go_back()
    assert stage.player.position == 65_000
    stage.player.go_back()
    assert stage.player.position == 10_000
    assert not stage.player.jumps.can_go_back
    stage.player.go_forward()
    stage.player.go_forward()
    assert stage.player.position == 90_000


def test_seeks_stay_within_the_recording(stage: Stage) -> None:
    stage.play()
    stage.player.seek_by(-5_000)
    stage.player.seek(10**9)
    assert [t for t in stage.engine.told if t[0] == "seek"] == [("seek", 0), ("seek", 100_000)]


def test_percents_and_transcript_lines(stage: Stage) -> None:
    stage.play()
    stage.player.seek_to_percent(50)
    assert stage.player.position == 50_000
    stage.player.previous_line()
    assert stage.player.position == 30_000
    stage.player.previous_line()
    assert stage.player.position == 10_000
    stage.player.next_line()
    assert stage.player.position == 30_000


def test_it_stops_at_the_end_and_plays_again_from_the_start(stage: Stage) -> None:
    stage.play(start=99_000)
    ended: list[bool] = []
    stage.player.ended.connect(lambda: ended.append(True))
    stage.say(api.Ended(stage.engine.stamp))
    assert stage.player.state is State.ENDED
    assert stage.player.position == 100_000
    assert ended == [True]
    stage.player.toggle()
    assert stage.engine.told[-1] == ("play",)
    assert stage.player.position == 0


def test_after_the_end_a_seek_goes_on_from_there_paused(stage: Stage) -> None:
    stage.play()
    stage.say(api.Ended(stage.engine.stamp))
    stage.player.seek(20_000)
    assert stage.player.state is State.PAUSED
    assert stage.player.position == 20_000


def test_an_output_that_is_gone_is_told_and_playing_goes_on_by_itself(stage: Stage) -> None:
    told: list[str] = []
    stage.player.trouble.connect(told.append)
    stage.play(start=40_000)
    stage.say(api.Interrupted(stage.engine.stamp, "There is no sound output."))

    assert told == ["There is no sound output."]
    assert stage.player.state is State.OPENING
    assert stage.player.wants_play
    here = stage.player.position
    stage.time.now += 30
    assert stage.player.position == here

    stage.say(api.Playing(stage.engine.stamp), api.Position(stage.engine.stamp, here))
    assert stage.player.state is State.PLAYING


def test_trouble_is_told_and_play_tries_again_from_the_same_place(stage: Stage) -> None:
    told: list[str] = []
    stage.player.trouble.connect(told.append)
    stage.play(start=40_000)
    stage.say(api.Failed(stage.engine.stamp, "The file is gone."))
    assert told == ["The file is gone."]
    assert stage.player.state is State.FAILED
    stage.player.toggle()
    assert stage.engine.told[-1] == ("open", AUDIO, 40_000, True)


def test_rate_is_kept_between_half_and_triple(stage: Stage) -> None:
    stage.play()
    stage.player.set_rate(9)
    stage.player.set_rate(0.1)
    assert [t for t in stage.engine.told if t[0] == "rate"] == [("rate", 3.0), ("rate", 0.5)]


def test_a_change_of_volume_takes_the_mute_off(stage: Stage) -> None:
    stage.player.toggle_mute()
    assert stage.engine.told[-1] == ("muted", True)
    stage.player.set_volume(140)
    assert stage.engine.told[-2:] == [("volume", 100), ("muted", False)]


def test_without_audio_everything_can_be_read_and_nothing_is_played(stage: Stage) -> None:
    stage.player.load(EPISODE, None, start=0, play=True)
    stage.player.toggle()
    stage.player.seek(50_000)
    stage.player.next_chapter()
    assert stage.player.state is State.EMPTY
    assert not [t for t in stage.engine.told if t[0] in ("open", "play", "seek")]


def test_the_offset_of_the_file_is_applied_once(stage: Stage) -> None:
    stage.play(replace(EPISODE, offset=-10_000))
    assert [c.start for c in stage.player.loaded.chapters] == [0, 10_000, 50_000]


def test_the_audio_s_own_length_replaces_the_file_s(stage: Stage) -> None:
    stage.play()
    stage.say(api.Duration(stage.engine.stamp, 98_765, True))
    assert stage.player.loaded.duration == 98_765
    assert stage.player.loaded.ends[-1] == 98_765


def test_chapters_that_are_not_in_the_contents_are_passed_over(stage: Stage) -> None:
    hidden = Chapter(40_000, "Advertisement", toc=False)
    chapters = (*EPISODE.chapters[:2], hidden, EPISODE.chapters[2])
    stage.play(Episode("T", duration=100_000, chapters=chapters), start=20_000)
    stage.player.next_chapter()
    assert stage.player.position == 60_000
