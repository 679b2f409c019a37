"""Edit ▸ Shift markers: by keyboard alone, by mouse alone, and what the window behind shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QWidget,
)

from player.app.rows import Role
from player.engine import api
from player.ui.offset_box import OffsetBox
from player.ui.shift_markers import ShiftMarkers
from tests.app.test_memory import until
from tests.app.test_session import tone
from tests.app.test_shifting import TEXT as WITH_A_PROBLEM
from tests.ui.test_window import CTRL, NONE, SHIFT, Seat

TEXT = WITH_A_PROBLEM.replace("my-key:  kept\n", "")
LEFT = Qt.MouseButton.LeftButton
SAVED = TEXT.replace("talk.wav\n", 'talk.wav\noffset: "00:01.5"\n')
KEYS: list[tuple[Qt.Key, Qt.KeyboardModifier, int]] = [
    (Qt.Key.Key_Right, NONE, 100),
    (Qt.Key.Key_Left, NONE, -100),
    (Qt.Key.Key_Right, SHIFT, 1_000),
    (Qt.Key.Key_Left, SHIFT, -1_000),
    (Qt.Key.Key_PageDown, NONE, 10_000),
    (Qt.Key.Key_PageUp, NONE, -10_000),
]


class Desk(Seat):
    """Somebody before the window with an episode whose markers do not fit."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "home")
        self.file = folder / "talk.episode.yaml"
        self.file.write_text(TEXT)
        tone(folder / "talk.wav", 2)
        self.open(self.file, title="Talk")
        self.engine.say(api.Duration(self.engine.stamp, 112_000, True))
        until(lambda: self.player.duration_exact)

    def shift(self) -> ShiftMarkers:
        """Choose the action; the dialog."""
        self.window.commands.actions["shift"].trigger()
        return self.wait_for_dialog()

    def wait_for_dialog(self) -> ShiftMarkers:
        """The dialog, once it has the keyboard (a window is active as soon as its parent is)."""
        until(lambda: QApplication.activeWindow() is self.dialog)
        return self.dialog

    @property
    def dialog(self) -> ShiftMarkers:
        return next(d for d in self.window.findChildren(ShiftMarkers) if d.isVisible())

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the dialog has its focus."""
        QTest.keyClick(self.dialog.focusWidget() or self.dialog, key, modifiers)

    def click(self, text: str, within: QWidget | None = None) -> None:
        """Click the button that says `text`."""
        buttons = (within or self.dialog).findChildren(QAbstractButton)
        QTest.mouseClick(
            next(b for b in buttons if b.text() == text and b.isVisible() and b.isEnabled()), LEFT
        )

    @property
    def starts(self) -> list[int]:
        model = self.window.panes.chapters_model
        return [model.index(row).data(Role.START) for row in range(model.rowCount())]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.program.close()


def field(dialog: ShiftMarkers) -> OffsetBox:
    return dialog.findChildren(OffsetBox)[0]


def words(dialog: ShiftMarkers) -> str:
    """The offset as the dialog tells it."""
    return next(
        str(getattr(widget, "text", str)())
        for widget in dialog.findChildren(QWidget)
        if widget.accessibleName() == "Offset in words"
    )


def test_by_keyboard_alone(desk: Desk) -> None:
    offer = next(b for b in desk.window.notice.findChildren(QPushButton) if b.isVisible())
    for _ in range(30):
        if desk.window.focusWidget() is not offer:
            desk.press(Qt.Key.Key_Tab)
    assert desk.window.focusWidget() is offer
    desk.press(Qt.Key.Key_Return)
    desk.wait_for_dialog()
    desk.key(Qt.Key.Key_Right, SHIFT)
    for _ in range(5):
        desk.key(Qt.Key.Key_Right)
    until(lambda: desk.sought == [1_500])
    assert words(desk.dialog) == "+1.5 s later"
    desk.key(Qt.Key.Key_Space)
    assert desk.sought == [1_500, 1_500], "Space hears it again"
    desk.key(Qt.Key.Key_S, CTRL)
    until(lambda: desk.window.notice.text == "Markers shifted by +1.5 s.")
    assert desk.file.read_text() == SAVED
    desk.window.activateWindow()
    until(lambda: QApplication.activeWindow() is desk.window)
    offer = next(b for b in desk.window.notice.findChildren(QPushButton) if b.isVisible())
    offer.setFocus(Qt.FocusReason.TabFocusReason)
    desk.press(Qt.Key.Key_Return)
    until(lambda: desk.window.notice.text == "The markers are where they were.")
    assert desk.file.read_text() == TEXT
    assert desk.starts == [0, 20_000]


def test_by_mouse_alone(desk: Desk) -> None:
    desk.click("Shift markers…", desk.window.notice)
    dialog = desk.dialog
    choice = dialog.findChildren(QComboBox)[0]
    QTest.mouseClick(choice, LEFT)
    until(lambda: choice.view().isVisible())

    def chosen() -> bool:
        # So soon after the first click a list that has popped up takes none.
        spot = choice.view().visualRect(choice.model().index(1, 0)).center()
        QTest.mouseClick(choice.view().viewport(), LEFT, pos=spot)
        return choice.currentIndex() == 1

    until(chosen)
    assert choice.currentText() == "00:20  \u2068Chips\u2069"
    desk.click("Hear it")
    assert desk.sought[-1] == 20_000
    for text in ("+1 s", "+1 s", "−0.1 s", "+10 s", "−10 s", "−1 s", "+0.1 s"):
        desk.click(text)
    until(lambda: desk.sought[-1] == 21_000)
    box = field(dialog)
    QTest.mouseClick(box, LEFT, pos=QPoint(box.width() - 8, 6))
    assert words(dialog) == "+1.1 s later"
    desk.click("Reset")
    assert words(dialog) == "Not shifted"
    bar = desk.window.transport.bar
    QTest.mouseClick(bar, LEFT, pos=QPoint(bar.width() // 2, bar.height() // 2))
    here = desk.player.position
    desk.click("From here")
    until(lambda: desk.starts[1] == here)
    desk.click("Reset")
    desk.click("+1 s")
    for _ in range(5):
        desk.click("+0.1 s")
    desk.click("Save")
    until(lambda: desk.window.notice.text == "Markers shifted by +1.5 s.")
    assert desk.file.read_text() == SAVED
    desk.click("Undo the shift", desk.window.notice)
    until(lambda: desk.file.read_text() == TEXT)


@pytest.mark.parametrize(("key", "modifiers", "step"), KEYS)
@pytest.mark.parametrize("focus", ["hear", "choice", "field"])
def test_each_key_shifts_wherever_it_is_not_a_text_field_s_own(
    desk: Desk, key: Qt.Key, modifiers: Qt.KeyboardModifier, step: int, focus: str
) -> None:
    dialog = desk.shift()
    if focus != "hear":
        kind: type[QWidget] = QComboBox if focus == "choice" else OffsetBox
        dialog.findChildren(kind)[0].setFocus()
    desk.key(key, modifiers)
    of_text = focus == "field" and abs(step) < 10_000
    assert desk.program.window._shifting.offset == (0 if of_text else step)
    assert dialog.findChildren(QComboBox)[0].currentIndex() == 0


def test_the_window_behind_shows_the_shift_and_cancel_takes_it_back(desk: Desk) -> None:
    desk.player.seek(21_000)
    panes, transport = desk.window.panes, desk.window.transport
    panes.chapters.setCurrentIndex(panes.chapters_model.index(0))
    dialog = desk.shift()
    assert transport.now.text().startswith("\u2068Chips")
    desk.key(Qt.Key.Key_PageDown)
    until(lambda: desk.starts == [10_000, 30_000])
    assert transport.bar._starts == [10_000, 30_000]
    assert panes.snips_model.index(0).data(Role.START) == 35_000
    assert transport.now.text().startswith("\u2068Coffee")
    assert panes.chapters_model.current == 0
    assert panes.chapters.currentIndex().row() == 0, "what was chosen is still chosen"
    desk.key(Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert desk.starts == transport.bar._starts == [0, 20_000]
    assert transport.now.text().startswith("\u2068Chips")
    assert desk.file.read_text() == TEXT
    assert "12 s longer" in desk.window.notice.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1.5", "+1.5 s later"),
        ("-2", "−2 s earlier"),
        ("-1:02,5", "−1 min 2.5 s earlier"),
        ("+0.001", "+0.001 s later"),
        ("23h", "+23 h later"),
        ("25h", "Not shifted"),
        ("nonsense", "Not shifted"),
        ("", "Not shifted"),
    ],
)
def test_an_offset_can_be_typed_and_enter_does_not_save_it(
    desk: Desk, typed: str, told: str
) -> None:
    dialog = desk.shift()
    box = field(dialog)
    box.setFocus()
    line = box.findChildren(QLineEdit)[0]
    line.selectAll()
    QTest.keyClick(box, Qt.Key.Key_Delete)
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert words(dialog) == told
    assert dialog.isVisible()
    assert desk.file.read_text() == TEXT


def test_what_was_typed_last_is_saved(desk: Desk) -> None:
    box = field(desk.shift())
    QTest.mouseDClick(box.findChildren(QLineEdit)[0], LEFT)
    QTest.keyClicks(box, "1.5")
    desk.click("Save")
    until(lambda: desk.window.notice.text == "Markers shifted by +1.5 s.")
    assert desk.file.read_text() == SAVED


def test_there_is_one_dialog_and_its_close_button_cancels(desk: Desk) -> None:
    dialog = desk.shift()
    desk.key(Qt.Key.Key_Right)
    assert desk.shift() is dialog
    assert words(dialog) == "+0.1 s later"
    dialog.close()
    assert desk.starts == [0, 20_000]
    assert desk.shift() is not dialog


def test_another_episode_closes_the_dialog_and_is_not_shifted(desk: Desk) -> None:
    dialog = desk.shift()
    desk.key(Qt.Key.Key_Right, SHIFT)
    desk.open()
    assert not dialog.isVisible()
    assert desk.player.loaded.given.offset == 0
    assert desk.file.read_text() == TEXT
    desk.window.commands.actions["undo"].trigger()
    assert not desk.window.commands.actions["undo"].isEnabled()


def test_a_notice_that_was_closed_is_not_shown_again(desk: Desk) -> None:
    close = next(
        b for b in desk.window.notice.findChildren(QAbstractButton)
        if b.accessibleName() == "Close this line"
    )  # fmt: skip
    QTest.mouseClick(close, LEFT)
    desk.open(desk.file, title="Talk")
    desk.engine.say(api.Duration(desk.engine.stamp, 112_000, True))
    until(lambda: desk.player.duration_exact)
    assert desk.window.notice.text == ""
    assert desk.window.commands.actions["shift"].isEnabled(), "the menu has it all the same"


def test_what_cannot_be_saved_says_so_and_can_be_kept(desk: Desk, tmp_path: Path) -> None:
    desk.file.unlink()
    (tmp_path / "talk.txt").write_text("[00:00] A\n[00:30] B\n")
    desk.open(tmp_path / "talk.wav", title="talk")
    dialog = desk.shift()
    labels = [str(getattr(w, "text", str)()) for w in dialog.findChildren(QWidget)]
    assert any(text.startswith("There is no episode file to save to") for text in labels)
    desk.key(Qt.Key.Key_Right, SHIFT)
    desk.click("Keep")
    until(lambda: desk.window.notice.text.endswith("This holds until Earmark is closed."))
    assert desk.starts == [1_000, 31_000]


def test_without_markers_or_sound_there_is_nothing_to_shift(desk: Desk, tmp_path: Path) -> None:
    shift = desk.window.commands.actions["shift"]
    assert shift.isEnabled()
    (tmp_path / "bare.episode.yaml").write_text("title: Bare\naudio: talk.wav\n")
    desk.open(tmp_path / "bare.episode.yaml", title="Bare")
    assert not shift.isEnabled()
    mute = tmp_path / "mute.episode.yaml"
    mute.write_text(TEXT.replace("talk.wav", "gone.wav").replace("Talk", "Mute"))
    desk.open(mute, title="Mute")
    assert not shift.isEnabled()


def test_every_control_of_the_dialog_is_reached_by_tab_and_has_a_name(desk: Desk) -> None:
    dialog = desk.shift()
    desk.key(Qt.Key.Key_Right)
    reached: list[QWidget] = []
    while (widget := dialog.focusWidget()) not in reached:
        assert widget is not None
        reached.append(widget)
        desk.key(Qt.Key.Key_Tab)
    names = [w.accessibleName() or str(getattr(w, "text", str)()) for w in reached]
    assert "" not in names
    assert {"Marker to hear", "Hear it", "From here", "Offset", "Reset", "Cancel", "Save"} <= {
        *names
    }
    assert len(reached) == 13
