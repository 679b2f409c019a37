"""Chapters that are written into an MP4 file are read by all programs, and its sound stays."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.mp4 import MP4, MP4Cover

from player.domain.episode import Chapter, Picture
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST
from player.formats.addresses import is_web
from player.formats.audio import mp4, mp4_moov, mp4_write, pieces
from player.formats.audio.chapters import clean
from player.formats.audio.mp4_atoms import children, find, outermost
from player.formats.registry import AUDIO_WRITERS
from tests.formats.audio import others
from tests.formats.audio.mp4_files import SOUND, Track, atom, jpeg, movie, nero, png, read, text
from tests.formats.audio.others import decoded, packets, remux

Record = Callable[..., Path]
CHAPTERS = [
    Chapter(0, "One ❤️", url="https://example.org/1", image=Picture(data=jpeg())),
    Chapter(250, "שלום “quoted” <b>&amp;"),
    Chapter(700, "", image=Picture(data=jpeg(comment=b"2"))),
    Chapter(701, "four", url="https://example.org/ä"),
    Chapter(701, "at once"),
]
STARTS = [(chapter.start, chapter.title) for chapter in CHAPTERS]


def write(source: Path, target: Path, chapters: list[Chapter]) -> list[float]:
    return others.write(mp4_write.write, source, target, chapters)


def written(data: bytes, chapters: list[Chapter], tmp_path: Path) -> bytes:
    source, target = tmp_path / "old.mp4", tmp_path / "new.mp4"
    source.write_bytes(data)
    write(source, target, chapters)
    return target.read_bytes()


def held(chapter: Chapter) -> Chapter:
    """What MP4 can hold of `chapter`."""
    image = chapter.image if chapter.image and chapter.image.data else None
    url = chapter.url if chapter.url and len(chapter.url.encode()) < 256 else None
    return Chapter(chapter.start, clean(chapter.title) or "", None, url, image)


def kinds(data: bytes) -> list[bytes]:
    return [part.kind for part in outermost(io.BytesIO(data))]


def inside(data: bytes, *path: bytes) -> bytes:
    """The atom that `path` leads to, with its head."""
    file = io.BytesIO(data)
    first = next(part for part in outermost(file) if part.kind == path[0])
    found = find(file, first, *path[1:])
    assert found is not None
    return data[found.start : found.end]


@pytest.fixture
def talk(record: Record) -> Path:
    """A recording with tags, a cover and old chapters, as FFmpeg and mutagen write them."""
    base = {"time_base": Fraction(1, 1000), "metadata": {"title": "old"}}
    old = [{"id": i, "start": i * 500, "end": i * 500 + 500, **base} for i in range(4)]
    path = record("talk.m4a", old)
    audio = MP4(path)
    audio["\xa9nam"] = "A title"
    audio["covr"] = [MP4Cover(b"\x89PNG cover", MP4Cover.FORMAT_PNG)]
    audio["----:com.apple.iTunes:NOTE"] = b"free form"
    audio.save()
    return path


def test_it_stands_in_the_table_with_what_it_keeps() -> None:
    writer = next(writer for writer in AUDIO_WRITERS if writer.id == "mp4")
    assert writer.load() is mp4_write.write
    assert (writer.containers, writer.keeps, writer.grain) == (("mp4",), ("url", "picture"), 1)


def test_other_programs_read_what_is_written(talk: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.m4a"
    write(talk, new, CHAPTERS)
    chapters, streams = others.ffprobe(new)
    assert chapters == STARTS
    assert [stream["codec_type"] for stream in streams[:3]] == ["audio", "data", "video"]
    assert streams[2]["disposition"]["timed_thumbnails"] == 1
    assert (streams[2]["codec_name"], streams[2]["width"], streams[2]["height"]) == (
        "mjpeg", 40, 30,
    )  # fmt: skip
    audio = MP4(new)
    assert [(round(c.start * 1000), c.title) for c in audio.chapters] == STARTS
    with new.open("rb") as file:
        assert mp4.read(file) == [held(chapter) for chapter in CHAPTERS]


def test_mpv_reads_what_is_written(talk: Path, tmp_path: Path) -> None:
    write(talk, tmp_path / "new.m4a", CHAPTERS)
    assert others.mpv(tmp_path / "new.m4a") == STARTS


@pytest.mark.sound
def test_libvlc_reads_what_is_written(talk: Path, tmp_path: Path) -> None:
    write(talk, tmp_path / "new.m4a", CHAPTERS)
    assert others.libvlc(tmp_path / "new.m4a") == STARTS


@pytest.mark.sound
def test_libvlc_shows_over_255_chapters(talk: Path, tmp_path: Path) -> None:
    many = [Chapter(n * 5, f"Number {n}") for n in range(300)]
    write(talk, tmp_path / "new.m4a", many)
    assert others.libvlc(tmp_path / "new.m4a") == [(c.start, c.title) for c in many]


def test_over_255_chapters_the_track_has_all_and_the_list_the_first(
    talk: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new.m4a"
    many = [Chapter(n, f"Number {n}") for n in range(1000)]
    write(talk, new, many)
    assert others.ffprobe(new)[0] == [(c.start, c.title) for c in many]
    assert len(MP4(new).chapters) == 255
    with new.open("rb") as file:
        assert mp4.read(file) == many


@pytest.mark.parametrize("options", [{}, {"movflags": "faststart"}])
def test_the_sound_and_all_other_atoms_stay(
    talk: Path, tmp_path: Path, options: dict[str, str]
) -> None:
    source = remux(talk, tmp_path / "source.m4a", **options) if options else talk
    new = tmp_path / "new.m4a"
    write(source, new, CHAPTERS)
    assert packets(new) == packets(source)
    assert decoded(new) == decoded(source)
    before, after = source.read_bytes(), new.read_bytes()
    for path in ((b"ftyp",), (b"moov", b"udta", b"meta"), (b"moov", b"trak", b"edts")):
        assert inside(before, *path) == inside(after, *path)
    old = [part for part in outermost(io.BytesIO(before)) if part.kind == b"mdat"]
    assert before[old[0].start : old[0].end] in after
    assert (kinds(after).index(b"moov") < kinds(after).index(b"mdat")) is bool(options)


def test_tags_and_covers_stay(talk: Path, tmp_path: Path) -> None:
    write(talk, tmp_path / "new.m4a", CHAPTERS)
    assert MP4(tmp_path / "new.m4a").tags == MP4(talk).tags


def test_old_chapters_go_and_nothing_piles_up(talk: Path, tmp_path: Path) -> None:
    one, two, none = (tmp_path / name for name in ("1.m4a", "2.m4a", "0.m4a"))
    write(talk, one, CHAPTERS)
    write(one, two, CHAPTERS)
    assert one.read_bytes() == two.read_bytes()
    write(two, none, [])
    assert others.ffprobe(none)[0] == []
    assert b"chpl" not in none.read_bytes()
    assert b"chap" not in none.read_bytes()
    assert b"One" not in none.read_bytes()
    assert inside(none.read_bytes(), b"moov").count(b"trak") == 1
    assert packets(none) == packets(talk)
    with none.open("rb") as file:
        assert mp4.read(file) == []


def test_progress_is_told_and_can_be_stopped(
    talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "_TOLD", 1000)
    monkeypatch.setattr(pieces, "_BUFFER", 1000)
    told = write(talk, tmp_path / "new.m4a", CHAPTERS)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)
    assert max(b - a for a, b in pairwise(told)) < 0.9

    def stop(_share: float) -> None:
        raise KeyboardInterrupt

    with (
        talk.open("rb") as old,
        (tmp_path / "n").open("w+b") as new,
        pytest.raises(KeyboardInterrupt),
    ):
        mp4_write.write(old, new, CHAPTERS, stop)


def test_places_that_32_bits_cannot_hold_get_64(
    talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = remux(talk, tmp_path / "source.m4a", movflags="faststart")
    for module in (mp4_moov, mp4_write):
        monkeypatch.setattr(module, "NARROW", 1000)
    new = tmp_path / "new.m4a"
    write(source, new, CHAPTERS)
    assert new.read_bytes().count(b"co64") == 3
    assert b"stco" not in new.read_bytes()
    assert packets(new) == packets(source)
    assert others.ffprobe(new)[0] == STARTS
    with new.open("rb") as file:
        assert mp4.read(file) == [held(chapter) for chapter in CHAPTERS]


@pytest.mark.parametrize("scale", [600, 1000, 999, 44_100, 90_000, 10_000_000])
def test_times_are_kept_in_films_of_all_clocks(scale: int, tmp_path: Path) -> None:
    chapters = [Chapter(start, f"{start}") for start in (1, 777, 3001, 3002, 9999)]
    data = written(movie(SOUND, scale=scale), chapters, tmp_path)
    assert read(data) == chapters
    assert others.ffprobe(tmp_path / "new.mp4")[0][1:] == [(c.start, c.title) for c in chapters[1:]]


def test_a_track_that_is_500_hours_long(tmp_path: Path) -> None:
    chapters = [Chapter(5, "A"), Chapter(LONGEST - 1, "B"), Chapter(LONGEST, "C")]
    for scale in (600, 1000, 44_100):
        assert read(written(movie(SOUND, scale=scale), chapters, tmp_path)) == chapters


@pytest.mark.parametrize("front", [False, True])
@pytest.mark.parametrize("mdat", ["", "wide"])
def test_files_put_together_in_other_ways(front: bool, mdat: str, tmp_path: Path) -> None:
    old = [
        Track(1, b"soun", [(5000, b"sound 1"), (5000, b"and 2")], [3, 4, 8], wide=True, version=1),
        Track(3, samples=[(1000, text("old")), (9000, text("older"))]),
        Track(4, b"vide", [(10_000, jpeg())], entry=b"jpeg"),
        Track(8, b"vide", [(10_000, b"a film")], entry=b"avc1"),
    ]
    tail = atom(b"uuid", b"more") + b"TAG"
    data = movie(
        *old,
        user_data=nero([(0, "old")]) + bytes(4),
        front=front,
        mdat=mdat,
        brand=b"qt  ",
        inside=atom(b"free", b"room"),
        tail=tail,
    )
    new = written(data, CHAPTERS, tmp_path)
    assert read(new) == [held(chapter) for chapter in CHAPTERS]
    assert new.endswith(tail)
    assert atom(b"free", b"room") in new
    assert struct.pack(">I", 11) == inside(new, b"moov", b"mvhd")[-4:]
    file = io.BytesIO(new)
    film = mp4.read_movie(file, next(a for a in outermost(file) if a.kind == b"moov"))
    assert [(track.id, track.kind, track.chapters) for track in film.tracks] == [
        (1, b"soun", (9, 10)), (8, b"vide", (9, 10)), (9, b"text", ()), (10, b"vide", ()),
    ]  # fmt: skip
    heard = [s for track in film.tracks[:2] for s in mp4.samples(file, film, track, 9)]
    assert [new[s.at : s.at + s.size] for s in heard] == [b"sound 1", b"and 2", b"a film"]
    # A list of user data that ends with four zeros still does.
    udta = inside(new, b"moov", b"udta")
    assert udta.endswith(bytes(4))
    assert [a.kind for a in children(io.BytesIO(udta), 8, len(udta))] == [b"chpl"]


def test_pictures_of_both_kinds_and_none(talk: Path, tmp_path: Path) -> None:
    images = [None, jpeg(), png(), None, png(), jpeg(), None]
    mixed = [
        Chapter(100 * n, "x", image=Picture(data=data) if data else None)
        for n, data in enumerate(images)
    ]
    source = talk
    for chapters in (mixed, mixed[2:5], mixed[:1], mixed[6:]):
        new = tmp_path / f"{len(chapters)}{chapters[0].start}.m4a"
        write(source, new, chapters)
        with new.open("rb") as file:
            assert mp4.read(file) == chapters
        assert len(others.ffprobe(new)[0]) == len(chapters)
        source = new
    same = [
        Chapter(n, "x", image=Picture(data=b"\xff\xd8\xff" + bytes(100_000))) for n in range(50)
    ]
    write(talk, new, same)
    assert new.stat().st_size < 250_000


def test_what_mp4_cannot_hold_is_left_out(talk: Path, tmp_path: Path) -> None:
    long = "https://example.org/" + "x" * 300
    odd = [
        Chapter(0, "A" * 3000, 50, long, Picture(source="a.png"), toc=False),
        Chapter(100, "爱" * 400 + "\ud800\0no", image=Picture(data=b"GIF89a")),
        Chapter(200, " \r\n\u2028 ", image=Picture(data=png(1, 1))),
    ]
    new = tmp_path / "new.m4a"
    write(talk, new, odd)
    with new.open("rb") as file:
        assert mp4.read(file) == [
            Chapter(0, "A" * 1000),
            Chapter(100, "爱" * 400 + "?"),
            Chapter(200, ""),
        ]
    titles = [chapter.title for chapter in MP4(new).chapters]
    assert titles == ["A" * 255, "爱" * 85, ""]


def refused(data: bytes, tmp_path: Path) -> str:
    with pytest.raises(FormatError) as error:
        written(data, CHAPTERS, tmp_path)
    return error.value.message


def test_files_that_cannot_take_chapters_are_refused(talk: Path, tmp_path: Path) -> None:
    fragments = remux(
        talk, tmp_path / "f.mp4", movflags="frag_keyframe+empty_moov+default_base_moof"
    )
    assert "in fragments" in refused(fragments.read_bytes(), tmp_path)
    assert "Audible book" in refused(movie(SOUND, brand=b"aaxc"), tmp_path)
    assert "no MP4" in refused(b"", tmp_path)
    assert "no MP4" in refused(b"a text that is no recording", tmp_path)
    assert "cut off" in refused(talk.read_bytes()[:-50], tmp_path)
    assert "cut off" in refused(movie(SOUND)[:100], tmp_path)
    assert "no sound" in refused(movie(Track(2, samples=[(1, b"x")])), tmp_path)
    assert "in other places" in refused(movie(SOUND, inside=atom(b"meta", b"iloc")), tmp_path)
    secret = Track(1, b"soun", SOUND.samples, more={b"saio": atom(b"saio", bytes(12))})
    assert "in other places" in refused(movie(secret), tmp_path)
    lie = Track(1, b"soun", SOUND.samples, more={b"stco": atom(b"stco", bytes(4), b"\xff" * 4)})
    assert "damaged" in refused(movie(lie), tmp_path)
    assert "damaged" in refused(movie(SOUND, scale=0), tmp_path)
    two = movie(SOUND) + atom(b"moov", b"")
    assert "damaged" in refused(two, tmp_path)


WEB = st.from_regex(r"https://[a-zé]{1,9}\.org/[a-z0-9/?=&%ü]{0,260}", fullmatch=True)
ANY = st.lists(
    st.builds(
        Chapter,
        start=st.one_of(st.integers(0, 3000), st.integers(0, LONGEST)),
        title=st.one_of(st.text(max_size=40), st.text(min_size=60, max_size=400)),
        url=st.one_of(st.none(), WEB.filter(is_web)),
        image=st.sampled_from(
            [None, Picture(data=jpeg()), Picture(data=png()), Picture(data=jpeg(comment=b"c"))]
        ),
    ),
    max_size=12,
).map(lambda chapters: sorted(chapters, key=lambda chapter: chapter.start))


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chapters=ANY, scale=st.sampled_from([1, 25, 600, 1000, 44_100]), front=st.booleans())
def test_what_is_written_is_read_again(
    chapters: list[Chapter], scale: int, front: bool, tmp_path: Path
) -> None:
    new = written(movie(SOUND, scale=scale, front=front), chapters, tmp_path)
    found = read(new)
    assert found == [held(chapter) for chapter in chapters]
    assert [c.image and c.image.data for c in found] == [c.image and c.image.data for c in chapters]
    assert written(new, found, tmp_path) == new


def test_no_damage_breaks_the_writer(tmp_path: Path) -> None:
    chance = random.Random(12)
    old = Track(2, samples=[(1000, text("A"))])
    seeds = [movie(SOUND, old, user_data=nero([(0, "A")]), front=front) for front in (True, False)]
    taken = 0
    for _ in range(400):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.choice((0, 1, 128, 255))
        try:
            new = written(bytes(data), CHAPTERS, tmp_path)
        except FormatError:
            continue
        taken += 1
        try:
            read(new)
        except FormatError:
            assert b"moov" not in data
    assert taken > 50
