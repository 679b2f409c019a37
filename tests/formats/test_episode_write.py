"""An episode file is written of anything, so that a person likes to read it, and read back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from player.domain.episode import Chapter, Episode, Line, Link, Person, Picture, Snip
from player.domain.timecode import LONGEST
from player.formats import episode_yaml, identify
from player.formats.episode_edit import set_key
from player.formats.episode_write import chapters, snips, transcript, write

EPISODE = Episode(
    title="A talk: on chips",
    show="MLOps",
    number="274",
    published="2024-11-01",
    duration=3_464_000,
    audio=("talk.mp3",),
    cover=Picture("talk.png"),
    language="en",
    people=(Person("Ann", "host", "https://e.org/ann"), Person("Bob")),
    summary="One paragraph.",
    notes="# Notes\n\n- 02:10 more\n  - “quoted”\n\nThe end.",
    links=(Link("Shop", "https://e.org"),),
    offset=-1500,
    chapters=(
        Chapter(0, "Welcome"),
        Chapter(130_000, "Gaming", 140_500, "https://e.org/g", toc=False),
    ),
    snips=(
        Snip(
            "Measure first",
            "insight",
            723_500,
            751_000,
            points=("one line", "another"),
            quote="Said\nso.",
            tags=("hardware", "no"),
            favorite=True,
            id="3f2a",
            created="2026-11-23T10:00:00Z",
        ),
        Snip("Nowhere"),
    ),
    transcript=(Line(0, 2680, "Hello, you.", "Ann"), Line(None, None, "Untimed")),
)

TEXT = """\
earmark: 1
title: "A talk: on chips"
show: MLOps
number: "274"
published: "2024-11-01"
duration: "57:44"
audio: talk.mp3
cover: talk.png
language: en
people:
  - {name: Ann, role: host, url: "https://e.org/ann"}
  - {name: Bob}
summary: One paragraph.
notes: |-
  # Notes

  - 02:10 more
    - “quoted”

  The end.
links:
  - {title: Shop, url: "https://e.org"}
offset: "-00:01.5"
chapters:
  - "[00:00] Welcome"
  - {start: "02:10", title: Gaming, end: "02:20.5", url: "https://e.org/g", toc: false}
snips:
  - id: "3f2a"
    kind: insight
    title: Measure first
    points: [one line, another]
    start: "12:03.5"
    end: "12:31"
    quote: |-
      Said
      so.
    tags: [hardware, "no"]
    favorite: true
    created: "2026-11-23T10:00:00Z"
  - {kind: bookmark, title: Nowhere}
transcript:
  - {start: "00:00", end: "00:02.68", speaker: Ann, text: "Hello, you."}
  - {text: Untimed}
"""


def test_it_reads_as_somebody_would_have_written_it() -> None:
    assert write(EPISODE) == TEXT


def test_it_is_read_back_without_a_problem() -> None:
    reader, episode = identify(TEXT.encode(), "x.yaml")
    assert reader.id == "episode"
    assert episode == EPISODE


def test_other_readers_of_yaml_take_texts_for_texts() -> None:
    names = [
        "No",
        "1:30",
        "3.10",
        "null",
        "~",
        "2024-01-01",
        "yes",
        "0x1F",
        "=",
        "<<",
        "- a",
        "a #b",
    ]
    episode = Episode("x", tags := "true", number="1e3", people=tuple(map(Person, names)))
    loaded = yaml.safe_load(write(episode))
    assert [person["name"] for person in loaded["people"]] == names
    assert (loaded["show"], loaded["number"]) == (tags, "1e3")


ODD = "\"'\\:#-[]{}&*!|>%@`,?=~\n\r\t\x00\x07\x1b\x7f\x85\xa0\u2028\u2029\ufeff\uffff 🎧é\u0301אب"
TEXTS = st.text(st.sampled_from(ODD) | st.characters(exclude_categories=["Cs"]), max_size=20)
STRIPPED = TEXTS.map(str.strip)
ON_ONE_LINE = TEXTS.map(lambda text: " ".join(text.split()))
SOME = STRIPPED.filter(bool)
MAYBE = st.none() | SOME
TIMES = st.integers(0, LONGEST - 1)
WEB = st.none() | st.sampled_from(["https://e.org/a?b=c#d", "http://x.org/[1],{2}"])
PICTURES = st.none() | st.sampled_from([Picture("a b.png"), Picture("https://e.org/p.jpg")])


def ended(value: Any, length: int | None) -> Any:
    return (
        value if length is None or value.start is None else replace(value, end=value.start + length)
    )


LENGTHS = st.none() | st.integers(1, 1)
CHAPTERS = st.builds(
    ended, st.builds(Chapter, TIMES, ON_ONE_LINE, st.none(), WEB, PICTURES, st.booleans()), LENGTHS
)
SNIPS = st.builds(
    ended,
    st.builds(
        Snip,
        title=ON_ONE_LINE.filter(bool),
        kind=st.sampled_from(["quote", "my kind"]),
        start=TIMES,
        points=st.lists(SOME, max_size=3).map(tuple),
        quote=MAYBE,
        speaker=MAYBE,
        note=MAYBE,
        tags=st.lists(SOME, max_size=3).map(tuple),
        favorite=st.booleans(),
        id=MAYBE,
        created=MAYBE,
    ),
    LENGTHS,
)
LINES = st.builds(ended, st.builds(Line, TIMES, st.none(), SOME, MAYBE), LENGTHS)


def in_order(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=4).map(
        lambda found: tuple(sorted(found, key=lambda x: x.start))
    )


EPISODES = st.builds(
    Episode,
    title=ON_ONE_LINE.filter(bool),
    show=MAYBE,
    number=MAYBE,
    audio_note=MAYBE,
    people=st.lists(st.builds(Person, SOME, MAYBE, WEB), max_size=2).map(tuple),
    links=st.lists(st.builds(Link, SOME, WEB.filter(bool)), max_size=2).map(tuple),
    summary=MAYBE,
    notes=MAYBE,
    offset=st.integers(-LONGEST, LONGEST),
    chapters=in_order(CHAPTERS),
    snips=in_order(SNIPS),
    transcript=in_order(LINES),
)


@given(EPISODES)
@example(Episode("x", notes="a\n \n  b\n\n\nc d\n#"))
def test_whatever_it_holds_it_is_read_back(episode: Episode) -> None:
    read = episode_yaml.read(write(episode), "x.yaml")
    assert replace(read, problems=()) == episode


@given(EPISODES, EPISODES)
def test_a_part_of_it_is_put_into_a_file_and_the_rest_stays(old: Episode, new: Episode) -> None:
    text = write(replace(old, title="T")).replace("title: T\n", "title: T  # mine\n# kept\n")
    if new.chapters:
        text = set_key(text, "chapters", chapters(new.chapters))
    if new.snips:
        text = set_key(text, "snips", snips(new.snips))
    if new.transcript:
        text = set_key(text, "transcript", transcript(new.transcript))
    assert "title: T  # mine\n" in text
    assert "# kept\n" in text
    assert replace(episode_yaml.read(text, "x.yaml"), problems=()) == replace(
        old,
        title="T",
        chapters=new.chapters or old.chapters,
        snips=new.snips or old.snips,
        transcript=new.transcript or old.transcript,
    )


def test_a_list_takes_the_place_of_whatever_stood_there() -> None:
    value = chapters([Chapter(0, "A"), Chapter(5000, "B", 6000)])
    body = '  - "[00:00] A"\n  - {start: "00:05", title: B, end: "00:06"}\n'
    for before, after in (
        ("chapters:\n- 00:00 X # gone\n\n# stays\n", f"chapters:\n{body}\n# stays\n"),
        ("chapters: # mine\n  - 00:00 X\n", f"chapters: # mine\n{body}"),
        ("chapters: |\n  00:00 X\n  00:01 Y\nshow: S\n", f"chapters:\n{body}show: S\n"),
        ("chapters: [00:00 X] # mine\n", f"chapters: # mine\n{body}"),
        ("chapters:\n", f"chapters:\n{body}"),
        ("show: S", f"show: S\nchapters:\n{body}"),
    ):
        assert set_key(f"title: T\n{before}", "chapters", value) == f"title: T\n{after}"
    flow = set_key("{title: T}", "chapters", value)
    assert episode_yaml.read(flow, "x.yaml").chapters == (Chapter(0, "A"), Chapter(5000, "B", 6000))
    crlf = set_key("title: T\r\nchapters:\r\n- 00:00 X\r\n", "chapters", value)
    assert crlf == f"title: T\r\nchapters:\r\n{body}".replace("\r\n", "\n").replace("\n", "\r\n")
