"""Sorted starts: the one place that knows which marker is the current one at a position."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from player.domain.timecode import Ms

RESTART_AFTER: Ms = 3000
"""“Previous” goes back to the current marker's start when it was left longer ago than this."""


class Timeline:
    """Half-open intervals in order of their starts.

    At exactly its start a marker is the current one; before the first there is none. Where
    several start together, the last of them is the current one. `ends` gives None where an
    interval lasts until the next start; an end of its own may leave a gap with no current marker.
    """

    def __init__(self, starts: Sequence[Ms], ends: Sequence[Ms | None] = ()) -> None:
        self.starts = tuple(starts)
        self._ends = tuple(ends) or (None,) * len(self.starts)
        if any(a > b for a, b in pairwise(self.starts)):
            raise ValueError("starts must be sorted")
        if len(self._ends) != len(self.starts):
            raise ValueError("one end for each start")

    def begun(self, position: Ms) -> int | None:
        """The last interval that has begun at `position`, ended or not; None before the first."""
        index = bisect_right(self.starts, position) - 1
        return index if index >= 0 else None

    def index_at(self, position: Ms) -> int | None:
        """The interval that holds `position`, or None."""
        index = self.begun(position)
        if index is None:
            return None
        end = self._ends[index]
        return None if end is not None and position >= end else index

    def innermost(self, position: Ms) -> int | None:
        """The interval begun last of those that hold `position`: of nested ones the inner."""
        index = self.begun(position)
        while index is not None and index >= 0 and position < self._reach[index]:
            end = self._ends[index]
            if end is None or position < end:
                return index
            index -= 1
        return None

    @cached_property
    def _reach(self) -> tuple[float, ...]:
        """The latest end of each interval and all before it: past it there is nothing to find."""
        return tuple(accumulate((math.inf if e is None else e for e in self._ends), max))

    def next(self, position: Ms) -> Ms | None:
        """The first start after `position`, or None."""
        index = bisect_right(self.starts, position)
        return self.starts[index] if index < len(self.starts) else None

    def previous(self, position: Ms, restart_after: Ms = RESTART_AFTER) -> Ms | None:
        """The start to go back to from `position`, or None before the first.

        That of the last begun interval when `position` is more than `restart_after` into it,
        else the last different start before that one (the first has none before: itself again).
        """
        index = self.begun(position)
        if index is None:
            return None
        start = self.starts[index]
        if position - start > restart_after:
            return start
        before = bisect_left(self.starts, start) - 1
        return self.starts[max(before, 0)]
