"""Chapters of ID3 tags, as the specification has them and as programs write them."""

from __future__ import annotations

import io
import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import APIC, CHAP, CTOC, ID3, TIT2, WXXX

from player.domain.episode import Chapter, Picture
from player.formats.audio import id3, overdrive
from player.formats.audio.tags import read_tags
from tests.formats.audio.conftest import Recording, chap, ctoc, frame, named, safe, tag

JPEG = b"\xff\xd8\xff\xe0 a picture \xff\x00\xff\xfe"
SOUND = (b"\xff\xfb\x90\xc4" + bytes(413)) * 20


def read(data: bytes) -> list[Chapter]:
    return id3.read(io.BytesIO(data))


def titles(data: bytes) -> list[str]:
    return [chapter.title for chapter in read(data)]


def listed(data: bytes) -> list[str]:
    return [chapter.title for chapter in read(data) if chapter.toc]


@pytest.mark.parametrize("version", [3, 4])
def test_a_chapter_with_all_that_can_be_said_of_it(version: int) -> None:
    inner = (
        frame(b"TIT2", b"\x01\xff\xfe" + "爱 ❤️".encode("utf-16-le"), version)
        + frame(b"WXXX", b"\x01\xff\xfea\0\0\0https://e.org/a", version)
        + frame(b"APIC", b"\x00image/jpeg\0\3front\0" + JPEG * 40, version)
    )
    found = read(tag(chap(b"a", 1000, 2000, inner, version), version))
    assert found == [Chapter(1000, "爱 ❤️", 2000, "https://e.org/a", Picture(data=JPEG * 40))]


def test_chapters_that_mutagen_writes(tmp_path: Path) -> None:
    for version in (3, 4):
        tags = ID3()
        for number, name in enumerate(("One", "Zwei ä", "三")):
            parts = [
                TIT2(text=[name]),
                WXXX(desc="link", url=f"https://e.org/{number}"),
                APIC(encoding=1, mime="image/jpeg", desc="ä", data=JPEG * 20),
            ]
            tags.add(
                CHAP(element_id=f"c{number}", start_time=number * 9, end_time=5, sub_frames=parts)
            )
        tags.add(CTOC(element_id="t", flags=3, child_element_ids=["c0", "c2"], sub_frames=[]))
        path = tmp_path / f"{version}.mp3"
        path.write_bytes(SOUND)
        tags.save(path, v2_version=version)
        with path.open("rb") as file:
            assert id3.read(file) == [
                Chapter(0, "One", 5, "https://e.org/0", Picture(data=JPEG * 20)),
                Chapter(9, "Zwei ä", None, "https://e.org/1", Picture(data=JPEG * 20), toc=False),
                Chapter(18, "三", None, "https://e.org/2", Picture(data=JPEG * 20)),
            ]


def test_the_table_of_contents_orders_what_starts_together_and_hides_the_rest() -> None:
    frames = (
        ctoc(b"toc", 3, b"c", b"a", b"nobody")
        + chap(b"a", 5, 6, named(b"A"))
        + chap(b"b", 5, 6, named(b"B"))
        + chap(b"c", 5, 6, named(b"C"))
        + chap(b"d", 1, 2)
    )
    assert [(c.title, c.toc) for c in read(tag(frames))] == [
        ("", False),
        ("C", True),
        ("B", False),
        ("A", True),
    ]


def three() -> bytes:
    return b"".join(chap(name, 1, 2, named(name.upper())) for name in (b"a", b"b", b"c"))


@pytest.mark.parametrize(
    ("tables", "order"),
    [
        (ctoc(b"top", 3, b"one", b"two") + ctoc(b"two", 1, b"a") + ctoc(b"one", 1, b"c"), "CA"),
        (ctoc(b"two", 1, b"a", b"top") + ctoc(b"top", 3, b"c", b"two"), "CA"),  # a circle
        (ctoc(b"one", 1, b"two", b"c") + ctoc(b"two", 1, b"one", b"b"), "BC"),  # nothing but one
        (ctoc(b"one", 1, b"c") + ctoc(b"two", 1, b"a"), "CA"),  # no root
        (ctoc(b"top", 3, b"lost") + ctoc(b"two", 0, b"b"), "B"),
        (ctoc(b"t", 3, b"c") + ctoc(b"t", 3, b"a"), "CA"),  # of one id
        (ctoc(b"t", 0, b"c", b"a"), "CBA"),  # neither at the top nor ordered: it hides nothing
        (ctoc(b"top", 3, b"lost", b"gone"), "ABC"),
        (ctoc(b"top", 3), "ABC"),
        (ctoc(b"top", 3, b"top"), "ABC"),
        (frame(b"CTOC", b"top"), "ABC"),
        (frame(b"CTOC", b"top\0\3\2b\0c"), "BC"),  # the last name has no end
        (ctoc(b"top", 3, b"none") + ctoc(b"none", 1), ""),  # empty on purpose
    ],
)
def test_tables_in_tables(tables: bytes, order: str) -> None:
    for frames in (tables + three(), three() + tables):
        found = listed(tag(frames))
        assert "".join(found) == order


def test_chapters_of_one_id_are_all_kept() -> None:
    frames = b"".join(chap(b"x", n, n + 1, named(b"%d" % n)) for n in range(5))
    assert titles(tag(frames)) == ["0", "1", "2", "3", "4"]
    assert titles(tag(ctoc(b"t", 3, b"x") + frames)) == ["0", "1", "2", "3", "4"]


def test_more_than_255_chapters_in_a_table_that_counts_no_further() -> None:
    names = [b"c%d" % n for n in range(300)]
    chapters = b"".join(chap(name, n, n + 1) for n, name in enumerate(names[:299]))
    for count in (255, 299 & 255):
        body = b"toc\0\3" + bytes([count]) + b"".join(name + b"\0" for name in names[:298])
        found = read(tag(frame(b"CTOC", body + named(b"Contents")) + chapters))
        assert [chapter.toc for chapter in found] == [True] * 298 + [False]


@pytest.mark.parametrize(
    "address",
    [
        b"\0\0https://e.org/\xc3\xa4",
        b"\0\0https://e.org/\xe4",
        b"\0description\0https://e.org/\xc3\xa4 ",
        b"\x03\xc3\xa4\0https://e.org/\xc3\xa4\0",
        b"\x01\xff\xfeh\0t\0t\0p\0\0\0https://e.org/\xc3\xa4",
        b"\x01\0https://e.org/\xc3\xa4",  # the description ends as if it were Latin-1
        b"\x01\xff\xfe\0\0\xff\xfe" + "https://e.org/ä".encode("utf-16-le"),
        b"\x02\0\0" + "https://e.org/ä".encode("utf-16-be"),
        b"https://e.org/\xc3\xa4",  # no encoding, no description
    ],
)
def test_addresses_are_found_whatever_their_encoding_is(address: bytes) -> None:
    found = read(tag(chap(b"a", 0, 1, frame(b"WXXX", address))))
    assert found[0].url == "https://e.org/ä"


def test_other_links_count_where_there_is_no_better_one_and_others_than_web_never() -> None:
    plain = frame(b"WOAF", b"https://e.org/")
    wrong = frame(b"WXXX", b"\0\0file:///etc/passwd") + frame(b"WXXX", b"")
    assert read(tag(chap(b"a", 0, 1, wrong + plain)))[0].url == "https://e.org/"
    assert read(tag(chap(b"a", 0, 1, wrong)))[0].url is None
    told = frame(b"TXXX", b"\x01\xff\xfe" + "URL\0\ufeffhttps://e.org/ä".encode("utf-16-le"))
    said = frame(b"TXXX", b"\0Note\0see https://e.org/")
    assert read(tag(chap(b"a", 0, 1, said)))[0].url is None
    assert read(tag(chap(b"a", 0, 1, told + plain)))[0].url == "https://e.org/"
    assert read(tag(chap(b"a", 0, 1, wrong + told)))[0].url == "https://e.org/ä"


@pytest.mark.parametrize(
    ("body", "picture"),
    [
        (b"\0image/jpeg\0\0\0" + JPEG, Picture(data=JPEG)),
        (b"\x01image/jpeg\0\0\0\0" + JPEG, Picture(data=JPEG)),
        (b"\x01image/jpeg\0\0\0" + JPEG, Picture(data=JPEG)),  # the description ends as Latin-1
        (b"\0\0\0\0anything", Picture(data=b"anything")),
        (b"\0-->\0\0\0https://e.org/p.png", Picture("https://e.org/p.png")),
        (b"\0-->\0\0\0/etc/passwd", None),
        (b"\0image/jpeg\0\0\0", None),
        (b"\0image/jpeg", None),
        (b"", None),
    ],
)
def test_pictures(body: bytes, picture: Picture | None) -> None:
    found = read(tag(chap(b"a", 0, 1, frame(b"APIC", body))))[0].image
    assert found == picture
    if picture is not None and found is not None:
        assert found.data == picture.data


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (b"\0caf\xe9", "café"),
        (b"\0caf\xc3\xa9", "café"),  # UTF-8 that claims to be Latin-1
        (b"\x01c\0a\0", "ca"),  # no byte order mark
        (b"\x01\xfe\xff\0c\0a", "ca"),
        (b"\x02\0c\0a\0", "ca"),
        (b"\x02\xff\xfec\0a\0", "ca"),
        (b"\x03caf\xc3", "caf\ufffd"),
        (b"No encoding", "No encoding"),
        (b"\x03two\0values", "two"),
        (b"\x03 a\r\nb\t c ", "a b c"),
        (b"\x03", ""),
        (b"", ""),
    ],
)
def test_titles_in_right_and_wrong_encodings(body: bytes, title: str) -> None:
    assert titles(tag(chap(b"a", 0, 1, frame(b"TIT2", body)))) == [title]


def test_sizes_as_itunes_wrote_them() -> None:
    """Plain numbers in ID3v2.4; and the other way round in ID3v2.3."""

    def plain(name: bytes, body: bytes) -> bytes:
        return name + struct.pack(">I", len(body)) + b"\0\0" + body

    inner = plain(b"TIT2", b"\x03" + b"long " * 60) + plain(b"WXXX", b"\0\0https://e.org/")
    body = b"a\0" + struct.pack(">4I", 0, 9, 0, 0) + inner
    frames = plain(b"TXXX", b"\0" + b"x" * 300) + plain(b"CHAP", body) + plain(b"CHAP", body)
    for data in (tag(frames), tag(frames + bytes(500))):
        assert read(data) == [Chapter(0, ("long " * 60).strip(), 9, "https://e.org/")] * 2
    frames = frame(b"TIT2", b"\x03" + b"x" * 300) + chap(b"a", 0, 9, named(b"y" * 200))
    assert titles(tag(frames, version=3)) == ["y" * 200]


def test_times_that_are_none() -> None:
    frames = (
        chap(b"a", 10, 5)
        + chap(b"b", 0xFFFFFFFF, 0xFFFFFFFF)
        + chap(b"c", 7, 0xFFFFFFFF, named(b"C"))
        + frame(b"CHAP", b"d\0\0\0\0\0\0")
        + frame(b"CHAP", b"no end of a name")
        + frame(b"CHAP", b"")
    )
    assert read(tag(frames)) == [Chapter(7, "C"), Chapter(10, "")]


def test_a_tag_that_claims_to_be_larger_than_the_file() -> None:
    data = b"ID3\x03\0\0" + safe(5_000_000) + chap(b"a", 0, 1, named(b"A", 3), 3)
    assert titles(data + chap(b"b", 2, 3, named(b"B", 3), 3)[:-1]) == ["A", ""]


def test_a_tag_with_an_extended_header() -> None:
    frames = chap(b"a", 0, 1, named(b"A"))
    assert titles(tag(safe(6) + b"\1\0" + frames, flags=0x40)) == ["A"]
    assert titles(tag(struct.pack(">I", 6) + bytes(6) + frames, version=3, flags=0x40)) == ["A"]
    assert titles(tag(frames, flags=0x40)) == ["A"]  # the flag alone


def test_unsynchronised_tags() -> None:
    inner = frame(b"TIT2", b"\0\xff\xff\xe1", 3)
    plain = chap(b"\xff", 0, 1, inner + frame(b"APIC", b"\0\0\0\0" + JPEG, 3), 3)
    data = tag(plain.replace(b"\xff", b"\xff\0"), version=3, flags=0x80)
    assert read(data) == [Chapter(0, "ÿÿá", 1, image=Picture(data=JPEG))]
    body = (b"a\0" + struct.pack(">4I", 0, 1, 0, 0) + frame(b"TIT2", b"\0\xff\xff\xe1")).replace(
        b"\xff", b"\xff\0"
    )
    assert titles(tag(frame(b"CHAP", body), flags=0x80)) == ["ÿÿá"]
    assert titles(tag(frame(b"CHAP", body, flags=2))) == ["ÿÿá"]
    length = frame(b"CHAP", safe(40) + body, flags=3)
    assert titles(tag(length)) == ["ÿÿá"]
    lying = chap(b"a", 0, 1, frame(b"TIT2", b"\0\xff\xff\xe1"))
    assert titles(tag(lying, flags=0x80)) == ["ÿÿá"]  # marked so, but never changed


def test_frames_that_are_compressed_encrypted_or_grouped() -> None:
    body = b"a\0" + struct.pack(">4I", 0, 1, 0, 0)
    assert len(read(tag(frame(b"CHAP", b"\7" + body, flags=0x40)))) == 1
    assert len(read(tag(frame(b"CHAP", b"\7" + body, 3, 0x20), version=3))) == 1
    for version, flag in ((4, 8), (4, 4), (3, 0x80), (3, 0x40)):
        assert read(tag(frame(b"CHAP", body, version, flag), version=version)) == []


def test_tags_behind_one_another_and_at_the_end() -> None:
    empty = tag(frame(b"TALB", b"\0Album", 3) + bytes(20), version=3)
    full = chap(b"a", 0, 1, named(b"A"))
    assert titles(empty + tag(full) + SOUND) == ["A"]
    assert titles(tag(full) + tag(chap(b"b", 0, 1)) + SOUND) == ["A"]
    footed = tag(full, flags=0x10) + b"3DI\x04\0\x10" + safe(len(full))
    assert titles(SOUND + footed) == ["A"]
    assert titles(SOUND + footed + b"TAG" + bytes(125)) == ["A"]
    assert titles(empty + SOUND + footed) == ["A"]
    assert titles(footed + SOUND) == ["A"]


def test_a_tag_of_2_2_has_no_chapters_and_is_read_all_the_same(recording: Recording) -> None:
    path = recording("mp3").with_name("two.mp3")
    frames = b"".join(
        frame(name, body, 2)
        for name, body in (
            (b"TT2", b"\0Title"),
            (b"TP1", b"\0Artist"),
            (b"TYE", b"\x002021"),
            (b"COM", b"\0eng\0Words"),
            (b"PIC", b"\0JPG\3\0" + JPEG),
        )
    )
    path.write_bytes(tag(frames, version=2) + SOUND)
    episode = read_tags(path)
    assert (episode.title, episode.show, episode.published) == ("Title", "Artist", "2021")
    assert episode.notes == "Words"
    assert episode.cover is not None
    assert episode.cover.data == JPEG
    assert (episode.chapters, episode.problems) == ((), ())


def test_old_names_in_a_newer_tag(recording: Recording) -> None:
    path = recording("mp3").with_name("names.mp3")
    path.write_bytes(tag(frame(b"TT2\0", b"\0Title", 3), version=3) + SOUND)
    assert read_tags(path).title == "Title"


def test_the_first_of_several_tags_tells_the_title(recording: Recording) -> None:
    path = recording("mp3").with_name("several.mp3")
    first, second = frame(b"TIT2", b"\0First"), frame(b"TIT2", b"\0Second")
    old = b"TAG" + b"Third".ljust(30, b"\0") + b"Artist".ljust(30, b"\0") + bytes(65)
    path.write_bytes(tag(first) + tag(second + frame(b"TALB", b"\0Album")) + SOUND + old)
    episode = read_tags(path)
    assert (episode.title, episode.show) == ("First", "Album")
    assert episode.people[0].name == "Artist"


def test_other_users_of_mutagen_see_chapters_as_ever(recording: Recording) -> None:
    path = recording("mp3").with_name("other.mp3")
    path.write_bytes(tag(chap(b"a", 0, 1, named(b"A"))) + SOUND)
    read_tags(path)
    assert str(ID3(path)["CHAP:a"].sub_frames["TIT2"]) == "A"


MARKERS = """<Markers>
<Marker><Name>Bad Monkey</Name><Time>0:00.000</Time></Marker>
<Marker><Name>Chapter 1</Name><Time>0:35.000</Time></Marker>
<Marker><Name>      Chapter 1 (05:58)</Name><Time>5:58.000</Time></Marker>
<Marker><Name>      Chapter 1 (1:10:30)</Name><Time>70:30.5</Time></Marker>
<Marker><Name>Salt & Pepper &amp; <![CDATA[more]]></Name><Time>1:17:51.250</Time></Marker>
<Marker><Name>Never</Name><Time>soon</Time></Marker>
<Marker><Name>No time</Name></Marker>
<Marker><Name>To be continued</Name><Time>1:20:00</Time></Marker>
</Markers>"""


def test_markers_of_overdrive() -> None:
    assert overdrive.parse(MARKERS) == [
        Chapter(0, "Bad Monkey"),
        Chapter(35_000, "Chapter 1"),
        Chapter(4_671_250, "Salt & Pepper & more"),
        Chapter(4_800_000, "To be continued"),
    ]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Chapter 3 (05:12)", "Chapter 3"),
        ("Chapter 3 (continued)", "Chapter 3"),
        ("Chapter 3 - Continued", "Chapter 3"),
        ("(continued)", "(continued)"),
        ("Chapter 3 (1984)", "Chapter 3 (1984)"),
        ("", ""),
    ],
)
def test_a_chapter_that_goes_on_from_the_part_before(name: str, title: str) -> None:
    xml = f"<Markers><Marker><Name>{name}</Name><Time>0:00.000</Time></Marker></Markers>"
    assert overdrive.parse(xml) == [Chapter(0, title)]


def test_markers_with_entities_and_characters_that_xml_has_not() -> None:
    name = "Ann&rsquo;s\x0b tea &amp; more & &what;"
    xml = f"<Markers><Marker><Name>{name}</Name><Time>0:35</Time></Marker></Markers>"
    assert overdrive.parse(xml) == [Chapter(35_000, "Ann’s tea & more & &what;")]


@pytest.mark.parametrize("encoding", [0, 1, 3])
def test_markers_stand_in_a_frame_and_count_where_there_are_no_chapters(
    recording: Recording, encoding: int
) -> None:
    path = recording("mp3").with_name("library.mp3")
    codec, end = ("utf-16", b"\0\0") if encoding == 1 else ("ascii", b"\0")
    value = "OverDrive MediaMarkers".encode(codec) + end + MARKERS.encode(codec)
    frames = frame(b"TXXX", bytes([encoding]) + value, 3)
    path.write_bytes(tag(frames, version=3) + SOUND)
    assert len(read_tags(path).chapters) == 4
    path.write_bytes(tag(frames + chap(b"a", 0, 1, version=3), version=3) + SOUND)
    assert len(read_tags(path).chapters) == 1


@pytest.mark.parametrize(
    "xml",
    ["", "<Markers>", "<!DOCTYPE a [<!ENTITY b 'c'>]><Markers/>", "<a>" * 9000, "words", "&" * 99],
)
def test_markers_that_are_none(xml: str) -> None:
    assert overdrive.parse(xml) == []


@given(st.binary(max_size=300), st.sampled_from([2, 3, 4]), st.integers(0, 255))
def test_no_tag_breaks_the_reader(data: bytes, version: int, flags: int) -> None:
    for body in (data, chap(b"a", 0, 1, data), frame(b"CTOC", data) + chap(b"a", 0, 1)):
        for chapter in read(tag(body, version, flags)):
            assert chapter.start <= 500 * 3600 * 1000


@given(st.data())
def test_no_damage_breaks_the_reader(data: st.DataObject) -> None:
    frames = ctoc(b"t", 3, b"a", b"b") + three() + frame(b"APIC", b"\0\0\0\0" + JPEG)
    content = bytearray(tag(frames + chap(b"d", 0, 1, named(b"x" * 200))) + SOUND[:50])
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(content))


@pytest.mark.parametrize(
    "frames",
    [
        frame(b"TIT2", b"\0a") * 50_000,
        frame(b"COMM", b"\0eng\0a") * 40_000,
        frame(b"CTOC", b"a\0\0\0") * 40_000 + chap(b"a", 0, 1),
        b"".join(frame(b"CTOC", b"%d\0\0\1%d\0" % (n, n + 1)) for n in range(30_000)) + three(),
        chap(b"a", 0, 1, frame(b"TIT2", b"") * 70_000),
        chap(b"a", 0, 1, frame(b"WXXX", b"\1" + b"http://" * 140_000)),
        chap(b"a", 0, 1, frame(b"APIC", b"\1a\0\0" + b"\0a" * 400_000)),
        chap(b"a", 0, 1, (b"TIT2\0\0\1\0\0\0" + bytes(4)) * 60_000),
    ],
    ids=["titles", "comments", "tables", "chain", "inner", "links", "texts", "sizes"],
)
def test_a_tag_of_a_million_bytes_holds_nobody_up(recording: Recording, frames: bytes) -> None:
    path = recording("mp3").with_name("long.mp3")
    path.write_bytes(tag(frames) + SOUND)
    began = time.perf_counter()
    read_tags(path)
    assert time.perf_counter() - began < 5
