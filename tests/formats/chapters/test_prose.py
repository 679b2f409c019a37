"""Chapters as lines for people: a YouTube description, and a list in Markdown."""

from __future__ import annotations

from player.domain.episode import Chapter, Episode
from player.formats import read
from player.formats.chapters import prose

CHAPTERS = (
    Chapter(0, "Intro"),
    Chapter(59_999, "One_two [three] *four*", url="https://example.org/a_(b)"),
    Chapter(61_000, "hidden", toc=False),
    Chapter(3_723_000, ""),
)


def test_a_description_for_youtube() -> None:
    assert prose.write_youtube(Episode("x", chapters=CHAPTERS)) == (
        "0:00 Intro\n0:59 One_two [three] *four*\n1:02:03 Chapter 3\n"
    )


def test_nothing_is_made_up_before_the_first_chapter() -> None:
    assert prose.write_youtube(Episode("x", chapters=(Chapter(9000, "A"),))) == "0:09 A\n"


def test_a_list_in_markdown() -> None:
    text = prose.write_markdown(Episode("x", chapters=CHAPTERS))
    assert text == (
        "- \\[0:00\\] Intro\n"
        "- \\[0:59\\] [One\\_two \\[three\\] \\*four\\*](https://example.org/a_%28b%29)\n"
        "- \\[1:02:03\\] Chapter 3\n"
    )


def test_signs_that_mark_nothing_inside_a_line_stay_as_they_are() -> None:
    title = "Q & A | C# > 1"
    text = prose.write_markdown(
        Episode("x", chapters=(Chapter(0, title), Chapter(9000, "&amp; <b>")))
    )
    assert text == f"- \\[0:00\\] {title}\n- \\[0:09\\] \\&amp; \\<b>\n"
    assert read(text.encode(), "x.md").chapters[0].title == title


def test_both_are_read_as_notes() -> None:
    episode = Episode("x", chapters=(Chapter(0, "Intro"), Chapter(5000, "Talk, and more")))
    for write in (prose.write_youtube, prose.write_markdown):
        assert read(write(episode).encode(), "x.txt").chapters == episode.chapters
