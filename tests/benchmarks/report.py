"""Figures and Markdown: medians with their spread, ratios to a peer, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

NOTHING = "–"


def figure(values: Sequence[float], digits: int = 0) -> str:
    """The median, and from where to where the values went."""
    if not values:
        return NOTHING
    three = (median(values), min(values), max(values))
    middle, low, high = (f"{round(value, digits) + 0.0:.{digits}f}" for value in three)
    return f"{middle} ({low} … {high})" if low != high else middle


def ratio(values: Sequence[float], to: Sequence[float]) -> str:
    """How many times the one median is the other."""
    if not values or not to or median(to) <= 0:
        return NOTHING
    return f"{median(values) / median(to):.2f}×"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; the first column is text, the others are figures."""
    lines = [f"| {' | '.join(head)} |", "|---|" + "---:|" * (len(head) - 1)]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)
