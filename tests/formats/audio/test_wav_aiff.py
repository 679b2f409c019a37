"""Cue points of WAV and markers of AIFF, as editors write them."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.formats.audio import aiff, riff
from player.formats.audio.tags import read_tags
from tests.formats.audio.conftest import Recording, chap, frame, named, tag

Parts = list[tuple[bytes, bytes]]
RATE = 44100


def chunks(parts: Parts, order: str, padded: bool = True) -> bytes:
    found = b""
    for name, data in parts:
        found += name + struct.pack(f"{order}I", len(data)) + data
        found += bytes(len(data) & 1 and padded)
    return found


def wav(*parts: tuple[bytes, bytes], form: bytes = b"RIFF", padded: bool = True) -> bytes:
    layout = (b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, RATE * 2, 2, 16))
    body = b"WAVE" + chunks([layout, *parts], "<", padded)
    return form + struct.pack("<I", len(body)) + body


def cue(*points: tuple[int, int], play: bool = False) -> tuple[bytes, bytes]:
    found = struct.pack("<I", len(points))
    for number, place in points:
        found += struct.pack("<II4sIII", number, place, b"data", 0, 0, 0 if play else place)
    return b"cue ", found


def adtl(*parts: tuple[bytes, bytes], padded: bool = True) -> tuple[bytes, bytes]:
    return b"LIST", b"adtl" + chunks(list(parts), "<", padded)


def labl(number: int, text: bytes) -> tuple[bytes, bytes]:
    return b"labl", struct.pack("<I", number) + text + b"\0"


def region(number: int, length: int, text: bytes = b"") -> tuple[bytes, bytes]:
    return b"ltxt", struct.pack("<II4sHHHH", number, length, b"rgn ", 0, 0, 0, 0) + text


SOUND = (b"data", bytes(RATE * 4))


def read(data: bytes) -> list[Chapter]:
    return riff.read(io.BytesIO(data))


def test_cue_points_with_names_and_regions_in_any_order() -> None:
    names = adtl(
        labl(2, "Zwei ä".encode()),
        region(1, RATE // 2),
        labl(1, b"Eins \x80"),
        (b"note", struct.pack("<I", 3) + b"a note\0"),
        region(4, RATE, b"of the region\0"),
        (b"file", bytes(9)),
    )
    points = cue((3, RATE * 3 // 2), (1, 0), (2, RATE), (4, RATE // 4), (5, 1))
    expected = [
        Chapter(0, "Eins €", 500),
        Chapter(0, ""),
        Chapter(250, "of the region", 1250),
        Chapter(1000, "Zwei ä"),
        Chapter(1500, "a note"),
    ]
    assert read(wav(points, SOUND, names)) == expected
    assert read(wav(names, points, SOUND)) == expected
    assert read(wav(SOUND, points, names, padded=False)) == expected


def test_inner_chunks_that_leave_out_the_byte_that_makes_them_even() -> None:
    names = adtl(labl(1, b"four"), labl(2, b"five!"), padded=False)
    found = read(wav(cue((1, 0), (2, RATE)), names, SOUND))
    assert [chapter.title for chapter in found] == ["four", "five!"]


def test_places_in_playing_count_where_there_are_no_others() -> None:
    found = read(wav(cue((1, RATE), (2, RATE * 2), play=True), SOUND))
    assert [chapter.start for chapter in found] == [1000, 2000]


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFFFFF])
def test_sound_that_was_streamed_or_broken_off(size: int) -> None:
    data = wav(cue((1, RATE)), adtl(labl(1, b"A"))) + b"data" + struct.pack("<I", size)
    assert read(data + b"\x01\xff" * 2000) == [Chapter(1000, "A")]


@pytest.mark.parametrize("form", [b"RF64", b"BW64"])
def test_files_for_more_than_4_gb(form: bytes) -> None:
    sizes = struct.pack("<QQQI", 0, len(SOUND[1]), 0, 0)
    sound = b"data\xff\xff\xff\xff" + SOUND[1]
    body = chunks([(b"ds64", sizes), (b"fmt ", wav()[20:36])], "<") + sound
    data = form + b"\xff\xff\xff\xffWAVE" + body + chunks([cue((1, RATE))], "<")
    assert read(data) == [Chapter(1000, "")]
    with pytest.raises(FormatError, match="RF64"):
        riff.write(io.BytesIO(data), io.BytesIO(), [Chapter(0, "A")], lambda _: None)


def test_id3_chapters_go_before_cue_points() -> None:
    said = (b"id3 ", tag(chap(b"a", 5, 6, named(b"A"))))
    assert read(wav(cue((1, 0)), SOUND, said)) == [Chapter(5, "A", 6)]
    assert read(wav(cue((1, 0)), SOUND, (b"ID3 ", tag(frame(b"TIT2", b"\0T"))))) == [Chapter(0, "")]


def test_what_has_no_rate_or_no_end_has_no_chapters() -> None:
    assert read(b"RIFF\x10\0\0\0WAVE" + chunks([cue((1, 0))], "<")) == []
    assert read(wav((b"cue ", b"\xff\xff\xff\xff"))) == []
    assert read(wav((b"cue ", b""))) == []
    assert read(wav((b"LIST", b"adtllabl"))) == []


def aif(*parts: tuple[bytes, bytes]) -> bytes:
    layout = struct.pack(">hIh", 1, RATE * 2, 16) + b"\x40\x0e\xac\x44" + bytes(6)
    body = b"AIFF" + chunks([(b"COMM", layout), *parts], ">")
    return b"FORM" + struct.pack(">I", len(body)) + body


def mark(*markers: tuple[int, int, bytes]) -> tuple[bytes, bytes]:
    found = struct.pack(">H", len(markers))
    for number, place, name in markers:
        found += struct.pack(">HIB", number, place, len(name)) + name + bytes(not len(name) & 1)
    return b"MARK", found


def test_markers_of_aiff_with_comments_on_them() -> None:
    said = b"more\0\xa5"
    comments = struct.pack(">H", 2) + struct.pack(">IHH", 0, 0, 3) + b"all\0"
    comments += struct.pack(">IHH", 0, 2, len(said)) + said
    markers = mark((1, RATE, "Zwei ä".encode()), (2, 0, b""), (3, RATE * 2, b"\xa5 old"))
    for parts in (((b"COMT", comments), markers), (markers, (b"COMT", comments))):
        assert aiff.read(io.BytesIO(aif(*parts, (b"SSND", bytes(RATE))))) == [
            Chapter(0, "more"),
            Chapter(1000, "Zwei ä"),
            Chapter(2000, "• old"),
        ]


def test_tags_and_chapters_together(recording: Recording, tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    title = (b"id3 ", tag(frame(b"TIT2", b"\0Title")))
    path.write_bytes(wav(SOUND, cue((1, RATE)), adtl(labl(1, b"A")), title))
    episode = read_tags(path)
    assert (episode.title, episode.duration, episode.problems) == ("Title", 2000, ())
    assert episode.chapters == (Chapter(1000, "A"),)


@pytest.mark.parametrize("suffix", ["wav", "aiff"])
@given(data=st.data())
def test_no_damage_breaks_reader_or_writer(suffix: str, data: st.DataObject) -> None:
    if suffix == "wav":
        names = adtl(labl(1, b"A"), region(1, 9))
        content = bytearray(wav(cue((1, 5), (2, 9)), names, (b"data", bytes(50))))
    else:
        content = bytearray(aif(mark((1, 5, b"A")), (b"COMT", bytes(20)), (b"SSND", bytes(50))))
    for _ in range(data.draw(st.integers(1, 10))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    damaged = io.BytesIO(content[: data.draw(st.integers(0, len(content)))])
    module = riff if suffix == "wav" else aiff
    module.read(damaged)
    try:
        module.write(damaged, io.BytesIO(), [Chapter(1, "A")], lambda _: None)
    except FormatError as told:
        assert told.message.endswith(".")  # noqa: PT017


def test_what_wav_and_aiff_say_of_themselves(tmp_path: Path) -> None:
    info = [
        (b"INAM", b"The Talk\0"),
        (b"IART", "Ann Ä".encode()),
        (b"IPRD", b"The Show\0"),
        (b"ICRD", b"2024-05-06\0"),
        (b"INAM", b"Another\0"),
    ]
    path = tmp_path / "x.wav"
    described = (b"bext", b"What it is about".ljust(602, b"\0"))
    path.write_bytes(wav((b"LIST", b"INFO" + chunks(info, "<")), described, SOUND))
    episode = read_tags(path)
    assert (episode.title, episode.show) == ("The Talk", "The Show")
    assert episode.published == "2024-05-06"
    assert [person.name for person in episode.people] == ["Ann Ä"]
    assert (episode.notes, episode.problems) == ("What it is about", ())
    said = (b"id3 ", tag(frame(b"TIT2", b"\0Better")))
    path.write_bytes(wav((b"LIST", b"INFO" + chunks(info, "<")), said, SOUND))
    assert read_tags(path).title == "Better"
    path.write_bytes(aif((b"NAME", b"The Talk"), (b"AUTH", b"Ann"), (b"SSND", bytes(RATE))))
    episode = read_tags(path)
    assert (episode.title, episode.show) == ("The Talk", "Ann")
