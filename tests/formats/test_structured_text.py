"""JSON and XML from outside: what is wrong is told with line and column, and nothing runs wild."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.errors import FormatError
from player.formats.feeds import rss
from player.formats.json_text import JsonDocument
from player.formats.times import clock, from_clock, from_seconds
from player.formats.xml_text import XmlDocument


def test_a_mistake_in_json_is_told_where_it_is() -> None:
    with pytest.raises(FormatError) as told:
        JsonDocument('{"a": 1,\n "b": }', "x.json")
    assert told.value.where == "x.json:2:7"
    assert (
        str(told.value)
        == "x.json:2:7: this is no JSON: expecting value here. Mend it, or save the file again."
    )


@pytest.mark.parametrize(
    ("text", "path", "where"),
    [
        ('{"a":\n  [1, {"b" : 2}]}', ("a", 1, "b"), "x.json:2:14"),
        ('  [1,\n\n  "x\\ny", {}]', (2,), "x.json:3:11"),
        ('{"\\u00e4": {"ä": null}}', ("ä", "ä"), "x.json:1:18"),
        ("[]", (), "x.json:1:1"),
    ],
)
def test_a_value_of_json_is_found_again(text: str, path: tuple[str | int, ...], where: str) -> None:
    document = JsonDocument(text, "x.json")
    document.error(path, "it is wrong.")
    document.warning(path, "it is odd.")
    assert [(p.severity, p.where) for p in document.problems()] == [
        ("error", where),
        ("warning", where),
    ]


def test_a_thousand_mistakes_are_placed_in_one_way_through_the_text() -> None:
    text = json.dumps([{"start": number, "rest": ["x"] * 20} for number in range(20_000)])
    document = JsonDocument(text, "x.json")
    for number in range(0, 20_000, 20):
        document.error((number, "start"), "wrong.")
    began = time.monotonic()
    assert len(document.problems()) == 100
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "[1" + "0" * 10_000 + "]", "{", "[1}", ""]
)
def test_json_that_is_rubbish_is_refused_calmly(text: str) -> None:
    with pytest.raises(FormatError):
        JsonDocument(text, "x.json")


def test_numbers_that_python_writes_and_json_has_not_are_nothing() -> None:
    assert JsonDocument('[NaN, -Infinity, {"a": Infinity}]', "x.json").value == [
        None,
        None,
        {"a": None},
    ]


def test_an_element_of_xml_knows_its_place() -> None:
    document = XmlDocument('<?xml version="1.0"?>\n<a xmlns:p="urn:p">\n  <p:b/></a>', "x.xml")
    (child,) = document.root
    assert (document.root.tag, child.tag) == ("a", "{urn:p}b")
    document.error(child, "it is wrong.")
    assert [problem.where for problem in document.problems()] == ["x.xml:3:3"]


def test_the_mistakes_of_a_feeds_episodes_have_their_places() -> None:
    item = "<item><title>A</title></item>"
    text = f"<rss><channel>\n{item}\n {item}</channel></rss>"
    found = rss.items(XmlDocument(text, "x.xml"))
    assert [episode.problems[0].where for episode in found] == ["x.xml:2:1", "x.xml:3:2"]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        f'<?xml version="1.0"?><!--{"x" * 5000}-->\n<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<a/><!DOCTYPE a [<!ENTITY b "bbbb">]>',
        '<a><!DOCTYPE b [<!ENTITY c "d">]>&c;</a>',
        "<a>" * 10_000,
        "<a>" * 200_000 + "</a>" * 200_000,
        "<a>" + "<b/>" * 3_000_001 + "</a>",
        "<a>",
        "<a>&nbsp;</a>",
        "<a></b>",
        "<a/><a/>",
        "<",
    ],
)
def test_xml_with_entities_or_rubbish_is_refused_calmly(text: str) -> None:
    with pytest.raises(FormatError):
        XmlDocument(text, "x.xml")


def test_a_long_comment_in_front_takes_no_time() -> None:
    began = time.monotonic()
    XmlDocument(f"<!--{'x' * 6_000_000}--><a/>", "x.xml")
    assert time.monotonic() - began < 5


def test_a_mistake_in_xml_is_told_where_it_is() -> None:
    with pytest.raises(FormatError) as told:
        XmlDocument("<a>\n  <b></c>\n</a>", "x.xml")
    assert told.value.where == "x.xml:2:8"


@given(st.integers(0, 500 * 3600 * 1000))
def test_a_clock_is_read_as_it_was_written(ms: int) -> None:
    assert from_clock(clock(ms)) == from_clock(clock(ms, ",")) == ms
    assert from_seconds(ms / 1000) == from_seconds(str(ms / 1000)) == ms


@pytest.mark.parametrize(
    "text", ["", "1", "1:60", "1:60:00", "-1:00", "1:00.", "9999:0:00", "１:0"]
)
def test_what_is_no_clock_is_none(text: str) -> None:
    assert from_clock(text) is None


@pytest.mark.parametrize("value", [None, True, "x", -1, float("inf"), 10**400, "nan", []])
def test_what_is_no_number_of_seconds_is_none(value: object) -> None:
    assert from_seconds(value) is None
