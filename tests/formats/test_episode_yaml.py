"""A listener writes an episode file by hand, mistakes and all, and it opens."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Chapter, Episode, Line, Link, Person, Picture, Snip
from player.domain.errors import FormatError
from player.formats import read
from player.formats.episode_yaml import KEYS, sniff
from player.formats.yaml_nodes import DEEPEST

WHOLE = """\
earmark: 1                        # version of this format
title: Michael Gschwind on on-device AI
show: MLOps.community
number: 274
published: 2024-11-01             # a date stays text
duration: "57:44"
audio: [talk.opus, "https://example.org/talk.opus"]
audio_note: A stand-in, not the real recording.
feed: https://example.org/rss
guid: abc-1
cover: talk.png
language: en
people:
  - {name: Michael Gschwind, role: guest, url: "https://example.org"}
  - Demetrios
summary: One paragraph.
notes: |
  # Heading
    at 18:53
links:
  - {title: Shop, url: "https://example.org"}
  - https://example.org/more
offset: "-1.5"
chapters:
  - {start: 00:21, title: Takeaways, end: 01:59, url: "https://e.org/", image: x.png, toc: false}
  - "[00:00] Michael's preferred coffee"
  - 11:34 Torch Chat goals
snips:
  - {id: 3f2a, kind: Quote, start: "12:03.5", end: "12:31", title: T, quote: Q, speaker: S,
     note: N, tags: [hardware, chips], favorite: true, created: 2026-11-23T10:00:00Z}
  - kind: anecdote
    title: Gaming Console Accelerators
    chapter: takeaways
    points: [one line, another]
transcript:
  - talk.vtt
  - {start: 2, end: 3.5, speaker: S, text: second}
  - {start: 0, text: first}
"""


def opened(text: str, name: str = "talk.episode.yaml") -> Episode:
    return read(dedent(text).encode(), name)


def told(episode: Episode) -> list[str]:
    return [f"{p.severity} {p.where}: {p.message}" for p in episode.problems]


def test_a_whole_file_is_read_as_it_was_meant() -> None:
    assert opened(WHOLE) == Episode(
        title="Michael Gschwind on on-device AI",
        show="MLOps.community",
        number="274",
        published="2024-11-01",
        duration=3_464_000,
        audio=("talk.opus", "https://example.org/talk.opus"),
        audio_note="A stand-in, not the real recording.",
        feed="https://example.org/rss",
        guid="abc-1",
        cover=Picture("talk.png"),
        language="en",
        people=(
            Person("Michael Gschwind", "guest", "https://example.org"),
            Person("Demetrios"),
        ),
        summary="One paragraph.",
        notes="# Heading\n  at 18:53",
        links=(
            Link("Shop", "https://example.org"),
            Link("https://example.org/more", "https://example.org/more"),
        ),
        offset=-1500,
        chapters=(
            Chapter(0, "Michael's preferred coffee"),
            Chapter(21_000, "Takeaways", 119_000, "https://e.org/", Picture("x.png"), toc=False),
            Chapter(694_000, "Torch Chat goals"),
        ),
        snips=(
            Snip(
                "Gaming Console Accelerators",
                "anecdote",
                chapter="takeaways",
                points=("one line", "another"),
            ),
            Snip(
                "T", "quote", 723_500, 751_000, None, (), "Q", "S", "N", ("hardware", "chips"),
                True, "3f2a", "2026-11-23T10:00:00Z",
            ),
        ),
        transcript=(Line(0, None, "first"), Line(2000, 3500, "second", "S")),
        transcript_sources=("talk.vtt",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("title: No", "title", "No"),
        ("title: 3.10", "title", "3.10"),
        ("title: null", "title", "null"),
        ("title: 2024-11-01", "title", "2024-11-01"),
        ("title: 11:34", "title", "11:34"),
        ("title: !!int 12", "title", "12"),
        ("title: X\nnumber: 010", "number", "010"),
        ("title: X\nnumber: 1_000", "number", "1_000"),
        ("title: X\nlanguage: no", "language", "no"),
        ("title: X\nduration: 11:34", "duration", 694_000),
        ("title: X\nduration: 02:10", "duration", 130_000),
        ("title: X\nduration: 1:00:00", "duration", 3_600_000),
        ("title: X\nduration: 190", "duration", 190_000),
        ("title: X\nduration: 1h02m03s", "duration", 3_723_000),
        ("title: X\nduration: [00:10]", "duration", None),
        ("title: X\nshow: ~", "show", None),
        ("title: X\nshow:", "show", None),
        ("title: X\nfeed: null", "feed", None),
    ],
)
def test_yaml_does_not_guess(line: str, field: str, value: object) -> None:
    assert getattr(opened(line + "\n"), field) == value


CHAPTERS = (Chapter(0, "Coffee"), Chapter(21_000, "Two: parts"), Chapter(3_723_000, "End"))


@pytest.mark.parametrize(
    "chapters",
    [
        '\n  - "[00:00] Coffee"\n  - "[00:21] Two: parts"\n  - "(1:02:03) End"\n',
        "\n  - 00:00 Coffee\n  - 00:21 Two: parts\n  - 1:02:03 End\n",
        "\n  - 1:02:03 End\n  - 00:21 - Two: parts\n  - start: 0\n    title: Coffee\n",
        "\n  - {title: End, start: 1h02m03s}\n  - 0 Coffee\n"
        "  - {start: 21.0, title: 'Two: parts'}\n",
        "\n  - |\n    00:00 Coffee\n    [00:21] Two: parts\n  - 1:02:03 End\n",
        " |\n  [00:00] Coffee\n\n  * 00:21 Two: parts\n  End - 1:02:03\n",
        " >\n  [00:00] Coffee\n  [00:21] Two: parts\n  [1:02:03] End\n",
        ' "00:00 Coffee\\n00:21 Two: parts\\n1:02:03 End"\n',
        "\n  00:00 Coffee\n  00:21 - Two: parts\n  1:02:03 End\n".replace("Two: ", "Two:\u00a0"),
    ],
)
def test_chapters_are_lines_or_mappings_or_both_or_one_pasted_block(chapters: str) -> None:
    episode = opened(f"title: X\nchapters:{chapters}")
    normal = tuple(replace(c, title=c.title.replace("\u00a0", " ")) for c in episode.chapters)
    assert (normal, episode.problems) == (CHAPTERS, ())


def test_two_markers_at_one_time_are_both_kept_in_their_order() -> None:
    episode = opened(
        """\
        title: X
        chapters: ["00:10 b", "00:05 a", "00:10 c"]
        snips: [{title: s, start: 9}, {title: r, start: 9}, {title: q}, {title: p, start: 1}]
        """
    )
    assert [chapter.title for chapter in episode.chapters] == ["a", "b", "c"]
    assert [snip.title for snip in episode.snips] == ["p", "s", "r", "q"]
    assert episode.problems == ()


RIGHT = "write it as 1:02:03, 02:10 or 1h2m"
LEFT_OUT = "This line of the chapters is left out."


def test_a_bad_chapter_is_skipped_and_reported_with_its_place_and_the_rest_opens() -> None:
    episode = opened(
        """\
        title: X
        chapters:
          - 00:00 A
          - no time here
          - {title: no start}
          - {start: 1e9, title: far too far}
          - {start: 999999999, title: farther}
          - {start: -5, title: before}
          - {start: [1], title: list}
          - [00:10, B]
          - {start: 10:75, title: seventy-five}
          - {start: 20, title: B, end: 10, toc: maybe, url: "ftp://x", image: {a: b}, color: red}
          - |
            00:30 C
            rubbish
        """
    )
    assert [chapter.title for chapter in episode.chapters] == ["A", "B", "C"]
    assert episode.chapters[1] == Chapter(20_000, "B")
    assert told(episode) == [
        f"{severity} talk.episode.yaml:{text}"
        for severity, text in (
            ("error", f"4:5: “no” is not a time; {RIGHT}. {LEFT_OUT}"),
            ("error", "5:5: a chapter needs a “start” such as 02:10; this one is left out."),
            ("error", f"6:13: “start”: “1e9” is not a time; {RIGHT}."),
            ("error", "7:13: “start”: “999999999” is longer than any recording; the most is 500"
             " hours."),
            ("error", "8:13: “start”: “-5” is before the start; times count from 0."),
            ("error", "9:13: “start” should be a time such as 02:10, but it is a list."),
            ("error", "10:5: a chapter is a line such as “[02:10] Title”, or a mapping with a start"
             " and a title."),
            ("error", "11:13: “start”: “10:75” is not a time; after a colon comes 00 to 59."),
            ("warning", "12:32: this ends before it starts; the end is left out."),
            ("error", "12:41: “toc” should be true or false."),
            ("error", "12:53: “url” should be a web address that begins with https:// or http://;"
             " it is left out."),
            ("error", "12:71: “image” should be a path or an address, but it is a mapping."),
            ("warning", "12:79: “color” is not a key that Earmark knows here; it is left alone."),
            ("error", f"15:5: “rubbish” is not a time; {RIGHT}. {LEFT_OUT}"),
        )
    ]  # fmt: skip


def test_each_mistake_is_told_in_a_sentence() -> None:
    episode = opened(
        """\
        earmark: 2
        show: [a]
        published: tomorrow
        duration: long
        audio: {a: b}
        people: Jane
        links: [nowhere, {title: t}, {url: "file:///etc/passwd"}]
        chapters: {00:00: A}
        snips: [text, {}, {end: 5, title: s}, {title: r, chapter: Nowhere, favorite: 7}]
        transcript: [{start: 5}, [1]]
        colour: red
        show: again
        """
    )
    assert told(episode) == [
        "warning talk.episode.yaml:1:1: “title” is missing; the file's name stands in for it.",
        "warning talk.episode.yaml:1:10: this file is of version 2, newer than the 1 that this"
        " Earmark knows; some of it may be missing here. A newer Earmark shows all of it.",
        "error talk.episode.yaml:2:7: “show” should be text, but it is a list.",
        "warning talk.episode.yaml:3:12: “tomorrow” is not a date of the form 2024-11-01; it is"
        " shown as it is.",
        "error talk.episode.yaml:4:11: “duration”: “long” is not a time; write it as 1:02:03,"
        " 02:10 or 1h2m.",
        "error talk.episode.yaml:5:8: “audio” should be a list of texts, but it is a mapping.",
        "error talk.episode.yaml:6:9: “people” should be a list of names, but it is text.",
        "error talk.episode.yaml:7:9: a link should begin with https:// or http://; this one is"
        " left out.",
        "error talk.episode.yaml:7:18: a link needs a “url”; this one is left out.",
        "error talk.episode.yaml:7:36: “url” should be a web address that begins with https:// or"
        " http://; it is left out.",
        "error talk.episode.yaml:8:11: “chapters” should be a list of lines or mappings, but it is"
        " a mapping.",
        "error talk.episode.yaml:9:9: a snip is a mapping, with a kind, a title and more; this one"
        " is left out.",
        "error talk.episode.yaml:9:15: this snip is empty: give it a title or a start.",
        "warning talk.episode.yaml:9:25: an end without a start says nothing; it is left out.",
        "warning talk.episode.yaml:9:39: no chapter is called “Nowhere”, so nothing tells where"
        " this snip is.",
        "error talk.episode.yaml:9:78: “favorite” should be true or false.",
        "error talk.episode.yaml:10:14: a line needs a “text”; this one is left out.",
        "error talk.episode.yaml:10:26: a transcript is a path, an address, or lines with a start"
        " and a text.",
        "warning talk.episode.yaml:11:1: “colour” is not a key that Earmark knows here; it is left"
        " alone.",
        "warning talk.episode.yaml:12:1: “show” stands here a second time; the first one holds."
        " Remove one.",
    ]
    assert episode.title == "talk"
    assert [snip.title for snip in episode.snips] == ["s", "r"]


def test_wrong_types_everywhere_stop_nothing() -> None:
    for wrong in ("{a: {b: c}}", "[[1], {x: [y]}]", "[~, '', \"\"]", "1e9", "-1", "''"):
        text = "title: X\n" + "".join(f"{key}: {wrong}\n" for key in KEYS[2:])
        assert opened(text).title == "X"


def test_what_lies_past_the_end_is_kept_and_warned_of() -> None:
    episode = opened(
        "title: X\nduration: 10\nchapters: ['0 A', '10 B', '0:12 C']\n"
        "snips: [{title: s, start: 99}]\n"
    )
    assert [chapter.title for chapter in episode.chapters] == ["A", "B", "C"]
    assert told(episode) == [
        "warning talk.episode.yaml:3:19: the chapter “B” starts at 00:10, after the recording's end"
        " at 00:10.",
        "warning talk.episode.yaml:3:27: the chapter “C” starts at 00:12, after the recording's end"
        " at 00:10.",
        "warning talk.episode.yaml:4:9: the snip “s” starts at 01:39, after the recording's end at"
        " 00:10.",
    ]


@pytest.mark.parametrize(
    ("address", "kept", "severity"),
    [
        ("talk.opus", True, None),
        ("./sub/../talk.opus", True, None),
        ("Ep: 1.mp3", True, None),
        ("https://example.org/a.mp3", True, None),
        ("http://127.0.0.1:8000/a.mp3", True, None),
        ("../talk.opus", True, "warning"),
        ("sub/../../talk.opus", True, "warning"),
        ("..\\talk.opus", True, "warning"),
        ("/etc/passwd", True, "warning"),
        ("C:\\talk.mp3", True, "warning"),
        ("~/talk.mp3", True, "warning"),
        ("file:///etc/passwd", False, "error"),
        ("FILE:talk.opus", False, "error"),
        ("ftp://example.org/a.mp3", False, "error"),
        ("smb://host/a", False, "error"),
        ("javascript:alert(1)", False, "error"),
        ("concat:a|b", False, "error"),
        ("\\\\host\\share\\a.mp3", False, "error"),
        ("//host/share/a.mp3", False, "error"),
        ("/\\host/share/a.mp3", False, "error"),
        ("https://", False, "error"),
        ("http://[::1", False, "error"),
        ("https://a b/c", False, "error"),
        ("a\nb", False, "error"),
    ],
)
def test_addresses_that_lead_elsewhere(address: str, kept: bool, severity: str | None) -> None:
    quoted = "'" + address.replace("\n", "\n\n  ") + "'"
    for key in ("audio", "cover", "transcript"):
        episode = opened(f"title: X\n{key}: {quoted}\n")
        cover = (episode.cover.source,) if episode.cover else ()
        assert (episode.audio + cover + episode.transcript_sources) == ((address,) if kept else ())
        assert [problem.severity for problem in episode.problems] == [severity] * bool(severity)


def test_a_file_of_a_newer_version_opens() -> None:
    episode = opened("earmark: 2\ntitle: X\nholograms: [a]\n")
    assert episode.title == "X"
    assert [problem.severity for problem in episode.problems] == ["warning", "warning"]


@pytest.mark.parametrize(
    "text",
    [
        "- a\n- b\n",
        "just words\n",
        "version: '3'\nservices:\n  web: {image: nginx}\n",
        "openapi: 3.0.0\ninfo: {title: API}\npaths: {}\n",
        "name: Bug\ntitle: '[Bug]'\nlabels: [bug]\nbody: []\n",
        "# nothing but a comment\n",
    ],
)
def test_yaml_of_another_kind_is_told_apart(text: str) -> None:
    with pytest.raises(FormatError, match=r"^x.yaml: this is YAML, but not an episode file"):
        read(text.encode(), "x.yaml")


@pytest.mark.parametrize(
    ("text", "where", "sentence"),
    [
        ("title: a: b\n", "1:9", "a colon with a space after it cannot stand here"),
        ("title: X\nchapters:\n - [00:00] Coffee\n", "3:12", "needs quotes around it"),
        ('title: X\nshow: "open\n', "2:7", "a quotation mark is opened here and never closed"),
        ("title: X\n\tshow: y\n", "2:1", "indented with a tab. Use spaces"),
        ("title: X\nshow: @me\n", "2:7", "Put quotes around it"),
        ("title: X\naudio: [a, b\nshow: c\n", "3:5", "a bracket is opened and not closed"),
        ('title: "\\q"\n', "1:8", "this backslash means nothing"),
        ("title: X\nshow\nnumber: 1\n", "3:1", "a colon is missing here"),
        ("title: X\nshow: *nobody\n", "2:7", "“*nobody” stands for something that is not there"),
        ("title: 'x'y\n", "1:11", "this is not YAML from here on"),
    ],
)
def test_what_is_not_yaml_is_told_in_plain_words(text: str, where: str, sentence: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(text.encode(), "x.yaml")
    assert caught.value.where == f"x.yaml:{where}"
    assert sentence in caught.value.message
    for jargon in ("scalar", "token", "mapping values", "stream", "block"):
        assert jargon not in caught.value.message


def test_an_alias_bomb_is_refused() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    with pytest.raises(FormatError, match="holds more than any episode does"):
        opened("\n".join(["title: X", *levels]) + "\n")


def test_an_alias_of_a_huge_text_is_refused_when_it_stands_too_often() -> None:
    text = f"title: X\nnotes: &n {'word ' * 200_000}\naudio: [{', '.join(['*n'] * 2000)}]\n"
    with pytest.raises(FormatError, match="holds more than any episode does"):
        opened(text)


def test_an_alias_that_holds_itself_is_refused() -> None:
    with pytest.raises(FormatError, match="stands for something that is not there"):
        opened("title: X\npeople: &p [*p]\n")


@pytest.mark.parametrize("opening", ["[", "{", "- ", "{a: ", "? "])
def test_deep_nesting_is_refused_at_once(opening: str) -> None:
    began = time.perf_counter()
    with pytest.raises(FormatError, match=f"nested more than {DEEPEST} deep"):
        read(("title: X\nchapters:\n " + opening * 100_000).encode(), "x.yaml")
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("form", ["  - {{start: {t}, title: Chapter}}\n", '  - "[{t}] Chapter"\n'])
def test_twenty_thousand_chapters_open_within_a_second(form: str) -> None:
    lines = "".join(
        form.format(t=f"{i // 3600}:{i // 60 % 60:02}:{i % 60:02}") for i in range(20_000)
    )
    began = time.perf_counter()
    episode = opened(f"title: X\nchapters:\n{lines}")
    assert time.perf_counter() - began < 1
    assert len(episode.chapters) == 20_000
    assert episode.problems == ()


def test_problems_are_not_kept_without_end() -> None:
    text = "title: X\nchapters:\n" + "  - rubbish\n" * 5000
    assert len(opened(text).problems) == 500


def test_only_the_first_of_several_documents_is_read() -> None:
    episode = opened("---\ntitle: X\n---\ntitle: Y\n")
    assert episode.title == "X"
    assert "only the first one is read" in episode.problems[0].message


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_unicode_file_opens(codec: str) -> None:
    episode = read("title: 爱 ❤️ مرحبا\r\nshow: ß\r\n".encode(codec), "x.yaml")
    assert (episode.title, episode.show, episode.problems) == ("爱 ❤️ مرحبا", "ß", ())


def test_content_goes_before_the_name() -> None:
    assert sniff("# mine\nearmark: 1\ntitle: X\n")
    assert sniff("---\ntitle: X\naudio: a.mp3\n")
    assert not sniff("Dear all,\ntitle: X\n")
    assert read(b"earmark: 1\ntitle: X\naudio: a.mp3\n", "notes.txt").audio == ("a.mp3",)


def test_places_of_aliases_are_those_of_the_alias() -> None:
    episode = opened("title: X\nshow: &s [a]\nnumber: *s\n")
    assert [problem.where for problem in episode.problems] == [
        "talk.episode.yaml:2:7",
        "talk.episode.yaml:3:9",
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.sampled_from("[]{}\"'&*:-|>#!%@,?~0\t \n\\é")),
        max_size=8,
    )
)
def test_no_damage_to_a_file_is_more_than_a_calm_error(changes: list[tuple[int, str]]) -> None:
    text = WHOLE
    for at, character in changes:
        text = text[:at] + character + text[at + 1 :]
    with contextlib.suppress(FormatError):
        starts = [chapter.start for chapter in read(text.encode(), "x.yaml").chapters]
        assert starts == sorted(starts)
