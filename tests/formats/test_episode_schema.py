"""The published schema says the same as the reader: what it accepts is read without an error."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Episode
from player.formats import episode_markers, episode_yaml, read
from player.formats.yaml_nodes import Mapping, Scalar, Sequence, load

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "resources" / "episode.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def as_json(text: str) -> Any:
    """YAML as the schema sees it: all scalars are texts, keys without a value are left out."""

    def plain(node: object) -> Any:
        if isinstance(node, Scalar):
            return None if not node.style and node.text in ("", "~") else node.text
        if isinstance(node, Sequence):
            return [value for item in node.items if (value := plain(item)) is not None]
        assert isinstance(node, Mapping)
        found: dict[str, Any] = {}
        for key, value in node.items:
            if (worth := plain(value)) is not None:
                found.setdefault(key.text, worth)
        return found

    return plain(load(text, "x")[0])


def errors(episode: Episode) -> list[str]:
    return [p.message for p in episode.problems if p.severity == "error"]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_names_the_keys_that_the_reader_knows() -> None:
    definitions = SCHEMA["$defs"]
    assert tuple(SCHEMA["properties"]) == episode_yaml.KEYS
    for name, keys in (
        ("person", episode_yaml.PERSON_KEYS),
        ("link", episode_yaml.LINK_KEYS),
        ("chapter", episode_markers.CHAPTER_KEYS),
    ):
        assert tuple(definitions[name]["anyOf"][1]["properties"]) == keys
    assert tuple(definitions["snip"]["properties"]) == episode_markers.SNIP_KEYS
    assert tuple(definitions["line"]["properties"]) == episode_markers.LINE_KEYS


@pytest.mark.parametrize(
    "text",
    [
        "title: No\n",
        "earmark: 1\ntitle: 3.10\nnumber: 274\npublished: 2024-11-01\nduration: 57:44\n",
        "title: X\nshow:\nnumber: ~\nchapters:\n  - 00:00 A\n  -\n",
        "title: X\nchapters: |\n  [00:00] A\n  (1:02:03) B\n\n  4:05 C\n",
        "title: X\nchapters: [{start: 1h2m, title: A, toc: No}, {start: 7.5, end: '[1:00]'}]\n",
        "title: X\naudio: [a.mp3, 'Ep: 1.mp3', ../b, 'https://example.org/a?b#c']\ncover: c.png\n",
        "title: X\npeople: [A, {name: B, role: host, url: 'http://b.org'}]\nlinks: ['http://b.org']\n",
        "title: X\nsnips: [{start: 1}, {quote: Q, kind: my, tags: a, points: [b], favorite: no}]\n",
        "title: X\ntranscript: [a.vtt, {start: 1, end: 2, text: t, speaker: s}]\noffset: -2.5\n",
        "title: X\nshow: Y\nunknown: {a: [b]}\n",
    ],
)  # fmt: skip
def test_right_files_are_right_for_both(text: str) -> None:
    VALIDATOR.validate(as_json(text))
    assert errors(read(text.encode(), "x.yaml")) == []


@pytest.mark.parametrize(
    "line",
    [
        "earmark: one",
        "show: [a]",
        "number: {a: b}",
        "duration: long",
        "duration: 1e9",
        "duration: -5",
        "duration: 10:75",
        "duration: 1001:00:00",
        "audio: {a: b}",
        "audio: ['']",
        "audio: file:///etc/passwd",
        "audio: [a.mp3, 'ftp://example.org/a']",
        "audio: //host/a",
        "audio: \\\\host\\a",
        "audio: 'https://a b'",
        "cover: [a]",
        "cover: data:image/png;base64,AA",
        "feed: nowhere",
        "people: Jane",
        "people: [[a]]",
        "people: [{role: host}]",
        "people: [{name: A, url: x}]",
        "links: [nowhere]",
        "links: [{title: T}]",
        "offset: soon",
        "chapters: {a: b}",
        "chapters: words",
        "chapters: [words]",
        "chapters: [[a]]",
        "chapters: [{title: T}]",
        "chapters: [{start: x}]",
        "chapters: [{start: 1, end: x}]",
        "chapters: [{start: 1, url: x}]",
        "chapters: [{start: 1, image: 'file:x'}]",
        "chapters: [{start: 1, toc: maybe}]",
        "chapters: |\n  00:00 A\n  words",
        "snips: words",
        "snips: [words]",
        "snips: [{}]",
        "snips: [{kind: idea}]",
        "snips: [{title: T, start: x}]",
        "snips: [{title: T, points: {a: b}}]",
        "snips: [{title: T, points: [[a]]}]",
        "snips: [{title: T, favorite: x}]",
        f"snips: [{{title: T, kind: {'k' * 41}}}]",
        "transcript: {a: b}",
        "transcript: [{start: 1}]",
        "transcript: [{text: T, start: x}]",
        "transcript: ftp://example.org/a",
    ],
)
def test_what_the_reader_reports_as_an_error_the_schema_rejects(line: str) -> None:
    text = f"title: X\n{line}\n"
    assert errors(read(text.encode(), "x.yaml"))
    assert not VALIDATOR.is_valid(as_json(text))


def pattern(name: str) -> st.SearchStrategy[str]:
    return st.from_regex(SCHEMA["$defs"][name]["pattern"], fullmatch=True)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TIME, WEB, FLAG = pattern("time"), pattern("web"), pattern("flag")
PLACE = st.one_of(WEB, pattern("path"), st.sampled_from(["a.mp3", "../b", "/c", "Ep: 1.mp3"]))
LIST = st.one_of(TEXT, st.lists(TEXT, max_size=3))


def some(required: dict[str, Any], **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(required, optional=optional)


CHAPTER = st.one_of(
    pattern("chapterLine"),
    some({"start": TIME}, title=TEXT, end=TIME, url=WEB, image=PLACE, toc=FLAG),
)
SNIP = some(
    {}, title=TEXT, kind=TEXT, chapter=TEXT, points=LIST, start=TIME, end=TIME, quote=TEXT,
    note=TEXT, tags=LIST, favorite=FLAG, id=TEXT,
)  # fmt: skip
EPISODE = some(
    {"title": TEXT},
    earmark=st.just("1"), show=TEXT, published=TEXT, duration=TIME, feed=WEB, cover=PLACE,
    audio=st.one_of(PLACE, st.lists(PLACE, max_size=3)), notes=TEXT, offset=pattern("signedTime"),
    people=st.lists(st.one_of(TEXT, some({"name": TEXT}, role=TEXT, url=WEB)), max_size=2),
    links=st.lists(st.one_of(WEB, some({"url": WEB}, title=TEXT)), max_size=2),
    chapters=st.one_of(st.lists(CHAPTER, max_size=4), pattern("pastedChapters")),
    snips=st.lists(SNIP, max_size=3), unknown=TEXT,
    transcript=st.lists(
        st.one_of(PLACE, some({"text": TEXT}, start=TIME, end=TIME, speaker=TEXT)), max_size=3
    ),
)  # fmt: skip


@given(EPISODE)
def test_what_the_schema_accepts_is_read_without_an_error(document: dict[str, Any]) -> None:
    text = re.sub(
        "[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]",
        lambda match: f"\\u{ord(match[0]):04x}",
        json.dumps(document, ensure_ascii=False),
    )
    if VALIDATOR.is_valid(as_json(text)):
        assert errors(read(text.encode(), "x.yaml")) == []
