"""A long evening: episode after episode in one window, which is then as it was."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from player.domain.playback import State
from player.resources import episodes
from tests.journeys.conftest import Person, until

pytestmark = [
    pytest.mark.journey,
    pytest.mark.sound,
    pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc"),
]

BUNDLED = {"mlops-274.episode.yaml": "mlops-274.opus", "tour.episode.yaml": "tour.opus"}
ROUNDS = 6


def held(person: Person) -> dict[str, int]:
    """What the program has of what it makes anew for an episode, or forgets to let go of."""
    roots: list[QObject] = [person.window, person.player, person.program.session]
    return {
        "widgets": len(QApplication.allWidgets()),
        "objects": sum(len(root.findChildren(QObject)) for root in roots),
        **{kind: len(list(Path(f"/proc/self/{kind}").iterdir())) for kind in ("task", "fd")},
    }


def a_round(person: Person, folder: Path) -> None:
    """Each episode is opened and listened to faster, with a jump; then what is no recording."""
    places = {episodes() / name: episodes() / audio for name, audio in BUNDLED.items()}
    for place, audio in {**places, folder / "plain.opus": folder / "plain.opus"}.items():
        person.open(place)
        until(lambda audio=audio: person.player.loaded.audio == audio)
        until(lambda: person.player.state is State.PLAYING)
        person.player.set_rate(2.0)
        for pane in ("transcript", "notes", "chapters"):
            person.window.shell.show_pane(pane)
        person.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    person.open(folder / "wrong.mp3")
    until(lambda: "wrong.mp3" in person.notice)


def test_after_many_episodes_the_window_holds_no_more_than_after_the_first(
    person: Person, tmp_path: Path
) -> None:
    shutil.copy(episodes() / "tour.opus", tmp_path / "plain.opus")
    (tmp_path / "wrong.mp3").write_bytes(b"no sound at all")
    for _ in range(2):
        a_round(person, tmp_path)
    before = held(person)

    for _ in range(ROUNDS):
        a_round(person, tmp_path)

    def more() -> dict[str, int]:
        return {kind: now - before[kind] for kind, now in held(person).items()}

    # Threads come and go by a few; what is left of an episode would be left of each.
    with suppress(AssertionError):
        until(lambda: max(more().values()) < ROUNDS)
    assert max(more().values()) < ROUNDS, more()
