"""Chapters in Vorbis comments, in each container that has them."""

from __future__ import annotations

import io
import shutil
from fractions import Fraction
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.flac import FLAC
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.formats.audio import flac, ogg, vorbis
from player.formats.audio.tags import read_tags
from tests.formats.audio.conftest import Recording, chap, named, tag
from tests.formats.audio.others import write


def chapters(*entries: str) -> list[Chapter]:
    return vorbis.chapters_of(entry.encode() for entry in entries)


def test_numbers_from_000_from_001_of_two_digits_and_over_100() -> None:
    for first in ("000", "001", "00", "01", "0", "1"):
        assert chapters(f"CHAPTER{first}=00:00:01.500", f"CHAPTER{first}NAME=A") == [
            Chapter(1500, "A")
        ]
    many = [f"CHAPTER{n:03}=00:00:{n // 25:02}.000" for n in range(1200)]
    assert len(chapters(*many, "CHAPTER1000NAME=Last")) == 1200
    assert chapters(*many, "CHAPTER1000NAME=Last")[1000].title == "Last"


def test_names_and_links_in_any_case_and_any_order() -> None:
    assert chapters(
        "chapter002url=https://e.org/ä",
        "Chapter001Name= One = two ",
        "CHAPTER002=0:00:02",
        "chapter001=00:00:02",
        "CHAPTER003NAME=has no time",
        "CHAPTER004=never",
        "CHAPTER4=1:00:00,250",
        "CHAPTER005URL=file:///etc/passwd",
        "CHAPTER005=5",
        "CHAPTER006=-00:00:01",
        "TITLE=T",
        "no comment",
        "",
    ) == [
        Chapter(2000, "One = two"),
        Chapter(2000, "", url="https://e.org/ä"),
        Chapter(3_600_250, ""),
        Chapter(5000, ""),
    ]


def test_the_first_of_equal_keys_counts() -> None:
    assert chapters(
        "CHAPTER001=00:00:01", "CHAPTER001=00:00:02", "CHAPTER001NAME=A", "CHAPTER001NAME=B"
    ) == [Chapter(1000, "A")]


def by_ffmpeg(path: Path, *starts: int) -> Path:
    """An Opus file with chapters at these times, as FFmpeg writes it."""
    with (
        av.open(str(path)) as source,
        av.open(str(path.with_name("made.opus")), "w", format="opus") as target,
    ):
        stream = target.add_stream_from_template(source.streams.audio[0])
        target.set_chapters(
            [
                {
                    "id": number,
                    "start": start,
                    "end": start + 1,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": f"At {start}"},
                }
                for number, start in enumerate(starts)
            ]
        )
        for packet in source.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return path.with_name("made.opus")


def test_the_second_that_ffmpeg_adds_is_taken_away(recording: Recording, tmp_path: Path) -> None:
    starts = [0, 499, 500, 700, 1200, 1999]
    path = by_ffmpeg(Path(shutil.copy(recording("opus"), tmp_path)), *starts)
    assert b"CHAPTER003=00:00:01.700" in path.read_bytes()
    assert [(c.start, c.title) for c in read_tags(path).chapters] == [
        (start, f"At {start}") for start in starts
    ]
    audio = OggOpus(path)
    audio["CHAPTER002"] = "00:00:00.500"  # which FFmpeg would never write
    audio.save()
    assert [c.start for c in read_tags(path).chapters] == [0, 499, 500, 1200, 1700, 2999]
    again = tmp_path / "again.opus"
    write(ogg.write, path, again, [Chapter(700, "New")])
    assert read_tags(again).chapters == (Chapter(700, "New"),)


@pytest.mark.parametrize("suffix", ["ogg", "opus", "oga", "flac"])
def test_chapters_that_mutagen_writes(recording: Recording, tmp_path: Path, suffix: str) -> None:
    path = Path(shutil.copy(recording(suffix), tmp_path))
    kind = {"ogg": OggVorbis, "opus": OggOpus, "oga": OggFLAC, "flac": FLAC}[suffix]
    audio = kind(path)
    for n in range(120):
        audio[f"CHAPTER{n:03}"] = f"00:00:{n // 60:02}.{n % 60:03}"
        audio[f"CHAPTER{n:03}NAME"] = f"{n} 爱"
        audio[f"CHAPTER{n:03}URL"] = f"https://e.org/{'long' * 100}{n}"
    audio.save()
    episode = read_tags(path)
    assert episode.title == "T"
    assert episode.problems == ()
    assert [(c.start, c.title, c.url) for c in episode.chapters] == [
        (n // 60 * 1000 + n % 60, f"{n} 爱", f"https://e.org/{'long' * 100}{n}") for n in range(120)
    ]


def test_comments_go_before_an_id3_tag_in_front_of_flac(
    recording: Recording, tmp_path: Path
) -> None:
    path = tmp_path / "talk.flac"
    front = tag(chap(b"a", 5, 6, named(b"ID3")))
    path.write_bytes(front + recording("flac").read_bytes())
    assert [chapter.title for chapter in read_tags(path).chapters] == ["ID3"]
    audio = FLAC(path)
    audio["CHAPTER001"] = "00:00:01.000"
    audio.save()
    episode = read_tags(path)
    assert (episode.chapters, episode.title, episode.duration) == ((Chapter(1000, ""),), "T", 2000)


@pytest.mark.parametrize("suffix", ["ogg", "opus", "oga", "flac"])
@given(data=st.data())
def test_no_damage_breaks_reader_or_writer(
    recording: Recording, suffix: str, data: st.DataObject
) -> None:
    content = bytearray(recording(suffix).read_bytes())
    for _ in range(data.draw(st.integers(1, 10))):
        content[data.draw(st.integers(0, 3000))] = data.draw(st.integers(0, 255))
    damaged = io.BytesIO(content[: data.draw(st.integers(0, len(content)))])
    module = flac if suffix == "flac" else ogg
    module.read(damaged)
    try:
        module.write(damaged, io.BytesIO(), [Chapter(1, "A")], lambda _: None)
    except FormatError as told:
        assert told.message.endswith(".")  # noqa: PT017
