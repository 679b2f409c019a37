"""A Matroska or WebM recording opens with its chapters, the hidden ones out of the list."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path

import pytest

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST
from player.formats.audio import matroska
from player.formats.audio import matroska_elements as m
from player.formats.audio.matroska_elements import make, make_number
from tests.formats.audio.mp4_files import Counting

HEAD = make(m.EBML, make(0x4282, b"matroska"))
INFO = make(
    m.INFO, make_number(m.TIMESTAMP_SCALE, 1_000_000), make(m.DURATION, struct.pack(">d", 10_000))
)
SOUND = make(m.CLUSTER, make(0xA3, b"a block of sound")) * 3
ENDLESS = b"\x01" + b"\xff" * 7


def chapter(
    start: float,
    title: str | bytes | None,
    *parts: bytes,
    end: float | None = None,
    hidden: bool = False,
    enabled: bool = True,
) -> bytes:
    """A chapter; times are in ms, `parts` are those inside it, and other elements."""
    inside = [make_number(m.CHAPTER_START, round(start * 1_000_000))]
    if end is not None:
        inside.append(make_number(m.CHAPTER_END, round(end * 1_000_000)))
    if hidden:
        inside.append(make_number(m.CHAPTER_HIDDEN, 1))
    if not enabled:
        inside.append(make_number(m.CHAPTER_ENABLED, 0))
    if title is not None:
        inside.append(display(title))
    return make(m.CHAPTER, make_number(m.CHAPTER_UID, 7), *inside, *parts)


def display(title: str | bytes, language: bytes = b"und") -> bytes:
    data = title.encode() if isinstance(title, str) else title
    return make(m.DISPLAY, make(m.STRING, data), make(m.LANGUAGE, language))


def edition(*chapters: bytes, hidden: int = 0, default: int = 0) -> bytes:
    flags = make_number(m.EDITION_HIDDEN, hidden), make_number(m.EDITION_DEFAULT, default)
    return make(m.EDITION, make_number(m.EDITION_UID, 5), *flags, *chapters)


def recording(*editions: bytes) -> bytes:
    return HEAD + make(m.SEGMENT, INFO, make(m.CHAPTERS, *editions), SOUND)


def read(data: bytes) -> list[Chapter]:
    return matroska.read(io.BytesIO(data))


def seek_head(*places: tuple[int, int]) -> bytes:
    """A list of places, each written in 4 bytes."""
    return make(
        m.SEEK_HEAD,
        *(
            make(m.SEEK, make(m.SEEK_ID, m.identity_bytes(i)), make_number(m.SEEK_POSITION, at, 4))
            for i, at in places
        ),
    )


TWO = edition(chapter(0, "A"), chapter(2500.0004, "二 ❤️"))
EXPECTED = [Chapter(0, "A"), Chapter(2500, "二 ❤️")]


def test_the_outer_chapters_of_a_file_of_mkvtoolnix(corpora: Path) -> None:
    with (corpora / "atldotnet" / "chapters.mka").open("rb") as file:
        assert matroska.read(file) == [Chapter(1000, "Chapter 01"), Chapter(2000, "Chapter 02")]


def test_what_is_hidden_or_disabled_is_out_of_the_list() -> None:
    data = recording(
        edition(
            chapter(0, "A", end=900),
            chapter(1000, "B", hidden=True),
            chapter(1000, "C", enabled=False),
            chapter(5000.6, "D", end=2000),
            chapter(8000, None, end=8500),
        )
    )
    assert read(data) == [
        Chapter(0, "A", 900),
        Chapter(1000, "B", toc=False),
        Chapter(1000, "C", toc=False),
        Chapter(5001, "D"),
        Chapter(8000, "", 8500),
    ]


def test_of_several_editions_it_is_the_default_one() -> None:
    first, second, hidden = (edition(chapter(0, name)) for name in ("one", "two", "no"))
    hidden = edition(chapter(0, "hidden"), hidden=1)
    chosen = edition(chapter(0, "chosen"), default=1)
    assert read(recording(first, second)) == [Chapter(0, "one")]
    assert read(recording(hidden, first)) == [Chapter(0, "one")]
    assert read(recording(first, chosen)) == [Chapter(0, "chosen")]
    assert read(recording(hidden)) == [Chapter(0, "hidden", toc=False)]


def test_chapters_inside_one_with_a_title_are_parts_of_it() -> None:
    data = recording(
        edition(
            chapter(0, "Part 1", chapter(0, "1.1"), chapter(1000, "1.2", chapter(1500, "1.2.1"))),
            chapter(4000, "Part 2", chapter(5000, "2.1")),
        )
    )
    assert [c.title for c in read(data)] == ["Part 1", "Part 2"]


@pytest.mark.parametrize(
    ("outer", "titles"),
    [
        ({"title": "Whole", "hidden": True}, ["Whole", "1", "2", "Else"]),
        ({"title": None}, ["", "1", "2", "Else"]),
    ],
)
def test_chapters_inside_a_hidden_or_nameless_one_stand_among_the_others(
    outer: dict[str, object], titles: list[str]
) -> None:
    title = outer.pop("title")
    inside = chapter(0, "1"), chapter(3000, "2")
    data = recording(edition(chapter(0, title, *inside, **outer), chapter(6000, "Else")))  # type: ignore[arg-type]
    assert [c.title for c in read(data)] == titles
    assert [c.title for c in read(data) if c.toc][-3:] == ["1", "2", "Else"]


def test_chapters_inside_a_single_one_and_of_what_is_disabled() -> None:
    data = recording(
        edition(chapter(0, "Book", chapter(0, "1"), chapter(9, "2", chapter(10, "x"))))
    )
    assert [c.title for c in read(data)] == ["Book", "1", "2"]
    data = recording(edition(chapter(0, "Off", chapter(1, "in"), enabled=False), chapter(5, "on")))
    assert [(c.title, c.toc) for c in read(data)] == [("Off", False), ("in", False), ("on", True)]


def test_titles_in_several_languages_and_with_what_pads_them() -> None:
    several = display("Deutsch", b"ger"), display("English", b"eng")
    data = recording(
        edition(
            chapter(0, None, *several),
            chapter(1000, b"", display("not empty")),
            chapter(2000, b"  padded \n\0\0\0"),
            chapter(3000, b"broken \xff"),
        )
    )
    assert [c.title for c in read(data)] == ["Deutsch", "not empty", "padded", "broken \ufffd"]


def test_what_has_no_time_or_belongs_to_another_file_is_left_out() -> None:
    data = recording(
        edition(
            make(m.CHAPTER, display("no time")),
            chapter(1000, "elsewhere", make(m.CHAPTER_SEGMENT, bytes(16))),
            chapter(LONGEST + 1, "never"),
            make(m.VOID, bytes(9)),
            make(m.CRC, bytes(4)),
            chapter(2000, "here"),
            chapter(1500, "before"),
        )
    )
    assert read(data) == [Chapter(1500, "before"), Chapter(2000, "here")]


def test_the_last_end_says_nothing_where_the_recording_ends_too() -> None:
    both = chapter(0, "A", end=2000), chapter(2000, "B", end=9500)
    assert read(recording(edition(*both))) == [Chapter(0, "A"), Chapter(2000, "B")]


def test_chapters_behind_the_sound_are_found() -> None:
    chapters = make(m.CHAPTERS, TWO)
    size = len(seek_head((0, 0)))
    behind = size + len(INFO) + len(SOUND)
    named = seek_head((m.CHAPTERS, behind))
    size = len(named)
    named = seek_head((m.CHAPTERS, size + len(INFO) + len(SOUND)))
    assert read(HEAD + make(m.SEGMENT, named, INFO, SOUND, chapters)) == EXPECTED
    # Named by a second list, not named at all, and named where they are not.
    second = seek_head((m.CHAPTERS, size + len(INFO) + len(SOUND) + size))
    first = seek_head((m.SEEK_HEAD, size + len(INFO) + len(SOUND)))
    assert read(HEAD + make(m.SEGMENT, first, INFO, SOUND, second, chapters)) == EXPECTED
    assert read(HEAD + make(m.SEGMENT, INFO, SOUND, chapters)) == EXPECTED
    for wrong in (3, size, 1 << 31):
        lie = seek_head((m.CHAPTERS, wrong), (m.SEEK_HEAD, 0))
        assert read(HEAD + make(m.SEGMENT, lie, INFO, SOUND, chapters)) == EXPECTED


def test_a_live_stream_has_the_chapters_in_front() -> None:
    inside = INFO + make(m.CHAPTERS, TWO) + m.identity_bytes(m.CLUSTER) + ENDLESS + SOUND
    assert read(HEAD + m.identity_bytes(m.SEGMENT) + ENDLESS + inside) == EXPECTED
    without = INFO + m.identity_bytes(m.CLUSTER) + ENDLESS + SOUND
    assert read(HEAD + m.identity_bytes(m.SEGMENT) + ENDLESS + without) == []


@pytest.mark.parametrize("data", [b"", b"a text", HEAD, INFO, make(m.SEGMENT, INFO)])
def test_what_is_no_matroska_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="no Matroska"):
        read(data)


@pytest.mark.parametrize("there", [True, False])
def test_of_500_mb_hardly_anything_is_read(there: bool, tmp_path: Path) -> None:
    path = tmp_path / "long.mka"
    chapters = make(m.CHAPTERS, edition(*(chapter(n * 1000, f"{n}") for n in range(100))))
    cluster = m.identity_bytes(m.CLUSTER) + (500_000 | 1 << 56).to_bytes(8, "big")
    size = len(cluster) + 500_000
    room = len(seek_head((m.CHAPTERS, 0)))
    place = (m.CHAPTERS, room + len(INFO) + 1000 * size) if there else (m.INFO, room)
    start = HEAD + m.identity_bytes(m.SEGMENT) + ENDLESS + seek_head(place) + INFO
    with path.open("wb") as file:
        file.write(start)
        for n in range(1000):  # with holes, which take no room
            file.seek(len(start) + n * size)
            file.write(cluster)
        file.seek(len(start) + 1000 * size)
        file.write(chapters if there else b"")
        file.truncate()
    with path.open("rb") as file:
        counting = Counting(file)
        assert len(matroska.read(counting)) == (100 if there else 0)  # type: ignore[arg-type]
        assert counting.count < 10_000


def test_chapters_as_deep_as_can_be_and_too_many() -> None:
    deep = b""
    for n in range(3000):
        deep = chapter(n, None, deep)
    assert len(read(recording(edition(deep)))) == 3000
    many = chapter(0, None) * 60_000
    assert len(read(recording(edition(many)))) == 50_000
    odd = recording(edition(make(m.CHAPTER) * 300_000), *([edition()] * 3000))
    assert read(odd) == []


def test_no_damage_breaks_the_reader() -> None:
    chance = random.Random(13)
    nested = edition(chapter(0, "A", chapter(5, "B", end=9), hidden=True), chapter(7, "C"))
    named = seek_head((m.CHAPTERS, 60), (m.SEEK_HEAD, 0))
    seeds = [
        recording(nested, TWO),
        HEAD + make(m.SEGMENT, named, INFO, SOUND, make(m.CHAPTERS, nested)),
    ]
    for _ in range(3000):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.choice(
                (0, 1, 127, 255, chance.randrange(256))
            )
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        try:
            chapters = read(bytes(data))
        except FormatError:
            continue
        assert all(0 <= c.start <= LONGEST for c in chapters)
