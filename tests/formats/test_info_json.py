"""A script asks what a file holds and always gets the same keys."""

from __future__ import annotations

import json

from player.domain.episode import (
    Chapter,
    Episode,
    Line,
    Link,
    Person,
    Picture,
    Problem,
    Snip,
    Word,
)
from player.formats.info_json import info, to_text

EPISODE = Episode(
    title="On-device AI",
    show="MLOps",
    number="274",
    published="2024-11-01",
    language="en",
    duration=3_464_000,
    people=(Person("Michael", "guest"), Person("Demetrios")),
    links=(Link("Shop", "https://e.org"),),
    notes="At 18:53",
    offset=-1500,
    chapters=(
        Chapter(0, "Coffee", url="https://e.org/c", image=Picture("x.png")),
        Chapter(21_000, "Takeaways", 60_000, toc=False),
        Chapter(130_000, "Gaming"),
    ),
    snips=(
        Snip("Consoles", "anecdote", chapter="gaming", points=("one", "two")),
        Snip(
            "", "quote", 723_500, 751_000, quote="Q", speaker="M", note="N", tags=("a",),
            favorite=True, id="3f",
        ),
        Snip("Somewhere"),
    ),
    transcript=(Line(0, 2680, "One two", "M", (Word(0, 400, "One"),)), Line(None, None, "three")),
    problems=(Problem("warning", "talk.yaml:12:5", "odd."),),
)  # fmt: skip


def test_the_json_is_as_the_episode_files_document_says() -> None:
    assert info(EPISODE, audio_uri="talk.opus", audio_found=True) == {
        "format": "earmark-info/1",
        "title": "On-device AI",
        "show": "MLOps",
        "number": "274",
        "published": "2024-11-01",
        "language": "en",
        "duration_ms": 3_464_000,
        "audio": {"uri": "talk.opus", "found": True},
        "offset_ms": -1500,
        "people": [
            {"name": "Michael", "role": "guest", "url": None},
            {"name": "Demetrios", "role": None, "url": None},
        ],
        "links": [{"title": "Shop", "url": "https://e.org"}],
        "notes": "At 18:53",
        "chapters": [
            {"start_ms": 0, "end_ms": 21_000, "title": "Coffee", "url": "https://e.org/c",
             "image": True, "toc": True},
            {"start_ms": 21_000, "end_ms": 60_000, "title": "Takeaways", "url": None,
             "image": False, "toc": False},
            {"start_ms": 130_000, "end_ms": 3_464_000, "title": "Gaming", "url": None,
             "image": False, "toc": True},
        ],
        "snips": [
            {"id": None, "kind": "anecdote", "title": "Consoles", "start_ms": 130_000,
             "end_ms": None, "approximate": True, "chapter": "gaming", "points": ["one", "two"],
             "quote": None, "speaker": None, "note": None, "tags": [], "favorite": False},
            {"id": "3f", "kind": "quote", "title": "", "start_ms": 723_500, "end_ms": 751_000,
             "approximate": False, "chapter": None, "points": [], "quote": "Q", "speaker": "M",
             "note": "N", "tags": ["a"], "favorite": True},
            {"id": None, "kind": "bookmark", "title": "Somewhere", "start_ms": None,
             "end_ms": None, "approximate": True, "chapter": None, "points": [], "quote": None,
             "speaker": None, "note": None, "tags": [], "favorite": False},
        ],
        "transcript": [
            {"start_ms": 0, "end_ms": 2680, "speaker": "M", "text": "One two",
             "words": [[0, 400, "One"]]},
            {"start_ms": None, "end_ms": None, "speaker": None, "text": "three", "words": []},
        ],
        "problems": [{"severity": "warning", "where": "talk.yaml:12:5", "message": "odd."}],
    }  # fmt: skip


def test_every_key_is_there_for_an_episode_that_is_hardly_one() -> None:
    values = info(Episode("X"), audio_uri=None, audio_found=False)
    assert values.keys() == info(EPISODE, audio_uri="a", audio_found=True).keys()
    assert json.loads(json.dumps(values)) == values
    assert to_text(values) == "X\n  Audio      none is named"


def test_a_person_gets_a_summary_to_read() -> None:
    assert to_text(info(EPISODE, audio_uri="talk.opus", audio_found=False)) == (
        "On-device AI\n"
        "  Show       MLOps · 274\n"
        "  Published  2024-11-01\n"
        "  People     Michael (guest), Demetrios\n"
        "  Duration   57:44\n"
        "  Audio      talk.opus (not found)\n"
        "  Offset     -1.500 s\n"
        "\n"
        "Chapters (3)\n"
        "     00:00  Coffee\n"
        "     00:21  Takeaways\n"
        "     02:10  Gaming\n"
        "\n"
        "Snips (3)\n"
        "   ≈ 02:10  ANECDOTE  Consoles\n"
        "     12:03  QUOTE  Q\n"
        "         ?  BOOKMARK  Somewhere\n"
        "\n"
        "Also: 2 transcript lines, 1 link, 8 notes characters\n"
        "\n"
        "Problems (1)\n"
        "  warning: talk.yaml:12:5: odd."
    )
