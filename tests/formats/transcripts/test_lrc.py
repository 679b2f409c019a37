"""Lyrics with the times of lines, and of words, come in and go out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given

from player.domain.episode import Episode, Line, Word
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.transcripts import lrc
from player.formats.transcripts.lines import flat
from tests.formats.transcripts.samples import episodes, kept, told

LYRICS = (
    "[ti:A Song]\r\n[ar:Somebody]\r\n[la:en]\r\n[length:03:10]\r\n[offset:+500]\r\n# a note\r\n\r\n"
    "[00:10.00][01:05.50]Chorus\r\n[00:05.5]First\r\n[00:07]\r\n[100:00.123]Last\r\n"
    "[00:99.00]never\r\n"
)


def test_lines_tags_and_an_offset() -> None:
    reader, episode = identify(LYRICS.encode(), "song.txt")
    assert reader.id == "lrc"
    assert (episode.title, episode.language) == ("A Song", "en")
    assert episode.transcript == (
        Line(0, None, "# a note"),
        Line(5000, 6500, "First"),
        Line(9500, None, "Chorus"),
        Line(65_000, None, "Chorus"),
        Line(5_999_623, None, "Last"),
        Line(5_999_623, None, "never"),
    )
    own, none = "this line has no time of its own; it follows the one before it.", "song.txt:12:1"
    assert [(p.where, p.message) for p in episode.problems] == [
        ("song.txt:6:1", own),
        (none, "“00:99.00” is no time such as 00:12.50."),
        (none, own),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "[00:12.00]<00:12.00>One <00:12.50>two<00:13.00> <00:13.20>three<00:14.00>",
        "[00:12.00]One [00:12.50]two<00:13.00> [00:13.20]three [00:14.00]",
        "[00:12.00] <00:11.00> One <00:12.50> two <00:13.00> <00:13.20> three \n[00:14.00]",
    ],
)
def test_words_have_their_times(row: str) -> None:
    (line,) = read(f"{row}\n".encode(), "song.lrc").transcript
    assert (line.start, line.text) == (12_000, "One two three")
    assert line.words == (
        Word(12_000, 12_500, "One"),
        Word(12_500, 13_000, "two"),
        Word(13_200, 14_000, "three"),
    )


def test_words_of_a_repeated_line_move_with_it() -> None:
    text = "[00:01.00][00:10.00]<00:01.00>la <00:02.00>li\n[00:05.00]then\n"
    found = read(text.encode(), "song.lrc").transcript
    assert found[2].words == (Word(10_000, 11_000, "la"), Word(11_000, 11_000, "li"))
    assert found[0].words[-1] == Word(2000, 5000, "li")


def test_what_is_no_lyrics_is_refused_or_notes() -> None:
    with pytest.raises(FormatError, match="there are no lyrics in this file"):
        read(b"[ti:A]\nwords\n[00:01.00]", "song.lrc")
    reader, _ = identify(b"Show\n\n[00:00] Intro\n[01:00] Part\n", "notes.txt")
    assert reader.id == "notes"


def again(episode: Episode) -> tuple[Line, ...]:
    return read(lrc.write(episode).encode(), "a.lrc").transcript


def test_lyrics_as_they_are_written() -> None:
    found = (
        Line(1004, 2000, "One two", "Ann", (Word(1004, 1300, "One"), Word(1500, 1900, "two"))),
        Line(2000, 3000, "[00:05.00]x <00:06.00>"),
        Line(6_000_000, None, "late"),
    )
    assert lrc.write(Episode(title="A ]", transcript=found)) == (
        "[ti:A ]]\n[00:01.00]<00:01.00>One<00:01.30> <00:01.50>two<00:01.90>\n"
        "[00:02.00](00:05.00)x (00:06.00)\n[00:03.00]\n[100:00.00]late\n"
    )
    assert read(lrc.write(Episode(title="A ]", transcript=found)).encode(), "a").title == "A ]"


@given(episodes())
def test_any_transcript_comes_back_as_it_was(episode: Episode) -> None:
    expected = told(episode)
    if not expected:
        with pytest.raises(FormatError):
            again(episode)
        return
    found = again(episode)
    plain = [flat(n.text.translate(str.maketrans("[]<>", "()()"))) for n in found]
    said = [flat(n.text.translate(str.maketrans("[]<>", "()()"))) for n in expected]
    assert sorted(zip([n.start for n in found], plain, strict=True)) == sorted(
        zip([((n.start or 0) + 5) // 10 * 10 for n in expected], said, strict=True)
    )
    assert again(Episode(title="A", transcript=found)) == found


@given(episodes(kept(grain=10)))
def test_words_with_times_of_their_own_come_back_with_them(episode: Episode) -> None:
    lines = sorted(episode.transcript, key=lambda line: line.start or 0)
    if lines and not any("0:0" in line.text for line in lines):
        found = again(episode)
        assert [(n.start, n.text, n.words) for n in found] == [
            (n.start, n.text, n.words) for n in lines
        ]


def test_ffmpeg_reads_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "song.lrc"
    found = (Line(1000, 2000, "One"), Line(3000, None, "two"))
    path.write_text(lrc.write(Episode(title="A", transcript=found)), "utf-8")
    ask = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "srt", "-"]
    said = subprocess.run(ask, capture_output=True, text=True, check=True)
    assert said.stdout.split("\n")[:3] == ["1", "00:00:01,000 --> 00:00:02,000", "One"]


def test_hundredths_behind_a_colon() -> None:
    text = "[ti:A]\n[00:01:50]One\n[01:02:75]Two [x]\n"
    assert [line.start for line in read(text.encode(), "a.lrc").transcript] == [1500, 62_750]
    hours = text.replace(":75", ":55")
    assert [line.start for line in read(hours.encode(), "a.lrc").transcript] == [110_000, 3_775_000]
