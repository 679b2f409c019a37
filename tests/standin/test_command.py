"""Somebody makes stand-in audio with the command, and hears what the file says."""

from __future__ import annotations

import subprocess
import sys

import pytest

from player import formats
from player.standin import __main__ as command
from player.standin.voice import StandinError

EPISODE = """\
title: A short one
duration: "0:20"
audio_note: A synthetic voice.
chapters:
  - "[00:00] Coffee"
  - "[00:03.25] Chips and boards"
  - "[00:12] Wrap up"
"""


@pytest.fixture
def episode(tmp_path):
    path = tmp_path / "short.episode.yaml"
    path.write_text(EPISODE, encoding="utf-8")
    return path


def test_every_title_is_heard_at_its_marker(voice, tmp_path, episode, listen, capsys):
    audio, transcript = tmp_path / "short.opus", tmp_path / "short.vtt"
    assert command.main([str(episode), str(audio), "--transcript", str(transcript)]) == 0
    assert "00:20" in capsys.readouterr().out
    heard = listen(audio)
    assert heard.duration == 20_000
    assert heard.tags["title"] == "A short one"
    assert heard.tags["comment"] == "A synthetic voice."
    for start in (0, 3250, 12_000):
        assert heard.is_silent(start - 500, start - 5)
        assert heard.first_sound(start) - start <= 10
    lines = formats.read(transcript.read_bytes(), transcript.name).transcript
    assert [(line.start, line.text) for line in lines] == [
        (0, "Coffee"),
        (3250, "Chips and boards"),
        (12_000, "Wrap up"),
    ]
    assert [word.text for word in lines[1].words] == ["Chips", "and", "boards"]


def test_made_again_it_is_the_same_to_the_byte(voice, tmp_path, episode):
    made = []
    for name in ("one.opus", "two.opus"):
        subprocess.run(
            [sys.executable, "-m", "player.standin", str(episode), str(tmp_path / name)], check=True
        )
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_a_narration_prints_when_its_lines_begin(voice, tmp_path, episode, listen, capsys):
    text = tmp_path / "talk.txt"
    text.write_text("voice A = en\n== One\nA: Hello.\n== Two\nA: Bye.\n", encoding="utf-8")
    audio = tmp_path / "talk.opus"
    assert command.main([str(episode), str(audio), "--narration", str(text)]) == 0
    printed = capsys.readouterr().out
    start = int(next(row for row in printed.splitlines() if "Two" in row).split()[0][-2:]) * 1000
    heard = listen(audio)
    assert heard.first_sound(start) - start <= 10
    assert heard.is_silent(start - 500, start - 5)
    assert heard.duration % 1000 == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("0:20", "0"), "no duration"),
        (('duration: "0:20"\n', ""), "no duration"),
        (("0:20", "900:00:00"), "no duration"),
    ],
)
def test_without_a_sensible_duration_nothing_is_made(
    voice, tmp_path, episode, capsys, change, message
):
    episode.write_text(EPISODE.replace(*change), encoding="utf-8")
    assert command.main([str(episode), str(tmp_path / "no.opus")]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "no.opus").exists()


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    assert command.main([str(tmp_path / "none.yaml"), str(tmp_path / "no.opus")]) == 2
    assert "There is no file" in capsys.readouterr().err


def test_a_file_too_large_to_be_an_episode_is_refused(tmp_path, capsys):
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(formats.MAX_BYTES + 1)
    assert command.main([str(large), str(tmp_path / "no.opus")]) == 2
    assert "too large" in capsys.readouterr().err


def test_a_narration_that_is_wrong_names_file_and_line(voice, tmp_path, episode, capsys):
    text = tmp_path / "talk.txt"
    text.write_text("voice A = en\n\nHello.\n", encoding="utf-8")
    arguments = [str(episode), str(tmp_path / "no.opus"), "--narration", str(text)]
    assert command.main(arguments) == 2
    error = capsys.readouterr().err
    assert "talk.txt: line 3" in error
    text.write_bytes(b"\xff\xfe\x00")
    assert command.main(arguments) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_without_espeak_the_command_says_what_to_install(monkeypatch, tmp_path, episode, capsys):
    def missing() -> None:
        raise StandinError("espeak-ng was not found: `sudo apt install espeak-ng`")

    monkeypatch.setattr(command, "Voice", missing)
    assert command.main([str(episode), str(tmp_path / "no.opus")]) == 2
    assert "sudo apt install espeak-ng" in capsys.readouterr().err
