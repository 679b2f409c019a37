"""CUE sheets inside of audio files: read as chapters, and gone where others are written."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest
from mutagen.apev2 import APEv2
from mutagen.flac import FLAC
from mutagen.id3 import ID3, TXXX
from mutagen.oggopus import OggOpus

from player.domain.episode import Chapter
from player.formats.audio import cuesheet, flac, mp3, ogg
from player.formats.audio.tags import read_chapters, read_tags
from tests.formats.audio.conftest import Recording
from tests.formats.audio.others import ffprobe, write

SHEET = (
    'PERFORMER "Ann"\r\nTITLE "A Disc"\r\nFILE "CDImage.wav" WAVE\r\n'
    '  TRACK 01 AUDIO\r\n    TITLE "One ä"\r\n    INDEX 01 00:00:00\r\n'
    '  TRACK 02 AUDIO\r\n    TITLE "Two"\r\n    INDEX 00 00:00:60\r\n    INDEX 01 00:01:15\r\n'
)
TRACKS = (Chapter(0, "One ä"), Chapter(1200, "Two"))
NEW = [Chapter(100, "New"), Chapter(300, "Newer"), Chapter(900, "Newest")]


def block(*tracks: tuple[int, int, int, int]) -> bytes:
    """FLAC's block of tracks, with a lead-out; of each track place, pause, number and flags."""
    body = bytes(395) + bytes([len(tracks) + 1])
    for place, pause, number, flags in tracks:
        indices = [(0, 0), (pause, 1)] if pause else [(0, 1)]
        body += struct.pack(">QB12sB13xB", place, number, b"", flags, len(indices))
        body += b"".join(struct.pack(">QB3x", at, index) for at, index in indices)
    return body + struct.pack(">QB12sB13xB", 96_000, 170, b"", 0, 0)


def with_block(path: Path, body: bytes) -> None:
    """Puts the block behind the first one of the FLAC file."""
    data = path.read_bytes()
    path.write_bytes(data[:42] + b"\5" + len(body).to_bytes(3, "big") + body + data[42:])


@pytest.mark.parametrize("suffix", ["flac", "opus", "mp3"])
def test_a_sheet_in_a_tag_is_read_and_goes_where_chapters_are_written(
    recording: Recording, tmp_path: Path, suffix: str
) -> None:
    path = Path(shutil.copy(recording(suffix), tmp_path))
    if suffix == "mp3":
        tags = ID3(path)
        tags.add(TXXX(encoding=1, desc="CUESHEET", text=[SHEET]))
        tags.save(path)
    else:
        audio = FLAC(path) if suffix == "flac" else OggOpus(path)
        audio["Cuesheet"] = SHEET
        audio.save()
    assert read_tags(path).chapters == read_chapters(path) == TRACKS
    writer = {"flac": flac, "opus": ogg, "mp3": mp3}[suffix].write
    for chapters in (NEW, []):
        target = tmp_path / f"new.{suffix}"
        write(writer, path, target, chapters)
        assert list(read_chapters(target)) == chapters
        assert b"CDImage" not in target.read_bytes().replace(b"\0", b"")
        assert read_tags(target).title == "T"


def test_the_block_of_flac_is_read_and_goes_where_chapters_are_written(
    recording: Recording, tmp_path: Path
) -> None:
    path = Path(shutil.copy(recording("flac"), tmp_path))
    with_block(path, block((0, 0, 1, 0), (24_000, 24_000, 2, 0), (90_000, 0, 3, 0x80)))
    assert read_chapters(path) == (Chapter(0, ""), Chapter(1000, ""))
    for chapters in (NEW, []):
        target = tmp_path / "new.flac"
        write(flac.write, path, target, chapters)
        assert list(read_chapters(target)) == chapters
        assert ffprobe(target)[0] == [(c.start, c.title) for c in chapters]
    audio = FLAC(path)
    audio["CUESHEET"] = SHEET
    audio.save()
    assert read_chapters(path) == TRACKS


def test_a_block_that_is_cut_off_has_what_is_there() -> None:
    whole = block((0, 0, 1, 0), (24_000, 24_000, 2, 0))
    assert len(cuesheet.in_block(whole[:460], 48_000)) == 1
    for size in range(0, len(whole), 7):
        cuesheet.in_block(whole[:size], 48_000)
    assert cuesheet.in_block(whole, 0) == []


def test_a_sheet_in_apev2(tmp_path: Path) -> None:
    path = tmp_path / "disc.ape"
    path.write_bytes(b"MAC \x96\x0f" + bytes(200))
    tags = APEv2()
    tags.update({"Cuesheet": SHEET, "Title": "Disc", "Artist": "Ann", "Album": "Show"})
    tags.save(path)
    episode = read_tags(path)
    assert (episode.title, episode.show, episode.people[0].name) == ("Disc", "Show", "Ann")
    assert episode.chapters == TRACKS


@pytest.mark.parametrize("sheet", ["", "a text", SHEET + 'FILE "b.wav" WAVE\n', "FILE " * 9])
def test_sheets_that_are_none_or_of_several_files(sheet: str) -> None:
    assert cuesheet.parse(sheet) == []
