"""What is written is read again: the same chapters, to what the table of formats says."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.domain.episode import Chapter, Episode, Picture
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.chapters import listing
from player.formats.chapters.listing import nearest
from player.formats.registry import READERS, WRITERS, Writer
from tests.formats.chapters.generated import PLAIN_TITLES, episodes, expected

CHAPTERS = [writer for writer in WRITERS if writer.module.startswith("chapters.")]
PROSE = ("youtube", "markdown")
EXACT = [writer for writer in CHAPTERS if writer.id not in PROSE]
WITH_PLAIN_ENDS = ("vtt-chapters", "ffmetadata")


def by_id(writer: Writer) -> str:
    return writer.id


def name_for(writer: Writer) -> str:
    return f"talk{writer.suffixes[0]}"


@pytest.mark.parametrize("writer", EXACT, ids=by_id)
@given(data=st.data())
def test_all_of_unicode_comes_back(writer: Writer, data: st.DataObject) -> None:
    episode = data.draw(episodes())
    text = writer.load()(episode)
    reader, found = identify(text.encode(), name_for(writer))
    assert reader.id == writer.id
    assert found.problems == ()
    wanted = expected(episode, writer.keeps, plain_ends=writer.id in WITH_PLAIN_ENDS)
    if writer.id == "cue":
        # A sheet has no double quotes inside its own, and 75 steps a second.
        wanted = [
            replace(
                chapter,
                title=chapter.title.replace('"', "'"),
                start=nearest(nearest(chapter.start * 75, 1000) * 1000, 75),
            )
            for chapter in wanted
        ]
        for before, after in zip(episode.chapters, found.chapters, strict=True):
            assert abs(before.start - after.start) <= writer.grain / 2 + 0.5
    assert list(found.chapters) == wanted
    assert writer.load()(found) == writer.load()(read(writer.load()(found).encode(), "x"))


@pytest.mark.parametrize("writer", CHAPTERS, ids=by_id)
@given(data=st.data())
def test_no_episode_stops_a_writer(writer: Writer, data: st.DataObject) -> None:
    episode = data.draw(episodes())
    text = writer.load()(episode)
    text.encode()
    assert text == "" or text.endswith("\n")
    assert "\r" not in text


@pytest.mark.parametrize("writer", [each for each in CHAPTERS if each.id in PROSE], ids=by_id)
@given(data=st.data())
def test_lines_for_people_are_read_as_notes(writer: Writer, data: st.DataObject) -> None:
    episode = data.draw(episodes(PLAIN_TITLES))
    # Two times of a shape make a list; a title that stands alone may be anything.
    named = (
        replace(each, title=f"{each.title} {number}x")
        for number, each in enumerate(episode.chapters)
    )
    episode = replace(episode, chapters=(Chapter(0, "First"), Chapter(0, "Second"), *named))
    found = read(writer.load()(episode).encode(), "talk.md")
    wanted = [
        replace(chapter, start=chapter.start // 1000 * 1000, end=None, image=None,
                url=chapter.url if writer.id == "markdown" else None)
        for chapter in episode.listed
    ]  # fmt: skip
    assert [chapter.start for chapter in found.chapters] == [each.start for each in wanted]
    assert [chapter.title for chapter in found.chapters] == [each.title for each in wanted]


@pytest.mark.parametrize("writer", EXACT, ids=by_id)
def test_an_episode_without_chapters_is_written_too(writer: Writer) -> None:
    text = writer.load()(Episode("Talk"))
    try:
        found = read(text.encode(), name_for(writer))
    except FormatError:
        assert not text.strip(), "only what holds nothing at all is no file"
    else:
        assert found.chapters == ()


SAMPLE = Episode(
    "The talk",
    show="The show",
    chapters=(
        Chapter(0, "Intro", 10_000, "https://example.org/a", Picture("https://example.org/a.png")),
        Chapter(20_500, "Talk, with “quotes”", None),
        Chapter(3_600_000, "", toc=False),
        Chapter(3_700_000, "End", image=Picture(data=b"x")),
    ),
)


@pytest.mark.parametrize("writer", EXACT, ids=by_id)
def test_no_other_reader_takes_it(writer: Writer) -> None:
    text = writer.load()(SAMPLE)
    for reader in READERS:
        if reader.shape == "text" and reader.id != writer.id and not text.startswith(("{", "<")):
            first = next(r.id for r in READERS if r.shape == "text" and r.load().sniff(text))
            assert not reader.load().sniff(text) or first == writer.id
    for other in (".txt", ".json", ".xml", ".csv", ".vtt", ""):
        assert identify(text.encode(), f"talk{other}")[0].id == writer.id


@pytest.mark.parametrize(("writer", "other"), list(permutations(EXACT, 2)), ids=lambda w: w.id)
def test_no_reader_takes_what_another_one_writes(writer: Writer, other: Writer) -> None:
    text = writer.load()(SAMPLE)
    reader = next(reader for reader in READERS if reader.id == other.id)
    if reader.shape == "text" and not text.startswith(("{", "<")):
        assert not reader.load().sniff(text)


@pytest.mark.parametrize("reader", [r for r in READERS if r.module.startswith("chapters.")],
                         ids=lambda reader: reader.id)  # fmt: skip
@given(data=st.data())
@settings(max_examples=150)
def test_rubbish_is_refused_calmly_or_told_with_its_place(reader, data) -> None:  # type: ignore[no-untyped-def]
    """What was written is cut, doubled and stirred; a reader says what is wrong, and no more."""
    sources = [writer.load()(SAMPLE) for writer in CHAPTERS if writer.id == reader.id]
    sources += [text for name, text in EXAMPLES.items() if name == reader.id]
    text = data.draw(st.sampled_from(sources))
    for _ in range(data.draw(st.integers(1, 4))):
        at, to = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        piece = data.draw(st.sampled_from(["", text[at:to] * 2, *STIRRED]))
        text = text[:at] + piece + text[to:]
    try:
        found = read(text.encode(), f"x{reader.suffixes[0]}")
    except FormatError:
        return
    starts = [chapter.start for chapter in found.chapters]
    assert starts == sorted(starts)
    assert all(chapter.title == listing.clean(chapter.title) for chapter in found.chapters)
    assert all(chapter.end is None or chapter.end > chapter.start for chapter in found.chapters)
    assert len(found.problems) <= 101


STIRRED = (
    "\0", "-1", "1e999", "9" * 20, "NaN", "null", "[", "]", '"', "\\", "\n", "\t", "<", ">", "true",
    "::", "é", "\r", "[]", "{}", "\\ud800",
)  # fmt: skip
EXAMPLES = {
    "program-json": '{"title": "T", "duration": 9.5, "authors": ["A"], "chapters": [\n'
    ' {"start": 0, "end": 2.5, "title": "Intro"}, {"time_base": "1/9", "start": 5,\n'
    ' "start_time": "2.5", "end_time": "9.5", "tags": {"title": "Rest"}}]}',
    "podlove-json": '{"title": "T", "show": {"title": "S"}, "audio": [{"url": "a.mp3"}],\n'
    ' "contributors": [{"id": "1", "name": "A"}], "chapters": [{"start": "00:00:01.5",\n'
    ' "title": "Intro", "href": "https://example.org", "image": ""}],\n'
    ' "transcripts": [{"start_ms": 5, "end_ms": 10, "speaker": "1", "text": "Hello"}]}',
    "audible": '{"content_metadata": {"chapter_info": {"brandIntroDurationMs": 2043, "chapters":\n'
    ' [{"length_ms": 10, "start_offset_ms": 0, "title": "One", "chapters": [{"length_ms": 5,\n'
    ' "start_offset_ms": 10, "start_offset_sec": 0, "title": "1"}]}], "runtime_length_ms": 15}}}',
    "hindenburg": '<Session Version="Hindenburg PRO"><Markers><Marker Id="1" Name="A"/>\n'
    '<Marker Id="2" Name="B" Time="01:02.5" Type="Chapter" URL="https://example.org"/>\n'
    "</Markers></Session>",
}
