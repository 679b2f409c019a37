"""Transcripts for the tests of their writers: any at all, and such as lose nothing."""

from __future__ import annotations

from hypothesis import strategies as st

from player.domain.episode import Episode, Line, Word
from player.formats.transcripts.lines import flat, speaker, timed

AWKWARD = (
    "-->", "--", "<v Ann>", "</v>", "<00:01.000>", "<i>", "<", ">", "&", "&amp;", "&lt;", "&#60;",
    "{\\an8}", "\\", "**", "_", "`", "[", "]", "[Ann]: ", "Ann: ", "Note: ", "：", ":", "=", "#",
    ";", "1", "00:01", "00:00:01,000 --> 00:00:02,000", "[00:01.00]", "[offset:5]", "WEBVTT",
    "NOTE", "- ", "1. ", "\n", "\n\n", "\r", "\t", "\u2028", "\x85", "\x00", "\x1b", "\ufeff",
    "\u200f", "é", "e\u0301", "日本", "\U0001f469\u200d\U0001f680", "ﷺ", "“", "'", " ", "  ",
    "(00:01)", "|", "~", "!", "*", "+", "$", "{", "}", '"', ",",
)  # fmt: skip
_parts = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=6))
texts = st.lists(_parts, max_size=6).map("".join)
starts = st.one_of(st.integers(0, 20_000), st.integers(0, 400 * 3_600_000))
speakers = st.one_of(
    st.none(), texts, st.sampled_from(("Ann", "Bob Hope", "SPEAKER_00", "王芳", "ann", "A [x]"))
)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Any line that an episode may have, sensible or not."""
    start = draw(st.one_of(st.none(), starts))
    text = draw(texts)
    end = None if start is None else draw(st.none() | st.integers(-100, 9000).map(start.__add__))
    words = [
        Word(begin, begin + draw(st.integers(0, 900)), word)
        for word in (text.split() if start is not None and draw(st.booleans()) else ())
        if (begin := (start or 0) + draw(st.integers(-500, 5000))) >= 0
    ]
    return Line(start, end, text, draw(speakers), tuple(words))


def episodes(of: st.SearchStrategy[Line] | None = None) -> st.SearchStrategy[Episode]:
    """Episodes with a few such lines, in any order."""
    return st.lists(lines() if of is None else of, max_size=6).map(
        lambda found: Episode(title="A", transcript=tuple(found))
    )


def told(episode: Episode) -> list[Line]:
    """What a format with times and speakers can say of the lines, but for their words."""
    return [
        Line(start, end, text, speaker(line.speaker))
        for line, start, end, text in timed(episode.transcript)
    ]


def bare(lines: tuple[Line, ...]) -> list[Line]:
    """The lines without their words."""
    return [Line(line.start, line.end, line.text, line.speaker) for line in lines]


@st.composite
def kept(draw: st.DrawFn, grain: int = 1) -> Line:
    """A line whose words have all times of their own, within it and in order, in steps."""
    parts = [flat(word) for word in draw(st.lists(texts, min_size=1, max_size=6))]
    # A line's first and last words, and so all, have to be there to have a time.
    parts = [word.replace(" ", "") for word in parts if any(map(str.isalnum, word))] or ["word"]
    steps = draw(st.lists(st.integers(1, 900), min_size=2 * len(parts), max_size=2 * len(parts)))
    start = draw(starts) // grain * grain
    at = start
    found = []
    for word, wait, lasts in zip(parts, steps[::2], steps[1::2], strict=True):
        begin = at + (wait - 1) // 300 * grain + (0 if found else grain)
        at = begin + lasts * grain
        found.append(Word(begin, at, word))
    return Line(
        start, at + grain, " ".join(parts), draw(st.sampled_from((None, "Ann"))), tuple(found)
    )
