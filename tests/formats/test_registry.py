"""What the tables promise, held against every format in them."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from player.domain.episode import Chapter, Episode, Line, Picture, Snip, Word
from player.domain.errors import FormatError
from player.formats import MAX_BYTES, identify, read, read_transcript
from player.formats.registry import AUDIO_WRITERS, READERS, WRITERS, Writer
from player.formats.writing import losses, write, writers_for

READ_BACK = [w for w in WRITERS if any(r.id == w.id and w.part in r.gives for r in READERS)]
FULL = Episode(
    "Title",
    duration=90_000,
    chapters=(
        Chapter(0, "A"),
        Chapter(1500, "B", 20_000, "https://e.org/b", Picture("b.png")),
        Chapter(30_250, "Hidden", image=Picture(data=b"\x89PNG"), toc=False),
    ),
    snips=(
        Snip("S", "insight", 1000, 2000, points=("p",), quote="q", speaker="s", note="n"),
        Snip("No time", tags=("t",), favorite=True),
    ),
    transcript=(
        Line(0, 1000, "Hello you.", "Ann", (Word(0, 400, "Hello"), Word(500, 900, "you."))),
        Line(2000, None, "Later."),
        Line(None, None, "Never."),
    ),
)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co"]), max_size=12
)
TITLES = st.lists(TEXTS.filter(bool), max_size=3).map(" ".join)
SOME = TITLES.filter(bool)


def chapters_of(starts: list[int], titles: list[str], urls: list[bool]) -> tuple[Chapter, ...]:
    return tuple(
        Chapter(start, title, url="https://e.org/?a=1&b=2" if url else None)
        for start, title, url in zip(sorted(starts), titles, urls, strict=True)
    )


def sized(values: st.SearchStrategy[Any], count: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=count, max_size=count)


CHAPTERS = st.integers(1, 5).flatmap(
    lambda count: st.builds(
        chapters_of,
        st.lists(st.integers(0, 3_600_000), min_size=count, max_size=count, unique=True),
        sized(SOME, count),
        sized(st.booleans(), count),
    )
)
SPEAKERS = st.none() | st.sampled_from(["Ann", "Bob Müller", "李娜"])
LINES = st.lists(st.tuples(SOME, SPEAKERS, st.integers(500, 5000)), min_size=1, max_size=5)


def lines_of(values: list[tuple[str, str | None, int]]) -> tuple[Line, ...]:
    found, at = [], 0
    for text, speaker, length in values:
        found.append(Line(at, at + length, text, speaker))
        at += length + 5000
    return tuple(found)


def id_of(each: Any) -> str:
    return f"{each.id}-{getattr(each, 'part', 'reads')}"


def test_each_format_has_one_name_and_one_place() -> None:
    assert len({(reader.id, reader.gives) for reader in READERS}) == len(READERS)
    assert len({(writer.id, writer.part) for writer in WRITERS}) == len(WRITERS)
    assert len({writer.id for writer in AUDIO_WRITERS}) == len(AUDIO_WRITERS)
    for each in (*READERS, *WRITERS, *AUDIO_WRITERS):
        assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in each.suffixes)


@pytest.mark.parametrize("reader", READERS, ids=id_of)
def test_a_reader_has_what_its_shape_asks_for(reader: Any) -> None:
    module = reader.load()
    assert callable(module.sniff)
    assert callable(module.read)
    assert reader.gives


@pytest.mark.parametrize("writer", WRITERS, ids=id_of)
def test_a_writer_writes_whatever_an_episode_is(writer: Writer) -> None:
    for episode in (Episode(""), Episode("x"), FULL, replace(FULL, duration=None)):
        data = write(writer, episode)
        assert isinstance(data, bytes)
        assert b"\r\r" not in data


@pytest.mark.parametrize("writer", WRITERS, ids=id_of)
def test_what_it_does_not_keep_is_told_before(writer: Writer) -> None:
    told = " ".join(losses(writer, FULL))
    if writer.part == "episode":
        assert "pictures" in told
        return
    asked = {
        "chapters": {"url": "links", "toc": "hidden", "end": "ends", "picture": "no pictures"},
        "transcript": {"speaker": "speakers", "words": "single words", "untimed": "without a time"},
        "snips": {"kind": "kinds", "note": "notes", "tags": "tags", "untimed": "without a time"},
    }[writer.part]
    if not writer.grain:
        assert "keeps no times" in told
        del asked["words"]
    for field, words in asked.items():
        assert (words in told) == (field not in writer.keeps), (field, told)


@pytest.mark.parametrize("writer", [w for w in READ_BACK if w.part == "chapters"], ids=id_of)
@settings(max_examples=40)
@given(chapters=CHAPTERS, duration=st.none() | st.just(4_000_000))
def test_chapters_are_read_back(
    writer: Writer, chapters: tuple[Chapter, ...], duration: int | None
) -> None:
    data = write(writer, Episode("A title", duration=duration, chapters=chapters))
    reader, episode = identify(data, f"x{writer.suffixes[0]}")
    assert reader.id == writer.id
    # A title in CUE stands in quotes, which nothing escapes.
    titles = [c.title.replace('"', "'") if writer.id == "cue" else c.title for c in chapters]
    assert [chapter.title for chapter in episode.chapters] == titles
    for found, wanted in zip(episode.chapters, chapters, strict=True):
        assert abs(found.start - wanted.start) <= max(writer.grain, 1)
        if "url" in writer.keeps:
            assert found.url == wanted.url


@pytest.mark.parametrize("writer", [w for w in READ_BACK if w.part == "transcript"], ids=id_of)
@settings(max_examples=40)
@given(values=LINES)
def test_a_transcript_is_read_back(
    writer: Writer, values: list[tuple[str, str | None, int]]
) -> None:
    lines = lines_of(values)
    data = write(writer, Episode("A title", transcript=lines))
    reader, episode = identify(data, f"x{writer.suffixes[0]}")
    assert reader.id == writer.id
    assert len(episode.transcript) == len(lines)
    for found, wanted in zip(episode.transcript, lines, strict=True):
        if "speaker" in writer.keeps:
            assert (found.text, found.speaker) == (wanted.text, wanted.speaker)
        assert found.start is not None
        assert wanted.start is not None
        assert abs(found.start - wanted.start) <= max(writer.grain, 1)


@pytest.mark.parametrize("reader", READERS, ids=id_of)
@settings(max_examples=60)
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8")))
@example(data=b"\xff\xfe\x00")
@example(data=b"[")
@example(data=b"{}")
@example(data=b"<a/>")
def test_rubbish_is_refused_calmly_whatever_it_is_called(reader: Any, data: bytes) -> None:
    for suffix in reader.suffixes:
        with contextlib.suppress(FormatError):
            assert isinstance(read(data, f"x{suffix}"), Episode)


@pytest.mark.parametrize("reader", READERS, ids=id_of)
def test_what_is_too_large_is_refused_unread(reader: Any) -> None:
    with pytest.raises(FormatError, match="larger than"):
        read(bytes(MAX_BYTES + 1), f"x{next(iter(reader.suffixes), '')}")


@pytest.mark.parametrize("writer", WRITERS, ids=id_of)
def test_a_name_asks_for_a_format_and_for_what_is_there(writer: Writer) -> None:
    parts = {"chapters": (), "transcript": (), "snips": ()}
    only = replace(FULL, **{p: v for p, v in parts.items() if p not in (writer.part, "episode")})
    found = writers_for(f"talk{writer.suffixes[0]}", only)
    assert writer in found
    if writer.part != "episode":
        assert found[0].part == writer.part  # type: ignore[union-attr]


def test_a_plain_text_is_a_transcript_where_its_name_or_its_place_says_so() -> None:
    text = b"Ann: Hello there.\nBob: Hi.\n"
    assert identify(text, "talk.txt")[0].id == "notes"
    reader, episode = identify(text, "talk.transcript.txt")
    assert reader.id == "plain-transcript"
    lines = (Line(None, None, "Hello there.", "Ann"), Line(None, None, "Hi.", "Bob"))
    assert episode.transcript == read_transcript(text, "talk.txt").transcript == lines
    with pytest.raises(FormatError, match="no transcript in this file"):
        read_transcript(b"title: X\nchapters: ['00:00 A']\n", "x.yaml")


def test_of_what_may_be_either_the_longer_suffix_tells() -> None:
    captions = b"WEBVTT\n\n00:00.000 --> 00:03.000\nIntro\n\n00:03.000 --> 00:09.000\nMiddle\n"
    assert identify(captions, "talk.vtt")[0].id == "vtt"
    assert identify(captions, "talk.chapters.vtt")[0].id == "vtt-chapters"
    # What the content says goes before any name of another kind of file.
    assert identify(captions, "talk.chapters.txt")[0].id == "vtt"
