"""Chapters go into a copy of the audio: its sound and its other tags stay, and others read them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import av
import mutagen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.apev2 import APEv2
from mutagen.flac import FLAC
from mutagen.flac import Picture as Block
from mutagen.id3 import (
    APIC,
    COMM,
    ID3,
    POPM,
    PRIV,
    RVA2,
    SYLT,
    TALB,
    TDRC,
    TIT2,
    TPE1,
    TXXX,
    UFID,
    USLT,
)

from player.domain.episode import Chapter, Picture
from player.domain.errors import FormatError
from player.formats.addresses import is_web
from player.formats.audio import ogg
from player.formats.audio.chapters import plain, tidy
from player.formats.audio.tags import read_tags
from player.formats.registry import AUDIO_WRITERS, AudioWriter
from tests.formats.audio.conftest import (
    KINDS,
    Recording,
    chap,
    ctoc,
    frame,
    named,
    packets,
    safe,
    samples,
    tag,
)
from tests.formats.audio.others import libvlc

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels \xff\x00\xff\xe0" * 30
FULL = (
    Chapter(0, "Intro “x”", None, "https://e.org/a?b=1&c", Picture(data=PNG)),
    Chapter(500, "爱 ❤️😊", 900, "https://e.org/ä"),
    Chapter(1000, "hidden", None, None, Picture("https://e.org/p.png"), toc=False),
    Chapter(1000, "at the same time"),
    Chapter(1500, ""),
)


def writer(suffix: str) -> AudioWriter:
    return next(w for w in AUDIO_WRITERS if f".{suffix}" in w.suffixes)


def write(source: Path, target: Path, chapters: Sequence[Chapter], suffix: str = "") -> list[float]:
    """What `progress` was told."""
    told: list[float] = []
    with source.open("rb") as given_, target.open("w+b") as made:
        writer(suffix or source.suffix[1:]).load()(given_, made, chapters, told.append)
    return told


def as_kept(chapters: Sequence[Chapter], keeps: tuple[str, ...]) -> list[Chapter]:
    """`chapters` as a format gives them back that carries these fields."""
    found = []
    for chapter in chapters:
        url = chapter.url if chapter.url and is_web(chapter.url) else None
        if url and "image" in keeps:  # ID3 has ASCII alone for addresses
            url = quote(url, safe="".join(map(chr, range(0x21, 0x7F))))
        image = chapter.image if "picture" in keeps else None
        found.append(
            Chapter(
                chapter.start,
                plain(chapter.title),
                chapter.end if "end" in keeps and (chapter.end or 0) > chapter.start else None,
                url if "url" in keeps else None,
                image,
                chapter.toc or "toc" not in keeps,
            )
        )
    return found


def same(found: Sequence[Chapter], expected: Sequence[Chapter]) -> bool:
    """Also of the pictures' bytes, which values leave out of their text, not of their equality."""
    return list(found) == list(expected)


@pytest.mark.parametrize("suffix", KINDS)
def test_sound_and_tags_stay_and_chapters_come_back(
    recording: Recording, tmp_path: Path, suffix: str
) -> None:
    source, target, without = recording(suffix), tmp_path / f"b.{suffix}", tmp_path / f"c.{suffix}"
    before = read_tags(source)
    told = write(source, target, FULL)

    episode = read_tags(target)
    keeps = writer(suffix).keeps
    assert same(episode.chapters, tidy(as_kept(FULL, keeps), episode.duration))
    assert packets(target) == packets(source)
    assert samples(target) == samples(source)
    assert replace(episode, title="", chapters=(), audio=(), source=None) == replace(
        before, title="", chapters=(), audio=(), source=None
    )
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert told == sorted(told)

    write(target, without, ())
    assert read_tags(without).chapters == ()
    assert packets(without) == packets(source)

    write(target, without, FULL[1:3])  # others in their place
    assert [chapter.title for chapter in read_tags(without).chapters] == ["爱 ❤️😊", "hidden"]


@pytest.mark.parametrize("suffix", [kind for kind in KINDS if kind != "aac"])
def test_a_file_without_chapters_is_as_it_was_when_they_are_taken_out_again(
    recording: Recording, tmp_path: Path, suffix: str
) -> None:
    source, target, back = recording(suffix), tmp_path / f"b.{suffix}", tmp_path / f"c.{suffix}"
    write(source, target, [Chapter(0, "A")])
    write(target, back, ())
    if suffix == "mp3":  # room was left, as it is with other taggers
        assert back.read_bytes().endswith(source.read_bytes()[-20_000:])
    else:
        assert back.read_bytes() == source.read_bytes()


def titles() -> st.SearchStrategy[str]:
    nasty = st.sampled_from(
        ["", " ", "a=b;c#d", "-->", "\r", "a\nb", "\u2028", "\\", '"', "&<>", "א‎", "e\u0301", "\t"]
    )
    return st.lists(st.one_of(st.text(max_size=20), nasty), max_size=4).map("".join)


URLS = st.one_of(
    st.none(),
    st.sampled_from(["https://e.org/", "http://e.org/a?b=c#d%20", "https://e.org/爱", "nonsense"]),
)
IMAGES = st.one_of(
    st.none(),
    st.binary(min_size=1, max_size=300).map(lambda data: Picture(data=data)),
    st.just(Picture("https://e.org/p.png")),
)


@st.composite
def chapter_lists(draw: st.DrawFn) -> list[Chapter]:
    starts = sorted(draw(st.lists(st.integers(0, 2500), max_size=12)))
    return [
        Chapter(
            start,
            draw(titles()),
            draw(st.one_of(st.none(), st.integers(start + 1, 4000))),
            draw(URLS),
            draw(IMAGES),
            draw(st.booleans()),
        )
        for start in starts
    ]


@pytest.mark.parametrize("suffix", KINDS)
@settings(max_examples=40, deadline=None)
@given(chapters=chapter_lists())
def test_whatever_is_written_is_read_back(
    recording: Recording, suffix: str, chapters: list[Chapter]
) -> None:
    source = recording(suffix)
    target = source.with_name(f"round.{suffix}")
    write(source, target, chapters)
    episode = read_tags(target)
    assert episode.problems == ()
    assert same(episode.chapters, tidy(as_kept(chapters, writer(suffix).keeps), episode.duration))


@pytest.mark.parametrize("suffix", KINDS)
def test_many_chapters_with_long_links(recording: Recording, tmp_path: Path, suffix: str) -> None:
    """So many that the headers of Ogg need further pages, and a table of contents others."""
    source, target, back = recording(suffix), tmp_path / f"b.{suffix}", tmp_path / f"c.{suffix}"
    chapters = [
        Chapter(n, f"{n} " + "long " * 20, None, f"https://e.org/{'x' * 100}/{n}")
        for n in range(1200)
    ]
    write(source, target, chapters)
    episode = read_tags(target)
    assert same(episode.chapters, tidy(as_kept(chapters, writer(suffix).keeps), episode.duration))
    assert packets(target) == packets(source)
    if suffix in ("ogg", "opus", "oga"):
        assert_pages(target)
    write(target, back, ())
    assert packets(back) == packets(source)
    if suffix in ("ogg", "opus", "oga"):
        assert_pages(back)


def assert_pages(path: Path) -> None:
    """All pages follow one another, and all their checksums are right."""
    data = path.read_bytes()
    at = number = 0
    while at < len(data):
        count = data[at + 26]
        end = at + 27 + count + sum(data[at + 27 : at + 27 + count])
        page = data[at:end]
        assert page[:4] == b"OggS"
        assert int.from_bytes(page[18:22], "little") == number
        assert ogg._checked(bytearray(page)) == page
        at, number = end, number + 1


def test_other_streams_between_the_pages_stay_as_they_are(
    recording: Recording, tmp_path: Path
) -> None:
    """Two streams, the other one's pages before, between and behind, as in a file with video."""
    own, target = recording("opus").read_bytes(), tmp_path / "b.opus"
    pages = []
    at = 0
    while at < len(own):
        count = own[at + 26]
        end = at + 27 + count + sum(own[at + 27 : at + 27 + count])
        pages.append(own[at:end])
        at = end
    other = [
        bytes(
            ogg._checked(
                bytearray(
                    page[:14] + b"abcd" + page[18:27] + page[27:].replace(b"OpusHead", b"Nobodys.")
                )
            )
        )
        for page in pages
    ]
    source = tmp_path / "a.opus"
    source.write_bytes(b"".join(b + a for a, b in zip(pages, other, strict=True)))
    many = [Chapter(n, "x" * 100) for n in range(1000)]
    for chapters in (FULL, many):
        write(source, target, chapters)
        made = target.read_bytes()
        assert len(read_tags(target).chapters) == len(chapters)
        assert all(page in made for page in other)
        assert made.endswith(other[-1] + made[-len(pages[-1]) :])


def rich(version: int) -> ID3:
    tags = ID3()
    tags.add(TIT2(encoding=3, text=["Títle 爱"]))
    tags.add(TPE1(encoding=3, text=["One", "Two ä"]))
    tags.add(TALB(encoding=0, text=["Album"]))
    tags.add(TDRC(encoding=3, text=["2024-11"]))
    tags.add(COMM(encoding=3, lang="eng", desc="ä", text=["Comment ä"]))
    tags.add(USLT(encoding=3, lang="deu", desc="", text="Lieder ä"))
    tags.add(SYLT(encoding=3, lang="eng", format=2, type=1, desc="s", text=[("ä", 5), ("b", 9)]))
    tags.add(APIC(encoding=3, mime="image/png", type=3, desc="cover ä", data=PNG * 9))
    tags.add(TXXX(encoding=3, desc="REPLAYGAIN_TRACK_GAIN", text=["-3.21 dB"]))
    tags.add(TXXX(encoding=3, desc="custom ä", text=["爱", "two"]))
    tags.add(RVA2(desc="track", channel=1, gain=-3.5, peak=0.9))
    tags.add(PRIV(owner="me", data=b"\xff\x00\xff\xfe private"))
    tags.add(UFID(owner="id", data=b"\1\2"))
    tags.add(POPM(email="a@b", rating=196, count=3))
    if version == 3:
        tags.update_to_v23()
    return tags


def others(path: Path) -> dict[str, Any]:
    """All tags but chapters, as mutagen reads them."""
    return {
        key: value.text if hasattr(value, "text") else value
        for key, value in ID3(path).items()
        if not key.startswith(("CHAP", "CTOC"))
    }


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("chapters", [(), (Chapter(0, "A"), Chapter(500, "Bä")), FULL])
def test_every_other_tag_of_an_mp3_stays(
    recording: Recording, tmp_path: Path, version: int, chapters: tuple[Chapter, ...]
) -> None:
    source, target = tmp_path / "a.mp3", tmp_path / "b.mp3"
    shutil.copy(recording("mp3"), source)
    rich(version).save(source, v1=2, v2_version=version)
    ape = APEv2()
    ape["Kept"] = "as it is"
    ape.save(source)
    lyrics = b"LYRICSBEGININD0000200000026LYRICS200"
    source.write_bytes(source.read_bytes() + lyrics + b"TAG" + b"Old".ljust(125, b"\0"))
    before, tail = others(source), source.read_bytes()[-3000:]
    assert len(before) >= 13

    write(source, target, chapters)
    assert others(target) == before
    assert target.read_bytes()[-3000:] == tail
    assert ID3(target).unknown_frames == []
    if chapters is not FULL:  # a picture in a chapter asks for ID3v2.3, see `id3_write`
        assert ID3(target).version == (2, version, 0)
        raw = source.read_bytes()
        for name in (b"PRIV", b"APIC", b"USLT", b"RVA2", b"TXXX"):
            at = raw.index(name)
            assert raw[at : at + 60] in target.read_bytes()


def test_frames_that_nobody_knows_stay_to_the_byte(recording: Recording, tmp_path: Path) -> None:
    source, target = tmp_path / "a.mp3", tmp_path / "b.mp3"
    sound = recording("mp3").read_bytes()
    for version in (3, 4):
        odd = frame(b"XYZ1", b"\x03odd \xff\xfe", version) + frame(b"TIT2", b"\0T", version, 0x2000)
        front = tag(odd + chap(b"a", 0, 1, b"", version) + bytes(40), version)
        source.write_bytes(front + sound)
        for chapters in (FULL, FULL[1:2], ()):
            write(source, target, chapters)
            made = target.read_bytes()
            assert frame(b"XYZ1", b"\x03odd \xff\xfe", made[3]) in made
            assert made.endswith(sound)
            assert [c.title for c in read_tags(target).chapters] == [
                plain(c.title) for c in chapters
            ]


def test_chapters_are_replaced_wherever_they_stood(recording: Recording, tmp_path: Path) -> None:
    source, target = tmp_path / "a.mp3", tmp_path / "b.mp3"
    sound = recording("mp3").read_bytes()
    old = ctoc(b"toc", 3, b"a") + chap(b"a", 0, 1, named(b"Old")) + frame(b"TALB", b"\0Album")
    markers = frame(b"TXXX", b"\0OverDrive MediaMarkers\0<Markers/>")
    kept = frame(b"TXXX", b"\0Another\0text")
    footed = tag(old, flags=0x10) + b"3DI\x04\0\x10" + safe(len(old))
    last = b"TAG" + bytes(125)
    source.write_bytes(tag(markers + kept) + tag(old) + sound + footed + last)
    for chapters in ([Chapter(7, "New")], []):
        write(source, target, chapters)
        made = target.read_bytes()
        assert [chapter.title for chapter in read_tags(target).chapters] == [
            chapter.title for chapter in chapters
        ]
        assert b"Old" not in made
        assert b"OverDrive" not in made
        assert b"Another" in made
        assert made.count(b"Album") == 2
        assert made.endswith(last)
        assert sound in made
        assert b"3DI\x04\0\x10" in made


def test_a_tag_of_2_2_becomes_one_of_2_3(recording: Recording, tmp_path: Path) -> None:
    source, target = tmp_path / "a.mp3", tmp_path / "b.mp3"
    frames = frame(b"TT2", b"\x01\xff\xfeT\0", 2) + frame(b"TYE", b"\x002021", 2)
    frames += frame(b"PIC", b"\0PNG\3\0" + PNG, 2) + frame(b"COM", b"\0eng\0Words", 2)
    source.write_bytes(tag(frames, version=2) + recording("mp3").read_bytes())
    before = others(source)
    write(source, target, FULL)
    assert (ID3(target).version, others(target)) == ((2, 3, 0), before)
    assert len(read_tags(target).chapters) == len(FULL)


@pytest.mark.parametrize("flags", [0x80, 0x80 | 0x40])
@pytest.mark.parametrize("version", [3, 4])
def test_an_unsynchronised_tag_keeps_its_values(
    recording: Recording, tmp_path: Path, version: int, flags: int
) -> None:
    source, target = tmp_path / "a.mp3", tmp_path / "b.mp3"
    cover = frame(b"APIC", b"\0image/png\0\3\0" + PNG, version)
    cover = re.sub(rb"\xff(?=[\0\xe0-\xff])", b"\xff\0", cover)
    if version == 4:
        cover = cover[:4] + safe(len(cover) - 10) + cover[8:]
    extended = safe(6) + b"\1\0" if version == 4 else b"\0\0\0\6" + bytes(6)
    cover = extended + cover if flags & 0x40 else cover
    source.write_bytes(tag(cover, version, flags) + recording("mp3").read_bytes())
    assert ID3(source)["APIC:"].data == PNG
    for chapters in (FULL[1:2], FULL):
        write(source, target, chapters)
        assert ID3(target)["APIC:"].data == PNG
        assert len(read_tags(target).chapters) == len(chapters)


def test_a_tag_that_is_damaged_is_refused(recording: Recording, tmp_path: Path) -> None:
    source = tmp_path / "a.mp3"
    source.write_bytes(b"ID3\x03\0\0" + safe(9_000_000) + recording("mp3").read_bytes())
    with pytest.raises(FormatError, match="ID3 tag of this file is damaged"):
        write(source, tmp_path / "b.mp3", FULL)
    source.write_bytes(tag(frame(b"TT2", b"", 2) * 6000, version=2) + recording("mp3").read_bytes())
    with pytest.raises(FormatError, match="ID3 tag of this file is damaged"):
        write(source, tmp_path / "b.mp3", FULL)


def test_pictures_that_are_too_large_together_are_refused(
    recording: Recording, tmp_path: Path
) -> None:
    image = Picture(data=PNG + bytes(15_000_000))
    chapters = [Chapter(n, "x", image=image) for n in range(10)]
    with pytest.raises(FormatError, match="more than 128 MB"):
        write(recording("mp3"), tmp_path / "b.mp3", chapters)


def test_every_other_comment_and_picture_of_flac_stays(
    recording: Recording, tmp_path: Path
) -> None:
    source, target = tmp_path / "a.flac", tmp_path / "b.flac"
    shutil.copy(recording("flac"), source)
    audio = FLAC(source)
    audio["LYRICS"], audio["replaygain_track_gain"] = "La\nla ä", "-3 dB"
    audio["CHAPTERS"], audio["CHAPTER"] = "are others", "as well"
    audio["CHAPTER001"], audio["chapter001Name"] = "00:00:01.000", "Old"
    block = Block()
    block.data, block.type, block.mime = PNG, 3, "image/png"
    audio.add_picture(block)
    audio.save()
    raw = bytearray(source.read_bytes())
    source.write_bytes(
        raw.replace(b"are others", b"\xff\xfe_ others")
    )  # no UTF-8: not ours to mend
    source.write_bytes(tag(chap(b"a", 0, 1) + frame(b"TIT2", b"\0T")) + source.read_bytes())
    for chapters in (FULL, ()):
        write(source, target, chapters)
        made = FLAC(target)
        assert made["lyrics"] == ["La\nla ä"]
        assert made.pictures[0].data == PNG
        assert b"CHAPTERS=\xff\xfe_ others" in target.read_bytes()
        assert [c.title for c in read_tags(target).chapters] == [c.title for c in chapters]
        assert str(ID3(target)["TIT2"]) == "T"
    audio = FLAC(recording("flac"))
    audio.delete(bare := shutil.copy(recording("flac"), tmp_path / "bare.flac"))
    write(Path(bare), target, FULL)
    assert len(read_tags(target).chapters) == len(FULL)


def test_flac_that_is_damaged_or_full_is_refused(recording: Recording, tmp_path: Path) -> None:
    source = tmp_path / "a.flac"
    source.write_bytes(recording("flac").read_bytes()[:60])
    with pytest.raises(FormatError, match="metadata of this FLAC file is damaged"):
        write(source, tmp_path / "b.flac", FULL)
    chapters = [Chapter(n, "x" * 900, None, f"https://e.org/{'y' * 900}") for n in range(9500)]
    for suffix in ("flac", "oga"):
        with pytest.raises(FormatError, match="more than the comments of FLAC can hold"):
            write(recording(suffix), tmp_path / f"b.{suffix}", chapters)


@pytest.mark.parametrize("suffix", ["ogg", "opus"])
def test_ogg_without_audio_or_with_cut_comments_is_refused(
    recording: Recording, tmp_path: Path, suffix: str
) -> None:
    source = tmp_path / f"a.{suffix}"
    source.write_bytes(recording(suffix).read_bytes()[:40])
    with pytest.raises(FormatError, match="takes no chapters"):
        write(source, tmp_path / "b", FULL, suffix)
    whole = recording(suffix).read_bytes()
    at = whole.index(b"OpusTags" if suffix == "opus" else b"\x03vorbis")
    at += 8 if suffix == "opus" else 7
    source.write_bytes(whole[:at] + b"\xff\xff" + whole[at + 2 :])
    with pytest.raises(FormatError, match="cut off"):
        write(source, tmp_path / "b", FULL, suffix)


def test_other_chunks_of_wav_stay_and_the_size_is_right(
    recording: Recording, tmp_path: Path
) -> None:
    source, target = tmp_path / "a.wav", tmp_path / "b.wav"
    plain_, tail = recording("wav").read_bytes(), b"TAG" + b"Old one".ljust(125, b"\0")
    extra = b"abcd\5\0\0\0hello\0" + b"id3 "
    said = tag(frame(b"TIT2", b"\0Title") + chap(b"a", 0, 1, named(b"Old")))
    extra += len(said).to_bytes(4, "little") + said + bytes(len(said) & 1)
    size = (len(plain_) + len(extra) - 8).to_bytes(4, "little")
    source.write_bytes(plain_[:4] + size + plain_[8:] + extra + tail)
    for chapters in (FULL, FULL[:1], ()):
        write(source, target, chapters)
        made = target.read_bytes()
        assert made.endswith(tail)
        assert int.from_bytes(made[4:8], "little") == len(made) - 8 - len(tail)
        assert b"abcd\5\0\0\0hello\0" in made
        episode = read_tags(target)
        assert (episode.title, len(episode.chapters)) == ("Title", len(chapters))
        assert packets(target) == packets(recording("wav"))


def test_a_wav_that_was_streamed_gets_its_size(recording: Recording, tmp_path: Path) -> None:
    source, target = tmp_path / "a.wav", tmp_path / "b.wav"
    data = recording("wav").read_bytes()
    at = data.index(b"data") + 4
    source.write_bytes(data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :])
    write(source, target, FULL)
    assert len(read_tags(target).chapters) == len(FULL)
    assert samples(target) == samples(recording("wav"))


def test_what_would_be_larger_than_4_gb_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.wav"
    with source.open("wb") as file:  # sparse: it takes no room
        file.write(b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\1\0\x44\xac\0\0")
        file.write(b"\x88\x58\1\0\2\0\x10\0data\xf0\xff\xff\xff")
        file.truncate(44 + 0xFFFFFFF0)
    with pytest.raises(FormatError, match="larger than 4 GB"):
        write(source, tmp_path / "b.wav", FULL)


def test_markers_of_aiff_are_for_editors_beside_the_tag(
    recording: Recording, tmp_path: Path
) -> None:
    target = tmp_path / "b.aiff"
    write(recording("aiff"), target, [Chapter(500, "爱" * 200)])
    made = target.read_bytes()
    at = made.index(b"MARK")
    assert made[at + 8 : at + 16] == b"\0\1\0\1" + (24_000).to_bytes(4, "big")
    assert made[at + 16] == 255
    assert made[at + 17 : at + 272].decode() == "爱" * 85
    assert int.from_bytes(made[4:8], "big") == len(made) - 8


class CancelledError(Exception):
    pass


def test_progress_is_told_every_10_mb_and_can_stop_it(recording: Recording, tmp_path: Path) -> None:
    source = tmp_path / "long.mp3"
    sound = recording("mp3").read_bytes()
    source.write_bytes(sound + bytes(50_000_000))
    told = write(source, tmp_path / "b.mp3", FULL)
    assert told[0] == 0
    assert told[-1] == 1
    assert all(0 <= b - a < 0.2 for a, b in pairwise(told))

    def stop(share: float) -> None:
        if share > 0.3:
            raise CancelledError

    with (
        source.open("rb") as given_,
        (tmp_path / "c.mp3").open("w+b") as made,
        pytest.raises(CancelledError),
    ):
        writer("mp3").load()(given_, made, FULL, stop)


def test_a_source_that_shrinks_meanwhile_is_told(recording: Recording, tmp_path: Path) -> None:
    source = tmp_path / "short.mp3"
    source.write_bytes(recording("mp3").read_bytes() + bytes(20_000_000))

    def shrink(_: float) -> None:
        os.truncate(source, 30_000)

    with (
        source.open("rb") as given_,
        (tmp_path / "c.mp3").open("w+b") as made,
        pytest.raises(FormatError, match="became shorter"),
    ):
        writer("mp3").load()(given_, made, FULL, shrink)


@pytest.mark.parametrize("suffix", ["mp3", "ogg"])
def test_real_files_keep_all_they_have(corpora: Path, tmp_path: Path, suffix: str) -> None:
    source, target = corpora / "antennapod" / f"auphonic.{suffix}", tmp_path / f"b.{suffix}"
    before = read_tags(source)
    write(source, target, before.chapters)
    episode = read_tags(target)
    assert replace(episode, source=source, audio=before.audio) == before
    assert packets(target) == packets(source)
    assert samples(target) == samples(source)
    if suffix == "mp3":
        assert others(target) == others(source)


@pytest.mark.parametrize("suffix", KINDS)
def test_ffmpeg_reads_what_was_written(recording: Recording, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"b.{suffix}"
    write(recording(suffix), target, FULL)
    with av.open(str(target)) as container:
        found = [
            (round(c["start"] * c["time_base"] * 1000), c["metadata"].get("title", ""))
            for c in container.chapters()
        ]
    assert found[:4] == [(chapter.start, chapter.title) for chapter in FULL[:4]]
    assert found[4][0] == 1500


@pytest.mark.parametrize("suffix", KINDS)
def test_ffprobe_reads_what_was_written(recording: Recording, tmp_path: Path, suffix: str) -> None:
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed")
    target = tmp_path / f"b.{suffix}"
    write(recording(suffix), target, FULL)
    said = subprocess.run(
        ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(target)],
        capture_output=True,
        check=True,
    )
    found = json.loads(said.stdout)["chapters"]
    assert [round(float(c["start_time"]) * 1000) for c in found] == [c.start for c in FULL]
    assert [c["tags"]["title"] for c in found[:4]] == [c.title for c in FULL[:4]]
    if suffix == "mp3":
        assert [c["end"] for c in found[:4]] == [500, 900, 1000, 1500]


@pytest.mark.parametrize("version", [3, 4])
def test_mutagen_reads_what_was_written(recording: Recording, tmp_path: Path, version: int) -> None:
    source, target = tmp_path / "a.mp3", tmp_path / "b.mp3"
    shutil.copy(recording("mp3"), source)
    rich(version).save(source, v2_version=version)
    write(source, target, FULL)
    tags = ID3(target)
    (contents,) = tags.getall("CTOC")
    assert (contents.flags, contents.child_element_ids) == (3, ["chp0", "chp1", "chp3", "chp4"])
    assert str(contents.sub_frames["TIT2"]) == "Table of Contents"
    first = tags["CHAP:chp0"]
    assert (first.start_time, first.end_time) == (0, 500)
    assert (str(first.sub_frames["TIT2"]), first.sub_frames["WXXX:"].url) == (
        "Intro “x”",
        "https://e.org/a?b=1&c",
    )
    picture = first.sub_frames["APIC:"]
    assert (picture.mime, picture.data) == ("image/png", PNG)
    assert tags["CHAP:chp2"].sub_frames["APIC:"].mime == "-->"


@pytest.mark.parametrize("suffix", ["ogg", "opus", "oga", "flac"])
def test_mutagen_reads_comments_that_were_written(
    recording: Recording, tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / f"b.{suffix}"
    write(recording(suffix), target, FULL)
    tags: Any = mutagen.File(target)
    assert tags["CHAPTER001"] == ["00:00:00.000"]
    assert tags["CHAPTER002NAME"] == ["爱 ❤️😊"]
    assert tags["CHAPTER002URL"] == ["https://e.org/ä"]


@pytest.mark.parametrize("suffix", KINDS)
def test_mpv_reads_what_was_written(recording: Recording, tmp_path: Path, suffix: str) -> None:
    if shutil.which("mpv") is None:
        pytest.skip("mpv is not installed")
    target = tmp_path / f"b.{suffix}"
    write(recording(suffix), target, FULL)
    said = subprocess.run(
        [
            "mpv", "--no-config", "--no-video", "--ao=null", "--length=0",
            "--term-playing-msg=<${chapter-list/count}|${chapter-list/1/title}>", str(target),
        ],
        capture_output=True,
        check=False,
        timeout=60,
    )  # fmt: skip
    assert "<5|爱 ❤️😊>" in said.stdout.decode("utf-8", "replace")


@pytest.mark.sound
@pytest.mark.parametrize("suffix", ["opus", "flac"])
def test_libvlc_reads_what_was_written(recording: Recording, tmp_path: Path, suffix: str) -> None:
    """Of ID3, WAV and AIFF it tells no chapters."""
    target = tmp_path / f"b.{suffix}"
    write(recording(suffix), target, FULL)
    assert libvlc(target) == [(c.start, c.title) for c in FULL]
