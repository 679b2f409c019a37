"""A listener opens whatever lies at hand, and it opens, or says calmly why not."""

from __future__ import annotations

import os
import stat
import struct
import time
from pathlib import Path
from typing import NoReturn

import pytest
from mutagen.id3 import APIC, CHAP, ID3, TALB, TIT2, TPE1

from player.app.opening import MAX_PICTURE, is_audio, open_data, open_path, picture_bytes
from player.domain.episode import Chapter, Episode, Line, Picture
from player.domain.errors import EarmarkError
from player.formats import MAX_BYTES
from player.formats.audio.tags import read_tags

FRAME = b"\xff\xfb\x90\x00" + b"\0" * 413


def mp3(path: Path, tags: bool = False) -> Path:
    """Ten frames of MP3, with a title, a cover and a chapter where `tags` says so."""
    path.write_bytes(FRAME * 10)
    if tags:
        found = ID3()
        for frame in (TIT2(text=["Tagged"]), TPE1(text=["Host"]), TALB(text=["Show"])):
            found.add(frame)
        found.add(APIC(type=3, mime="image/png", data=b"cover"))
        found.add(
            CHAP(element_id="a", start_time=0, end_time=9, sub_frames=[TIT2(text=["From tags"])])
        )
        found.save(path)
    return path


def wav(path: Path, seconds: int) -> Path:
    data = b"\0" * 8000 * seconds
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    body = b"WAVE" + form + struct.pack("<4sI", b"data", len(data)) + data
    path.write_bytes(struct.pack("<4sI", b"RIFF", len(body)) + body)
    return path


def refused(path: Path) -> str:
    with pytest.raises(EarmarkError) as caught:
        open_path(path)
    return str(caught.value)


def problems(opened_problems: tuple[object, ...]) -> list[str]:
    return [f"{p.severity} {p.where}: {p.message}" for p in opened_problems]  # type: ignore[attr-defined]


# The episode file and its audio


def test_an_episode_file_finds_its_audio_beside_it(tmp_path: Path) -> None:
    audio = mp3(tmp_path / "Ep: 1.mp3")
    path = tmp_path / "talk.episode.yaml"
    path.write_text("title: X\nduration: 10\naudio: [gone.opus, 'Ep: 1.mp3', 'https://e.org/a']\n")
    opened = open_path(path)
    assert (opened.audio, opened.missing, opened.path) == (audio, ("gone.opus",), path)
    assert opened.episode.source == path
    assert opened.episode.problems == ()


def test_an_address_counts_as_there(tmp_path: Path) -> None:
    path = tmp_path / "talk.yaml"
    path.write_text("title: X\naudio: [gone.opus, 'https://e.org/a.mp3', talk.mp3]\n")
    mp3(tmp_path / "talk.mp3")
    opened = open_path(path)
    assert (opened.audio, opened.missing) == ("https://e.org/a.mp3", ("gone.opus",))


def test_an_episode_opens_without_its_audio(tmp_path: Path) -> None:
    path = tmp_path / "talk.yaml"
    long = "n" * 300 + ".mp3"
    path.write_text(f"title: X\naudio: [gone.opus, {long}, .]\nchapters: ['00:00 A']\n")
    opened = open_path(path)
    assert opened.audio is None
    assert opened.missing == ("gone.opus", long, ".")
    assert opened.episode.chapters == (Chapter(0, "A"),)


def test_what_is_no_audio_is_not_played_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "talk.mp3").write_text("#EXTM3U\n#EXT-X-VERSION:3\nhttp://127.0.0.1/a.ts\n")
    path = tmp_path / "talk.yaml"
    path.write_text("title: X\naudio: talk.mp3\n")
    opened = open_path(path)
    assert (opened.audio, opened.missing) == (None, ("talk.mp3",))
    assert problems(opened.episode.problems) == [
        "error talk.mp3: this is named as the episode's audio but holds no audio, so it is not"
        " played."
    ]


def test_the_audios_tags_fill_in_cover_duration_and_chapters(
    tmp_path: Path,
) -> None:
    mp3(tmp_path / "talk.mp3", tags=True)
    path = tmp_path / "talk.yaml"
    path.write_text("title: X\naudio: talk.mp3\n")
    episode = open_path(path).episode
    assert episode.cover is not None
    assert episode.cover.data == b"cover"
    assert episode.duration is not None
    assert (episode.title, episode.show) == ("X", None)
    assert episode.chapters == read_tags(tmp_path / "talk.mp3").chapters != ()
    path.write_text("title: X\naudio: talk.mp3\ncover: c.png\nduration: 10\n")
    episode = open_path(path).episode
    assert (episode.cover, episode.duration) == (Picture("c.png"), 10_000)


def test_a_transcript_beside_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nwords\n")
    (tmp_path / "other.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nnot read twice\n")
    path = tmp_path / "talk.yaml"
    path.write_text(
        "title: X\ntranscript: [gone.vtt, 'https://e.org/a.vtt', talk.srt, other.vtt]\n"
    )
    episode = open_path(path).episode
    assert episode.transcript == (Line(1000, 2000, "words"),)
    assert "https://e.org/a.vtt" in episode.transcript_sources
    assert problems(episode.problems) == [
        "error gone.vtt: there is no such file. It may have been moved, renamed or deleted."
    ]


@pytest.mark.parametrize("how", ["../secret.vtt", "link.vtt"])
def test_a_transcript_outside_of_the_folder_is_not_read(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    secret = tmp_path / "secret.vtt"
    secret.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nsecret\n")
    (folder / "link.vtt").symlink_to(secret)
    path = folder / "talk.yaml"
    path.write_text(f"title: X\ntranscript: {how}\n")
    episode = open_path(path).episode
    assert episode.transcript == ()
    assert "leads out of the episode file's folder" in episode.problems[-1].message


@pytest.mark.parametrize("content", ["WEBVTT\n\nnothing\n", "title: X\nchapters: []\n", "\0\1\2"])
def test_a_transcript_that_cannot_be_read_is_a_problem(tmp_path: Path, content: str) -> None:
    (tmp_path / "talk.yml").write_text(content)
    path = tmp_path / "talk.yaml"
    path.write_text("title: X\ntranscript: talk.yml\n")
    episode = open_path(path).episode
    assert episode.transcript == ()
    assert [(p.severity, p.where.split(":")[0]) for p in episode.problems] == [
        ("error", "talk.yml")
    ]


# Audio by itself, and what lies beside it


def test_audio_opens_by_itself(tmp_path: Path) -> None:
    path = mp3(tmp_path / "talk.mp3", tags=True)
    opened = open_path(path)
    assert (opened.audio, opened.path, opened.missing) == (path, path, ())
    episode = opened.episode
    assert (episode.title, episode.show, episode.audio) == ("Tagged", "Show", ("talk.mp3",))
    assert [chapter.title for chapter in episode.chapters] == ["From tags"]


def test_audio_with_any_name_opens(tmp_path: Path) -> None:
    path = wav(tmp_path / "recording", 2)
    assert (open_path(path).audio, open_path(path).episode.duration) == (path, 2000)
    assert is_audio(path)
    assert not is_audio(tmp_path)


def test_the_episode_file_beside_the_audio_goes_before_its_tags(tmp_path: Path) -> None:
    path = mp3(tmp_path / "talk.mp3", tags=True)
    sidecar = tmp_path / "talk.episode.yaml"
    sidecar.write_text("title: Mine\naudio: other.mp3\nchapters: ['00:01 Own']\noffset: 2\n")
    (tmp_path / "talk.txt").write_text("[00:02] Not this one\n")
    opened = open_path(path)
    episode = opened.episode
    assert (opened.audio, episode.audio, episode.source) == (path, ("talk.mp3",), sidecar)
    assert (episode.title, episode.show, episode.offset) == ("Mine", "Show", 2000)
    assert [chapter.title for chapter in episode.chapters] == ["Own"]
    assert episode.cover is not None


@pytest.mark.parametrize("opened", ["talk.mp3", "talk.episode.yaml"])
def test_chapters_of_the_tags_are_known_as_such(tmp_path: Path, opened: str) -> None:
    mp3(tmp_path / "talk.mp3", tags=True)
    sidecar = tmp_path / "talk.episode.yaml"
    snips = 'snips: [{start: "00:05", title: S}]\n'
    sidecar.write_text("title: Mine\naudio: talk.mp3\noffset: 2\n" + snips)
    episode = open_path(tmp_path / opened).episode
    assert episode.of_audio == {"duration", "chapters"}
    placed = episode.placed()
    assert [(c.start, c.title) for c in placed.chapters] == [(0, "From tags")]
    assert placed.snips[0].start == 7_000
    sidecar.write_text("title: Mine\naudio: talk.mp3\nduration: 9\nchapters: ['00:01 Own']\n")
    assert open_path(tmp_path / opened).episode.of_audio == frozenset()


def test_notes_beside_the_audio_do_not_take_its_title_away(tmp_path: Path) -> None:
    path = mp3(tmp_path / "talk.mp3", tags=True)
    (tmp_path / "talk.txt").write_text("Words.\n[00:02] A\n[00:03] B\n")
    episode = open_path(path).episode
    assert (episode.title, episode.notes) == ("Tagged", "Words.  \n[00:02] A  \n[00:03] B")
    assert [chapter.title for chapter in episode.chapters] == ["A", "B"]


def test_a_broken_file_beside_the_audio_is_a_problem_and_the_audio_opens(tmp_path: Path) -> None:
    path = mp3(tmp_path / "talk.mp3", tags=True)
    (tmp_path / "talk.yaml").write_text("title: a: b\n")
    opened = open_path(path)
    assert (opened.audio, opened.episode.title) == (path, "Tagged")
    assert [problem.where for problem in opened.episode.problems] == ["talk.yaml:1:9"]


def test_a_transcript_beside_the_audio_is_picked_up(tmp_path: Path) -> None:
    path = mp3(tmp_path / "talk.mp3")
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nwords\n")
    assert open_path(path).episode.transcript == (Line(1000, 2000, "words"),)
    (tmp_path / "talk.yaml").write_text("title: X\ntranscript: [{start: 0, text: own}]\n")
    assert open_path(path).episode.transcript == (Line(0, None, "own"),)


def test_real_recordings_open(tmp_path: Path) -> None:
    corpora = Path(__file__).resolve().parents[3] / "shared" / "corpora"
    if not corpora.is_dir():
        pytest.skip("../shared/corpora is not there")
    for name in ("antennapod/auphonic.mp3", "antennapod/auphonic.ogg", "atldotnet/chapters.mka",
                 "antennapod/nero-chapters.m4a", "atldotnet/chapters_QT.m4v"):  # fmt: skip
        opened = open_path(corpora / name)
        assert opened.audio == corpora / name
        assert opened.episode.chapters
    beside = open_path(corpora / "speech" / "sonnet001.vtt")
    assert (beside.audio, len(beside.episode.transcript)) == (None, 15)


# What does not open says so


def test_a_folder_a_missing_file_and_an_empty_one(tmp_path: Path) -> None:
    empty = tmp_path / "talk.yaml"
    empty.touch()
    assert refused(tmp_path) == f"{tmp_path.name}: this is a folder. Choose a file in it."
    assert refused(tmp_path / "gone.yaml") == (
        "gone.yaml: there is no such file. It may have been moved, renamed or deleted."
    )
    assert refused(empty) == (
        "talk.yaml: the file is empty. Check that it was saved or downloaded whole."
    )
    empty.write_text(" \n\n")
    assert "the file is empty" in refused(empty)


def test_zero_byte_audio(tmp_path: Path) -> None:
    path = tmp_path / "talk.mp3"
    path.touch()
    assert "the file is empty" in refused(path)
    (tmp_path / "talk.yaml").write_text("title: X\naudio: talk.mp3\n")
    assert open_path(tmp_path / "talk.yaml").missing == ("talk.mp3",)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "talk.yaml"
    os.mkfifo(path)
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert refused(path) == "talk.yaml: this is not a file that holds anything."


def test_a_file_of_a_gigabyte_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "talk.yaml"
    path.write_text("title: X\n")
    os.truncate(path, 1024**3)

    def never(*_args: object) -> NoReturn:
        raise AssertionError("the file was read")

    monkeypatch.setattr("player.app.opening.read_whole", never)
    began = time.perf_counter()
    assert refused(path) == (
        f"talk.yaml: the file is larger than {MAX_BYTES // 1024**2} MB, far more than any episode"
        " needs. Check that it is the right file."
    )
    assert time.perf_counter() - began < 0.5


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "talk.yaml"
    path.write_text("title: X\n")

    def forbidden(*_args: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert refused(path) == (
        "talk.yaml: you may not read this file. Change its permissions, or copy it elsewhere."
    )


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "talk.yaml"
    path.write_text("title: X\n")

    def broken(*_args: object) -> NoReturn:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", broken)
    assert refused(path) == "talk.yaml: this file cannot be read: Input/output error."


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("talk.yaml", b"title: a: b\n", "talk.yaml:1:9: a colon with a space after it cannot"),
        ("talk.yaml", b"services: {web: {}}\n", "this is YAML, but not an episode file"),
        ("talk.yaml", b"\x7fELF\x02\x01\x01" + bytes(range(256)), "this is not a text file"),
        ("talk.yaml", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "this is not a text file"),
        ("talk.yaml", "title: Gr\xfc\xdfe\n".encode("latin-1"), "save it as UTF-8"),
        ("talk.yaml", b"\xff\xfet\0i\0\0", "this is not a text file"),
        ("talk.yaml", b"title: X\nshow: a\x08b\n", "this is not a text file"),
        ("talk.yaml", b"title: X\nnotes: " + b"x" * 5000 + b"\x08\n", "control characters"),
        ("talk.yaml", b"[" * 100_000, "nested more than 20 deep"),
        ("talk.doc", b"Dear all", "Earmark does not know this kind of file"),
        ("talk.mp3", b"#EXTM3U\nhttp://127.0.0.1/a\n", "this is a playlist"),
        ("talk.mp3", b"\xef\xbb\xbf\n#EXTM3U\n", "this is a playlist"),
        ("talk.opus", b"[playlist]\nFile1=a\n", "this is a playlist"),
        ("talk.m4a", b"\n<!DOCTYPE html><html>404", "this is a web page"),
        ("talk.mp3", b"\xff\xfb", "there is no audio in this file"),
        ("talk.wav", b"RIFF", "there is no audio in this file"),
        ("talk.flac", b"words", "there is no audio in this file"),
        ("book.aax", b"\0\0\0\x24ftypaax \0\0\0\x01aax M4B ", "Listen to it in Audible's app"),
        ("book.m4b", b"\0\0\0\x24ftypaaxc\0\0\0\x01aax M4B ", "encrypted for its owner's account"),
    ],
)
def test_bad_input_is_told_calmly(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    told = refused(path)
    assert told.startswith(name)
    assert sentence in told
    assert told.endswith(".")
    assert "\n" not in told


def test_a_truncated_mp3_opens(tmp_path: Path) -> None:
    path = mp3(tmp_path / "talk.mp3", tags=True)
    path.write_bytes(path.read_bytes()[:-1500])
    assert open_path(path).audio == path


def test_a_damaged_audio_opens_with_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "talk.flac"
    path.write_bytes(b"fLaC" + b"\x01" * 2000)
    opened = open_path(path)
    assert (opened.audio, opened.episode.title) == (path, "talk")
    assert "The file may be cut off or damaged" in opened.episode.problems[0].message


def test_twenty_thousand_chapters_open_within_a_second(tmp_path: Path) -> None:
    path = tmp_path / "talk.yaml"
    lines = "".join(
        f"  - {{start: {i // 3600}:{i // 60 % 60:02}:{i % 60:02}, title: Chapter {i}}}\n"
        for i in range(20_000)
    )
    path.write_text(f"title: X\nchapters:\n{lines}")
    began = time.perf_counter()
    assert len(open_path(path).episode.chapters) == 20_000
    assert time.perf_counter() - began < 1


# Pasted text


def test_a_text_is_notes_or_an_episode_file_or_a_transcript(tmp_path: Path) -> None:
    def read(text: str) -> Episode:
        return open_data(text.encode(), tmp_path / "words.txt").episode

    notes = read("Words.\n[00:00] A\n[00:10] B\n")
    assert (notes.title, len(notes.chapters)) == ("words", 2)
    assert read("earmark: 1\ntitle: X\n").title == "X"
    assert read("WEBVTT\n\n00:01.000 --> 00:02.000\na\n").transcript
    with pytest.raises(EarmarkError, match="the file is empty"):
        read("  \n")


# Pictures


def test_pictures_come_from_tags_or_from_inside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "c.png").write_bytes(b"inside")
    (tmp_path / "c.png").write_bytes(b"outside")
    (folder / "link.png").symlink_to(tmp_path / "c.png")
    assert picture_bytes(Picture(data=b"tag"), folder) == b"tag"
    assert picture_bytes(Picture("c.png"), folder) == b"inside"
    assert picture_bytes(Picture("./sub/../c.png"), folder) == b"inside"
    for source in (
        "../c.png", "link.png", "gone.png", ".", "https://e.org/c.png", "//host/c.png",
        str(tmp_path / "c.png"), "file:c.png", "\0", "n" * 300,
    ):  # fmt: skip
        assert picture_bytes(Picture(source), folder) is None
    assert picture_bytes(Picture(), folder) is None


def test_pictures_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "c.png"
    path.touch()
    os.truncate(path, MAX_PICTURE + 1)
    assert picture_bytes(Picture("c.png"), tmp_path) is None
    assert picture_bytes(Picture(data=b"xx"), tmp_path, limit=1) is None
