"""Files that lie beside a recording are found by their names, and nobody else's are."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from player.app import sidecars
from player.app.opening import Opened, open_path
from player.domain.episode import Chapter, Picture
from player.formats import MAX_BYTES

FRAMES = (b"\xff\xfb\x90\x00" + b"\0" * 413) * 10
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CUES = "WEBVTT\n\n00:01.000 --> 00:02.000\nspoken\n"


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    path = tmp_path / "talk.mp3"
    path.write_bytes(FRAMES)
    return path


def put(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(text)


def origins(opened: Opened) -> list[str]:
    return [each.origin for each in opened.episode.chapter_lists]


def test_names_tell_whose_a_file_is(audio: Path) -> None:
    names = [
        "talk.episode.yaml", "talk.yaml", "talk.transcript.srt", "talk.txt", "talk.mp3.vtt",
        "talk.en.vtt", "talk.pt-BR.srt",
    ]  # fmt: skip
    others = ["talk.2.txt", "talk2.vtt", "other.vtt", "talk.exe", "Talk.vtt", "talk"]
    for name in (*others, *names):
        (audio.parent / name).touch()
    (audio.parent / "talk.notes.txt").mkdir()
    assert [path.name for path in sidecars.beside(audio)] == [
        "talk.episode.yaml", "talk.yaml", "talk.transcript.srt", "talk.mp3.vtt", "talk.txt",
        "talk.en.vtt", "talk.pt-BR.srt",
    ]  # fmt: skip


def test_all_that_lies_beside_comes_together(audio: Path) -> None:
    put(audio.parent, talk_txt="[00:00] From notes\n[00:05] Second\n", talk_en_vtt=CUES)
    opened = open_path(audio)
    assert [chapter.title for chapter in opened.episode.chapters] == ["From notes", "Second"]
    assert [line.text for line in opened.episode.transcript] == ["spoken"]
    assert opened.episode.title == "talk"
    assert opened.episode.problems == ()


def test_the_episode_file_wins_and_the_notes_stay_to_choose_from(audio: Path) -> None:
    put(
        audio.parent,
        talk_yaml="title: Mine\nchapters: ['00:00 A']\n",
        talk_txt="[00:00] From notes\n[00:05] Second\n",
    )
    opened = open_path(audio)
    assert opened.episode.chapters == (Chapter(0, "A"),)
    assert opened.episode.source == audio.with_name("talk.yaml")
    assert origins(opened) == ["episode file", "talk.txt"]


def test_a_picture_of_its_name_or_of_the_folder_is_the_cover(audio: Path) -> None:
    assert open_path(audio).episode.cover is None
    (audio.parent / "Cover.JPG").write_bytes(PNG)
    assert open_path(audio).episode.cover == Picture("Cover.JPG")
    (audio.parent / "talk.png").write_bytes(PNG)
    assert open_path(audio).episode.cover == Picture("talk.png")


def test_a_transcript_brings_the_recording_that_lies_beside_it(audio: Path) -> None:
    put(audio.parent, talk_en_vtt=CUES, talk_txt="[00:00] Notes\n[00:05] Second\n")
    opened = open_path(audio.with_name("talk.en.vtt"))
    assert (opened.path.name, opened.audio) == ("talk.en.vtt", audio)
    assert len(opened.episode.transcript) == 1
    assert len(opened.episode.chapters) == 2


def test_the_notes_that_were_opened_go_before_the_tags(audio: Path) -> None:
    put(audio.parent, talk_txt="[00:00] Only\n", talk_yaml="title: A\nchapters: [0 X, 5 Y, 7 Z]\n")
    opened = open_path(audio.with_name("talk.txt"))
    assert opened.episode.chapters == (Chapter(0, "Only"),)


def test_a_sidecar_that_cannot_be_read_is_told_of_and_stops_nothing(audio: Path) -> None:
    with audio.with_name("talk.vtt").open("wb") as file:
        file.truncate(MAX_BYTES * 16)
    audio.with_name("talk.txt").write_bytes(b"\0\1\2" * 100)
    put(audio.parent, talk_srt="")
    opened = open_path(audio)
    assert opened.audio == audio
    told = {problem.where for problem in opened.episode.problems}
    assert {"talk.vtt", "talk.txt", "talk.srt"} <= told


def test_a_folder_that_cannot_be_listed_hides_nothing_else(
    audio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: object) -> None:
        raise PermissionError

    monkeypatch.setattr(sidecars.os, "scandir", refuse)
    assert open_path(audio).audio == audio


def test_a_sheet_that_names_another_file_is_for_the_one_beside_it(audio: Path) -> None:
    cue = audio.with_suffix(".cue")
    cue.write_text('FILE "gone.wav" WAVE\n  TRACK 01 AUDIO\n    TITLE "A"\n    INDEX 01 00:00:00\n')
    opened = open_path(cue)
    assert (opened.audio, opened.path) == (audio, cue)
    assert opened.episode.chapters == (Chapter(0, "A"),)
