"""Snips made up of all that texts can hold, for what must come back as it was written."""

from __future__ import annotations

from hypothesis import strategies as st

from player.domain.episode import KINDS, Episode, Snip
from player.domain.timecode import LONGEST
from player.formats.snips.texts import in_order

_MARKS = (
    " ", "\t", "\n", "\r", "\r\n", "\\", "#", "# ", "[", "]", "(", ")", "<", ">", "> ", "*", "- ",
    "+ ", "_", "=", "~", "|", "`", ":", "::", ";", ",", '"', "'", "&amp;", "-->", "1. ", ".a", "— ",
    "⭐", "🎧", "🎧 12:03 - 14:05", "\u2028", "\u0085", "\x0b", "\x00", "\u00a0", "\u202e", "é",
    "e\u0301", "אב", "😀", "[kind:: x]", "#### Note\n", "---\n", "### x\n", "\nQuote:\n", "a", "7",
    "\nKey takeaways:\n", "http://e.org", "\ud800", "Created: 2026-01-01", "**Speaker 1**",
    "<details>", "\ufeff",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(_MARKS), st.text(max_size=6)), max_size=6).map("".join)
_times = st.none() | st.integers(0, LONGEST)
_maybe = st.none() | texts
_some = st.lists(texts, max_size=3).map(tuple)

snips = st.builds(
    Snip,
    title=texts,
    kind=st.one_of(st.sampled_from(KINDS), texts),
    start=_times,
    end=_times,
    chapter=_maybe,
    points=_some,
    quote=_maybe,
    speaker=_maybe,
    note=_maybe,
    tags=_some,
    favorite=st.booleans(),
    id=_maybe,
    created=_maybe,
)
episodes = st.builds(
    Episode,
    title=texts,
    show=_maybe,
    published=_maybe,
    snips=st.lists(snips, min_size=1, max_size=4).map(in_order),
)
"""Episodes with one to four snips, in order."""
