"""What another file holds comes into the open episode, into its file, and out of it again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from player.app import edits, importing
from player.app.dropping import adds
from player.app.import_file import Found, look, put
from player.app.importing import Importing, told
from player.app.opening import TAGS, open_path
from player.app.undo import Undo
from player.domain.episode import Chapter, Episode, Picture
from player.domain.errors import EarmarkError, StoreError
from player.engine import api
from tests.app.conftest import Stage
from tests.app.test_feeds import OPML
from tests.app.test_memory import until
from tests.app.test_session import Opened, tone

TEXT = """\
# mine
title: Talk  # as announced
audio: talk.wav
chapters:
  - "[00:00] Coffee"   # with milk
snips: # dear to me
  - kind: quote   # said slowly
    start: "00:05"
    quote: |
      Said
      so.

# the end
notes: Old ones.
"""
CUES = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>spoken\n"
MORE = """\
title: More
chapters: ["[00:00] A", {start: "00:30", title: B, url: "https://e.org"}]
snips:
  - {kind: idea, title: New, start: "00:40"}
notes: New ones.
"""


class Bench(Opened):
    """An episode that is open and plays, and what imports into it."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        super().__init__(stage, folder / "home")
        self.steps = Undo(self.player, self.memory)
        self.importing = Importing(self.player, self.session, self.steps)
        self.importing.said.connect(self.said.append)
        self.folder, self.file = folder / "mine", folder / "mine" / "talk.episode.yaml"
        self.folder.mkdir()
        self.audio = tone(self.folder / "talk.wav", 2)

    def open(self, path: Path) -> None:
        before = self.player.loaded
        self.session.open([str(path)])
        until(lambda: self.player.loaded is not before)
        stamp = self.stage.engine.stamp
        self.stage.say(api.Playing(stamp), api.Position(stamp, 0), api.Duration(stamp, 2000, True))

    def put(self, name: str, text: str) -> Path:
        path = self.folder.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def add(self, path: Path) -> None:
        """Import all of it, until it is told and shown."""
        before = self.player.loaded
        self.importing.add(path)
        until(lambda: self.player.loaded is not before)

    def undo(self) -> None:
        before = self.player.loaded
        self.steps.run()
        until(lambda: self.player.loaded is not before)

    def redo(self) -> None:
        before = self.player.loaded
        self.steps.run_again()
        until(lambda: self.player.loaded is not before)

    @property
    def chapters(self) -> list[str]:
        return [chapter.title for chapter in self.player.loaded.chapters]

    @property
    def snips(self) -> list[str]:
        return [snip.title for snip in self.player.loaded.episode.snips]


@pytest.fixture
def bench(stage: Stage, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(stage, tmp_path)
    yield bench
    bench.memory.close()


def test_all_of_a_file_comes_in_and_goes_out_again_to_the_byte(bench: Bench) -> None:
    bench.file.write_text(TEXT)
    bench.open(bench.file)
    opens = [told for told in bench.stage.engine.told if told[0] == "open"]
    bench.add(bench.put("more.yaml", MORE))
    assert bench.told[-1] == "Imported from “more.yaml”: 2 chapters, 1 snip, notes."
    assert bench.chapters == ["A", "B"]
    assert bench.snips == ["", "New"]
    assert bench.player.loaded.episode.notes == "Old ones.\n\nNew ones."
    after = bench.file.read_text()
    for kept in (
        "# mine\ntitle: Talk  # as announced\n",
        "snips: # dear to me\n  - kind: quote   # said slowly\n    start:",
        '      so.\n  - {kind: idea, title: New, start: "00:40"}\n\n# the end\n',
    ):
        assert kept in after
    # What plays has not been touched.
    assert [told for told in bench.stage.engine.told if told[0] == "open"] == opens
    assert bench.steps.what == "the import"
    bench.undo()
    assert bench.file.read_text() == TEXT
    assert bench.chapters == ["Coffee"]
    assert bench.told[-1] == "The import is taken back."
    assert (bench.steps.what, bench.steps.what_again) == ("", "the import")
    bench.redo()
    assert bench.file.read_text() == after
    assert bench.chapters == ["A", "B"]
    assert bench.told[-1] == "The import is made again."
    assert (bench.steps.what, bench.steps.what_again) == ("the import", "")
    bench.undo()
    assert bench.file.read_text() == TEXT


def test_beside_a_recording_an_episode_file_is_begun_and_removed_again(bench: Bench) -> None:
    bench.open(bench.audio)
    bench.add(bench.put("list.txt", "[00:00] A\n[00:01] B\n"))
    assert bench.file.read_text() == (
        "earmark: 1\ntitle: talk\naudio: talk.wav\nnotes: |-\n  [00:00] A  \n  [00:01] B\n"
        'chapters:\n  - "[00:00] A"\n  - "[00:01] B"\n'
    )
    assert bench.chapters == ["A", "B"]
    began = bench.file.read_bytes()
    bench.undo()
    assert not bench.file.exists()
    assert bench.chapters == []
    bench.redo()
    assert bench.file.read_bytes() == began
    bench.undo()
    assert not bench.file.exists()


def test_a_transcript_from_elsewhere_is_copied_beside_the_episode(bench: Bench) -> None:
    bench.file.write_text(TEXT)
    (bench.folder / "talk.transcript.vtt").write_text("somebody's own")
    bench.open(bench.file)
    bench.add(bench.put("elsewhere/words.vtt", CUES))
    copy = bench.folder / "talk.transcript2.vtt"
    assert "transcript: talk.transcript2.vtt" in bench.file.read_text().replace('"', "")
    (line,) = bench.player.loaded.episode.transcript
    assert (line.start, line.end, line.speaker, line.text) == (1000, 2000, "Ann", "spoken")
    bench.undo()
    assert not copy.exists()
    assert bench.file.read_text() == TEXT
    assert (bench.folder / "talk.transcript.vtt").read_text() == "somebody's own"


def test_a_transcript_in_the_folder_is_named(bench: Bench) -> None:
    bench.file.write_text(TEXT)
    bench.open(bench.file)
    bench.add(bench.put("mine/words.vtt", CUES))
    assert 'transcript: "words.vtt"' in bench.file.read_text()
    assert sorted(path.name for path in bench.folder.iterdir()) == [
        "talk.episode.yaml",
        "talk.wav",
        "words.vtt",
    ]


def test_several_imports_are_taken_back_one_by_one(bench: Bench) -> None:
    bench.file.write_text(TEXT)
    bench.open(bench.file)
    bench.add(bench.put("a.yaml", "title: A\nchapters: ['00:00 One', '00:01 Two']\n"))
    first = bench.file.read_text()
    second = bench.put("b.yaml", "title: B\nchapters: ['00:00 Three', '00:01 Four']\n")
    bench.add(second)
    assert bench.chapters == ["Three", "Four"]
    bench.undo()
    assert bench.file.read_text() == first
    bench.undo()
    assert bench.file.read_text() == TEXT
    bench.redo()
    assert bench.file.read_text() == first
    # Another change: what was taken back before it is not made again.
    bench.add(second)
    assert bench.steps.what_again == ""


def test_redo_does_not_write_over_what_was_changed_since(bench: Bench) -> None:
    bench.file.write_text(TEXT)
    bench.open(bench.file)
    bench.add(bench.put("more.yaml", MORE))
    bench.undo()
    bench.file.write_text("somebody's own")
    bench.steps.run_again()
    until(lambda: "was changed since, so it stays as it is" in bench.told[-1])
    assert bench.file.read_text() == "somebody's own"


def test_a_file_that_was_changed_since_is_not_overwritten_by_undo(bench: Bench) -> None:
    bench.file.write_text(TEXT)
    bench.open(bench.file)
    bench.add(bench.put("a.yaml", MORE))
    changed = bench.file.read_text() + "# and one thing more\n"
    bench.file.write_text(changed)
    bench.said.clear()
    bench.steps.run()
    until(lambda: bool(bench.told))
    assert "was changed since" in bench.told[-1]
    assert bench.file.read_text() == changed


def test_what_has_no_folder_holds_until_earmark_is_closed(bench: Bench) -> None:
    bench.open(bench.audio)
    assert bench.session.opened is not None
    bench.session.open(["https://e.org/talk.mp3"])
    bench.wait_for("talk.mp3")
    bench.add(bench.put("a.yaml", MORE))
    assert bench.chapters == ["A", "B"]
    assert "holds until Earmark is closed" in bench.told[-1]
    bench.undo()
    assert bench.chapters == []
    bench.redo()
    assert bench.chapters == ["A", "B"]


def test_what_cannot_be_read_says_where_and_changes_nothing(bench: Bench) -> None:
    bench.file.write_text(TEXT)
    bench.open(bench.file)
    for name, text, said in (
        ("x.yaml", "title: [1, 2", "x.yaml:2:1: a bracket is opened"),
        ("x.vtt", "WEBVTT\n", "no line of this transcript can be read"),
        ("x.md", "Title\n", "notes"),
    ):
        bench.said.clear()
        bench.importing.look(bench.put(name, text), lambda _: None, bench.importing._failed)
        if name != "x.md":
            until(lambda: bool(bench.told))
            assert said in bench.told[-1]
    assert bench.file.read_text() == TEXT


def test_where_the_file_cannot_be_written_nothing_is_left_behind(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.file.write_text(TEXT)
    opened = open_path(bench.file)
    found = look(bench.put("elsewhere/words.vtt", CUES))
    write = edits.write_atomic

    def refuse(path: Path, data: bytes) -> None:
        if path == bench.file:
            raise StoreError("the disk is full")
        write(path, data)

    monkeypatch.setattr(edits, "write_atomic", refuse)
    with pytest.raises(EarmarkError, match="disk is full"):
        put(opened, found, ["transcript"])
    assert sorted(path.name for path in bench.folder.iterdir()) == ["talk.episode.yaml", "talk.wav"]


def test_where_nothing_can_be_saved_it_holds_and_says_so(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.file.write_text(TEXT)
    bench.open(bench.file)
    assert bench.importing.where() == "It goes into “talk.episode.yaml”."

    def refuse(*_args: object) -> None:
        raise StoreError("the disk is full.")

    monkeypatch.setattr(edits, "write_atomic", refuse)
    bench.add(bench.put("a.yaml", MORE))
    assert bench.chapters == ["A", "B"]
    assert "the disk is full. It holds until Earmark is closed" in bench.told[-1]
    assert bench.file.read_text() == TEXT
    bench.undo()
    assert bench.chapters == ["Coffee"]


def test_the_same_notes_do_not_come_twice(bench: Bench) -> None:
    bench.file.write_text(TEXT)
    bench.open(bench.file)
    path = bench.put("a.yaml", MORE)
    bench.add(path)
    once = bench.file.read_text()
    bench.add(path)
    assert bench.file.read_text() == once


def test_a_feed_is_not_imported_but_opened(bench: Bench) -> None:
    path = bench.put("feed.opml", OPML)
    with pytest.raises(EarmarkError, match="Open it instead"):
        look(path)


def test_files_that_only_add_are_added_when_dropped_and_others_are_opened(bench: Bench) -> None:
    bench.file.write_text(TEXT)
    cues = bench.put("words.vtt", CUES)
    bench.importing.drop([str(cues)])
    bench.wait_for("words")
    bench.open(bench.file)
    before = bench.player.loaded
    bench.importing.drop([str(cues)])
    until(lambda: bench.player.loaded is not before)
    assert bench.player.loaded.episode.title == "Talk"
    assert len(bench.player.loaded.episode.transcript) == 1
    bench.importing.drop([str(bench.put("other.yaml", MORE))])
    bench.wait_for("More")


def test_a_chosen_list_of_chapters_is_shown_and_remembered(bench: Bench) -> None:
    bench.file.write_text(TEXT)
    bench.put("mine/talk.txt", "[00:00] A\n[00:01] B\n")
    bench.open(bench.audio)
    assert bench.chapters == ["Coffee"]
    bench.session.choose_chapters("talk.txt")
    assert bench.chapters == ["A", "B"]
    bench.open(bench.file)
    bench.open(bench.audio)
    assert bench.chapters == ["A", "B"]
    bench.session.choose_chapters("episode file")
    assert bench.chapters == ["Coffee"]
    assert bench.memory.positions.chapters(str(bench.audio)) is None


def test_pictures_that_stay_behind_are_told_where_chapters_come_in() -> None:
    picture = Picture(data=b"picture")
    found = Found(Path("a.mp3"), TAGS, Episode("", chapters=(Chapter(0, "A", image=picture),)))
    assert found.losses(["chapters"]) == ("Earmark episode file keeps no pictures (1 chapter).",)
    assert found.losses(["notes"]) == ()


def test_what_came_into_a_text_without_a_recording_is_there_when_it_is_opened(
    bench: Bench,
) -> None:
    sheet = bench.put("alone/sheet.cue", 'FILE "gone.mp3" MP3\nTRACK 01 AUDIO\nINDEX 01 0:0:0\n')
    bench.open(sheet)
    bench.add(bench.put("words.vtt", CUES))
    assert len(bench.player.loaded.episode.transcript) == 1
    opened = open_path(sheet)
    assert opened.path == sheet
    assert len(opened.episode.transcript) == 1
    bench.undo()
    assert not bench.player.loaded.episode.transcript
    assert not (sheet.parent / "sheet.episode.yaml").exists()


def test_a_text_that_is_opened_is_still_read_beside_an_episode_file(bench: Bench) -> None:
    cues = bench.put("alone/words.vtt", CUES)
    kept = cues.with_name("words.episode.yaml")
    kept.write_text("earmark: 1\ntitle: Mine\nchapters: ['00:00 A']\n")
    opened = open_path(cues)
    assert opened.episode.title == "Mine"
    assert (len(opened.episode.chapters), len(opened.episode.transcript)) == (1, 1)
    kept.write_text("title: [")
    broken = open_path(cues)
    assert len(broken.episode.transcript) == 1
    assert "words.episode.yaml" in broken.episode.problems[-1].where


def test_what_is_imported_late_does_not_go_into_another_episode(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.file.write_text(TEXT)
    bench.open(bench.file)
    goes_on = threading.Event()
    real = importing._look

    def slow(path: Path) -> Found:
        goes_on.wait(5)
        return real(path)

    monkeypatch.setattr(importing, "_look", slow)
    bench.importing.add(bench.put("words.vtt", CUES))
    other = bench.put("other.episode.yaml", "earmark: 1\ntitle: Other\n")
    before = other.read_bytes()
    bench.session.open([str(other)])
    bench.wait_for("Other")
    goes_on.set()
    until(lambda: "another episode was opened meanwhile" in bench.told[-1])
    assert other.read_bytes() == before
    assert bench.file.read_text() == TEXT


def test_a_sheet_with_a_name_that_no_file_has_only_adds(bench: Bench) -> None:
    sheet = bench.put("x.cue", f'FILE "{"a" * 300}.mp3" MP3\nTRACK 01 AUDIO\nINDEX 01 0:0:0\n')
    assert adds([str(sheet)], bench.audio)


def test_a_sheet_that_names_another_recording_is_opened(bench: Bench, tmp_path: Path) -> None:
    tone(bench.folder / "other.wav", 1)
    sheet = bench.folder / "sheet.cue"
    sheet.write_text('FILE "other.wav" WAVE\nTRACK 01 AUDIO\nINDEX 01 0:0:0\n')
    assert not adds([str(sheet)], bench.audio)
    assert adds([str(sheet)], bench.folder / "other.wav")
    linked = tmp_path / "linked"
    linked.symlink_to(bench.folder)
    assert adds([str(linked / "sheet.cue")], bench.folder / "other.wav")


def test_hidden_chapters_are_counted_apart() -> None:
    chapters = (Chapter(0, "A"), Chapter(1000, "B", toc=False))
    found = Found(Path("a.json"), "", Episode("", chapters=chapters))
    assert told(found, ["chapters"]) == "2 chapters (1 of them hidden)"
