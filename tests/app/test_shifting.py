"""Markers that do not fit the audio: told, shifted by ear, saved in the file, and taken back."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from player.app import edits
from player.app.shifting import FARTHEST, Shifting
from player.app.undo import Undo
from player.domain.errors import StoreError
from player.domain.timecode import Ms
from player.engine import api
from player.store.files import write_atomic
from tests.app.conftest import Stage
from tests.app.test_memory import until
from tests.app.test_session import Opened, tone

LENGTH: Ms = 100_000
TEXT = """\
# mine
title: Talk   # a title
audio: talk.wav
duration: "01:40"
chapters: # two
  - "[00:00] Coffee"
  - {start: "00:20", title: Chips}
snips:
  - {kind: quote, start: "00:25", title: Fast}
my-key:  kept
"""


class Bench(Opened):
    """An episode that is open, and what shifts its markers."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        super().__init__(stage, folder / "home")
        self.steps = Undo(self.player, self.memory)
        self.shifting = Shifting(self.player, self.session, self.memory, self.steps)
        self.shifting.said.connect(self.said.append)
        self.folder = folder
        self.file = folder / "talk.episode.yaml"
        tone(folder / "talk.wav", 2)

    def open(self, text: str = TEXT, *, length: Ms = LENGTH, exact: bool = True) -> None:
        """Write `text` and open it; its audio turns out to be `length` ms long."""
        self.file.write_bytes(text.encode())
        self.reopen(length=length, exact=exact)

    def reopen(self, path: Path | None = None, *, length: Ms = LENGTH, exact: bool = True) -> None:
        before = self.player.loaded
        self.session.open([str(path or self.file)])
        until(lambda: self.player.loaded is not before)
        stamp = self.stage.engine.stamp
        self.stage.say(
            api.Playing(stamp), api.Position(stamp, 0), api.Duration(stamp, length, exact)
        )

    @property
    def starts(self) -> list[Ms]:
        return [chapter.start for chapter in self.player.loaded.chapters]

    @property
    def sought(self) -> list[Ms]:
        return [int(str(told[1])) for told in self.stage.engine.told if told[0] == "seek"]

    @property
    def notice(self) -> str:
        """What is told of shifts now."""
        return next((m.text for m in reversed(self.said) if m.topic == "shift"), "")

    def save(self, offset: Ms) -> None:
        """Shift to `offset` and save; until that is told."""
        self.shifting.begin()
        self.shifting.shift_to(offset)
        self.said.clear()
        self.shifting.save()
        until(lambda: bool(self.notice))

    def undo(self) -> None:
        self.said.clear()
        self.steps.run()
        until(lambda: bool(self.notice))

    def redo(self) -> None:
        self.said.clear()
        self.steps.run_again()
        until(lambda: bool(self.notice))


@pytest.fixture
def bench(stage: Stage, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(stage, tmp_path)
    yield bench
    bench.memory.close()


# What the audio's length tells


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (112_000, "The audio is 12 s longer than the episode file says. Markers may be shifted."),
        (172_400, "The audio is 1 min 12 s longer than the episode file says. "),
        (97_900, "The audio is 2 s shorter than the episode file says. "),
        (102_000, ""),
        (98_000, ""),
    ],
)
def test_another_length_than_the_file_says_is_told_once_it_is_exact(
    bench: Bench, length: Ms, told: str
) -> None:
    bench.open(length=length, exact=False)
    assert bench.notice == ""
    bench.stage.say(api.Duration(bench.stage.engine.stamp, length, True))
    assert bench.notice.startswith(told)
    assert bool(bench.notice) == bool(told)
    assert [m.offers for m in bench.said if m.topic == "shift" and m.text] == [("shift",)] * bool(
        told
    )


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace('duration: "01:40"\n', ""),  # its tags' length is nobody's claim
        TEXT + 'offset: "12"\n',  # somebody has shifted them
        'title: Talk\naudio: talk.wav\nduration: "01:40"\n',  # nothing to shift
        TEXT.replace("01:40", "noon"),
    ],
)
def test_where_it_tells_nothing_of_markers_the_length_is_not_told(bench: Bench, text: str) -> None:
    bench.open(text, length=112_000)
    assert bench.notice == ""


def test_what_was_dismissed_is_not_told_again_but_what_was_not_is(bench: Bench) -> None:
    bench.open(length=112_000)
    bench.reopen(length=112_000)
    assert "12 s longer" in bench.notice
    bench.shifting.closed("problems")
    bench.reopen(length=112_000)
    assert "12 s longer" in bench.notice
    bench.shifting.closed("shift")
    bench.reopen(length=112_000)
    assert bench.notice == ""


# Shifting by ear


def test_all_markers_follow_at_once_and_the_last_shift_of_many_is_heard(bench: Bench) -> None:
    bench.open()
    bench.player.seek(30_000)
    bench.shifting.begin()
    assert bench.shifting.marker == 1, "the current one is heard first"
    before = len(bench.sought)
    for _ in range(15):
        bench.shifting.shift_to(bench.shifting.offset + 100)
    until(lambda: len(bench.sought) > before)
    assert bench.sought[before:] == [21_500]
    assert bench.starts == [1_500, 21_500]
    assert bench.player.loaded.episode.snips[0].start == 26_500
    assert bench.player.loaded.duration == LENGTH
    assert bench.player.duration_exact


def test_the_position_stays_and_the_chapter_is_another_when_its_start_goes_by(
    bench: Bench,
) -> None:
    bench.open()
    bench.player.seek(21_000)
    assert bench.player.chapter == 1
    bench.player.shift(1_500)
    assert (bench.player.position, bench.player.chapter) == (21_000, 0)


def test_however_often_it_is_heard_one_jump_leads_back(bench: Bench) -> None:
    bench.open()
    bench.player.seek(50_000)
    bench.shifting.begin()
    for offset in (1_000, 2_000):
        bench.shifting.shift_to(offset)
        bench.shifting.hear()
    bench.player.go_back()
    assert bench.player.position == 50_000


def test_a_paused_episode_is_heard(bench: Bench) -> None:
    bench.open()
    bench.player.pause()
    bench.stage.say(api.Paused(bench.stage.engine.stamp))
    bench.shifting.begin()
    bench.shifting.hear()
    assert bench.player.wants_play


def test_a_marker_is_where_playing_is(bench: Bench) -> None:
    bench.open()
    bench.shifting.begin()
    bench.shifting.marker = 1
    bench.player.seek(17_250)
    bench.shifting.from_here()
    assert bench.shifting.offset == -2_750
    bench.shifting.hear()
    assert bench.starts == [0, 17_250], "none before the start"
    assert bench.sought[-1] == 17_250


def test_a_marker_after_the_end_has_no_place_to_be_heard_at(bench: Bench) -> None:
    bench.open()
    bench.shifting.begin()
    bench.shifting.marker = 1
    bench.shifting.shift_to(80_000)
    assert bench.shifting.place is None
    before = len(bench.sought)
    bench.shifting.hear()
    assert len(bench.sought) == before
    assert bench.starts == [80_000, 100_000]


def test_no_shift_is_larger_than_a_day(bench: Bench) -> None:
    bench.open()
    bench.shifting.begin()
    bench.shifting.shift_to(10 * FARTHEST)
    assert bench.shifting.offset == FARTHEST
    bench.shifting.shift_to(-10 * FARTHEST)
    assert bench.shifting.offset == -FARTHEST


def test_cancel_puts_all_back_and_writes_nothing(bench: Bench) -> None:
    bench.open()
    sought = len(bench.sought)
    bench.shifting.begin()
    bench.shifting.shift_to(1_500)
    QCoreApplication.processEvents()
    assert bench.starts == [1_500, 21_500]
    bench.shifting.cancel()
    assert bench.starts == [0, 20_000]
    assert bench.file.read_text() == TEXT
    assert not bench.steps.what
    assert len(bench.sought) == sought, "what was not heard yet is not heard later"


def test_without_chapters_snips_are_heard_and_without_them_lines(bench: Bench) -> None:
    cut = TEXT.index("chapters:"), TEXT.index("snips:")
    snips = TEXT[: cut[0]] + TEXT[cut[1] :]
    bench.open(snips)
    assert [getattr(m, "title", "") for m in bench.player.loaded.movable] == ["Fast"]
    lines = TEXT[: cut[0]] + 'transcript: [{start: "00:03", text: Hello}]\n'
    bench.open(lines)
    bench.shifting.begin()
    bench.shifting.shift_to(1_000)
    bench.shifting.hear()
    assert bench.sought[-1] == 4_000


def test_played_chapters_are_counted_where_they_are_now(bench: Bench) -> None:
    bench.open()
    bench.memory.positions.add_heard(bench.memory.key, 0, 19_000)
    bench.player.shift(500)
    assert bench.memory.played == {0}
    bench.player.shift(15_000)
    assert bench.memory.played == set()


# Saving, and taking it back


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TEXT, TEXT.replace("talk.wav\n", 'talk.wav\noffset: "00:01.5"\n')),
        (TEXT + "offset: 7  # by ear\n", TEXT + 'offset: "00:01.5"  # by ear\n'),
        (TEXT + "offset: '-1:00'", TEXT + 'offset: "00:01.5"'),
        (TEXT + "offset: noon\n", TEXT + 'offset: "00:01.5"\n'),
        (TEXT + "offset: [1, {a: b}]\n", TEXT + 'offset: "00:01.5"\n'),
        (TEXT + "offset: 999999999999999\n", TEXT + 'offset: "00:01.5"\n'),
        (TEXT + "offset: 400:00:00\n", TEXT + 'offset: "00:01.5"\n'),
        (TEXT + "offset: 1\noffset: 2\n", TEXT + 'offset: "00:01.5"\noffset: 2\n'),
        ("\ufeff" + TEXT, "\ufeff" + TEXT.replace("talk.wav\n", 'talk.wav\noffset: "00:01.5"\n')),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_the_offset_is_written_and_undo_gives_every_byte_back(
    bench: Bench, before: str, after: str, end: str
) -> None:
    before, after = before.replace("\n", end), after.replace("\n", end)
    bench.open(before)
    given = bench.starts
    bench.save(1_500)
    assert bench.notice == "Markers shifted by +1.5 s."
    assert bench.file.read_bytes() == after.encode()
    assert bench.steps.what
    assert bench.shifting.in_file == 1_500
    shifted = bench.starts
    bench.undo()
    assert bench.file.read_bytes() == before.encode()
    assert bench.starts == given
    assert not bench.steps.what
    bench.redo()
    assert bench.notice == "Markers shifted by +1.5 s."
    assert bench.file.read_bytes() == after.encode()
    assert (bench.starts, bench.shifting.in_file) == (shifted, 1_500)
    bench.undo()
    assert bench.file.read_bytes() == before.encode()
    assert bench.starts == given


def test_what_was_saved_is_there_when_it_is_opened_again(bench: Bench) -> None:
    bench.open(length=112_000)
    bench.save(-2_000)
    assert bench.notice == "Markers shifted by −2 s."
    bench.reopen(length=112_000)
    assert bench.starts == [0, 18_000]
    assert bench.notice == "", "who has shifted them needs no word of it"
    bench.save(0)
    assert bench.notice == "Markers are no longer shifted."
    bench.reopen(length=112_000)
    assert bench.starts == [0, 20_000]
    assert bench.notice == ""


def test_what_somebody_else_changed_meanwhile_is_kept(bench: Bench) -> None:
    bench.open()
    changed = TEXT.replace("Chips", "Crisps")
    bench.file.write_text(changed)
    bench.save(1_500)
    assert bench.file.read_text() == changed.replace("talk.wav\n", 'talk.wav\noffset: "00:01.5"\n')


def test_undo_does_not_write_over_what_was_changed_since(bench: Bench) -> None:
    bench.open()
    bench.save(1_500)
    changed = bench.file.read_text() + "more: yes\n"
    bench.file.write_text(changed)
    bench.undo()
    assert "was changed since, so it stays as it is" in bench.notice
    assert bench.file.read_text() == changed
    assert bench.starts == [1_500, 21_500]


def fails(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> str:
    def refuse(*_: object) -> None:
        raise StoreError("“talk.episode.yaml” could not be saved: the disk is full.")

    monkeypatch.setattr(edits, "write_atomic", refuse)
    return "the disk is full"


def is_read_only(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> str:
    # Root may write everywhere, whatever the file's permissions say.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "“talk.episode.yaml” cannot be written" in bench.shifting.why_not()
    return "until Earmark is closed"


def is_gone(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> str:
    bench.file.rename(bench.folder / "elsewhere.yaml")
    monkeypatch.setattr(os, "access", lambda path, mode: True)
    return "There is no file"


def is_no_episode_file_any_more(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> str:
    bench.file.write_text("- a\n")
    return "not an episode file"


@pytest.mark.parametrize("what", [fails, is_read_only, is_gone, is_no_episode_file_any_more])
def test_where_the_file_cannot_be_written_the_shift_holds_for_the_session(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, what: Callable[[pytest.MonkeyPatch, Bench], str]
) -> None:
    bench.open()
    told = what(monkeypatch, bench)
    content = {path: path.read_bytes() for path in bench.folder.glob("*.yaml")}
    bench.save(1_500)
    assert told in bench.notice
    assert bench.starts == [1_500, 21_500]
    assert {path: path.read_bytes() for path in bench.folder.glob("*.yaml")} == content
    bench.file.write_text(TEXT)
    bench.reopen()
    assert bench.starts == [1_500, 21_500]
    assert bench.shifting.in_file == 0
    bench.undo()
    assert bench.starts == [0, 20_000]
    bench.redo()
    bench.reopen()
    assert bench.starts == [1_500, 21_500]
    bench.undo()
    bench.reopen()
    assert bench.starts == [0, 20_000]


@pytest.mark.parametrize("beside", ["", "talk.txt"])
def test_what_has_no_episode_file_is_shifted_for_the_session(bench: Bench, beside: str) -> None:
    notes = bench.folder / "talk.txt"
    notes.write_text("[00:00] A\n[00:30] B\n")
    audio = bench.folder / "talk.wav"
    bench.reopen(audio if beside else notes)
    if not beside:
        bench.session.locate(str(audio))
        until(lambda: bench.player.can_play)
    assert "no episode file" in bench.shifting.why_not()
    bench.save(1_500)
    assert bench.notice == "Markers shifted by +1.5 s. This holds until Earmark is closed."
    assert bench.starts == [1_500, 31_500]
    bench.reopen(audio if beside else notes)
    assert bench.starts == [1_500, 31_500]
    assert notes.read_text() == "[00:00] A\n[00:30] B\n"


def test_another_episode_is_left_alone(bench: Bench) -> None:
    bench.open()
    bench.save(1_500)
    other = bench.folder / "other.episode.yaml"
    other.write_text(TEXT.replace("Talk", "Other"))
    bench.reopen(other)
    assert bench.notice == ""
    assert bench.starts == [0, 20_000]
    assert not bench.steps.what
    bench.steps.run()
    assert other.read_text() == TEXT.replace("Talk", "Other")


def test_another_episode_that_opens_while_it_is_saved_is_not_shifted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, write = threading.Event(), write_atomic

    def write_late(path: Path, data: bytes) -> None:
        assert opened.wait(5)
        write(path, data)

    monkeypatch.setattr(edits, "write_atomic", write_late)
    bench.open()
    other = bench.folder / "other.episode.yaml"
    other.write_text(TEXT.replace("Talk", "Other"))
    bench.shifting.begin()
    bench.shifting.shift_to(1_500)
    bench.session.shifts[str(bench.file)] = 500
    bench.shifting.save()
    bench.reopen(other)
    opened.set()
    until(lambda: not bench.session.shifts)
    assert 'offset: "00:01.5"' in bench.file.read_text()
    assert bench.starts == [0, 20_000]
    assert bench.shifting.in_file == 0
