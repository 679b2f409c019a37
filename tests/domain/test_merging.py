"""Several sources tell of one recording: one list of chapters is shown, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Chapter, ChapterList, Episode, Line, Picture, Problem, Snip
from player.domain.merging import Source, choose, merge, merge_lists

PICTURE = Picture(data=b"x")


def some(origin: str, *chapters: Chapter, **more: bool) -> ChapterList:
    return ChapterList(origin, chapters, **more)


def test_titles_of_one_and_pictures_of_another_come_together() -> None:
    titles = some("talk.cue", Chapter(0, "A"), Chapter(60_000, "B"))
    pictures = some("file tags", Chapter(400, "", image=PICTURE), Chapter(59_500, "", 70_000))
    assert merge_lists([pictures, titles]) == (
        some(
            "talk.cue and file tags",
            Chapter(0, "A", image=PICTURE),
            Chapter(60_000, "B", 70_000),
        ),
    )


def test_the_list_that_says_most_goes_first_and_the_others_stay_to_choose_from() -> None:
    few = some("file tags", Chapter(0, "A"), Chapter(5000, "B"))
    many = some("talk.cue", Chapter(0, "A"), Chapter(5000, "B"), Chapter(9000, "C"))
    linked = some("talk.json", Chapter(0, "A"), Chapter(7000, "B", url="https://e.org"))
    assert merge_lists([few, many, linked]) == (many, linked, few)
    untitled = some("talk.json", *(Chapter(start, "") for start in range(0, 9000, 1000)))
    assert merge_lists([untitled, few]) == (few, untitled)
    hidden = some("talk.json", *(Chapter(start, "x", toc=False) for start in range(0, 9000, 1000)))
    assert merge_lists([hidden, few]) == (few, hidden)


def test_the_episode_files_list_wins_and_takes_only_what_it_lacks() -> None:
    own = some("episode file", Chapter(0, "Mine"), own=True)
    longer = some("file tags", Chapter(0, "A"), Chapter(5000, "B"), of_audio=True)
    assert merge_lists([longer, own]) == (own, longer)
    same = some("file tags", Chapter(10, "A", url="https://e.org"), of_audio=True)
    (merged,) = merge_lists([same, own])
    assert merged.chapters == (Chapter(0, "Mine", url="https://e.org"),)
    assert (merged.own, merged.of_audio) == (True, False)


def test_a_second_apart_is_the_same_and_more_is_not() -> None:
    one = some("a", Chapter(0, "A"), Chapter(5000, "B"))
    assert len(merge_lists([one, some("b", Chapter(1000, "A"), Chapter(6000, "B"))])) == 1
    assert len(merge_lists([one, some("b", Chapter(1000, "A"), Chapter(6001, "B"))])) == 2


def test_with_an_offset_times_are_compared_as_the_audio_has_them() -> None:
    own = some("episode file", Chapter(0, "A"), Chapter(9000, "B"), own=True)
    tags = some(
        "file tags", Chapter(30_000, "", 35_000), Chapter(39_000, "", image=PICTURE), of_audio=True
    )
    (merged,) = merge_lists([own, tags], offset=30_000)
    # An end of the other times would be wrong here.
    assert merged.chapters == (Chapter(0, "A"), Chapter(9000, "B", image=PICTURE))
    assert len(merge_lists([own, tags])) == 2


def test_an_episode_of_several_sources_has_what_any_of_them_says() -> None:
    snip = Snip("Later", start=9000)
    own = Episode("Mine", offset=500, snips=(snip,), problems=(Problem("error", "a", "x"),))
    file = Episode(
        "", show="Show", chapters=(Chapter(0, "A"),), snips=(Snip("Early", start=1), snip)
    )
    tags = Episode(
        "Tagged",
        duration=9,
        transcript=(Line(0, 1, "w"),),
        chapters=(Chapter(3000, "T"),),
        of_audio=frozenset({"duration", "chapters"}),
    )
    merged = merge(
        [
            Source("episode file", own, own=True),
            Source("talk.json", file),
            Source("file tags", tags, of_audio=True),
        ]
    )
    assert (merged.title, merged.show, merged.duration, merged.offset) == ("Mine", "Show", 9, 500)
    assert merged.transcript == tags.transcript
    assert merged.snips == (Snip("Early", start=1), snip)
    assert merged.problems == own.problems
    assert merged.chapters == file.chapters
    assert merged.of_audio == {"duration"}
    assert [each.origin for each in merged.chapter_lists] == ["talk.json", "file tags"]

    chosen = choose(merged, merged.chapter_lists[1])
    assert chosen.chapters == tags.chapters
    assert chosen.of_audio == {"duration", "chapters"}
    assert choose(chosen, merged.chapter_lists[0]) == merged


def test_what_was_merged_before_stays_to_choose_from() -> None:
    first = merge(
        [
            Source("a.cue", Episode("", chapters=(Chapter(0, "A"),))),
            Source("b.cue", Episode("", chapters=(Chapter(5000, "B"),))),
        ]
    )
    again = merge([Source("c", Episode("", chapters=(Chapter(9000, "C"),))), Source("", first)])
    assert {each.origin for each in again.chapter_lists} == {"a.cue", "b.cue", "c"}


@given(
    st.lists(
        st.lists(st.integers(0, 9000).map(lambda start: Chapter(start, "x")), max_size=5),
        max_size=5,
    )
)
def test_merging_loses_no_list_and_is_done_once(lists: list[list[Chapter]]) -> None:
    given_lists = [some(str(number), *chapters) for number, chapters in enumerate(lists)]
    merged = merge_lists(given_lists)
    assert merge_lists(merged) == merged
    starts = [chapter.start for each in merged for chapter in each.chapters]
    assert len(starts) <= sum(map(len, lists))
    assert bool(merged) == any(lists)
