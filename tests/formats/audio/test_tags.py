"""An audio file opens by itself, with the chapters and the cover that its tags hold."""

from __future__ import annotations

import base64
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.flac import FLAC
from mutagen.flac import Picture as Block
from mutagen.id3 import APIC, CHAP, COMM, CTOC, ID3, TALB, TDRC, TIT2, TPE1, WXXX
from mutagen.mp4 import MP4, MP4Cover

from player.domain.episode import Chapter, Person, Picture
from player.domain.errors import FormatError
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.tags import read_chapters, read_tags
from tests.formats.audio.others import remux

Record = Callable[..., Path]
FOUR = (
    (0, "Chapter 1 - ❤️😊"),
    (3000, "Chapter 2 - ßöÄ"),
    (6000, "Chapter 3 - 爱"),
    (9000, "Chapter 4"),
)
DAMAGED = "its tags cannot be read, or not all of them"


def starts(path: Path) -> tuple[tuple[int, str], ...]:
    return tuple((chapter.start, chapter.title) for chapter in read_tags(path).chapters)


def test_id3_chapters_of_auphonic(corpora: Path) -> None:
    episode = read_tags(corpora / "antennapod" / "auphonic.mp3")
    assert tuple((c.start, c.title) for c in episode.chapters) == FOUR
    assert {chapter.url for chapter in episode.chapters} == {"https://example.com"}
    assert all(c.image and c.image.data and c.toc for c in episode.chapters)
    assert (episode.title, episode.show, episode.people, episode.published, episode.duration) == (
        "Title", "Album", (Person("Artist"),), "2021", 10_000,
    )  # fmt: skip
    assert episode.cover is not None
    assert episode.cover.data is not None
    assert episode.cover.data.startswith(b"\xff\xd8")
    assert episode.problems == ()


def test_vorbis_chapters_of_auphonic(corpora: Path) -> None:
    episode = read_tags(corpora / "antennapod" / "auphonic.ogg")
    assert tuple((c.start, c.title) for c in episode.chapters) == FOUR
    assert {chapter.url for chapter in episode.chapters} == {"https://example.com"}
    assert episode.cover is not None
    assert episode.notes == "Summary"


def test_nero_chapters_of_auphonic(corpora: Path) -> None:
    assert starts(corpora / "antennapod" / "nero-chapters.m4a") == FOUR


def test_a_file_without_chapters_has_none(corpora: Path) -> None:
    episode = read_tags(corpora / "antennapod" / "ffmpeg-txxx-comment.mp3")
    assert (episode.chapters, episode.title) == ((), "ffmpeg-txxx-comment")


def test_quicktime_chapters(corpora: Path) -> None:
    found = starts(corpora / "atldotnet" / "chapters_QT.m4v")
    assert [title for _, title in found] == [
        "Chapter One",
        "Chapter 2",
        "Chapter 003",
        "Chapter 四",
    ]
    for (start, _), expected in zip(found, (0, 1139, 2728, 3269), strict=True):
        assert abs(start - expected) <= 1


def test_matroska_chapters(corpora: Path) -> None:
    assert starts(corpora / "atldotnet" / "chapters.mka") == (
        (1000, "Chapter 01"),
        (2000, "Chapter 02"),
    )


def test_recordings_without_tags_have_their_name_and_duration(corpora: Path) -> None:
    for name, duration in (("jfk.flac", 11_000), ("p001.mp3", 53_300)):
        episode = read_tags(corpora / "speech" / name)
        assert episode.title == name.split(".")[0]
        assert episode.duration is not None
        assert abs(episode.duration - duration) < 100
        assert episode.problems == ()


def chap(name: str, start: int, end: int, *parts: object) -> CHAP:
    return CHAP(element_id=name, start_time=start, end_time=end, sub_frames=list(parts))


def test_id3_chapters_with_what_may_stand_in_them(record: Record) -> None:
    path = record("talk.mp3")
    tags = ID3()
    tags.add(TIT2(text=["A\0talk"]))
    tags.add(TPE1(text=["Show"]))
    tags.add(TDRC(text=["2024-11-01T10:00"]))
    tags.add(COMM(desc="", text=["short"]))
    tags.add(COMM(desc="long", text=["a longer one"]))
    tags.add(APIC(type=0, mime="image/png", desc="other", data=b"other"))
    tags.add(APIC(type=3, mime="image/png", desc="front", data=b"front"))
    tags.add(CTOC(element_id="toc", flags=3, child_element_ids=["b", "a"], sub_frames=[]))
    tags.add(chap("b", 1000, 1500, TIT2(text=["Second"]), WXXX(desc="", url="file:///etc/passwd")))
    tags.add(chap("a", 0, 1000, TIT2(text=["First"]), WXXX(desc="", url="https://e.org/")))
    tags.add(chap("hidden", 1700, 1700, APIC(mime="image/png", data=b"x")))
    tags.add(chap("lost", 0xFFFFFFFF, 0xFFFFFFFF, TIT2(text=["No time"])))
    tags.save(path)
    episode = read_tags(path)
    assert episode.chapters == (
        Chapter(0, "First", None, "https://e.org/"),
        Chapter(1000, "Second", 1500),
        Chapter(1700, "", None, image=Picture(data=b"x"), toc=False),
    )
    assert (episode.title, episode.show, episode.people) == ("A", "Show", ())
    assert (episode.published, episode.notes) == ("2024-11-01", "a longer one")
    assert episode.cover == Picture(data=b"front")
    assert episode.cover.data == b"front"


def test_vorbis_comments_of_a_flac(record: Record) -> None:
    path = record("talk.flac")
    audio = FLAC(path)
    audio["TITLE"], audio["ARTIST"], audio["ALBUM"] = "T", "Host", "Show"
    audio["CHAPTER000"], audio["CHAPTER000NAME"] = "00:00:00.000", "Start"
    audio["chapter2"], audio["chapter2url"] = "0:00:01.5", "javascript:alert(1)"
    audio["CHAPTER003"] = "never"
    block = Block()
    block.data, block.type, block.mime = b"cover", 3, "image/png"
    audio.add_picture(block)
    audio["METADATA_BLOCK_PICTURE"] = ["no base64!", base64.b64encode(b"no picture").decode()]
    audio.save()
    episode = read_tags(path)
    assert episode.chapters == (Chapter(0, "Start"), Chapter(1500, ""))
    assert (episode.title, episode.show, episode.people) == ("T", "Show", (Person("Host"),))
    assert episode.cover is not None
    assert episode.cover.data == b"cover"
    assert episode.problems == ()


def chapters_of(container: str) -> list[dict[str, object]]:
    base = Fraction(1, 1000)
    return [
        {"id": i, "start": start, "end": end, "time_base": base, "metadata": {"title": f"{i} 爱"}}
        for i, (start, end) in enumerate([(0, 500), (500, 900), (1500, 2000)])
    ]


@pytest.mark.parametrize("name", ["talk.m4a", "talk.mka"])
def test_chapters_that_a_container_holds(record: Record, name: str) -> None:
    path = record(name, chapters_of(name), title="T", artist="Host", album="Show")
    episode = read_tags(path)
    assert [(c.start, c.title) for c in episode.chapters] == [
        (0, "0 爱"),
        (500, "1 爱"),
        (1500, "2 爱"),
    ]
    assert (episode.title, episode.show, episode.people) == ("T", "Show", (Person("Host"),))
    assert episode.duration is not None
    assert abs(episode.duration - 2000) < 60
    assert episode.problems == ()


def test_tags_of_an_m4a(record: Record) -> None:
    path = record("talk.m4a")
    audio = MP4(path)
    audio["\xa9nam"], audio["\xa9ART"], audio["desc"] = "T", "Host", "Words"
    audio["covr"] = [MP4Cover(b"\x89PNG cover", MP4Cover.FORMAT_PNG)]
    audio.save()
    episode = read_tags(path)
    assert (episode.title, episode.show, episode.people, episode.notes) == (
        "T",
        "Host",
        (),
        "Words",
    )
    assert episode.cover is not None
    assert episode.cover.data == b"\x89PNG cover"


@pytest.mark.parametrize("name", ["talk.mp3", "talk.m4a", "talk.mka", "talk.flac", "talk.wav"])
@pytest.mark.parametrize("kept", [0, 3, 40, 300, 3000])
def test_a_truncated_recording_opens_by_its_name(record: Record, name: str, kept: int) -> None:
    path = record(name)
    path.write_bytes(path.read_bytes()[:kept])
    episode = read_tags(path)
    assert episode.title == "talk"
    if kept < 40:
        assert [problem.severity for problem in episode.problems] == ["warning"]
        assert DAMAGED in episode.problems[0].message


def test_a_file_that_is_gone_is_a_problem(tmp_path: Path) -> None:
    episode = read_tags(tmp_path / "gone.mp3")
    assert episode.title == "gone"
    assert "No such file" in episode.problems[0].message


def test_the_duration_of_an_mp3_that_does_not_tell_it_is_counted(tmp_path: Path) -> None:
    loud = b"\xff\xfb\x90\xc4" + b"\0" * 413  # 128 kbit/s
    quiet = b"\xff\xfb\x10\xc4" + b"\0" * 100  # 32 kbit/s
    path = tmp_path / "talk.mp3"
    path.write_bytes(loud * 400 + quiet * 400)
    duration = read_tags(path).duration
    assert duration is not None
    assert abs(duration - 800 * 1152 / 44.1) < 30


def test_a_recording_of_a_browser_tells_nothing_and_is_not_damaged(record: Record) -> None:
    path = record("talk.mka")
    live = remux(path, path.with_name("live.webm"), "matroska", live="1")
    assert read_tags(live).problems == ()


@pytest.mark.parametrize("front", [bytes(300), None])
def test_an_mp3_that_begins_with_silence_or_within_a_frame(
    record: Record, front: bytes | None
) -> None:
    path = record("talk.mp3")
    data = path.read_bytes()
    path.write_bytes(data[len(data) // 3 :] if front is None else front + data)
    episode = read_tags(path)
    assert episode.problems == ()
    assert episode.duration is not None


@pytest.mark.parametrize("name", ["talk.mp3", "talk.m4a", "talk.mka", "talk.flac"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_breaks_the_reader(record: Record, name: str, data: st.DataObject) -> None:
    path = record(name, chapters_of(name) if name == "talk.m4a" else None, title="T")
    content = bytearray(path.read_bytes())
    for _ in range(20):
        at = data.draw(st.integers(0, min(len(content), 4000) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    assert read_tags(path).title


def synchsafe(size: int) -> bytes:
    return bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127])


def tagged(path: Path, frames: bytes) -> None:
    path.write_bytes(b"ID3\x04\0\0" + synchsafe(len(frames)) + frames + path.read_bytes())


def peak_of(path: Path) -> int:
    read_tags(path)  # what is kept of it for the next one is no part of the measure
    tracemalloc.start()
    try:
        read_tags(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_compressed_frame_is_no_bomb(record: Record) -> None:
    path = record("talk.mp3")
    body = b"\0\0\0\0" + zlib.compress(b"\x03" + b"A" * 100_000_000)
    tagged(path, b"TIT2" + synchsafe(len(body)) + b"\0\x09" + body)
    assert peak_of(path) < 20_000_000
    assert read_tags(path).title == "talk"


def test_chapters_inside_chapters_are_not_followed(record: Record) -> None:
    path = record("talk.mp3")
    frames = b"TIT2" + synchsafe(1_000_001) + b"\0\0\x03" + b"A" * 1_000_000
    for _ in range(300):
        frames = struct.pack(">2s4I", b"a\0", 0, 1, 0, 0) + frames
        frames = b"CHAP" + synchsafe(len(frames)) + b"\0\0" + frames
    tagged(path, frames)
    assert peak_of(path) < 30_000_000
    assert [chapter.title for chapter in read_tags(path).chapters] == [""]


def test_no_more_is_read_than_the_budget(tmp_path: Path) -> None:
    path = tmp_path / "huge.flac"
    with path.open("wb") as file:
        block = b"\x06\xff\xff\xff"
        file.write(b"fLaC" + block)
        for n in range(1, 200):
            file.seek(4 + n * (4 + 0xFFFFFF))
            file.write(block)
    began = time.perf_counter()
    assert DAMAGED in read_tags(path).problems[0].message
    assert time.perf_counter() - began < 5
    with path.open("rb") as file:
        bounded = BoundedFile(file, 100)
        assert len(bounded.read(100)) == 100
        with pytest.raises(OSError, match="too much"):
            bounded.read()
        often = BoundedFile(file, reads=2)
        often.read(1)
        often.read(1)
        with pytest.raises(FormatError, match="too much in its tags"):
            often.read(1)


@pytest.mark.parametrize("block", [b"\x01\0\0\0", b"\x04\0\0\x08" + bytes(8)])
def test_any_number_of_blocks_holds_nobody_up(tmp_path: Path, block: bytes) -> None:
    path = tmp_path / "blocks.flac"
    path.write_bytes(b"fLaC" + b"\0\0\0\x22" + bytes(34) + block * 250_000)
    began = time.perf_counter()
    assert DAMAGED in read_tags(path).problems[0].message
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("form", [b"RIFF\0\0\0\0WAVE", b"FORM\0\0\0\0AIFF"])
def test_any_number_of_chunks_holds_nobody_up(tmp_path: Path, form: bytes) -> None:
    path = tmp_path / "chunks.wav"
    path.write_bytes(form + b"abcd\0\0\0\0" * 130_000)
    began = time.perf_counter()
    assert DAMAGED in read_tags(path).problems[0].message
    assert time.perf_counter() - began < 5


def test_any_number_of_comments_holds_nobody_up(record: Record) -> None:
    path = record("talk.flac")
    audio = FLAC(path)
    audio.tags.extend((f"a{n}", "b") for n in range(30_000))
    audio["title"] = "T"
    audio.save()
    began = time.perf_counter()
    assert read_tags(path).title == "T"
    assert time.perf_counter() - began < 5


def test_a_picture_over_the_limit_is_left_out(record: Record) -> None:
    path = record("talk.mp3")
    tags = ID3()
    tags.add(TALB(text=["Show"]))
    tags.add(APIC(type=3, mime="image/png", data=b"x" * (20 * 1024 * 1024 + 1)))
    tags.save(path)
    episode = read_tags(path)
    assert (episode.cover, episode.show) == (None, "Show")


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.mka", "a.flac", "a.wav"])
def test_chapters_alone_are_those_of_all_tags(record: Callable[..., Path], name: str) -> None:
    base = Fraction(1, 1000)
    chapters = [
        {"id": n, "start": n * 1000, "end": n * 1000 + 900, "time_base": base, "metadata": title}
        for n, title in enumerate(({"title": "One"}, {"title": "Two"}))
    ]
    path = record(name, chapters)
    alone, found = read_chapters(path), read_tags(path).chapters
    assert [(c.start, c.title) for c in alone] == [(c.start, c.title) for c in found]
    path.write_bytes(path.read_bytes()[:50])
    assert read_chapters(path) == ()
    assert read_chapters(path.with_name("gone")) == ()
