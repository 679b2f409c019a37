"""CUE sheets as rippers, editors and people write them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from player.domain.episode import Chapter, Episode, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.chapters import cue, listing


def sheet(*tracks: str, head: str = 'FILE "talk.mp3" MP3') -> str:
    return "\n".join([head, *tracks, ""])


def track(number: int, index: str, *lines: str) -> str:
    more = "".join(f"    {line}\n" for line in lines)
    return f"  TRACK {number:02} AUDIO\n{more}    INDEX 01 {index}"


def titles(text: str) -> list[str]:
    return [chapter.title for chapter in read(text.encode(), "x.cue").chapters]


def test_the_sheet_of_a_game(corpora: Path) -> None:
    reader, episode = identify((corpora / "atldotnet" / "cue.cue").read_bytes(), "cue.cue")
    assert reader.id == "cue"
    assert episode.chapters == (Chapter(0, "Title Screen"), Chapter(3827, "Title Screen (reprise)"))
    assert (episode.title, episode.show) == ("Duck Hunt", "Nintendo Sound Team")
    assert episode.problems == ()


def test_a_sheet_with_all_that_rippers_write() -> None:
    text = (
        'REM GENRE "Spoken word"\r\nREM DATE 2009\r\nREM COMMENT "ExactAudioCopy v0.99pb5"\r\n'
        'CATALOG 0028948606375\r\nPERFORMER "Ann & Co"\r\nTITLE "The talk"\r\n'
        'REM REPLAYGAIN_ALBUM_GAIN -7.14 dB\r\nFILE "C:\\rips\\The talk.wav" WAVE\r\n'
        '  TRACK 01 AUDIO\r\n    TITLE "One"\r\n    PERFORMER "Ann"\r\n    ISRC DEF058702940\r\n'
        "    FLAGS DCP\r\n    INDEX 01 00:00:00\r\n"
        '  TRACK 02 AUDIO\r\n    INDEX 00 04:44:33\r\n    TITLE "Two"\r\n    INDEX 01 04:49:10\r\n'
        "    INDEX 02 04:59:00\r\n"
        "  TRACK 03 AUDIO\r\n    PERFORMER Bob\r\n    PREGAP 00:02:00\r\n    INDEX 00 99:59:74\r\n"
        '  track 4 audio\r\n    title "Three hours"\r\n    index 1 180:00:00\r\n'
    )
    episode = read(text.encode(), "x.cue")
    assert episode.chapters == (
        Chapter(0, "One"),
        Chapter(289_133, "Two"),
        Chapter(5_999_987, "Bob"),
        Chapter(10_800_000, "Three hours"),
    )
    assert (episode.title, episode.show) == ("The talk", "Ann & Co")
    assert episode.audio == ("The talk.wav",)
    assert episode.problems == ()


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('"Praeludium "For God" number II"', 'Praeludium "For God" number II'),
        (r'"Praeludium \"For God\""', 'Praeludium "For God"'),
        ('"Praeludium ""For God"""', 'Praeludium "For God"'),
        ("\"Praeludium 'For God'\"", "Praeludium 'For God'"),
        ("Embrace", "Embrace"),
        ("Two words", "Two words"),
        ('"never closed', "never closed"),
        ("„Hello World“", "Hello World"),
        ("“Hello”", "Hello"),
        ('""', ""),
        ('"\t a  b "', "a b"),
        (r'"C:\"', "C:\\"),
    ],
)
def test_titles_in_any_quotes(written: str, title: str) -> None:
    assert titles(sheet(track(1, "00:00:00", f"TITLE {written}"))) == [title]


def test_the_tracks_of_several_files_are_left_out_and_said_so() -> None:
    text = sheet(
        track(1, "00:00:00", "TITLE a"),
        # The pause before the second one stands at the end of the first file.
        "  TRACK 02 AUDIO\n    TITLE b\n    INDEX 00 03:00:00",
        'FILE "2.wav" WAVE\n    INDEX 01 00:00:00',
        'FILE "3.wav" WAVE',
        track(3, "00:00:00", "TITLE c"),
    )
    episode = read(text.encode(), "x.cue")
    assert episode.chapters == (Chapter(0, "a"), Chapter(180_000, "b"))
    assert episode.audio == ("talk.mp3",)
    assert episode.problems == (
        Problem(
            "error",
            "x.cue:8:1",
            "this sheet names 3 audio files, and the times of each begin at 0. Only the tracks of "
            "the first are read; those of the others are left out (1).",
        ),
    )


def test_a_mix_names_in_each_track_what_was_played() -> None:
    text = sheet(
        *(
            track(number, time, f"TITLE {title}", f'FILE "/music/{title}.mp3"{kind}')
            for number, time, title, kind in [
                (1, "00:00:00", "a", " WAVE"), (2, "05:10:25", "b", ""), (3, "64:00:00", "c", ""),
            ]
        )
    )  # fmt: skip
    episode = read(text.encode(), "x.cue")
    assert episode.chapters == (Chapter(0, "a"), Chapter(310_333, "b"), Chapter(3_840_000, "c"))
    assert episode.audio == ("talk.mp3",)
    assert episode.problems == ()


def test_the_times_of_rekordbox_have_hours() -> None:
    text = 'REM RECORDED_BY "rekordbox-dj"\n' + sheet(
        track(1, "00:00:00", "TITLE a", 'FILE "D:/a.mp3" WAVE'),
        track(2, "00:04:12", "TITLE b", 'FILE "D:/b.mp3" WAVE'),
        track(3, "01:02:45", "TITLE c"),
    )
    episode = read(text.encode(), "x.cue")
    assert episode.chapters == (Chapter(0, "a"), Chapter(252_000, "b"), Chapter(3_765_000, "c"))
    assert episode.problems == ()


def test_each_track_with_a_file_of_its_own_is_no_mix() -> None:
    text = sheet(
        track(1, "00:00:00", "TITLE a"),
        track(2, "00:00:00", "TITLE b", 'FILE "2.wav" WAVE'),
        track(3, "00:00:00", "TITLE c", 'FILE "3.wav" WAVE'),
    )
    episode = read(text.encode(), "x.cue")
    assert episode.chapters == (Chapter(0, "a"),)
    assert [problem.where for problem in episode.problems] == ["x.cue:7:1"]


def test_one_file_named_above_each_track_is_one_file() -> None:
    file = 'FILE "talk.mp3" MP3'
    text = sheet(track(1, "00:00:00"), file, track(2, "01:00:00"), file, track(3, "02:00:00"))
    episode = read(text.encode(), "x.cue")
    assert [chapter.start for chapter in episode.chapters] == [0, 60_000, 120_000]
    assert episode.problems == ()


@pytest.mark.parametrize(
    ("time", "start"),
    [
        ("1:2:3", 62_040),
        ("104:29:37", 6_269_493),
        ("01:02:03:10", 3_723_133),
        ("01:02:03.5", 3_723_500),
        ("00:04:30.250", 270_250),
        ("04:30.250", 270_250),
        ("04:30.25", 270_333),
    ],
)
def test_times_as_people_write_them(time: str, start: int) -> None:
    episode = read(sheet(track(1, time)).encode(), "x.cue")
    assert [chapter.start for chapter in episode.chapters] == [start]
    assert episode.problems == ()


@pytest.mark.parametrize(
    "time", ["01:02:03:04:05", "01:75:03.5", "00:04:300", "00:04:30.2500", "0"]
)
def test_what_is_no_time_is_left_out(time: str) -> None:
    episode = read(sheet(track(1, time)).encode(), "x.cue")
    assert episode.chapters == ()
    assert episode.problems


def test_mistakes_are_told_with_their_line() -> None:
    text = sheet(
        track(1, "00:00:75"),
        track(2, "00:60:00"),
        track(3, "x"),
        "  TRACK 04 MODE1/2352\n    INDEX 01 00:05:00",
        "  TRACK 05 AUDIO",
        track(6, "00:10"),
        head="INDEX 01 00:00:00",
    )
    episode = read(text.encode(), "x.cue")
    assert episode.chapters == (Chapter(987, ""), Chapter(10_000, ""))
    assert [(p.severity, p.where) for p in episode.problems] == [
        ("error", "x.cue:1:1"),
        ("warning", "x.cue:3:1"),
        ("error", "x.cue:5:1"),
        ("error", "x.cue:7:1"),
        ("error", "x.cue:4:1"),
        ("error", "x.cue:6:1"),
        ("error", "x.cue:8:1"),
        ("error", "x.cue:10:1"),
    ]


@pytest.mark.parametrize(
    ("file", "audio"),
    [
        ('"a b.mp3" MP3', ("a b.mp3",)),
        ("talk.mp3 MP3", ("talk.mp3",)),
        ('"https://e.org/a.mp3" MP3', ("https://e.org/a.mp3",)),
        ('"/home/ann/a.mp3" MP3', ("a.mp3",)),
        ('"..\\..\\a.mp3" MP3', ("a.mp3",)),
        ('"\\\\server\\a.mp3" MP3', ("a.mp3",)),
        ('"file:///etc/passwd" MP3', ("passwd",)),
        ('"" WAVE', ()),
        ('".." WAVE', ()),
    ],
)
def test_the_audio_is_looked_for_beside_the_sheet(file: str, audio: tuple[str, ...]) -> None:
    text = sheet(track(1, "00:00:00"), head=f"FILE {file}")
    assert read(text.encode(), "x.cue").audio == audio


def test_old_line_ends_and_empty_sheets() -> None:
    text = sheet(track(1, "00:00:00", "TITLE a"))
    assert identify(text.replace("\n", "\r").encode(), "x.txt")[0].id == "cue"
    assert read(b'FILE "a.mp3" MP3\n', "x.cue").chapters == ()
    with pytest.raises(FormatError, match="no CUE sheet"):
        read(b"nothing at all", "x.cue")


def test_too_many_tracks_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_CHAPTERS", 2)
    episode = read(sheet(*(track(n, f"{n:02}:00:00") for n in range(1, 5))).encode(), "x.cue")
    assert len(episode.chapters) == 2
    assert len(episode.problems) == 1


def test_what_is_written() -> None:
    episode = Episode(
        'A "talk"',
        show="Show",
        audio=("sub/talk.mp3",),
        chapters=(Chapter(0, 'The "first"'), Chapter(6_000_013, "")),
    )
    assert cue.write(episode) == (
        'PERFORMER "Show"\nTITLE "A \'talk\'"\nFILE "sub/talk.mp3" MP3\n'
        "  TRACK 01 AUDIO\n    TITLE \"The 'first'\"\n    INDEX 01 00:00:00\n"
        '  TRACK 02 AUDIO\n    TITLE ""\n    INDEX 01 100:00:01\n'
    )


@pytest.mark.parametrize(
    ("audio", "line"),
    [
        ((), 'FILE "a-b.mp3" MP3'),
        (("x.flac",), 'FILE "x.flac" WAVE'),
        (("x.aiff",), 'FILE "x.aiff" AIFF'),
        (("https://e.org/p/x.mp3?a=1",), 'FILE "x.mp3" MP3'),
        (("https://e.org",), 'FILE "a-b.mp3" MP3'),
        (("/home/ann/x.m4a",), 'FILE "x.m4a" WAVE'),
    ],
)
def test_the_sheet_names_the_audio(audio: tuple[str, ...], line: str) -> None:
    assert line in cue.write(Episode("a/b", audio=audio)).split("\n")


@pytest.mark.skipif(not shutil.which("mpv"), reason="mpv is not there")
def test_mpv_reads_what_is_written(record: Callable[..., Path], tmp_path: Path) -> None:
    record("talk.wav")
    chapters = (Chapter(0, 'Intro "x" \\ y'), Chapter(500, ""), Chapter(1200, "Ü 爱 #1"))
    path = tmp_path / "talk.cue"
    path.write_text(cue.write(Episode("x", audio=("talk.wav",), chapters=chapters)), "utf-8")
    told = "${chapters}|${chapter-list/0/title}|${=chapter-list/1/time}|${chapter-list/2/title}"
    said = subprocess.run(
        ["mpv", "--no-config", "--vo=null", "--ao=null", "--length=0.1",
         f"--term-playing-msg={told}", path],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert "3|Intro 'x' \\ y|0.506667|Ü 爱 #1" in said
