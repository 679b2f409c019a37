"""Chapters that are written into a Matroska file are read by all, and its sound stays in place."""

from __future__ import annotations

import io
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from player.domain.episode import Chapter, Picture
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST
from player.formats.audio import matroska, matroska_write, pieces
from player.formats.audio import matroska_elements as m
from player.formats.audio.chapters import clean, tidy
from player.formats.audio.matroska_elements import Element, make, make_number
from player.formats.audio.tags import read_tags
from player.formats.registry import AUDIO_WRITERS
from tests.formats.audio import others
from tests.formats.audio.others import decoded, packets, remux
from tests.formats.audio.test_matroska import ENDLESS, HEAD, INFO, SOUND, TWO, chapter, edition

Record = Callable[..., Path]
CHAPTERS = [
    Chapter(0, "One ❤️", 200),
    Chapter(250, "שלום “quoted” <b>&amp;"),
    Chapter(700, "hidden", toc=False),
    Chapter(900, ""),
]
STARTS = [(chapter.start, chapter.title) for chapter in CHAPTERS]
MANY = [Chapter(n, f"Number {n} of a great many") for n in range(1000)]
TAGS = make(0x1254C367, b"\xec\x83xyz")


def write(source: Path, target: Path, chapters: list[Chapter]) -> list[float]:
    return others.write(matroska_write.write, source, target, chapters)


def written(data: bytes, chapters: list[Chapter], tmp_path: Path) -> bytes:
    source, target = tmp_path / "old.mka", tmp_path / "new.mka"
    source.write_bytes(data)
    write(source, target, chapters)
    return target.read_bytes()


def read(data: bytes) -> list[Chapter]:
    return matroska.read(io.BytesIO(data))


def outline(data: bytes) -> list[Element]:
    """The elements in the segment, counted from where it begins."""
    file = io.BytesIO(data)
    segment = matroska.find_segment(file)
    found = []
    for element in m.elements_of(file, segment.body, segment.end, 1000):
        places = {key: getattr(element, key) - segment.body for key in ("start", "body", "end")}
        found.append(element._replace(**places))
    assert found[-1].end == segment.end - segment.body
    return found


def check_places(data: bytes) -> None:
    """All that the list of places names stands there, and all that can be named is."""
    elements = outline(data)
    file = io.BytesIO(data)
    head = next(m.elements_of(file, matroska.find_segment(file).body, len(data), 1))
    assert head.id == m.SEEK_HEAD
    named = matroska.seeks(matroska.content(file, head, 1000))
    known = (m.INFO, m.TRACKS, m.CHAPTERS, m.CUES, m.TAGS, m.ATTACHMENTS)
    assert sorted(named) == sorted((e.id, e.start) for e in elements if e.id in known)


def clusters(data: bytes) -> list[tuple[int, bytes]]:
    file = io.BytesIO(data)
    segment = matroska.find_segment(file)
    return [
        (e.start - segment.body, data[e.start : e.end])
        for e in m.elements_of(file, segment.body, segment.end, 1000)
        if e.id == m.CLUSTER
    ]


def found_by_cues(path: Path) -> list[int | None]:
    """Where one is after a jump to several places."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        places = []
        for second in (0, 1):
            container.seek(second * 900_000)
            places.append(next(iter(container.demux(stream))).pts)
        return places


@pytest.fixture
def talk(record: Record) -> Path:
    return record("talk.mka", title="A title", artist="Host")


def test_it_stands_in_the_table_with_what_it_keeps() -> None:
    writer = next(writer for writer in AUDIO_WRITERS if writer.id == "matroska")
    assert writer.load() is matroska_write.write
    assert (writer.containers, writer.keeps) == (("matroska",), ("end", "toc"))


def test_other_programs_read_what_is_written(talk: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.mka"
    write(talk, new, CHAPTERS)
    assert others.ffprobe(new)[0] == STARTS
    assert read(new.read_bytes()) == CHAPTERS


def test_mpv_reads_what_is_written(talk: Path, tmp_path: Path) -> None:
    write(talk, tmp_path / "new.mka", CHAPTERS)
    shown = [(start, title or "(unnamed)") for start, title in STARTS]
    assert others.mpv(tmp_path / "new.mka") == shown


@pytest.mark.sound
def test_libvlc_reads_what_is_written(talk: Path, tmp_path: Path) -> None:
    write(talk, tmp_path / "new.mka", CHAPTERS)
    shown = [found for found in STARTS if found[1] != "hidden"]
    assert others.libvlc(tmp_path / "new.mka") == shown


@pytest.mark.parametrize("chapters", [CHAPTERS, MANY, []])
def test_the_sound_the_tags_and_the_places_stay(
    chapters: list[Chapter], talk: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new.mka"
    write(talk, new, chapters)
    data = new.read_bytes()
    assert packets(new) == packets(talk)
    assert decoded(new) == decoded(talk)
    assert found_by_cues(new) == found_by_cues(talk)
    assert clusters(data) == clusters(talk.read_bytes())
    check_places(data)
    episode = read_tags(new)
    assert (episode.title, episode.show, episode.problems) == ("A title", "Host", ())
    assert list(episode.chapters) == chapters


@pytest.mark.parametrize("form", ["webm", "cues in front", "pipe", "live"])
def test_files_put_together_in_other_ways(form: str, talk: Path, tmp_path: Path) -> None:
    source, new = tmp_path / "source.mka", tmp_path / "new.mka"
    ffmpeg = ["ffmpeg", "-v", "error", "-y", "-i", str(talk), "-c", "copy"]
    if form == "webm":
        subprocess.run([*ffmpeg[:-2], "-c:a", "libopus", "-f", "webm", str(source)], check=True)
    elif form == "cues in front":
        remux(talk, source, "matroska", reserve_index_space="300")
    else:
        options = ["-live", "1"] if form == "live" else []
        with source.open("wb") as file:
            command = [*ffmpeg, "-f", "matroska", *options, "-"]
            subprocess.run(command, stdout=file, check=True)
    for chapters in (CHAPTERS, MANY, CHAPTERS, []):
        write(source, new, chapters)
        assert packets(new) == packets(source)
        assert clusters(new.read_bytes()) == clusters(source.read_bytes())
        assert others.ffprobe(new)[0] == [(c.start, c.title) for c in chapters]
        check_places(new.read_bytes())
        source.write_bytes(new.read_bytes())


def test_old_chapters_go_and_nothing_piles_up(talk: Path, tmp_path: Path) -> None:
    one, two, none = (tmp_path / name for name in ("1.mka", "2.mka", "0.mka"))
    for chapters in (CHAPTERS, MANY):
        write(talk, one, chapters)
        write(one, two, chapters)
        assert one.read_bytes() == two.read_bytes()
    write(two, none, [])
    assert b"Number" not in none.read_bytes()
    assert read(none.read_bytes()) == []


def test_progress_is_told(talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_TOLD", 500)
    monkeypatch.setattr(pieces, "_BUFFER", 500)
    told = write(talk, tmp_path / "new.mka", CHAPTERS)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)
    assert len(told) > 4


@pytest.mark.parametrize("room", [*range(60, 100), 300, 1000])
def test_chapters_go_where_there_is_room_for_them(room: int, tmp_path: Path) -> None:
    old = HEAD + make(m.SEGMENT, make(m.VOID, bytes(room)), INFO, SOUND, TAGS)
    new = written(old, CHAPTERS, tmp_path)
    assert read(new) == CHAPTERS
    assert clusters(new) == clusters(old)
    check_places(new)
    order = [element.id for element in outline(new)]
    in_front = order.index(m.CHAPTERS) < order.index(m.CLUSTER)
    assert in_front is (room >= 300)
    assert new.endswith(TAGS) is in_front


def cues(*places: int) -> bytes:
    points = (
        make(m.CUE_POINT, make_number(0xB3, 0), make(m.CUE_TRACK, make_number(m.CUE_CLUSTER, at)))
        for at in places
    )
    return make(m.CUES, make(m.CRC, bytes(4)), *points)


def cued(data: bytes) -> list[int]:
    """The places that the cues tell."""
    file = io.BytesIO(data)
    segment = matroska.find_segment(file)
    top = m.elements_of(file, segment.body, segment.end, 1000)
    element = next(element for element in top if element.id == m.CUES)
    inner = matroska.content(file, element, 10_000)
    return [
        m.number(inner, place)
        for point in m.elements(inner, 0, len(inner))
        for track in m.elements(inner, point.body, point.end)
        if track.id == m.CUE_TRACK
        for place in m.elements(inner, track.body, track.end)
    ]


@pytest.mark.parametrize("front", [True, False])
def test_where_there_is_no_room_the_sound_moves_and_the_cues_with_it(
    front: bool, tmp_path: Path
) -> None:
    one = len(SOUND) // 3
    base = len(INFO) + (len(cues(0, 0, 0)) if front else 0)
    tables = cues(base, base + one, base + 2 * one)
    inside = [INFO, tables, SOUND, TAGS] if front else [INFO, SOUND, TAGS, tables]
    old = HEAD + make(m.SEGMENT, *inside)
    new = written(old, CHAPTERS, tmp_path)
    assert read(new) == CHAPTERS
    check_places(new)
    assert [data for _, data in clusters(new)] == [data for _, data in clusters(old)]
    assert cued(new) == [at for at, _ in clusters(new)]
    # The next time there is room.
    again = written(new, MANY[:9], tmp_path)
    assert clusters(again) == clusters(new)


def test_cues_that_lead_out_of_the_file_still_do(tmp_path: Path) -> None:
    new = written(HEAD + make(m.SEGMENT, INFO, SOUND, cues((1 << 64) - 1, 5)), CHAPTERS, tmp_path)
    assert read(new) == CHAPTERS
    assert cued(new)[0] > len(new)


def test_chapters_between_the_sound_are_made_into_nothing(tmp_path: Path) -> None:
    room = make(m.VOID, bytes(90))
    inner = make(m.CHAPTERS, TWO) + TAGS + make(m.SEEK_HEAD)
    old = HEAD + make(m.SEGMENT, room, INFO, SOUND, inner, SOUND)
    new = written(old, CHAPTERS, tmp_path)
    assert clusters(new) == clusters(old)
    assert read(new) == CHAPTERS
    assert [e.id for e in outline(new)].count(m.CHAPTERS) == 1
    check_places(new)


def test_streams_without_an_end_and_files_without_sound(tmp_path: Path) -> None:
    endless = m.identity_bytes(m.SEGMENT) + ENDLESS
    cluster = m.identity_bytes(m.CLUSTER) + ENDLESS + SOUND[5:]
    for room in (b"", make(m.VOID, bytes(400)), make(m.VOID, bytes(90))):
        old = HEAD + endless + room + INFO + cluster
        new = written(old, CHAPTERS, tmp_path)
        assert read(new) == CHAPTERS
        assert new.endswith(cluster)
        assert endless in new
    silent = written(HEAD + make(m.SEGMENT, INFO, make(m.CHAPTERS, TWO)), CHAPTERS, tmp_path)
    assert read(silent) == CHAPTERS
    check_places(silent)
    behind = written(HEAD + make(m.SEGMENT, INFO, SOUND) + b"and more", CHAPTERS, tmp_path)
    assert behind.endswith(b"and more")


def refused(data: bytes, tmp_path: Path) -> str:
    with pytest.raises(FormatError) as error:
        written(data, CHAPTERS, tmp_path)
    return error.value.message


def test_files_that_cannot_take_chapters_are_refused(talk: Path, tmp_path: Path) -> None:
    assert "no Matroska" in refused(b"", tmp_path)
    assert "no Matroska" in refused(b"a text that is no recording", tmp_path)
    assert "cut off" in refused(talk.read_bytes()[:-20], tmp_path)
    junk = make(m.SEGMENT, INFO, SOUND, bytes(9))
    assert "cut off" in refused(HEAD + junk, tmp_path)
    told = make(m.CLUSTER, make_number(m.CLUSTER_POSITION, 60), make(0xA3, b"sound"))
    assert "no room" in refused(HEAD + make(m.SEGMENT, INFO, told), tmp_path)
    within = make(m.SEGMENT, INFO, SOUND, cues(5), SOUND)
    assert "no room" in refused(HEAD + within, tmp_path)
    state = make(m.CUE_TRACK, make_number(m.CUE_STATE, 5))
    odd = make(m.CUES, make(m.CUE_POINT, state))
    assert "no room" in refused(HEAD + make(m.SEGMENT, INFO, SOUND, odd), tmp_path)


def test_what_matroska_cannot_hold_is_left_out(talk: Path, tmp_path: Path) -> None:
    odd = [
        Chapter(0, "A" * 3000, None, "https://e.org", Picture(data=b"\xff\xd8\xff")),
        Chapter(100, "爱\ud800\0no"),
        Chapter(200, " \r\n\u2028 "),
    ]
    write(talk, tmp_path / "new.mka", odd)
    assert read((tmp_path / "new.mka").read_bytes()) == [
        Chapter(0, "A" * 1000), Chapter(100, "爱?"), Chapter(200, ""),
    ]  # fmt: skip


ANY = st.lists(
    st.builds(
        Chapter,
        start=st.one_of(st.integers(0, 3000), st.integers(0, LONGEST)),
        title=st.one_of(st.text(max_size=40), st.text(min_size=60, max_size=400)),
        end=st.one_of(st.none(), st.integers(1, LONGEST)),
        toc=st.booleans(),
    ),
    max_size=20,
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chapters=ANY, room=st.integers(2, 600))
def test_what_is_written_is_read_again(chapters: list[Chapter], room: int, tmp_path: Path) -> None:
    chapters = [
        Chapter(c.start, c.title, c.end if c.end and c.end > c.start else None, toc=c.toc)
        for c in chapters
    ]
    held = [
        Chapter(c.start, clean(c.title) or "", c.end, toc=c.toc) for c in tidy(chapters, 10_000)
    ]
    old = HEAD + make(m.SEGMENT, make(m.VOID, bytes(room)), INFO, SOUND)
    new = written(old, held, tmp_path)
    assert read(new) == held
    check_places(new)
    assert written(new, held, tmp_path) == new


def test_no_damage_breaks_the_writer(tmp_path: Path) -> None:
    chance = random.Random(14)
    chapters = make(m.CHAPTERS, edition(chapter(0, "A"), chapter(9, "B")))
    seeds = [
        HEAD + make(m.SEGMENT, make(m.VOID, bytes(90)), INFO, SOUND, cues(5, 9), chapters),
        HEAD + make(m.SEGMENT, INFO, chapters, cues(90, 95), SOUND, TAGS),
    ]
    taken = 0
    for _ in range(600):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.choice((0, 1, 128, 255))
        try:
            new = written(bytes(data), CHAPTERS, tmp_path)
        except FormatError:
            continue
        taken += 1
        assert [c.start for c in read(new)] == [c.start for c in CHAPTERS]
    assert taken > 50
