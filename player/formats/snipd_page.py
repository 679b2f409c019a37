"""Takes apart the text of a copied Snipd page: summary, duration, snips, notes.

The page names its parts in a fixed order and marks each card with an icon, whose glyph's name
(`question_answer`, `web_stories`) comes along in the copy. None of these names is kept. The page
gives no time for any snip, so none is made up, and no chapter is guessed.
"""

from __future__ import annotations

import re

from player.domain import timecode
from player.domain.episode import KINDS, Episode, Snip
from player.domain.errors import TimecodeError
from player.domain.timecode import Ms

_GLYPH = r"[a-z]+(?:_[a-z0-9]+)*"
_SECTION = re.compile(
    rf"(?:(?P<glyph>{_GLYPH})\s+)?(?:Ask episode|AI Snips|Snips|Chapters|Transcript|Episode notes)"
)
_CARD = re.compile(rf"(?:(?P<glyph>{_GLYPH})\s+)?(?P<kind>[A-Z][A-Z-]*(?: [A-Z][A-Z-]*){{0,2}})")
_END_OF_SNIPS = re.compile(r"Get the Snipd\b.*", re.IGNORECASE)
_NOTES = re.compile(rf"(?:{_GLYPH}\s+)?Episode notes")
_GLYPHS = frozenset((
    "ask", "auto_awesome", "format_quote", "forum", "info", "info_circle", "insights", "lightbulb",
    "question_answer", "view_agenda", "volunteer_activism", "web_stories",
))  # fmt: skip
_BARE_TIME = re.compile(r"(?:\d{1,3}:)?\d{1,3}:\d{2}|(?:\d+\s*h\s*)?\d+\s*m(?:in)?", re.ASCII)
_BULLET = re.compile(r"[-*•‣·]\s+")
_TITLE = 120


def sniff(text: str) -> bool:
    """Whether `text` is such a page: two of its parts with their icons, or a part and a card."""
    parts = cards = 0
    for line in text.split("\n"):
        bare = line.strip()
        if len(bare) > 60:
            continue
        part, card = _SECTION.fullmatch(bare), _CARD.fullmatch(bare)
        parts += part is not None and part["glyph"] is not None
        cards += card is not None and card["glyph"] in _GLYPHS
    return parts >= 2 or (parts == 1 and cards >= 1)


def read(text: str) -> Episode:
    """What the page says; the title is "" where it names none, chapters stay in the notes."""
    lines = [line.rstrip() for line in text.split("\n")]
    first = next(i for i, line in enumerate(lines) if _SECTION.fullmatch(line.strip()))
    title, summary, duration = _header(lines[:first])
    cards, notes = _split(lines[first:])
    return Episode(
        title=title,
        summary=summary,
        duration=duration,
        snips=tuple(_snips(cards)),
        notes="\n".join(line for line in notes if line.strip() not in _GLYPHS).strip() or None,
    )


def _header(lines: list[str]) -> tuple[str, str | None, Ms | None]:
    """Title, summary and duration from what stands above the page's parts."""
    duration: Ms | None = None
    texts = []
    for line in (line.strip() for line in lines):
        if _BARE_TIME.fullmatch(line):
            duration = duration or _time(line)
        elif line and line not in _GLYPHS:
            texts.append(line)
    title = ""
    if texts and (texts[0].startswith("# ") or (len(texts) > 1 and _is_title(texts[0]))):
        title = texts.pop(0).removeprefix("# ").strip()
    return title, "\n\n".join(texts) or None, duration


def _is_title(text: str) -> bool:
    return len(text) <= _TITLE and not text.endswith((".", "!", "…", ":"))


def _time(text: str) -> Ms | None:
    try:
        return timecode.parse(text) or None
    except TimecodeError:
        return None


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines of the cards, and those of the notes."""
    for index, line in enumerate(lines):
        if _END_OF_SNIPS.fullmatch(line.strip()):
            return lines[:index], lines[index + 1 :]
    cards = [index for index, line in enumerate(lines) if _kind(line)]
    heads = [index for index, line in enumerate(lines) if _NOTES.fullmatch(line.strip())]
    after_cards = [index for index in heads if cards and index > cards[-1]]
    if cards and not after_cards:
        return lines, []
    start = (after_cards or heads or [0])[0]
    return lines[:start], [x for x in lines[start:] if not _SECTION.fullmatch(x.strip())]


def _kind(line: str) -> str | None:
    """The kind that `line` names as the head of a card, or None."""
    match = _CARD.fullmatch(line.strip())
    if match is None:
        return None
    kind = match["kind"].lower()
    return kind if match["glyph"] in _GLYPHS or kind in KINDS else None


def _snips(lines: list[str]) -> list[Snip]:
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        bare = line.strip()
        if (kind := _kind(bare)) is not None:
            found.append((kind, []))
        elif found and bare and bare not in _GLYPHS and not _SECTION.fullmatch(bare):
            found[-1][1].append(_BULLET.sub("", bare, count=1))
    return [Snip(texts[0], kind, points=tuple(texts[1:])) for kind, texts in found if texts]
