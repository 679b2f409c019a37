"""WebVTT whose cues are chapters, told from a transcript by what stands in it.

Source: W3C WebVTT, “chapter title text”; players' manuals, some of which have the title as the
cue's name. Written by hand: the libraries at hand read any WebVTT as captions.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from player.domain.episode import Chapter, Episode, ends
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.chapters import listing
from player.formats.text import stem
from player.formats.times import clock, from_clock

KIND = "Kind: chapters"
_SIGN = re.compile(r"WEBVTT(?:[ \t\r\n]|$)")
_KIND = re.compile(r"\bkind\s*[:=]\s*[\"']?(\w+)", re.IGNORECASE)
_TITLED = re.compile(r"WEBVTT\W+(?:chapters|kapitel|chapitres|cap[ií]tulos)\W*", re.IGNORECASE)
_NOTE = re.compile(
    r"NOTE\s(?!.*\b(?:transcript|captions?|subtitles?)\b).{0,60}"
    r"\b(?:chapters|chapter (?:list|mark|title|track)\w*|kapitel|chapitres|cap[ií]tulos)\b",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_NOTE = 100
_CALLED = re.compile(r"(?:chapter|kapitel|chapitre|cap[ií]tulo)\b", re.IGNORECASE)
_ARROW = re.compile(r"\s*([\d:.,]{5,20})\s*-->\s*([\d:.,]{5,20})(?:\s.*)?", re.ASCII)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>|<[\d:.]{5,16}>|</>")
_SPOKEN = re.compile(r"<v[ .]|<[\d:.]{5,16}>")
_SENTENCE = re.compile(r"[.,;!?…。！？、，]['\"”»)\]]?$")
_LOOKED_AT = 200

SLOWEST_SPEECH = 4
"""Bytes of UTF-8 in a second: people say three times as many, in any script."""
SHORTEST = 10_000
APART = 30_000
CLOSE = 1000


@dataclass(frozen=True, slots=True)
class _Cue:
    line: int
    name: str
    start: Ms | None
    end: Ms | None
    payload: tuple[str, ...]


def sniff(text: str) -> bool:
    """Whether `text` is WebVTT of chapters.

    It says so itself: `Kind: chapters` in its header, the word in its first line, or a short NOTE
    with it above the first cue; another kind says no. Else its first 200 cues tell. They are
    chapters where most are called so (`Chapter 1`, above the times), or all have a name and no
    text; or where all of this holds: each has one line, no voice and no times inside; most titles
    differ and end unlike a sentence; most begin within a second of the end of the one before, and
    half of them last 10 s or more, or three and more are 30 s apart, however short; and they would
    be read out at less than 4 bytes a second. Speech has 12 and more, and its cues last 2 to 8 s.
    """
    if not _SIGN.match(text):
        return False
    head = text[: text.find("-->")] if "-->" in text[:4096] else text[:4096]
    said = _said(head)
    if said is not None:
        return said
    cues = [cue for cue in islice(_cues(text), _LOOKED_AT) if cue.start is not None]
    return bool(cues) and (_named(cues) or _slow(cues))


def _said(head: str) -> bool | None:
    """What the file says of itself above its first cue, if anything."""
    first, *others = re.split(r"\n[ \t]*\n\s*", head.replace("\r\n", "\n").replace("\r", "\n"))
    if kind := _KIND.search(first):
        return kind[1].lower() == "chapters"
    if _TITLED.fullmatch(first.partition("\n")[0]):
        return True
    notes = [block for block in others if len(block) <= _LONGEST_NOTE]
    return True if any(_NOTE.match(block) for block in notes) else None


def _named(cues: list[_Cue]) -> bool:
    called = sum(bool(_CALLED.match(cue.name)) for cue in cues)
    if called * 2 > len(cues):
        return True
    return all(cue.name and not cue.name.isdigit() and not cue.payload for cue in cues)


def _slow(cues: list[_Cue]) -> bool:
    texts = [" ".join(cue.payload) for cue in cues]
    if any(len(cue.payload) > 1 for cue in cues) or any(map(_SPOKEN.search, texts)):
        return False
    if len(set(texts)) * 2 <= len(texts):
        return False
    if sum(bool(_SENTENCE.search(text)) for text in texts) * 2 > len(texts):
        return False
    lasts = [(cue.end or 0) - (cue.start or 0) for cue in cues]
    half = len(cues) // 2
    gaps = [abs((after.start or 0) - (cue.end or 0)) for cue, after in pairwise(cues)]
    if sum(gap > CLOSE for gap in gaps) * 4 > len(gaps) or sorted(lasts)[half] < SHORTEST:
        steps = [(after.start or 0) - (cue.start or 0) for cue, after in pairwise(cues)]
        if len(steps) < 2 or sorted(steps)[len(steps) // 2] < APART:
            return False
        lasts = [max(pair) for pair in zip(lasts, [*steps, APART], strict=True)]
    speeds = sorted(
        len(text.encode("utf-8", "replace")) * 1000 / max(1, last)
        for text, last in zip(texts, lasts, strict=True)
    )
    return speeds[half] < SLOWEST_SPEECH


def read(text: str, name: str) -> Episode:
    """The chapters, of which the ones inside others stand among them.

    Raises FormatError where `text` is no WebVTT.
    """
    if not _SIGN.match(text):
        raise FormatError("this is no WebVTT: it should begin with WEBVTT.", name)
    report = listing.Report(name)
    found: list[Chapter] = []
    for cue in _cues(text):
        if cue.start is None:
            report.error(
                cue.line,
                "these are not two times such as 00:00:01.000 --> 00:00:04.000; "
                "the chapter is left out.",
            )
        elif len(found) >= listing.MOST_CHAPTERS:
            report.error(cue.line, listing.TOO_MANY)
            break
        else:
            title = _title(" ".join(cue.payload))
            if not title and not cue.name.isdigit():
                title = listing.clean(cue.name)
            found.append(Chapter(cue.start, title, listing.end_after(cue.start, cue.end)))
    return Episode(
        title=stem(name),
        chapters=listing.without_plain_ends(found),
        problems=report.problems(),
    )


def _title(payload: str) -> str:
    return listing.clean(html.unescape(_TAG.sub("", payload[:20_000])))


def _cues(text: str) -> Iterator[_Cue]:
    """The cues: the paragraphs with an arrow in one of their first two rows.

    Where the empty lines between them are missing, the next one begins with its arrow, or with a
    number above it.
    """
    block: list[str] = []
    first = 1
    for number, row in _and_an_end(listing.rows(text)):
        if row.strip():
            first = first if block else number
            block.append(row)
            continue
        yield from _of_block(block, first)
        block = []


def _of_block(block: list[str], first: int) -> Iterator[_Cue]:
    arrows = [index for index, row in enumerate(block) if "-->" in row]
    if not arrows or (arrows[0] > 1 and not _SIGN.match(block[0])):
        return
    for at, after in zip(arrows, [*arrows[1:], None], strict=True):
        match = _ARROW.fullmatch(block[at])
        start, end = (from_clock(match[1]), from_clock(match[2])) if match else (None, None)
        payload = [each.strip() for each in block[at + 1 : after]]
        if after is not None and payload and payload[-1].isdecimal():
            payload.pop()
        name = block[at - 1].strip() if at and (at == 1 or block[at - 1].isdecimal()) else ""
        yield _Cue(first + at, name, start, end, tuple(payload))


def _and_an_end(rows: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    yield from rows
    yield 0, ""


def write(episode: Episode) -> str:
    """A file that says that it holds chapters.

    Each cue needs an end: the chapter's own, else the next one's start; the last one without any
    ends a millisecond after its start, where the recording's length is not known.
    """
    blocks = [f"WEBVTT\n{KIND}\n"]
    for chapter, end in zip(
        episode.chapters, ends(episode.chapters, episode.duration), strict=True
    ):
        after = max(chapter.start + 1, end or 0)
        title = html.escape(listing.clean(chapter.title), quote=False)
        blocks.append(f"{clock(chapter.start)} --> {clock(after)}\n{title}".rstrip() + "\n")
    return "\n".join(blocks)
