"""Notes: times are places, links show where they lead, nothing is loaded by looking."""

from __future__ import annotations

import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtWidgets import QApplication

from player.domain.episode import Episode, Link, Person
from player.ui.notes import NotesView

NAMES = ("red.png", "pipe.png")


@pytest.fixture
def notes(app: QApplication) -> Iterator[NotesView]:
    view = NotesView()
    view.resize(500, 400)
    view.show()
    yield view
    view.close()


def anchors(view: NotesView) -> dict[str, str]:
    """Each linked text of the document with where it leads."""
    found: dict[str, str] = {}
    cursor = QTextCursor(view.document())
    while not cursor.atEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        href = cursor.charFormat().anchorHref()
        if href:
            character = view.document().characterAt(cursor.position() - 1)
            found[href] = (found.get(href, "") + character).strip("\u2029")
    return found


def test_times_in_the_text_are_links_into_the_audio(notes: NotesView) -> None:
    notes.set_episode(Episode("T", notes="At 18:53, **1:02:03.5** and 😀 (00:21)."))
    assert anchors(notes) == {
        "earmark:1133000": "18:53",
        "earmark:3723500": "1:02:03.5",
        "earmark:21000": "00:21",
    }


def test_what_only_looks_like_a_time_is_left_alone(notes: NotesView) -> None:
    notes.set_episode(Episode("T", notes="`12:34` and 1:2:3:4, 10:99, 2024-11-01T10:00:00:00"))
    assert anchors(notes) == {}


def test_choosing_a_time_asks_for_its_place(notes: NotesView) -> None:
    chosen: list[int] = []
    notes.chosen.connect(chosen.append)
    notes.anchorClicked.emit(QUrl("earmark:1133000"))
    assert chosen == [1_133_000]


def test_with_markers_that_are_shifted_times_lead_to_where_they_are_now(notes: NotesView) -> None:
    chosen: list[int] = []
    notes.chosen.connect(chosen.append)
    notes.offset = -2_500
    notes.anchorClicked.emit(QUrl("earmark:1133000"))
    notes.anchorClicked.emit(QUrl("earmark:1000"))
    assert chosen == [1_130_500, 0]


def test_a_web_link_is_asked_about_and_nothing_is_opened(notes: NotesView) -> None:
    asked: list[str] = []
    notes.link_asked.connect(asked.append)
    notes.set_episode(Episode("T", notes="see [here](https://example.org/a?b=c)"))
    notes.anchorClicked.emit(QUrl("https://example.org/a?b=c"))
    assert asked == ["https://example.org/a?b=c"]
    assert "see here" in notes.toPlainText()


def test_links_and_people_of_the_episode_stand_below(notes: NotesView) -> None:
    notes.set_episode(
        Episode(
            "T",
            summary="In short.",
            notes="Long.",
            links=(Link("Shop", "https://example.org/shop"),),
            people=(Person("Host", url="https://example.org/host"), Person("Guest")),
        )
    )
    text = notes.toPlainText()
    assert text.index("In short.") < text.index("Long.") < text.index("Shop")
    assert anchors(notes) == {
        "https://example.org/shop": "Shop",
        "https://example.org/host": "Host",
    }


def test_html_in_notes_is_text(notes: NotesView) -> None:
    notes.set_episode(Episode("T", notes="a <b>bold</b> <script>alert(1)</script> <img src=x>"))
    assert "<script>" in notes.toPlainText()


def test_showing_notes_loads_nothing_from_the_network_or_the_disk(
    notes: NotesView, app: QApplication
) -> None:
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/spy.png"
    notes.set_episode(
        Episode("T", notes=f"![spy]({address}) ![disk](file:///etc/hostname) ![b](/etc/passwd)")
    )
    notes.grab()
    app.processEvents()
    server.shutdown()
    server.server_close()
    thread.join()
    assert asked == []


def test_a_picture_on_the_disk_is_not_shown_and_a_pipe_is_not_waited_for(
    notes: NotesView, tmp_path: Path, app: QApplication
) -> None:
    red = QImage(300, 300, QImage.Format.Format_RGB32)
    red.fill(0xFF0000)
    assert red.save(str(tmp_path / "red.png"))
    os.mkfifo(tmp_path / "pipe.png")
    places = [QUrl.fromLocalFile(str(tmp_path / name)).toString() for name in NAMES]
    notes.set_episode(Episode("T", notes=" ".join(f"![x]({place})" for place in places)))
    image = notes.grab().toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    }
    assert "#ff0000" not in colours


@pytest.mark.parametrize("link", ["earmark:abc", "earmark:99999999999999", "earmark:-5"])
def test_a_link_that_only_looks_like_ours_leads_nowhere_into_the_audio(
    notes: NotesView, link: str
) -> None:
    chosen: list[int] = []
    asked: list[str] = []
    notes.chosen.connect(chosen.append)
    notes.link_asked.connect(asked.append)
    notes.anchorClicked.emit(QUrl(link))
    notes.highlighted.emit(QUrl(link))
    assert (chosen, asked) == ([], [link])


def test_a_summary_before_a_list_is_no_part_of_it(notes: NotesView) -> None:
    notes.set_episode(Episode("T", summary="In short.", notes="- one\n- two\n"))
    first = notes.document().begin()
    assert first.text() == "In short."
    assert first.textList() is None
    assert first.next().textList() is not None


def test_very_long_notes_are_shown_unstyled(notes: NotesView) -> None:
    notes.set_episode(Episode("T", notes="**x** 00:10\n" * 30_000))
    assert notes.toPlainText().startswith("**x** 00:10")


def test_without_notes_it_says_what_would_stand_here(notes: NotesView) -> None:
    notes.set_episode(Episode("T"))
    assert notes.document().isEmpty()


def test_the_lines_of_plain_text_stay_lines(notes: NotesView) -> None:
    text = "Timestamps:\n00:00 Intro\n00:05 Bees\n\nLinks"
    notes.set_episode(Episode("T", notes=text, source=Path("show.txt")))
    lines = notes.toPlainText().replace("\u2028", "\n").splitlines()
    assert lines[:3] == ["Timestamps:", "00:00 Intro", "00:05 Bees"]
