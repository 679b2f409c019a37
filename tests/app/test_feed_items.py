"""A chosen episode gets its chapters and its transcript from where its feed says that they are."""

from __future__ import annotations

from dataclasses import replace

from player.app import fetching
from player.app.feed_items import MOST_BYTES, MOST_TRIES, episode_of
from player.domain.episode import Chapter, Episode, Line, Problem
from player.domain.errors import EarmarkError
from tests.engine.servers import Site, serve

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n\n00:75.000 --> 00:80.000\nx\n"
LIST = b"[00:00] Intro\n[01:00] Middle\n[02:00] End\n"
ITEM = Episode(
    "Talk",
    audio=("https://e.org/talk.mp3",),
    chapters=(Chapter(0, "One"), Chapter(60_000, "Two")),
    chapter_sources=("https://e.org/chapters.txt",),
    transcript_sources=("https://e.org/gone.json", "https://e.org/talk.vtt", "https://e.org/x.srt"),
)


class Web:
    """Gives pages by address, and remembers what it was asked for."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self.pages = pages
        self.asked: list[tuple[str, str]] = []

    def __call__(self, address: str, limit: int, timeout: float, accept: str) -> tuple[str, bytes]:
        assert limit == MOST_BYTES
        assert 0 < timeout < 60
        self.asked.append((address, accept))
        if address not in self.pages:
            raise EarmarkError("e.org has nothing at this address (any more) (404).")
        return address, self.pages[address]


def test_the_chapters_and_the_first_transcript_that_is_there() -> None:
    web = Web({"https://e.org/chapters.txt": LIST, "https://e.org/talk.vtt": VTT})
    episode = episode_of(ITEM, web)
    assert episode.chapters == (
        Chapter(0, "Intro"),
        Chapter(60_000, "Middle"),
        Chapter(120_000, "End"),
    )
    assert episode.transcript == (Line(1000, 2000, "Hello."),)
    assert episode.problems == (
        Problem(
            "warning",
            "https://e.org/gone.json",
            "e.org has nothing at this address (any more) (404).",
        ),
        Problem(
            "error",
            "talk.vtt:6:1",
            "these are not two times such as 00:00:01.000 --> 00:00:04.000; the cue is left out.",
        ),
    )
    assert web.asked == [
        ("https://e.org/chapters.txt", fetching.CHAPTERS),
        ("https://e.org/gone.json", fetching.TRANSCRIPT),
        ("https://e.org/talk.vtt", fetching.TRANSCRIPT),
    ]
    assert replace(episode, chapters=ITEM.chapters, transcript=(), problems=()) == ITEM


def test_the_longer_list_of_chapters_is_taken() -> None:
    web = Web({"https://e.org/chapters.txt": b"[00:00] Only one\n"})
    assert episode_of(ITEM, web).chapters == ITEM.chapters
    same = Web({"https://e.org/chapters.txt": b"[00:00] A\n[01:00] B\n"})
    assert episode_of(ITEM, same).chapters == ITEM.chapters
    more = Web({"https://e.org/chapters.txt": b"[00:00 - 00:30] A\n[01:00] B\n"})
    assert episode_of(ITEM, more).chapters == (Chapter(0, "A", 30_000), Chapter(60_000, "B"))


def test_what_is_not_what_the_feed_says_is_told() -> None:
    web = Web({"https://e.org/chapters.txt": VTT, "https://e.org/talk.vtt": b"<html>no</html>"})
    episode = episode_of(ITEM, web)
    assert (episode.chapters, episode.transcript) == (ITEM.chapters, ())
    assert [(p.where.rpartition("/")[2], p.severity) for p in episode.problems] == [
        ("chapters.txt", "warning"),
        ("gone.json", "warning"),
        ("talk.vtt", "warning"),
        ("x.srt", "warning"),
    ]
    assert episode.problems[0].message == "there are no chapters in this file."


def test_a_transcript_without_times_is_one_all_the_same() -> None:
    item = replace(ITEM, transcript_sources=("https://e.org/a.txt", "https://e.org/b.txt"))
    page, words = b"<p>Log in first</p>", b"Ann: Hello.\n\nTom: Hi.\n"
    web = Web({"https://e.org/a.txt": page, "https://e.org/b.txt": words})
    episode = episode_of(item, web)
    assert episode.transcript == (Line(None, None, "Ann: Hello."), Line(None, None, "Tom: Hi."))
    assert episode.problems[1].message == "there is no transcript in this file."


def test_nothing_is_fetched_that_is_there_or_no_address() -> None:
    web = Web({})
    item = replace(
        ITEM,
        transcript=(Line(0, None, "x"),),
        chapter_sources=("file:///etc/passwd", "beside.json"),
    )
    assert episode_of(item, web) == item
    assert web.asked == []
    many = replace(ITEM, transcript_sources=tuple(f"https://e.org/{n}" for n in range(99)))
    assert len(episode_of(many, web).problems) == 1 + MOST_TRIES


def test_it_fetches_from_the_web() -> None:
    with serve(Site(pages={"/a/chapters.txt": LIST})) as site:
        item = Episode("Talk", chapter_sources=(f"{site.url}/a/chapters.txt?x=1",))
        assert len(episode_of(item).chapters) == 3
    assert site.asked == [("/a/chapters.txt?x=1", None)]
