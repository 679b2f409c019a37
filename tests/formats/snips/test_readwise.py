"""Highlights come over from Readwise, and snips go there."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given

from player.domain.episode import Episode, Line, Link, Person, Problem, Snip
from player.domain.errors import FormatError
from player.formats import identify
from player.formats.snips import readwise
from player.formats.snips.texts import kind_of, settled
from tests.formats.snips import made

EXPORT = (
    "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,"
    "Highlighted at,Document tags\n"
)
IMPORT = "Highlight,Title,Author,URL,Note,Location,Date\n"


def test_an_export_with_books_and_a_podcast() -> None:
    text = EXPORT + (
        '"A passage, of a book.",The Book,B. Writer,B00X,,yellow,,page,3,2026-07-17,\n'
        '"Another ""one"".",The Book,B. Writer,B00X,,,,location,345,,\n'
        "Third.,The Book,B. Writer,B00X,,,,order,9,,\n"
        '"Iceberg tables\nSummary:\nThey are fast.\n\nTranscript:\nSpeaker 1\nYeah, certainly.\n'
        'It is.\nSpeaker 2\nGood.",A Talk,The Show,,My thought,,"data, .favorite",time_offset,'
        "1449,2026-07-19 17:36:30+00:00,\n"
        "Just said.,A Talk,The Show,,,,,,0:11:42,,\n"
    )
    reader, episode = identify(text.encode(), "readwise-data.csv")
    assert (reader.id, episode.title, episode.show) == ("readwise", "A Talk", "The Show")
    assert episode.snips == (
        Snip("", "quote", 702_000, quote="Just said."),
        Snip(
            "Iceberg tables",
            start=1_449_000,
            note="They are fast.\n\nMy thought",
            tags=("data",),
            favorite=True,
            created="2026-07-19 17:36:30+00:00",
        ),
    )
    assert episode.transcript == (
        Line(1_449_000, None, "Yeah, certainly. It is.", "Speaker 1"),
        Line(1_449_000, None, "Good.", "Speaker 2"),
    )
    assert episode.problems == (
        Problem(
            "warning",
            "readwise-data.csv",
            "this file has snips of 2 books. Those of “A Talk” are read, the fullest; 3 of the "
            "others are left out.",
        ),
    )
    book = readwise.episodes(text, "x.csv")[0]
    assert [snip.start for snip in book.snips] == [None, None, None]
    assert book.snips[0].quote == "A passage, of a book."


def test_a_table_that_was_made_for_readwise() -> None:
    text = IMPORT + (
        'What they are for,Talk,Show,https://e.org/t,".a .b-c\r\nand a thought",702,2026-01-01\r\n'
    )
    episode = readwise.read(text, "x.csv")
    assert episode.links == (Link("Source", "https://e.org/t"),)
    assert episode.snips == (
        Snip(
            "What they are for",
            start=702_000,
            note="and a thought",
            tags=("a", "b-c"),
            created="2026-01-01",
        ),
    )


def test_snips_are_written_with_the_columns_that_readwise_imports() -> None:
    episode = Episode(
        "Talk",
        audio=("talk.mp3", "https://e.org/talk.mp3"),
        people=(Person("Guest", "guest"), Person("Host", "host")),
        snips=(
            Snip(
                "Consoles",
                start=723_900,
                end=751_000,
                points=("one", "two"),
                quote="Hi,\nyou.",
                speaker="Tom",
                note="mine",
                tags=("two words", "b"),
                favorite=True,
            ),
            Snip("", start=61_000),
        ),
    )
    assert readwise.write(episode) == IMPORT + (
        '"Consoles\nKey takeaways:\n- one\n- two\nQuote:\nHi,\nyou.\n— Tom",Talk,Host,'
        'https://e.org/talk.mp3,".two-words .b .favorite\nmine",723,\n'
        "01:01,Talk,Host,https://e.org/talk.mp3,,61,\n"
    )


def _kept(snip: Snip) -> Snip:
    """What is left of a snip in Readwise, but for its tags."""
    start = None if snip.start is None else snip.start // 1000 * 1000
    plain = replace(readwise.named(settled(snip)), end=None, chapter=None, tags=(), favorite=False)
    return replace(plain, start=start, id=None, kind=kind_of("quote" if plain.quote else ""))


@given(made.episodes)
def test_what_readwise_can_hold_comes_back(episode: Episode) -> None:
    written = readwise.write(episode)
    assert readwise.sniff(written)
    found = readwise.read(written, "x.csv")
    assert tuple(replace(snip, tags=(), favorite=False) for snip in found.snips) == tuple(
        map(_kept, episode.snips)
    )
    assert (found.problems, found.transcript) == ((), ())
    written.encode()


@pytest.mark.parametrize("text", [EXPORT, "Highlight\nx\n", "Highlight,Price\nx,1\n"])
def test_a_table_without_highlights_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match=r"no highlight|no table of highlights"):
        readwise.read(text, "x.csv")


@pytest.mark.parametrize("piece", ["Quote:\n", "- x\n", ".a ", "—\n", "Transcript:\n", "x\n"])
def test_no_highlight_takes_long(piece: str) -> None:
    cell = piece * (120_000 // len(piece))
    row = f'"{cell}",t,a,,"{cell}",1,\n'
    began = time.process_time()
    readwise.read(IMPORT + row * 4, "x.csv")
    assert time.process_time() - began < 2


def test_highlights_of_snipd_as_they_are_today() -> None:
    text = EXPORT + (
        "\"**A genie's wish**\n\n- It grants wishes.  \n- It surprises.\n\nTranscript:\nKent B.\n"
        'A kind of wish.\n\nGergely O\nI like it.\nAnd more.\n\nKent Beck\nThat is so.\n",'
        "A Talk,The Show,,,,,time_offset,620,,\n"
        '"A title\n\nWhat it is about.\n\nTranscript:\nTom H\nYes.",A Talk,The Show,,,,,'
        "time_offset,700,,\n"
        '"Episode AI notes\n\n1. One.\n\n2. Two.",A Talk,The Show,,,,,,,,\n'
    )
    episode = readwise.read(text, "x.csv")
    assert episode.snips[:2] == (
        Snip("A genie's wish", start=620_000, points=("It grants wishes.", "It surprises.")),
        Snip("A title", start=700_000, note="What it is about."),
    )
    assert (episode.snips[2].title, episode.snips[2].points) == (
        "Episode AI notes",
        ("One.", "Two."),
    )
    assert episode.transcript == (
        Line(620_000, None, "Kent B. A kind of wish. Gergely O I like it. And more. Kent Beck "
             "That is so."),
        Line(700_000, None, "Yes.", "Tom H"),
    )  # fmt: skip
    named = readwise.read(text.replace("Kent B.\n", "Kent Beck\n"), "x.csv")
    assert [(line.speaker, line.text) for line in named.transcript] == [
        ("Kent Beck", "A kind of wish."),
        ("Gergely O", "I like it. And more."),
        ("Kent Beck", "That is so."),
        ("Tom H", "Yes."),
    ]


def test_a_passage_with_blank_lines_stays_one() -> None:
    text = EXPORT + '"**Bold** start\n\nand more.",A Talk,The Show,,,,,time_offset,620,,\n'
    (snip,) = readwise.read(text, "x.csv").snips
    assert (snip.title, snip.quote) == ("", "**Bold** start\n\nand more.")
