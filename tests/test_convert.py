"""`earmark convert`, `formats` and `completion`: what they write, where, and their exit status."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from player import formats
from player.app.opening import open_path
from player.arguments import SHELLS, completion_script
from player.cli import main
from player.convert import ids
from player.format_table import rows, to_markdown
from player.formats.registry import AUDIO_WRITERS, READERS, WRITERS
from tests.app.test_feeds import FEED
from tests.app.test_opening import mp3
from tests.app.test_session import tone
from tests.engine.servers import Site, serve

NOTES = "A talk\n\n[00:00] Coffee\n[00:20] Chips\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with notes in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text(NOTES)
    return tmp_path


def standard_input(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def titles(path: Path) -> list[str]:
    return [chapter.title for chapter in formats.read(path.read_bytes(), path.name).chapters]


def test_the_outputs_name_tells_the_format(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", "notes.txt", "talk.episode.yaml"]) == 0
    assert titles(folder / "talk.episode.yaml") == ["Coffee", "Chips"]
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "Wrote talk.episode.yaml: Earmark episode file.\n"


def test_what_is_there_is_overwritten_only_when_told_to(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "talk.yaml"
    out.write_text("dear to me")
    assert main(["convert", "notes.txt", "talk.yaml"]) == 2
    assert capsys.readouterr().err == (
        "earmark: “talk.yaml” is there already. Add --force to overwrite it.\n"
    )
    assert out.read_text() == "dear to me"
    assert main(["convert", "notes.txt", "talk.yaml", "--force"]) == 0
    assert titles(out) == ["Coffee", "Chips"]


def test_standard_input_and_output(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    standard_input(NOTES.encode(), monkeypatch)
    assert main(["convert", "-", "-", "--to", "episode"]) == 0
    output = capsysbinary.readouterr()
    assert formats.read(output.out, "x.yaml").title == "A talk"
    assert output.err == b""
    standard_input(NOTES.encode(), monkeypatch)
    assert main(["info", "-"]) == 0
    assert b"00:20  Chips" in capsysbinary.readouterr().out
    standard_input(b"", monkeypatch)
    assert main(["convert", "-", "-", "--to", "episode"]) == 2
    assert b"the file is empty" in capsysbinary.readouterr().err
    assert main(["convert", "notes.txt", "-"]) == 2
    assert b"--to" in capsysbinary.readouterr().err


def test_several_inputs_are_merged_and_files_go_before_recordings(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tone(folder / "talk.wav", 1)
    (folder / "words.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nspoken\n")
    assert main(["convert", "talk.wav", "notes.txt", "words.vtt", "all.yaml"]) == 0
    episode = formats.read((folder / "all.yaml").read_bytes(), "all.yaml")
    assert (episode.title, episode.audio, episode.duration) == ("A talk", ("talk.wav",), 1000)
    assert len(episode.chapters) == 2
    assert [line.text for line in episode.transcript] == ["spoken"]


def test_a_text_without_times_is_a_transcript_where_one_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "Ann: Good morning.\nBob: Good evening."
    (folder / "said.txt").write_text(said)
    assert main(["convert", "said.txt", "out.txt", "--transcript"]) == 0
    assert (folder / "out.txt").read_text() == f"{said}\n"
    assert "keeps no" not in capsys.readouterr().err
    standard_input(said.encode(), monkeypatch)
    assert main(["convert", "-", "-", "--to", "markdown", "--transcript"]) == 0
    assert "**Bob:** Good evening." in capsys.readouterr().out
    assert main(["convert", "said.txt", "x.vtt", "--transcript"]) == 2
    told = capsys.readouterr().err
    assert "Nothing in said.txt has a time, and there is no WebVTT transcript without." in told
    assert not (folder / "x.vtt").exists()


def test_what_else_there_is_and_what_is_not_used_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "cards.yaml").write_text(
        "title: T\nsnips: [{title: A, start: '00:01'}]\ntranscript: [{start: 1, text: said}]\n"
    )
    assert main(["convert", "cards.yaml", "x.md"]) == 0
    assert "this is the snips; --transcript writes the transcript" in capsys.readouterr().err
    assert "00:01" in (folder / "x.md").read_text()
    assert main(["convert", "cards.yaml", "x.md", "--force", "--snips"]) == 0
    assert "this is" not in capsys.readouterr().err
    (folder / "list.txt").write_text("00:00:00.000 One\n00:00:09.000 Two\n")
    assert main(["convert", "notes.txt", "list.txt", "x.cue"]) == 1
    told = capsys.readouterr().err
    assert "the chapters are those of notes.txt; those of list.txt are left out." in told
    (folder / "words.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nspoken\n")
    assert main(["convert", "notes.txt", "list.txt", "words.vtt", "x.srt"]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["gone.txt", "x.yaml"], "gone.txt: there is no such file."),
        (["notes.txt", "x.unknown"], "Nothing is written for a name such as “x.unknown”."),
        (["notes.txt", "x.csv", "--snips"], "There is no snip in notes.txt to write."),
        (["notes.txt", "x.mp3"], "There is no recording to put the chapters into."),
        (["notes.txt", "no/such/x.yaml"], "There is no folder “no/such”."),
        (["notes.txt", "."], "is a folder. Name a file."),
        (["notes.txt", "x.yaml", "--item", "2"], "“notes.txt” is no feed"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    status = main(["convert", *words])
    told = capsys.readouterr().err
    assert (status, said in told) == (2, True), told
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_an_unknown_format_is_told_with_those_that_are_known(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["convert", "notes.txt", "x", "--to", "wish"])
    assert ended.value.code == 2
    assert "episode" in capsys.readouterr().err


def test_problems_of_the_input_are_told_with_their_place(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.yaml").write_text("title: T\nchapters: ['00:00 A', '9:99 B']\n")
    # Something was left out, and a script is to know.
    assert main(["convert", "a.yaml", "b.yaml"]) == 1
    assert "error: a.yaml:2:23: " in capsys.readouterr().err


def test_an_episode_file_elsewhere_still_finds_its_recording(folder: Path) -> None:
    tone(folder / "talk.wav", 1)
    (folder / "there").mkdir()
    assert main(["convert", "talk.wav", "notes.txt", "there/talk.episode.yaml"]) == 0
    opened = open_path(folder / "there" / "talk.episode.yaml")
    assert opened.episode.audio == ("../talk.wav",)
    assert opened.audio is not None


def test_a_feed_says_that_its_chapters_can_be_fetched(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "feed.xml").write_text(FEED.replace("{url}", "https://e.org"))
    assert main(["convert", "feed.xml", "x.chapters.json"]) == 2
    assert "add --fetch to get them" in capsys.readouterr().err
    assert main(["convert", "feed.xml", "x.yaml", "--item", "2"]) == 0
    assert formats.read((folder / "x.yaml").read_bytes(), "x.yaml").title == "First"
    assert main(["convert", "feed.xml", "y.yaml", "--item", "3"]) == 2


def test_a_recording_at_an_address_has_its_own_chapters(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = mp3(folder / "talk.mp3", tags=True).read_bytes()
    with serve(Site(pages={"/talk.mp3": data})) as site:
        assert main(["convert", f"{site.url}/talk.mp3", "out.cue"]) == 0
    assert 'TITLE "From tags"' in (folder / "out.cue").read_text()


def test_audio_does_not_come_through_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    standard_input(b"fLaC" + bytes(100), monkeypatch)
    assert main(["info", "-"]) == 2
    assert "Audio is not read from standard input" in capsys.readouterr().err


def test_formats_lists_every_format_of_the_tables(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert main(["formats"]) == 0
    lines = capsysbinary.readouterr().out.decode().split("\n")
    for each in (*READERS, *WRITERS, *AUDIO_WRITERS):
        assert any(line.split()[:1] == [each.id] for line in lines), each.id
    assert len({(row.id, row.part) for row in rows()}) == len(rows())


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_commands_options_and_formats(
    shell: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["completion", shell]) == 0
    script = capsysbinary.readouterr().out.decode()
    assert script.strip() == completion_script(shell, ids()).strip()
    for word in ("convert", "--transcript" if shell != "fish" else "transcript", "episode"):
        assert word in script


def test_bash_completes_the_first_word_and_formats(folder: Path) -> None:
    script = completion_script("bash", ids())
    asked = (
        'ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); COMPREPLY=(); _shtab_earmark;'
        ' echo "${COMPREPLY[*]}"; }\n'
        "ask earmark conv; ask earmark no; ask earmark convert a --to epi; ask earmark convert no\n"
    )
    run = subprocess.run(
        ["bash", "--norc", "-c", f"{script}\n{asked}"], capture_output=True, text=True, check=True
    )
    assert run.stdout == "convert\nnotes.txt\nepisode\nnotes.txt\n"


def test_the_readme_has_the_formats_of_the_tables() -> None:
    readme = Path(__file__).resolve().parents[1] / "README.md"
    assert to_markdown() in readme.read_text(encoding="utf-8")
