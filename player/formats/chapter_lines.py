"""Chapters as people write them in text: one a line, a time and a title in any usual shape.

`[00:00] T`, `(1:02:03) T`, `【0:00】T`, `00:00 - T`, `00:00 – 02:10 T`, `00:00: T`, `1h02m03s T`,
`T 00:00`, `T (00:00)`, behind bullets, emoji, numbers (`01.`, `2)`, `#3`) and quote marks, with
Markdown emphasis and links; a time on a line of its own, with the title below or above it; a time
between a title and a remark; and whole lists on one line, as they come out of fields that have no
more.
"""

from __future__ import annotations

import contextlib
import re
import string
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from player.domain import timecode
from player.domain.episode import Chapter
from player.domain.errors import TimecodeError
from player.domain.timecode import Ms
from player.formats.addresses import is_web

LONGEST_LINE = 1000
LONGEST_BELOW, SHORTEST_BELOW = 80, 15_000
"""Titles below their times are short, and such chapters long (ms)."""
LONGEST_TITLE = 160
"""In running text, what stands beside a time and is longer than this is no title."""

_CLOCK = r"\d{1,4}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_TIME = rf"(?:{_CLOCK}|\d{{1,3}}h\s?\d{{1,2}}m(?:\s?\d{{1,2}}s)?|\d{{1,3}}m\s?\d{{1,2}}s\b)"
# A fourth part counts frames, of which nobody knows how many a second has.
_FRAMES = r"(?:(?<=:\d\d:\d\d)[:;]\d{2}\b)?"
_SPAN = (
    rf"(?P<start>{_TIME}){_FRAMES}"
    rf"(?:\s?(?:-|–|—|→|-->|~|\bto\b)\s?(?P<end>{_TIME}){_FRAMES})?"
)
_OPEN, _CLOSE = r"[\[(【「（〔{<]", r"[\])】」）〕}>]"
_MARKUP = "*_~`"
_LEAD = re.compile(
    rf"(?:[>\s]|[-*+•‣◦·–—▶►](?=\s)|\d{{1,3}}[.)]?(?=\s++[-–—]?\s*+[\[(]?{_TIME})|\d{{1,3}}[.)](?=\s)"
    r"|#{1,6}(?=\s))+"
)
_ADDRESS = re.compile(r"(?<=\S)\s*<(https?://[^\s<>]+)>$")
_ADDRESS_BEHIND = re.compile(r"(?<=\S)\s*[(\[](https?://[^\s()\[\]<>]+)[)\]]$")
_EMOJI = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0e\ufe0f\u200d"
_SIGNS = re.compile(
    rf"(?:[{_EMOJI}\u200b-\u200f\u2060\ufeff@|\s]|\d\ufe0f?\u20e3|#\d{{0,3}}[.:)]?)+"
    rf"(?={_OPEN}?\s?{_TIME})"
)
_TIMED_LINK = re.compile(rf"\[\s?({_TIME})\s?\]\([^\s()]*\)")
_WIDE = re.compile(r"[0-9０-９]{1,4}(?:[:：][0-9０-９]{2}){1,2}")
_NARROW = str.maketrans("：０１２３４５６７８９", ":0123456789")
_LINK = re.compile(r"\[([^\[\]]*)\]\((https?://[^\s()]+)\)")
_BETWEEN = r"–—:|·•→➜➔➤►▶»>=~/／,;：｜－\-"
_SEPARATOR = rf"[*_~`]*(?:\s?min\b\.?)?\s*(?:[{_BETWEEN})]+(?=\D|$)\s*)?"
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_BRACKETED = re.compile(rf"(?P<bracket>{_OPEN})\s?{_SPAN}\s?{_CLOSE}{_SEPARATOR}")
_BARE = re.compile(
    rf"(?P<bracket>(?!))?{_SPAN}(?=[\s{_BETWEEN})*_~`{_IDEOGRAPH}A-ZÀ-ÖØ-Þ]){_SEPARATOR}"
)
_AT_END = re.compile(rf"(?P<bracket>{_OPEN}\s?)?{_SPAN}(?:\s?{_CLOSE})?$")
_HINT = re.compile(r"\d[:：hm]")
_ALONE = re.compile(rf"{_OPEN}?\s?{_SPAN}\s?{_CLOSE}?")
_LOOSE = re.compile(r"[\[(]([^\])]{1,40})[\])]\s*(.*)|(\S+)\s*(.*)")
_REMARK = re.compile(
    rf"(?P<title>[^\d\s].*?)(?:\s+|\s*[-–—|:]\s+)(?P<bracket>{_OPEN})?{_SPAN}(?(bracket){_CLOSE})"
    r"(?:\s*(?P<remark>\([^()]{2,100}\))|\s+[-–—|]\s+(?P<more>\S.*))"
)
_ANYWHERE = re.compile(
    rf"(?<![\d:.])(?P<bracket>{_OPEN}\s?)?{_SPAN}(?(bracket)\s?{_CLOSE}|(?=\s|$))"
)
_LABEL = re.compile(r"\W{0,20}|[^\d:]{1,40}:\W{0,5}")
_LONGEST_LIST, _MOST_ON_ONE = 20_000, 2
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
_TAIL = 48
_BEFORE = " \t\u00a0.@*_~`" + _BETWEEN.replace("\\", "")
_LEADER = f"{string.whitespace}\u00a0\u3000@*_~`" + _BETWEEN.replace("\\", "")
_OF_DAY = re.compile(r"(?:[ap]\.?m|uhr)\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:at|by|till|until|before|after|around|about|from|since|um|ab|bis|gegen|à|vers|las|alle)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A time with its title, and how it was written: `bracket`, and `side` "start" or "end"."""

    start: str
    end: str | None
    title: str
    url: str | None
    bracket: bool
    side: str

    def chapter(self) -> Chapter:
        """The chapter. Raises TimecodeError where the time is none, such as 10:75."""
        start = timecode.parse(self.start)
        end: Ms | None = timecode.parse(self.end) if self.end else None
        return Chapter(start, self.title, end if end and end > start else None, self.url)


def find(line: str) -> Found | None:
    """The time and title in `line` where one of them is at an end of it, else None."""
    if len(line) > LONGEST_LINE or not _HINT.search(line):
        return None
    bare, url = _unlinked(line)
    bare = _LEAD.sub("", bare, count=1) if _LEAD.match(bare) else bare
    bare = _SIGNS.sub("", bare, count=1) if _SIGNS.match(bare) else bare
    bare = bare.strip().lstrip(_MARKUP).lstrip()
    if match := _BRACKETED.match(bare) or _BARE.match(bare):
        return _found(match, _title(bare[match.end() :]), url, "start")
    bare = bare.rstrip(f"{_MARKUP}| ").lstrip("| ")
    begin = max(0, len(bare) - _TAIL)
    match = _AT_END.search(bare, begin)
    if match is None or not match.start():
        return None
    if match["bracket"] is None and bare[match.start() - 1] not in _BEFORE:
        return None
    return _found(match, _title(_without_leader(bare[: match.start()])), url, "end")


def _found(match: re.Match[str], title: str, url: str | None, side: str) -> Found | None:
    title = " ".join(title.rstrip(" |").split())
    if url is None and (found := _ADDRESS.search(title)) and is_web(found[1]):
        title, url = title[: found.start()], found[1]
    if not title or _ALONE.fullmatch(title):
        return None
    return Found(match["start"], match["end"], title, url, match["bracket"] is not None, side)


def _without_leader(text: str) -> str:
    """`text` without what leads from it to a time behind it: spaces, dashes, rows of dots."""
    while True:
        bare = text.rstrip(_LEADER)
        text = bare.rstrip(".")
        dots = len(bare) - len(text)
        if dots < 4 and not (dots > 1 and text[-1:].isspace()):
            return bare


def parse(line: str) -> Chapter:
    """The chapter that `line` is meant to be: any shape, also with `S` and `1h02m03s` in front.

    Raises TimecodeError where there is no time, or none that can be.
    """
    if found := find(line):
        return found.chapter()
    match = _LOOSE.match(line.strip()[:LONGEST_LINE])
    if match is None:
        raise TimecodeError("the line is empty; write a time and a title, as in [02:10] Takeaways")
    return Chapter(timecode.parse(match[1] or match[3]), (match[2] or match[4] or "").strip())


def find_all(lines: Iterable[str]) -> list[Chapter]:
    """The chapters in running text, in order of time; the same one said twice stands once.

    Prose has times, too ("at 10:30 on Monday"). So a line counts only where the time stands at
    its start or end with a short title; of each shape (in brackets or not, in front or behind)
    there must be two, or the time be in brackets; and the shape's times must mostly ascend.
    """
    lines = [piece for line in lines for piece in _pieces(line)]
    shapes: dict[tuple[bool, str], list[Chapter]] = {}
    for line in lines:
        found = find(line) or _remarked(line)
        if found is None or len(found.title) > LONGEST_TITLE or _is_prose(found):
            continue
        try:
            chapter = _linked(found.chapter())
        except TimecodeError:
            continue
        shapes.setdefault((found.bracket, found.side), []).append(chapter)
    kept = {
        chapter: None
        for (bracket, _), chapters in shapes.items()
        if (bracket or len(chapters) > 1) and _ascend(chapters)
        for chapter in chapters
    }
    return sorted(kept or _apart(lines), key=lambda chapter: chapter.start)


def _linked(chapter: Chapter) -> Chapter:
    """`chapter` with the address that stands in brackets behind its title as its own."""
    match = _ADDRESS_BEHIND.search(chapter.title) if chapter.url is None else None
    if match is None or not is_web(match[1]):
        return chapter
    return replace(chapter, title=chapter.title[: match.start()], url=match[1])


def _remarked(line: str) -> Found | None:
    """A time between a title and a remark: `Song 4:26 (live)`, `Song - 4:26 - live`."""
    if len(line) > LONGEST_LINE or not _HINT.search(line):
        return None
    bare, url = _unlinked(line)
    lead = _LEAD.match(bare)
    match = _REMARK.fullmatch(bare[lead.end() if lead else 0 :].strip())
    if match is None or _PREPOSITION.search(match["title"]):
        return None
    remark = match["remark"] or f"- {match['more']}"
    return _found(match, f"{_without_leader(match['title'])} {remark}", url, "end")


def _pieces(line: str) -> list[str]:
    """`line`, or the lines that it would be, where it is a whole list that begins with a time."""
    if not len(_HINT.findall(line, 0, _LONGEST_LIST)) > _MOST_ON_ONE or "|" in line[:2]:
        return [line]
    times = list(_ANYWHERE.finditer(line[:_LONGEST_LIST]))
    begins = times and _LABEL.fullmatch(line, 0, times[0].start())
    if len(times) <= _MOST_ON_ONE or not begins:
        return [line]
    if times[0]["bracket"] is None and _ms(times[0]["start"]) != 0:
        return [line]
    starts = [-1 if (ms := _ms(match["start"])) is None else ms for match in times]
    if starts[0] < 0 or any(before >= after for before, after in pairwise(starts)):
        return [line]
    limits = [*(match.start() for match in times[1:]), len(line)]
    found = [line[match.start() : to] for match, to in zip(times, limits, strict=True)]
    return [piece.rstrip(" ,;|/•·-–—") for piece in found]


def _ms(text: str) -> Ms | None:
    with contextlib.suppress(TimecodeError):
        return timecode.parse(text)
    return None


def _apart(lines: list[str]) -> list[Chapter]:
    """Chapters whose times stand alone, each above its title, or each right below it.

    So do the times of a transcript that was copied. Those are closer together, and what stands
    beside them is longer, or ends as sentences do.
    """
    above: list[tuple[str, str]] = []
    below: list[tuple[str, str]] = []
    time: str | None = None
    last = 0
    for index, line in enumerate(lines):
        if time is None and not _HINT.search(line):
            continue
        bare = line[:LONGEST_LINE].strip().strip(_MARKUP)
        if match := _ALONE.fullmatch(bare):
            title = lines[index - 1][:LONGEST_LINE].strip().strip(_MARKUP) if index else ""
            time, last = match["start"], index
            above.append((time, "" if _ALONE.fullmatch(title) else title))
        elif bare and time is not None:
            below.append((time, bare))
            time = None
    ends = not "".join(lines[last + 1 : last + 2]).strip()
    found: list[Chapter] = []
    for time, title in above if ends and all(title for _, title in above) else below:
        with contextlib.suppress(TimecodeError):
            found.append(Chapter(timecode.parse(time), title))
    gaps = sorted(after.start - before.start for before, after in pairwise(found))
    like_titles = sum(
        len(chapter.title) <= LONGEST_BELOW and not chapter.title.endswith((".", ",", "!", "…"))
        for chapter in found
    )
    if len(found) < 3 or not _ascend(found) or gaps[len(gaps) // 2] < SHORTEST_BELOW:
        return []
    return found if like_titles * 4 >= len(found) * 3 else []


def _ascend(chapters: list[Chapter]) -> bool:
    pairs = list(pairwise(chapters))
    return sum(a.start <= b.start for a, b in pairs) * 3 >= len(pairs) * 2


def _is_prose(found: Found) -> bool:
    if found.bracket:
        return False
    if found.side == "start":
        return bool(_OF_DAY.match(found.title))
    return bool(_PREPOSITION.search(found.title))


def _unlinked(line: str) -> tuple[str, str | None]:
    """`line` with Markdown links replaced by their text, and the address of its first title."""
    line = _TIMED_LINK.sub(r"\1", line) if "](" in line else line
    if not line.isascii():
        line = _WIDE.sub(lambda match: match[0].translate(_NARROW), line)
    url = None
    for text, address in _LINK.findall(line):
        if url is None and not re.search(_TIME, text) and is_web(address):
            url = address
    return _LINK.sub(r"\1", line), url


def _title(text: str) -> str:
    """`text` without the Markdown emphasis that is wrapped around it, and invisible marks."""
    text = text.replace("**", "").strip().strip(_INVISIBLE)
    for mark in _MARKUP:
        if text.count(mark) == 1 and text.endswith(mark):
            text = text[:-1]
        elif len(text) > 2 and text.startswith(mark) and text.endswith(mark) and " " in text:
            text = text.strip(mark)
    return text.strip()
