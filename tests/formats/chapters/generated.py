"""Episodes with chapters, over all of Unicode, and with what formats trip over."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from player.domain.episode import Chapter, Episode, Picture
from player.domain.timecode import LONGEST
from player.formats.addresses import is_web, place
from player.formats.chapters import listing

_NASTY = (
    '"', "'", '"quoted"', "\\", '\\"', "-->", "a --> b", "=", "#", ";", "\t", "\r", "\n", "\u2028",
    "  a  b  ", "", "<b>", "&amp;", "&lt;", "]]>", "<!--", "CHAPTER01=", "[CHAPTER]", "WEBVTT",
    "NOTE x", "00:00:01.000", "title=x", "TITLE", "REM", "{", "a,b", "a;b", "a|b", "<https://e.org>",
    "x <https://e.org/a>", "\U0001f600", "שלום", "e\u0301", "\u202eabc", "\x85", "\x00", "\ufffe",
    "\ud800", "\U0001fffe", "=1+1", "12.5", "...", "x" * 1200, "{\\an8}", "\\N", "%20", "\ufeff",
)  # fmt: skip
TITLES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(_NASTY),
    st.lists(st.sampled_from(_NASTY), max_size=4).map("".join),
    st.lists(st.sampled_from(_NASTY), max_size=4).map(" ".join),
)
PLAIN_TITLES = st.from_regex(r"[A-Za-zÀ-ÿ]{3}[A-Za-zÀ-ÿ0-9',?! ]{0,30}[a-zÀ-ÿ]", fullmatch=True)
STARTS = st.one_of(st.integers(0, 10_000), st.integers(0, LONGEST - 1000))
URLS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=15)
    .map(lambda rest: f"https://example.org/{rest}".strip())
    .filter(is_web)
    .filter(lambda url: "\ufffe" not in url and "\uffff" not in url)
)
PICTURES = st.one_of(URLS, st.sampled_from(["x.png", "a b/c.jpg", "ä.png", "a'b&c<d>.png"])).filter(
    lambda source: place(source) in ("web", "inside")
)


def episodes(titles: st.SearchStrategy[str] = TITLES) -> st.SearchStrategy[Episode]:
    """Episodes whose chapters are in order and have all that a chapter can have."""
    chapters = st.builds(
        Chapter,
        start=STARTS,
        title=titles,
        end=st.none() | st.integers(1, 100_000),
        url=st.none() | URLS,
        image=st.none() | st.builds(Picture, PICTURES),
        toc=st.booleans(),
    )
    return st.builds(
        _episode,
        st.text(max_size=10),
        st.lists(chapters, min_size=1, max_size=6),
        st.none() | st.integers(0, 1_000_000),
    )


def _episode(title: str, chapters: list[Chapter], more: int | None) -> Episode:
    placed = [
        each if each.end is None else replace(each, end=min(LONGEST, each.start + each.end))
        for each in sorted(chapters, key=lambda each: each.start)
    ]
    last = max(placed[-1].start, *(each.end or 0 for each in placed))
    duration = None if more is None else min(LONGEST, last + more) or None
    return Episode(title or "Talk", chapters=tuple(placed), duration=duration)


def expected(episode: Episode, keeps: tuple[str, ...], *, plain_ends: bool) -> list[Chapter]:
    """The chapters as a format has them that carries `keeps`.

    With `plain_ends`, it gives each chapter an end, so that those which say nothing are lost.
    """
    chapters = listing.without_plain_ends(episode.chapters) if plain_ends else episode.chapters
    lost: dict[str, object] = {"end": None, "url": None, "image": None, "toc": True}
    return [
        replace(
            chapter,
            title=listing.clean(chapter.title),
            **{key: value for key, value in lost.items() if key not in keeps},  # type: ignore[arg-type]
        )
        for chapter in chapters
    ]
