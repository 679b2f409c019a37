"""An episode's values: where chapters end, where a snip without a time stands, the offset."""

from player.domain.episode import Chapter, Episode, Line, Snip, Word, ends, place_of

CHAPTERS = (Chapter(0, "Coffee"), Chapter(21_000, "Takeaways", end=60_000), Chapter(130_000, "AI"))


def test_a_chapter_ends_at_its_end_or_the_next_start_or_with_the_audio() -> None:
    assert ends(CHAPTERS, 200_000) == [21_000, 60_000, 200_000]
    assert ends(CHAPTERS, None)[-1] is None
    assert ends((), 1) == []


def test_a_chapter_after_the_recording_takes_no_length_from_it() -> None:
    chapters = (Chapter(0, "a"), Chapter(540_000, "beyond"))
    assert ends(chapters, 35_000) == [35_000, 540_000]


def test_a_snip_without_a_time_stands_where_its_chapter_does() -> None:
    assert place_of(Snip("x", start=5), CHAPTERS) == 5
    assert place_of(Snip("x", chapter=" takeAWAYS "), CHAPTERS) == 21_000
    assert place_of(Snip("x", chapter="Gone"), CHAPTERS) is None
    assert place_of(Snip("x"), CHAPTERS) is None


def test_the_offset_moves_every_time_and_none_before_the_start() -> None:
    line = Line(1_000, 9_000, "hear hear", words=(Word(1_000, 4_000, "hear"),))
    episode = Episode(
        "T",
        offset=-5_000,
        chapters=CHAPTERS,
        snips=(Snip("s", start=6_000, end=7_000), Snip("t", chapter="AI")),
        transcript=(line, Line(None, None, "no time")),
    )
    placed = episode.placed()
    assert [c.start for c in placed.chapters] == [0, 16_000, 125_000]
    assert placed.chapters[1].end == 55_000
    assert (placed.snips[0].start, placed.snips[0].end) == (1_000, 2_000)
    assert placed.snips[1].start is None
    assert placed.transcript[0].words == (Word(0, 0, "hear"),)
    assert placed.transcript[1].start is None
    assert placed.placed() == placed


def test_chapters_kept_out_of_the_contents_are_not_listed() -> None:
    episode = Episode("T", chapters=(Chapter(0, "a"), Chapter(1, "b", toc=False)))
    assert [chapter.title for chapter in episode.listed] == ["a"]


LINES = (Line(None, None, "no time"), Line(1_000, 2_000, "hello"))


def test_an_offset_is_heard_at_chapters_else_at_snips_else_at_lines() -> None:
    snips = (Snip("t", chapter="AI"), Snip("s", start=6_000))
    whole = Episode("T", chapters=(*CHAPTERS, Chapter(9, "x", toc=False)), snips=snips)
    assert whole.movable == CHAPTERS
    assert Episode("T", snips=snips, transcript=LINES).movable == snips[1:]
    assert Episode("T", snips=snips[:1], transcript=LINES).movable == LINES[1:]
    assert Episode("T", transcript=LINES[:1]).movable == ()


def test_chapters_of_the_audio_s_tags_stay_where_an_offset_is_for_others() -> None:
    tags = frozenset({"chapters"})
    episode = Episode("T", offset=500, chapters=CHAPTERS, transcript=LINES, of_audio=tags)
    assert episode.placed().chapters == CHAPTERS
    assert episode.placed().transcript[1].start == 1_500
    assert episode.movable == LINES[1:]
    alone = Episode("T", offset=500, chapters=CHAPTERS, transcript=LINES[:1], of_audio=tags)
    assert alone.placed().chapters[1].start == 21_500
    assert alone.movable == CHAPTERS
