"""A book or an enhanced podcast in MP4 opens with its chapters, whichever program made it."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path

import pytest

from player.domain.episode import Chapter, Picture
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST
from player.formats.audio import mp4
from player.formats.audio.tags import read_tags
from tests.formats.audio.mp4_files import (
    SOUND,
    Counting,
    Track,
    atom,
    encoded,
    full,
    jpeg,
    link,
    movie,
    nero,
    png,
    read,
    text,
)

THREE = [(0, "One"), (2500, "Zwei ❤️"), (7000.04, "三")]
EXPECTED = [Chapter(0, "One"), Chapter(2500, "Zwei ❤️"), Chapter(7000, "三")]


def texts(*samples: bytes, **more: object) -> Track:
    """A track of chapters, each of which lasts a second."""
    return Track(2, samples=[(1000, sample) for sample in samples], **more)  # type: ignore[arg-type]


def starts(chapters: list[Chapter]) -> list[tuple[int, str]]:
    return [(chapter.start, chapter.title) for chapter in chapters]


def test_the_nero_list_of_auphonic(corpora: Path) -> None:
    with (corpora / "antennapod" / "nero-chapters.m4a").open("rb") as file:
        assert starts(mp4.read(file)) == [
            (0, "Chapter 1 - ❤️😊"),
            (3000, "Chapter 2 - ßöÄ"),
            (6000, "Chapter 3 - 爱"),
            (9000, "Chapter 4"),
        ]


def test_a_quicktime_track_with_two_samples_in_a_chunk(corpora: Path) -> None:
    with (corpora / "atldotnet" / "chapters_QT.m4v").open("rb") as file:
        assert starts(mp4.read(file)) == [
            (0, "Chapter One"),
            (1139, "Chapter 2"),
            (2728, "Chapter 003"),
            (3269, "Chapter 四"),
        ]


@pytest.mark.parametrize("head", ["v1", "v1, 32 bits", "32 bits", "v0", "v0 with nothing"])
def test_nero_lists_count_in_several_ways(head: str) -> None:
    assert read(movie(SOUND, user_data=nero(THREE, head))) == EXPECTED


@pytest.mark.parametrize("head", ["v1", "v1, 32 bits", "32 bits", "v0"])
def test_over_255_entries_of_a_nero_list_are_all_read(head: str) -> None:
    many = [(n * 10, f"Number {n}") for n in range(700)]
    assert len(read(movie(SOUND, user_data=nero(many, head)))) == 700


def test_a_nero_list_in_the_second_user_data() -> None:
    second = atom(b"udta", nero(THREE))
    assert read(movie(SOUND, user_data=atom(b"meta", bytes(4)), inside=second)) == EXPECTED


def test_what_follows_a_nero_list_is_no_chapter() -> None:
    assert read(movie(SOUND, user_data=nero(THREE, tail=bytes(20)))) == EXPECTED


def test_a_nero_list_that_is_cut_off_has_what_is_there() -> None:
    whole = nero(THREE)
    assert read(movie(SOUND, user_data=atom(b"chpl", whole[8:-2]))) == EXPECTED[:2]
    assert read(movie(SOUND, user_data=nero(THREE, count=200))) == EXPECTED


def test_titles_of_nero_lists_as_programs_write_them() -> None:
    entries = [
        (0, ("x" * 253 + "爱").encode()[:255]),
        (1000, b"  Tab\tand\n more \0\0"),
        (2000, "\ufeffmark".encode("utf-16-le")),
        (3000, "Größe".encode("cp1252")),
        (4000, b""),
    ]
    assert starts(read(movie(SOUND, user_data=nero(entries)))) == [
        (0, "x" * 253),
        (1000, "Tab and more"),
        (2000, "mark"),
        (3000, "Größe"),
        (4000, ""),
    ]


def test_times_that_no_recording_has_are_left_out() -> None:
    late = [(LONGEST + 1, "never"), (1 << 49, "nor"), (5000, "B"), (5000, "b"), (10, "A")]
    found = read(movie(SOUND, user_data=nero(late)))
    assert starts(found) == [(10, "A"), (5000, "B"), (5000, "b")]


@pytest.mark.parametrize("entry", [b"text", b"tx3g"])
def test_titles_of_a_track_in_all_encodings(entry: bytes) -> None:
    track = texts(
        text("Plain ❤️", encoded(0x100)),
        text("爱 mark".encode("utf-16"), encoded(0x100)),
        text(b"\xfe\xff" + "big".encode("utf-16-be")),
        text("zeros".encode("utf-16-be"), encoded(0x100)),
        text("Größe".encode("mac_roman"), encoded(0)),
        text("  stray \r\n space\t\0"),
        text("\u2028 ", encoded(0x08000100)),
        text(""),
        struct.pack(">H", 500) + b"shorter than it says",
        entry=entry,
        kind=b"text" if entry == b"text" else b"sbtl",
    )
    assert [title for _, title in starts(read(movie(SOUND, track)))] == [
        "Plain ❤️", "爱 mark", "big", "zeros", "Größe", "stray space", "", "",
        "shorter than it says",
    ]  # fmt: skip


def test_addresses_stand_behind_the_titles() -> None:
    track = texts(
        text("With", encoded(0x100), link("https://example.org/ä?b=1")),
        text("Bad", link("javascript:alert(1)")),
        text("Broken", b"\0\0\0\3href and no more"),
        text("None", encoded(0x100)),
    )
    assert [chapter.url for chapter in read(movie(SOUND, track))] == [
        "https://example.org/ä?b=1", None, None, None,
    ]  # fmt: skip


def test_a_second_track_of_text_has_the_addresses() -> None:
    sound = Track(1, b"soun", SOUND.samples, chapters=[2, 3])
    titles = texts(text("One"), text("Two"), text("Three"))
    links = Track(
        3,
        samples=[
            (1000, text(" ")),
            (1200, text("see", link("https://example.org/2"))),
            (800, text("other", link("https://example.org/3"))),
        ],
    )
    found = read(movie(sound, titles, links))
    assert [(c.start, c.title, c.url) for c in found] == [
        (0, "One", None),
        (1000, "Two", "https://example.org/2"),
        (2000, "Three", "https://example.org/3"),
    ]


def test_a_track_of_more_than_255_chapters() -> None:
    track = Track(2, samples=[(10, text(f"Number {n}")) for n in range(1000)])
    found = read(movie(SOUND, track, user_data=nero([(n * 10, f"{n}") for n in range(255)])))
    assert starts(found) == [(n * 10, f"Number {n}") for n in range(1000)]
    assert {chapter.end for chapter in found} == {None}


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("front", [False, True])
@pytest.mark.parametrize("mdat", ["", "wide"])
def test_headers_and_places_of_32_and_64_bits(
    version: int, wide: bool, front: bool, mdat: str
) -> None:
    track = Track(
        2,
        samples=[(48_000 * n, text(f"{n}")) for n in (1, 2, 3)],
        scale=48_000,
        version=version,
        wide=wide,
        edits=[(500, -1), (6000, 0)],
    )
    data = movie(SOUND, track, front=front, mdat=mdat)
    assert starts(read(data)) == [(500, "1"), (1500, "2"), (3500, "3")]


def test_films_without_a_type_and_sound_that_goes_on_to_the_end_of_the_file() -> None:
    data = movie(SOUND, texts(text("A")), front=True, mdat="open", brand=None)
    assert starts(read(data)) == [(0, "A")]


def test_edits_move_cut_and_leave_out() -> None:
    four = [text(letter) for letter in "ABCD"]
    # A half second of nothing, B from its middle on, and then A to its end.
    edits = [(300, -1), (600, 900), (100, -1), (600, 0)]
    found = read(movie(SOUND, texts(*four, edits=edits), scale=600))
    assert [(c.start, c.title, c.end) for c in found] == [
        (500, "A", None),
        (600, "B", 1500),
        (1667, "A", None),
        (2667, "B", None),
        (3667, "C", None),
        (4667, "D", 5667),
    ]


def test_chunks_of_several_samples_and_small_sizes() -> None:
    samples = [text(f"T{n}") for n in range(6)]
    sizes = struct.pack(">III", 0, 8, 6) + bytes(len(sample) for sample in samples)
    track = texts(*samples, in_a_chunk=[3, 1, 2])
    assert [t for _, t in starts(read(movie(SOUND, track)))] == [f"T{n}" for n in range(6)]
    track.more = {b"stsz": b"", b"stz2": atom(b"stz2", sizes)}
    assert [t for _, t in starts(read(movie(SOUND, track)))] == [f"T{n}" for n in range(6)]
    same = struct.pack(">III", 0, len(samples[0]), 6)
    track.more = {b"stsz": atom(b"stsz", same)}
    assert [t for _, t in starts(read(movie(SOUND, track)))] == [f"T{n}" for n in range(6)]


def test_a_sample_without_even_a_length_is_a_gap() -> None:
    track = texts(text("A"), b"", text("B"))
    assert read(movie(SOUND, track)) == [Chapter(0, "A", 1000), Chapter(2000, "B", 3000)]


@pytest.mark.parametrize("ids", [[9], [1], [9, 1, 2], [2, 2, 0]])
def test_references_that_lead_nowhere(ids: list[int]) -> None:
    sound = Track(1, b"soun", SOUND.samples, chapters=ids)
    found = read(movie(sound, texts(text("A")), user_data=nero([(0, "Nero")])))
    assert starts(found) == [(0, "A" if 2 in ids else "Nero")]


def test_pictures_belong_to_the_chapters_during_which_they_are_shown() -> None:
    sound = Track(1, b"soun", SOUND.samples, chapters=[2, 3])
    one, two = jpeg(comment=b"1"), png()
    pictures = Track(
        3,
        b"vide",
        [(1050, one), (950, png(1, 1)), (2000, two), (500, b"\0\0\0\1 no picture")],
        entry=b"jpeg",
    )
    titles = texts(*(text(letter) for letter in "ABCDEF"))
    found = read(movie(sound, titles, pictures))
    assert [c.image for c in found] == [
        Picture(data=one), None, Picture(data=two), Picture(data=two), None, None,
    ]  # fmt: skip
    assert [c.image and c.image.data for c in found] == [one, None, two, two, None, None]


def test_as_many_pictures_as_chapters_are_theirs_even_at_one_time() -> None:
    sound = Track(1, b"soun", SOUND.samples, chapters=[2, 3])
    data = [jpeg(comment=bytes([n])) for n in range(3)]
    titles = Track(2, samples=[(0, text("A")), (0, text("B")), (9000, text("C"))])
    pictures = Track(3, b"vide", list(zip((0, 0, 9000), data, strict=True)))
    found = read(movie(sound, titles, pictures))
    assert [c.image and c.image.data for c in found] == data


def test_pictures_go_with_a_nero_list_too() -> None:
    sound = Track(1, b"soun", SOUND.samples, chapters=[3])
    pictures = Track(3, b"vide", [(5000, jpeg()), (5000, png())])
    found = read(movie(sound, pictures, user_data=nero([(0, "A"), (5000, "B")])))
    assert [c.image and c.image.data for c in found] == [jpeg(), png()]


def test_where_both_kinds_are_there_the_track_wins_and_the_list_fills_it() -> None:
    track = texts(text("A whole title"), text(""), text("C", link("https://e.org")))
    listed = nero([(0.4, "A who"), (1200, "B")])
    found = read(movie(SOUND, track, user_data=listed))
    assert [(c.start, c.title, c.url) for c in found] == [
        (0, "A whole title", None),
        (1000, "B", None),
        (2000, "C", "https://e.org"),
    ]


def test_the_list_wins_where_it_says_more_and_the_track_fills_it() -> None:
    track = texts(text("A", link("https://e.org")), text(""))
    listed = nero([(0, ""), (1000, "B"), (2000, "C")])
    found = read(movie(SOUND, track, user_data=listed))
    assert [(c.start, c.title, c.url) for c in found] == [
        (0, "A", "https://e.org"),
        (1000, "B", None),
        (2000, "C", None),
    ]


def test_what_only_fills_the_time_before_a_late_first_chapter_is_none() -> None:
    track = texts(text(""), text("A"), text("B"))
    listed = nero([(0.0, "A"), (2000, "B")])
    late = nero([(1000, "A"), (2001, "B")])
    assert starts(read(movie(SOUND, track, user_data=late))) == [(1000, "A"), (2001, "B")]
    assert len(read(movie(SOUND, track, user_data=listed))) == 3


def test_a_first_chapter_that_is_late_is_so_by_the_list_alone() -> None:
    track = texts(text("A long title"), text("B"))
    listed = nero([(700, "A long"), (1000, "B")])
    assert starts(read(movie(SOUND, track, user_data=listed))) == [
        (700, "A long title"),
        (1000, "B"),
    ]
    other = nero([(700, "Else"), (1000, "B")])
    assert starts(read(movie(SOUND, track, user_data=other)))[0] == (0, "A long title")


def test_a_file_in_fragments_has_the_list_that_is_in_front() -> None:
    data = movie(SOUND, user_data=nero(THREE), inside=atom(b"mvex"), front=True)
    counting = Counting(io.BytesIO(data + atom(b"moof", bytes(40)) * 500))
    assert mp4.read(counting) == EXPECTED  # type: ignore[arg-type]
    assert counting.count < 1500


def test_a_locked_book_says_so(tmp_path: Path) -> None:
    data = movie(SOUND, texts(text("A")), brand=b"aax ")
    with pytest.raises(FormatError, match="Audible book"):
        read(data)
    path = tmp_path / "book.aax"
    path.write_bytes(data)
    assert "Audible book" in read_tags(path).problems[0].message


@pytest.mark.parametrize("data", [b"", b"\0\0\0\x18ftypM4A ", b"no MP4 at all, but a text" * 9])
def test_what_is_no_mp4_or_has_lost_its_tables_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="no whole MP4"):
        read(data)


def test_tables_that_lie_are_believed_no_further_than_the_file() -> None:
    huge = 0xFFFFFFFF
    lies: list[dict[bytes, bytes]] = [
        {b"stts": full(b"stts", [(huge, huge), (huge, 0)])},
        {b"stts": full(b"stts", [(1, 1)], count=huge)},
        {b"stsz": atom(b"stsz", struct.pack(">III", 0, 2, huge))},
        {b"stsz": atom(b"stsz", struct.pack(">III", 0, huge, huge))},
        {b"stsc": full(b"stsc", [(1, huge, 1), (1, huge, 1)])},
        {b"stsc": full(b"stsc", [(0, 1, 1), (huge, 0, 0)])},
        {b"stsc": full(b"stsc", [(n, 0, 1) for n in range(1, 9000)])},
        {b"stco": full(b"stco", [(huge,), (0,)])},
        {b"stco": full(b"stco", [(0,)] * 9000, count=huge)},
        {b"stco": b"", b"co64": atom(b"co64", struct.pack(">IIQ", 0, 1, 1 << 63))},
        {b"stsd": atom(b"stsd")},
        {b"stz2": atom(b"stz2", struct.pack(">III", 0, 4, huge))},
    ]
    for lie in lies:
        track = texts(text("A"), text("B"), more=lie)
        assert len(read(movie(SOUND, track))) <= 50_000
    for edits in ([(huge, 0)] * 3000, [(0, -1)] * 3000, [(1, 1 << 30), (huge, -(1 << 31))]):
        assert len(read(movie(SOUND, texts(text("A"), edits=edits)))) <= 50_000


def test_nested_and_overlapping_atoms_are_not_followed_far() -> None:
    deep = b""
    for _ in range(3000):
        deep = atom(b"trak", deep)
    many = atom(b"trak") * 50_000
    for data in (deep, many, atom(b"udta", atom(b"udta", nero(THREE)))):
        assert read(atom(b"ftyp", b"M4A ") + atom(b"moov", data)) == []
    beyond = struct.pack(">I4s", 0x7FFFFFFF, b"moov") + movie(SOUND, user_data=nero(THREE))[150:]
    assert isinstance(read(atom(b"ftyp", b"M4A ") + beyond), list)


def test_of_a_book_of_500_mb_hardly_anything_is_read(tmp_path: Path) -> None:
    book = tmp_path / "book.m4b"
    sound = Track(
        1,
        b"soun",
        chapters=[2],
        ticks=60_000_000,
        more={
            b"stts": full(b"stts", [(2_600_000, 1024)]),
            b"stsz": atom(b"stsz", struct.pack(">III", 0, 0, 2_600_000), bytes(10_400_000)),
            b"stco": atom(b"stco", struct.pack(">II", 0, 60_000), bytes(240_000)),
        },
    )
    titles = Track(2, samples=[(600_000, text(f"Chapter {n}")) for n in range(100)])
    whole = movie(sound, titles, user_data=nero([(n * 600_000, f"{n}") for n in range(100)]))
    at = whole.index(b"moov") - 4
    with book.open("wb") as file:
        file.write(whole[:at])
        file.write(struct.pack(">I4s", 500_000_000, b"free"))
        file.seek(at + 500_000_000)  # a hole, which takes no room
        file.write(whole[at:])
    with book.open("rb") as file:
        counting = Counting(file)
        assert len(mp4.read(counting)) == 100  # type: ignore[arg-type]
        assert counting.count < 20_000


def test_no_damage_breaks_the_reader() -> None:
    chance = random.Random(11)
    sound = Track(1, b"soun", SOUND.samples, chapters=[2, 3, 4])
    tracks = (
        sound,
        texts(text("A", encoded(0x100), link("https://e.org")), text("B"), edits=[(9, -1), (9, 0)]),
        Track(3, b"vide", [(1000, jpeg()), (1000, png())], entry=b"jpeg"),
        Track(4, samples=[(1500, text("爱".encode("utf-16")))] * 2, version=1, wide=True),
    )
    seeds = [
        movie(*tracks, user_data=nero(THREE)),
        movie(*tracks, user_data=nero(THREE, "v0"), front=True, mdat="wide"),
    ]
    for _ in range(3000):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(data))
            data[at] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        try:
            chapters = mp4.read(io.BytesIO(data))
        except FormatError:
            continue
        assert all(0 <= chapter.start <= LONGEST for chapter in chapters)
        assert all(chapter.title.isprintable() or chapter.title for chapter in chapters)
