"""Which marker is the current one, which comes next, where “previous” goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.timeline import Timeline

STARTS = [0, 21_000, 119_000, 130_000]


@pytest.mark.parametrize(
    ("position", "index"),
    [(0, 0), (20_999, 0), (21_000, 1), (118_999, 1), (119_000, 2), (130_000, 3), (9**9, 3)],
)
def test_at_exactly_its_start_a_chapter_is_the_current_one(position: int, index: int) -> None:
    assert Timeline(STARTS).index_at(position) == index


def test_before_the_first_there_is_none() -> None:
    timeline = Timeline([10_000])
    assert timeline.index_at(9_999) is None
    assert timeline.previous(9_999) is None
    assert timeline.next(9_999) == 10_000


def test_an_end_of_its_own_leaves_a_gap_but_the_marker_stays_the_last_begun() -> None:
    timeline = Timeline([0, 10_000], [4_000, None])
    assert timeline.index_at(3_999) == 0
    assert timeline.index_at(4_000) is None
    assert timeline.begun(4_000) == 0


def test_of_markers_at_one_time_the_last_is_current_and_next_passes_them_all() -> None:
    timeline = Timeline([0, 5_000, 5_000, 9_000])
    assert timeline.index_at(5_000) == 2
    assert timeline.next(0) == 5_000
    assert timeline.next(5_000) == 9_000
    assert timeline.previous(5_000) == 0


def test_previous_restarts_a_chapter_that_is_more_than_3_s_in() -> None:
    timeline = Timeline(STARTS)
    assert timeline.previous(24_001) == 21_000
    assert timeline.previous(24_000) == 0
    assert timeline.previous(21_000) == 0
    assert timeline.previous(1_000) == 0


def test_after_the_last_there_is_no_next() -> None:
    assert Timeline(STARTS).next(130_000) is None
    assert Timeline([]).next(0) is None
    assert Timeline([]).index_at(0) is None


def test_unsorted_starts_are_a_bug_and_told_as_one() -> None:
    with pytest.raises(ValueError, match="sorted"):
        Timeline([2, 1])
    with pytest.raises(ValueError, match="one end"):
        Timeline([1, 2], [None])


@given(st.lists(st.integers(0, 1000), max_size=30), st.integers(-5, 1005))
def test_it_agrees_with_looking_at_every_marker(starts: list[int], position: int) -> None:
    starts.sort()
    timeline = Timeline(starts)
    begun = [index for index, start in enumerate(starts) if start <= position]
    assert timeline.index_at(position) == (begun[-1] if begun else None)
    assert timeline.next(position) == min((s for s in starts if s > position), default=None)
