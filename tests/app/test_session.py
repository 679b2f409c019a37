"""Opening: files, lists, pasted text, missing audio and where it is put, what was open last."""

from __future__ import annotations

import math
import struct
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from player.app.memory import Memory
from player.app.message import Message
from player.app.session import Session
from player.domain.playback import State
from player.engine import api
from player.store.paths import Paths
from tests.app.conftest import Stage
from tests.app.test_memory import until


def tone(path: Path, seconds: float = 1.0) -> Path:
    """A short WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        count = int(8000 * seconds)
        file.writeframes(
            struct.pack(f"<{count}h", *(int(9000 * math.sin(i / 5)) for i in range(count)))
        )
    return path


class Opened:
    """A session with its parts, and what it has said."""

    def __init__(self, stage: Stage, home: Path) -> None:
        self.stage, self.player = stage, stage.player
        self.paths = Paths.beneath(home)
        self.memory = Memory(self.paths, stage.player)
        self.session = Session(self.paths, stage.player, self.memory)
        self.said: list[Message] = []
        self.session.said.connect(self.said.append)

    @property
    def told(self) -> list[str]:
        return [message.text for message in self.said if message.text]

    def wait_for(self, title: str) -> None:
        until(lambda: self.player.loaded.episode.title == title)


@pytest.fixture
def open_(stage: Stage, tmp_path: Path) -> Iterator[Opened]:
    opened = Opened(stage, tmp_path / "home")
    yield opened
    opened.memory.close()


def test_at_first_the_bundled_episode_plays(open_: Opened) -> None:
    open_.session.start([])
    open_.wait_for("Michael Gschwind on on-device AI")
    assert open_.player.wants_play
    assert len(open_.player.loaded.chapters) == 15


def test_what_was_open_last_comes_back_as_it_was_left(open_: Opened, tmp_path: Path) -> None:
    tone(tmp_path / "talk.wav", 20)
    open_.session.start([str(tmp_path / "talk.wav")])
    open_.wait_for("talk")
    stamp = open_.stage.engine.stamp
    open_.stage.say(api.Playing(stamp), api.Position(stamp, 7_000))
    open_.player.pause()
    open_.stage.say(api.Paused(stamp))
    open_.memory.close()
    again = Opened(Stage(), tmp_path / "home")
    again.session.start([])
    again.wait_for("talk")
    assert again.player.position == 7_000
    assert not again.player.wants_play
    again.memory.close()


def test_a_last_episode_that_is_gone_is_told_and_the_bundled_one_opens(
    open_: Opened, tmp_path: Path
) -> None:
    open_.memory.change(last_episode=str(tmp_path / "gone.mp3"))
    open_.session.start([])
    open_.wait_for("Michael Gschwind on on-device AI")
    assert any("gone.mp3: there is no such file" in text for text in open_.told)
    assert open_.said[-1].text == "" or "gone.mp3" in open_.told[-1], "it is still to be read"


def test_several_files_are_a_list_to_go_through(open_: Opened, tmp_path: Path) -> None:
    places = [str(tone(tmp_path / f"{name}.wav")) for name in ("one", "two", "three")]
    open_.session.open(places)
    open_.wait_for("one")
    open_.stage.say(api.Ended(open_.stage.engine.stamp))
    open_.wait_for("two")
    open_.session.next_episode()
    open_.wait_for("three")
    open_.session.next_episode()
    assert open_.session.queue_place == (2, 3)
    open_.session.previous_episode()
    open_.wait_for("two")
    assert open_.player.wants_play


def test_what_is_missing_in_a_list_is_told_and_passed_over_both_ways(
    open_: Opened, tmp_path: Path
) -> None:
    one, three = (str(tone(tmp_path / f"{name}.wav")) for name in ("one", "three"))
    open_.session.open([one, str(tmp_path / "two.wav"), three])
    open_.wait_for("one")
    open_.session.next_episode()
    open_.wait_for("three")
    assert open_.session.queue_place == (2, 3)
    assert any("two.wav" in text for text in open_.told)
    open_.session.previous_episode()
    open_.wait_for("one")


def test_a_file_that_cannot_be_opened_leaves_the_list_as_it_was(
    open_: Opened, tmp_path: Path
) -> None:
    places = [str(tone(tmp_path / f"{name}.wav")) for name in ("one", "two")]
    open_.session.open(places)
    open_.wait_for("one")
    open_.session.open([str(tmp_path / "gone.wav")])
    until(lambda: bool(open_.told))
    open_.stage.say(api.Ended(open_.stage.engine.stamp))
    open_.wait_for("two")


def test_an_end_while_the_next_is_being_opened_skips_nothing(open_: Opened, tmp_path: Path) -> None:
    places = [str(tone(tmp_path / f"{name}.wav")) for name in ("one", "two", "three")]
    open_.session.open(places)
    open_.wait_for("one")
    open_.session.next_episode()
    open_.player.ended.emit()
    open_.wait_for("two")
    assert open_.session.queue_place == (1, 3)


@pytest.mark.parametrize(
    "place", ["http://[abc", "https://", "~nobodyhere/x.mp3", "a\0b", "x" * 9999]
)
def test_what_is_no_place_at_all_is_told(open_: Opened, place: str) -> None:
    open_.session.open([place])
    until(lambda: bool(open_.told))
    assert "Earmark itself" not in open_.told[0]


def test_one_file_has_one_position_however_it_is_named(
    open_: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    tone(tmp_path / "talk.wav")
    monkeypatch.chdir(tmp_path / "sub")
    open_.session.open(["../talk.wav"])
    open_.wait_for("talk")
    assert open_.memory.key == str(tmp_path / "talk.wav")


def test_what_the_listener_has_located_goes_before_what_does_not_answer(
    open_: Opened, tmp_path: Path
) -> None:
    found = tone(tmp_path / "found.wav")
    open_.session.open(["https://example.org/talk.mp3"])
    open_.wait_for("talk.mp3")
    open_.session.locate(str(found))
    until(lambda: open_.player.loaded.audio == found)


def test_a_recording_that_was_moved_can_be_located(open_: Opened, tmp_path: Path) -> None:
    old = tone(tmp_path / "talk.wav")
    open_.session.open([str(old)])
    open_.wait_for("talk")
    new = old.rename(tmp_path / "moved.wav")
    open_.session.locate(str(new))
    until(lambda: open_.player.loaded.audio == new)
    assert open_.memory.key == str(old), "its position goes with it"


def test_what_cannot_be_opened_is_told_and_what_was_open_goes_on(
    open_: Opened, tmp_path: Path
) -> None:
    open_.session.open([str(tone(tmp_path / "one.wav"))])
    open_.wait_for("one")
    (tmp_path / "bad.yaml").write_text("a: [1, 2")
    open_.session.open([str(tmp_path / "bad.yaml")])
    until(lambda: bool(open_.told))
    assert "bad.yaml:2:1" in open_.told[0]
    assert open_.player.loaded.episode.title == "one"


def test_problems_in_a_file_are_told_with_line_and_column(open_: Opened, tmp_path: Path) -> None:
    path = tmp_path / "talk.episode.yaml"
    path.write_text('title: Talk\nchapters:\n  - "[00:00] A"\n  - {start: noon, title: B}\n')
    open_.session.open([str(path)])
    open_.wait_for("Talk")
    problems = next(message for message in open_.said if message.details)
    assert "talk.episode.yaml:4:" in problems.text
    assert problems.topic == "problems"


def test_missing_audio_is_offered_to_be_located_and_the_file_gets_it(
    open_: Opened, tmp_path: Path
) -> None:
    path = tmp_path / "talk.episode.yaml"
    text = "# mine\ntitle: Talk   # a title\naudio: gone.mp3\nmy-key: kept\n"
    path.write_text(text)
    open_.session.open([str(path)])
    open_.wait_for("Talk")
    offer = next(message for message in open_.said if message.offers)
    assert offer.offers == ("locate",)
    assert "gone.mp3" in offer.text
    assert open_.player.state is State.EMPTY
    (tmp_path / "audio").mkdir()
    found = tone(tmp_path / "audio" / "found.wav")
    open_.session.locate(str(found))
    until(lambda: open_.player.can_play)
    assert open_.player.loaded.audio == found
    assert path.read_text() == text.replace("gone.mp3", '["audio/found.wav", "gone.mp3"]')


def test_a_name_that_is_typed_lies_beside_the_episode_file(open_: Opened, tmp_path: Path) -> None:
    path = tmp_path / "talk.episode.yaml"
    path.write_text("title: Talk\nsummary: x\n")
    found = tone(tmp_path / "found.wav")
    open_.session.open([str(path)])
    open_.wait_for("Talk")
    open_.session.locate("gone.wav")
    until(lambda: any(m.topic == "opening" and m.offers for m in open_.said))
    open_.session.locate("found.wav")
    until(lambda: open_.player.loaded.audio == found)


def test_an_address_can_be_put_in_as_audio(open_: Opened, tmp_path: Path) -> None:
    path = tmp_path / "talk.episode.yaml"
    path.write_text("title: Talk\nsummary: x\n")
    open_.session.open([str(path)])
    open_.wait_for("Talk")
    open_.session.locate("https://example.org/talk.mp3?a=b#c")
    until(lambda: open_.player.can_play)
    assert open_.player.loaded.audio == "https://example.org/talk.mp3?a=b#c"
    assert "https://example.org/talk.mp3?a=b#c" in path.read_text()


@pytest.mark.parametrize("where", ["file:///etc/passwd", "ftp://example.org/a.mp3", "smb://x/y"])
def test_no_other_scheme_is_played(open_: Opened, tmp_path: Path, where: str) -> None:
    path = tmp_path / "talk.episode.yaml"
    path.write_text("title: Talk\nsummary: x\n")
    open_.session.open([str(path)])
    open_.wait_for("Talk")
    open_.said.clear()
    open_.session.locate(where)
    until(lambda: bool(open_.told))
    assert open_.told == ["Only files and http(s) addresses can be played."]
    assert path.read_text() == "title: Talk\nsummary: x\n"


def test_what_is_no_audio_is_not_put_in(open_: Opened, tmp_path: Path) -> None:
    path, text = tmp_path / "talk.episode.yaml", tmp_path / "list.mp3"
    path.write_text("title: Talk\nsummary: x\n")
    text.write_text("#EXTM3U\nhttp://127.0.0.1/x\n")
    open_.session.open([str(path)])
    open_.wait_for("Talk")
    open_.said.clear()
    open_.session.locate(str(text))
    until(lambda: bool(open_.told))
    assert not open_.player.can_play
    assert path.read_text() == "title: Talk\nsummary: x\n"


def test_a_file_that_cannot_be_written_stays_and_the_place_is_remembered(
    open_: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from player.app import locating
    from player.domain.errors import StoreError

    def refuse(*_: object) -> None:
        raise StoreError("“talk.episode.yaml” cannot be written: it is read-only.")

    monkeypatch.setattr(locating, "write_atomic", refuse)
    path = tmp_path / "talk.episode.yaml"
    path.write_text("title: Talk\nsummary: x\n")
    found = tone(tmp_path / "found.wav")
    open_.session.open([str(path)])
    open_.wait_for("Talk")
    open_.session.locate(str(found))
    until(lambda: open_.player.can_play)
    assert any("stays as it was" in text or "stayed as it was" in text for text in open_.told)
    open_.session.open([str(path)])
    until(lambda: open_.player.loaded.audio == found)


def test_pasted_text_becomes_an_episode_that_is_not_lost(open_: Opened) -> None:
    open_.session.paste("My notes\n\n[00:00] Hello\n[01:30] The good part\n")
    until(lambda: len(open_.player.loaded.chapters) == 2)
    kept = list((open_.paths.data / "pasted").iterdir())
    assert kept[0].read_text().startswith("My notes")
    assert open_.memory.settings.recent[0] == str(kept[0])


def test_pasting_nothing_says_what_to_do(open_: Opened) -> None:
    open_.session.paste("  \n ")
    assert open_.told == ["There is no text to paste: copy the page or the notes first."]


def test_an_address_by_itself_is_an_episode(open_: Opened) -> None:
    open_.session.open(["https://example.org/shows/My%20talk.mp3"])
    open_.wait_for("My talk.mp3")
    assert open_.player.loaded.audio == "https://example.org/shows/My%20talk.mp3"
