"""What goes wrong is told in the window, in a calm sentence, and nothing hangs or is lost."""

from __future__ import annotations

import functools
import http.server
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from player.domain.errors import EngineError
from player.domain.playback import State
from player.engine import vlc
from player.resources import episodes
from tests.journeys.conftest import EARLY, LATE, Person, until

pytestmark = [pytest.mark.journey, pytest.mark.sound]

RECORDING = episodes() / "tour.opus"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing to the terminal of the tests."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address at which a server on this machine has it."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def works(person: Person) -> None:
    """Whatever happened: the program opens the next thing and plays it."""
    person.open(RECORDING)
    until(lambda: person.player.loaded.audio == RECORDING)
    until(lambda: person.player.state is State.PLAYING)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("list.mp3", b"#EXTM3U\n#EXT-X-VERSION:3\nhttp://127.0.0.1:9/a.ts\n", "playlist"),
        ("page.mp3", b"<!DOCTYPE html><html>not found</html>", "web page"),
        ("empty.mp3", b"", "empty"),
        ("noise.mp3", bytes(range(7, 256)) * 40, "no audio"),
        ("empty.yaml", b"", "empty"),
        ("binary.yaml", b"\x00\x01\x02" * 99, "binary.yaml"),
        ("bomb.yaml", b"title: x\nchapters: " + b"[" * 5000, "bomb.yaml"),
        ("other.yaml", b"services: {web: {image: nginx}}\n", "other.yaml"),
        ("broken.yaml", b"title: 'never closed\n", "broken.yaml:"),
    ],
)
def test_what_cannot_be_opened_is_told_and_the_program_goes_on(
    person: Person, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    person.open(path)
    until(lambda: person.notice)
    assert told in person.notice
    assert person.window.notice.isVisible()
    works(person)
    assert person.notice == ""


def test_a_folder_and_a_missing_file_are_told(person: Person, tmp_path: Path) -> None:
    person.open(tmp_path)
    until(lambda: "folder" in person.notice)
    person.open(tmp_path / "gone.mp3")
    until(lambda: "no such file" in person.notice)


def test_a_recording_that_is_cut_off_plays_as_far_as_it_goes(
    person: Person, tmp_path: Path
) -> None:
    whole = RECORDING.read_bytes()
    cut = tmp_path / "cut.opus"
    cut.write_bytes(whole[: len(whole) // 20])
    person.open(cut)
    until(lambda: person.player.state is State.PLAYING)
    until(lambda: person.player.state in (State.ENDED, State.FAILED), seconds=20)
    works(person)


def test_a_file_that_is_deleted_while_playing_plays_on_or_is_told(
    person: Person, tmp_path: Path
) -> None:
    path = tmp_path / "talk.opus"
    shutil.copy(RECORDING, path)
    person.open(path)
    until(lambda: person.player.state is State.PLAYING)
    path.unlink()
    person.press(Qt.Key.Key_5)
    until(lambda: person.player.position > 79_000)
    assert person.player.state is State.PLAYING or person.notice
    person.open(path)
    until(lambda: "no such file" in person.notice)


def test_an_address_plays_as_it_streams(person: Person, served: tuple[Path, str]) -> None:
    folder, address = served
    shutil.copy(RECORDING, folder / "talk.opus")
    person.open(f"{address}/talk.opus")
    until(lambda: person.player.state is State.PLAYING)
    # Its own tags say what it is, once they are here; what plays, plays on.
    until(lambda: person.window.windowTitle() == "A tour of Earmark — Earmark")
    until(lambda: person.player.position > 1_500)


def test_an_episode_file_may_name_an_address(
    person: Person, served: tuple[Path, str], tmp_path: Path
) -> None:
    folder, address = served
    shutil.copy(RECORDING, folder / "talk.opus")
    path = tmp_path / "talk.episode.yaml"
    path.write_text(f"title: Talk\naudio: [gone.mp3, '{address}/talk.opus']\nsummary: x\n")
    person.open(path)
    until(lambda: person.player.state is State.PLAYING)


@pytest.mark.parametrize(
    ("page", "told"), [("missing.mp3", "404"), ("page.mp3", "web page"), ("list.mp3", "playlist")]
)
def test_an_address_that_holds_no_audio_is_told(
    person: Person, served: tuple[Path, str], page: str, told: str
) -> None:
    folder, address = served
    (folder / "page.mp3").write_text("<!doctype html><html><body>Sign in</body></html>")
    (folder / "list.mp3").write_text("#EXTM3U\nhttp://127.0.0.1:9/secret.mp3\n")
    person.open(f"{address}/{page}")
    until(lambda: person.notice)
    assert told in person.notice
    works(person)


def test_what_an_address_did_not_give_can_be_asked_for_again(
    person: Person, served: tuple[Path, str]
) -> None:
    folder, address = served
    person.open(f"{address}/late.mp3")
    until(lambda: "404" in person.notice)
    shutil.copy(RECORDING, folder / "late.mp3")

    buttons = person.window.notice.findChildren(QAbstractButton)
    next(one for one in buttons if one.text().replace("&", "") == "Play").click()

    until(lambda: person.player.state is State.PLAYING)
    assert person.notice == ""


def test_an_address_that_does_not_answer_is_told_and_nothing_waits_for_it(home: Path) -> None:
    person = Person(home, address_timeout=0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        person.open(f"http://127.0.0.1:{silent.getsockname()[1]}/talk.mp3")
        until(lambda: person.player.loaded.episode.title == "talk.mp3")
        until(lambda: person.notice)
        assert "answer" in person.notice
        works(person)
    person.quit()


def test_without_libvlc_everything_but_sound_works_and_the_command_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> object:
        raise EngineError(
            "libVLC, which makes the sound, is missing. "
            "Type: sudo apt install libvlc5 vlc-plugin-base"
        )

    monkeypatch.setattr(vlc, "load_vlc", missing)
    person = Person(home)
    person.program.session.start([])
    until(lambda: person.notice)
    assert "sudo apt install" in person.notice
    assert person.window.panes.chapters_model.rowCount() == 15
    person.window.shell.show_pane("notes")
    assert "PyTorch" in person.window.panes.notes.toPlainText()
    person.click_row(person.window.panes.chapters, 4)
    person.quit()


def test_a_home_that_cannot_be_written_is_told_once_and_the_program_works(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file where folders should be")
    person = Person(home)
    person.start()
    person.press(Qt.Key.Key_Space)
    until(lambda: person.player.state is State.PAUSED)
    until(lambda: person.notice)
    assert "positions.json" in person.notice or "settings.json" in person.notice
    late = person.hear_after(lambda: person.click_row(person.window.panes.chapters, 3), 130_000)
    assert EARLY <= late <= LATE
    person.quit()


def test_twenty_thousand_chapters_are_a_list_like_any_other(person: Person, tmp_path: Path) -> None:
    shutil.copy(RECORDING, tmp_path / "talk.opus")
    rows = "".join(f"  - {{start: {i / 200:.3f}, title: Chapter {i}}}\n" for i in range(20_000))
    path = tmp_path / "many.episode.yaml"
    path.write_text(f"title: Many\naudio: talk.opus\nchapters:\n{rows}")
    person.open(path)
    until(lambda: person.window.panes.chapters_model.rowCount() == 20_000)
    until(lambda: person.player.state is State.PLAYING)
    person.press(Qt.Key.Key_Space)
    until(lambda: person.player.state is State.PAUSED)
    late = person.hear_after(lambda: person.click_row(person.window.panes.chapters, 11_520), 57_600)
    assert EARLY <= late <= LATE
