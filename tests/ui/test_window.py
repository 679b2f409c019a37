"""The window: keys, focus, notices, what is remembered of it; on a scripted engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton, QTreeView, QWidget

from player.app.message import Message
from player.bootstrap import Program, build
from player.domain.playback import State
from player.engine import api
from player.resources import episodes
from player.store.paths import Paths
from player.ui.keys_help import KeysHelp
from player.ui.scheme import apply
from player.ui.transport import RateBox
from tests.app.scripted import ScriptedEngine
from tests.app.test_memory import until
from tests.ui.conftest import show

NONE = Qt.KeyboardModifier.NoModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
TOUR = episodes() / "tour.episode.yaml"


def opener(opened: list[QUrl], *, works: bool = True) -> Callable[[QUrl], bool]:
    """A browser that only notes what it is to open."""

    def open_url(url: QUrl) -> bool:
        opened.append(url)
        return works

    return open_url


class Seat:
    """Somebody before the window."""

    def __init__(self, home: Path) -> None:
        self.engine = ScriptedEngine()
        self.program: Program = build(Paths.beneath(home), self.engine)
        self.window, self.player = self.program.window, self.program.player
        show(self.window)

    def open(self, place: Path = TOUR, *, title: str = "A tour of Earmark") -> None:
        self.program.session.open([str(place)])
        until(lambda: self.player.loaded.episode.title == title)
        if self.player.can_play:
            self.engine.say(api.Playing(self.engine.stamp))
            self.engine.say(api.Position(self.engine.stamp, 0))
            until(lambda: self.player.state is State.PLAYING)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.window.focusWidget() or self.window, key, modifiers)

    def button(self, name: str) -> QToolButton:
        """The button of the transport that stands for an action."""
        action = self.window.commands.actions[name]
        buttons = self.window.transport.findChildren(QToolButton)
        return next(button for button in buttons if button.defaultAction() is action)

    @property
    def sought(self) -> list[int]:
        """Where the engine was sent so far."""
        return [int(str(told[1])) for told in self.engine.told if told[0] == "seek"]


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    seat = Seat(tmp_path / "home")
    seat.open()
    yield seat
    seat.program.close()


def test_the_title_names_the_episode(seat: Seat) -> None:
    assert seat.window.windowTitle() == "A tour of Earmark — Earmark"


@pytest.mark.parametrize(
    ("key", "modifiers", "place"),
    [
        (Qt.Key.Key_Right, NONE, 5_000),
        (Qt.Key.Key_Right, SHIFT, 1_000),
        (Qt.Key.Key_L, NONE, 10_000),
        (Qt.Key.Key_Right, CTRL, 14_000),
        (Qt.Key.Key_N, SHIFT, 14_000),
        (Qt.Key.Key_PageDown, NONE, 14_000),
        (Qt.Key.Key_5, NONE, 78_000),
        (Qt.Key.Key_End, NONE, 156_000),
        (Qt.Key.Key_Period, NONE, 2_300),
    ],
)
def test_keys_lead_where_the_table_says(
    seat: Seat, key: Qt.Key, modifiers: Qt.KeyboardModifier, place: int
) -> None:
    seat.press(key, modifiers)
    assert len(seat.sought) == 1
    assert abs(seat.sought[0] - place) < 500


def test_page_keys_belong_to_a_list_that_has_the_focus(seat: Seat) -> None:
    seat.press(Qt.Key.Key_1, CTRL)
    assert seat.window.focusWidget() is seat.window.panes.chapters
    seat.press(Qt.Key.Key_PageDown)
    assert seat.sought == []
    seat.press(Qt.Key.Key_Up, NONE)
    seat.press(Qt.Key.Key_Return)
    assert len(seat.sought) == 1
    seat.press(Qt.Key.Key_Space)
    assert seat.engine.told[-1] == ("pause",), "Space is the player's, in a list, too"


def test_in_a_text_field_keys_are_text(seat: Seat) -> None:
    seat.press(Qt.Key.Key_G, CTRL)
    field = seat.window.transport.position
    assert seat.window.focusWidget() is field
    QTest.keyClicks(field, "1:02")
    seat.press(Qt.Key.Key_Home)
    seat.press(Qt.Key.Key_Left, CTRL)
    assert field.text() == "1:02"
    assert seat.sought == []
    seat.press(Qt.Key.Key_Return)
    assert seat.sought == [62_000]
    assert seat.window.focusWidget() is not field


def test_what_is_no_time_is_told_in_a_line(seat: Seat) -> None:
    seat.press(Qt.Key.Key_G, CTRL)
    QTest.keyClicks(seat.window.transport.position, "noon")
    seat.press(Qt.Key.Key_Return)
    assert "“noon” is not a time" in seat.window.notice.text
    seat.press(Qt.Key.Key_Escape)
    assert seat.window.transport.position.text() == "00:00"


def test_a_click_leaves_no_focus_on_a_button_but_tab_does(seat: Seat) -> None:
    button = seat.button("forward-10")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.hasFocus()
    assert len(seat.sought) == 1
    button.setFocus(Qt.FocusReason.TabFocusReason)
    seat.press(Qt.Key.Key_Space)
    assert len(seat.sought) == 2, "Space presses the button that has the focus"
    assert ("pause",) not in seat.engine.told


def test_enter_presses_a_button_too(seat: Seat) -> None:
    seat.button("forward-10").setFocus(Qt.FocusReason.TabFocusReason)
    seat.press(Qt.Key.Key_Return)
    assert len(seat.sought) == 1


def test_a_rate_can_be_typed_and_the_keys_are_the_player_s_again(seat: Seat) -> None:
    box = seat.window.transport.findChildren(RateBox)[0]
    line = box.findChildren(QLineEdit)[0]
    QTest.mouseDClick(line, Qt.MouseButton.LeftButton)
    assert box.hasFocus()
    QTest.keyClick(box, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(box, "1.5")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert seat.player.rate == 1.5
    assert seat.sought == []
    assert not box.hasFocus()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 8, 6))
    assert seat.player.rate == 1.6
    assert not box.hasFocus()


def test_a_drag_that_is_cut_off_by_another_episode_moves_nothing(seat: Seat) -> None:
    bar = seat.window.transport.bar
    middle = QPoint(bar.width() // 2, bar.height() // 2)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=middle)
    seat.open(episodes() / "mlops-274.episode.yaml", title="Michael Gschwind on on-device AI")
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=middle)
    assert seat.sought == []


def test_every_control_can_be_reached_by_tab_and_has_a_name(seat: Seat) -> None:
    reached: list[QWidget] = []
    for _ in range(40):
        seat.press(Qt.Key.Key_Tab)
        widget = seat.window.focusWidget()
        if widget is None or widget in reached:
            break
        reached.append(widget)
    panes = seat.window.panes
    for widget in (panes.chapters, panes.snips, seat.window.transport.bar, seat.button("play")):
        assert widget in reached
    nameless = [w for w in reached if not (w.accessibleName() or getattr(w, "text", str)())]
    assert nameless == []


def test_accessible_names_are_those_of_the_parts(seat: Seat) -> None:
    names = {w.accessibleName() for w in seat.window.findChildren(QWidget)}
    expected = {"Chapters", "Snips", "Transcript", "Notes", "Seek", "Position", "Duration"}
    assert expected | {"Volume", "Rate"} <= names
    assert seat.button("play").accessibleName() == "Play"


def test_play_says_what_it_will_do(seat: Seat) -> None:
    play = seat.button("play")
    assert play.text() == "Pause"
    QTest.mouseClick(play, Qt.MouseButton.LeftButton)
    assert play.text() == "Play"
    seat.engine.say(api.Ended(seat.engine.stamp))
    until(lambda: play.text() == "Play again")


def test_a_click_on_a_transcript_line_and_on_the_bar_goes_there(seat: Seat) -> None:
    seat.press(Qt.Key.Key_3, CTRL)
    lines = seat.window.panes.transcript
    spot = lines.visualRect(lines.model().index(3, 0)).center()
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert seat.sought[-1] == seat.player.loaded.episode.transcript[3].start
    bar = seat.window.transport.bar
    QTest.mouseClick(
        bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() // 2, bar.height() // 2)
    )
    assert abs(seat.sought[-1] - 78_000) < 1_000


def test_alt_left_goes_back_after_a_jump(seat: Seat) -> None:
    back = seat.window.commands.actions["jump-back"]
    assert not back.isEnabled()
    seat.press(Qt.Key.Key_5)
    assert back.isEnabled()
    seat.press(Qt.Key.Key_Left, ALT)
    assert seat.sought[-1] < 2_000


def test_all_keys_are_listed_and_can_be_searched(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F1)
    until(lambda: bool(seat.window.findChildren(KeysHelp)))
    dialog = seat.window.findChildren(KeysHelp)[0]
    model = dialog.findChildren(QTreeView)[0].model()
    whole = model.rowCount()
    QTest.keyClicks(dialog.findChildren(QLineEdit)[0], "mute")
    assert whole > 30
    assert model.rowCount() == 1
    assert model.index(0, 2).data() == "M"


def test_a_web_link_shows_where_it_leads_and_waits_to_be_asked(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr("player.ui.links.QDesktopServices.openUrl", opener(opened))
    seat.window.panes.notes.anchorClicked.emit(QUrl("https://example.org/a"))
    told = seat.window.notice.text.replace("\u200b", "")
    assert told == "This link leads to example.org: https://example.org/a"
    assert opened == []
    buttons = seat.window.notice.findChildren(QPushButton)
    open_it = next(button for button in buttons if button.text() == "Open in browser")
    open_it.click()
    assert [url.toString() for url in opened] == ["https://example.org/a"]
    assert seat.window.notice.text == ""


def test_without_a_browser_the_address_can_be_copied(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("player.ui.links.QDesktopServices.openUrl", opener([], works=False))
    seat.window.panes.notes.anchorClicked.emit(QUrl("https://example.org/a?b=%20c"))
    seat.window.notice.findChildren(QPushButton)[0].click()
    assert seat.window.notice.text.startswith("No browser could be opened.")
    copy = [b for b in seat.window.notice.findChildren(QPushButton) if b.isVisible()][-1]
    copy.click()
    assert QGuiApplication.clipboard().text() == "https://example.org/a?b=%20c"


def test_a_shortcut_leads_to_the_chapter_that_plays(seat: Seat) -> None:
    seat.player.seek(60_000)
    seat.press(Qt.Key.Key_1, CTRL)
    chapters = seat.window.panes.chapters
    assert chapters.currentIndex().row() == seat.player.chapter == 4


def test_what_is_told_of_a_wrong_time_goes_with_the_field(seat: Seat) -> None:
    seat.press(Qt.Key.Key_G, CTRL)
    QTest.keyClicks(seat.window.transport.position, "noon")
    seat.press(Qt.Key.Key_Return)
    assert "noon" in seat.window.notice.text
    seat.press(Qt.Key.Key_Escape)
    assert seat.window.notice.text == ""


@pytest.mark.parametrize("word", ["volume", "speed", "rewind"])
def test_keys_are_found_by_the_words_that_people_use(seat: Seat, word: str) -> None:
    seat.press(Qt.Key.Key_F1)
    dialog = seat.window.findChildren(KeysHelp)[-1]
    QTest.keyClicks(dialog.findChildren(QLineEdit)[0], word)
    assert dialog.findChildren(QTreeView)[0].model().rowCount() >= 2


@pytest.mark.parametrize("link", ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x"])
def test_a_link_that_is_no_web_page_is_not_opened(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, link: str
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr("player.ui.links.QDesktopServices.openUrl", opener(opened))
    seat.window.panes.notes.anchorClicked.emit(QUrl(link))
    assert "no web page" in seat.window.notice.text
    assert opened == []


def test_files_that_are_dropped_are_opened(seat: Seat) -> None:
    data = QMimeData()
    place = episodes() / "mlops-274.episode.yaml"
    data.setUrls([QUrl.fromLocalFile(str(place))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE
    )
    seat.window.dropEvent(event)
    until(lambda: len(seat.player.loaded.chapters) == 15)


def test_the_clipboard_becomes_an_episode(seat: Seat) -> None:
    QGuiApplication.clipboard().setText("Talk\n[00:00] A\n[01:00] B\n[02:00] C\n")
    seat.press(Qt.Key.Key_V, CTRL | SHIFT)
    until(lambda: len(seat.player.loaded.chapters) == 3)
    assert "audio" in seat.window.notice.text
    assert seat.window.transport.now.text() == "No audio"


def test_a_newer_notice_of_a_topic_replaces_and_closing_shows_the_one_before(seat: Seat) -> None:
    say, notice = seat.window.say, seat.window.notice
    say(Message("one", topic="a"))
    say(Message("two", topic="b"))
    say(Message("three", topic="b"))
    assert notice.text == "three"
    notice._pop()
    assert notice.text == "one"
    say(Message("", topic="a"))
    assert not notice.isVisible()


def test_the_window_and_its_panes_are_as_they_were(tmp_path: Path) -> None:
    first = Seat(tmp_path / "home")
    first.open()
    first.window.resize(700, 600)
    first.window.panes.set_sidebar(220)
    first.press(Qt.Key.Key_4, CTRL)
    first.press(Qt.Key.Key_BracketRight)
    sizes = first.window.panes.sizes()
    first.program.close()
    again = Seat(tmp_path / "home")
    again.program.session.start([])
    until(lambda: again.player.loaded.episode.title == "A tour of Earmark")
    assert (again.window.width(), again.window.height()) == (700, 600)
    assert again.window.panes.sizes() == sizes
    assert again.window.panes.pane == "notes"
    assert again.player.rate == 1.1
    again.program.close()


def test_light_and_dark_follow_while_running(seat: Seat) -> None:
    def ground() -> float:
        image = seat.window.grab().toImage()
        return image.pixelColor(image.width() - 30, image.height() // 2).lightnessF()

    light = ground()
    apply(seat.program.application, dark=True)
    until(lambda: ground() < 0.3)
    link = seat.window.transport.position.palette().text().color()
    assert link.lightnessF() > 0.6
    apply(seat.program.application, dark=False)
    until(lambda: ground() == light)
    assert light > 0.9


def test_played_chapters_are_quieter(seat: Seat) -> None:
    def darkest(row: int) -> float:
        panes = seat.window.panes
        box = panes.chapters.visualRect(panes.chapters_model.index(row))
        image = panes.chapters.viewport().grab(box).toImage()
        # Left of the picture stands the time, right of it the title.
        return min(
            image.pixelColor(x, y).lightnessF()
            for x in range(80, 150)
            for y in range(image.height())
        )

    seat.player.seek(60_000)
    before = darkest(3)
    seat.window.panes.chapters_model.set_played(frozenset({3}))
    assert darkest(3) > before + 0.1
