"""Transcripts as web pages: `<cite>` who speaks, `<time>` since when, `<p>` what is said.

Source: podcast-namespace, transcripts/transcripts.md (HTML). Pages with times and names in plain
sight (of Rev, Descript, Omny and others) are read as the text that people see. Nothing of a page
is loaded, and scripts and styles are left out. The tags are looked for by hand: the parser of
Python's library takes quadratic time on hostile pages (a minute for 100 KB), and raises where it
should not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from player.domain.episode import Episode, Line, Problem
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.text import MOST_PROBLEMS, at, stem
from player.formats.times import from_clock
from player.formats.transcripts import names, timed_text
from player.formats.transcripts.lines import flat, gather, speaker

_TAG = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9]{0,20})|(!--)|[!?])")
_UNSEEN = (
    "script", "style", "template", "noscript", "textarea", "title", "svg", "iframe",
    "nav", "footer",
)  # fmt: skip
# Lists of chapters lead to places on the page; times beside what is said have no titles.
_CONTENTS = re.compile(
    r"<a\s[^<>]{0,200}href=[\"']?#[^<>]{1,300}>\s{0,9}[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s"
    r"[^<>]{1,200}</a>",
    re.IGNORECASE,
)
_HEADING = re.compile(r"<h[12](?:\s[^<>]{0,300})?>([^<>]{0,300})</h[12]>", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in _UNSEEN}
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "code", "em", "font", "i", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "u", "wbr",
))  # fmt: skip
# Most tags of some pages are these, around each word: they are taken out in one go.
_WITHIN = re.compile(rf"</?(?:{'|'.join(sorted(_INLINE))})(?:\s[^<>\n]{{0,300}})?>", re.IGNORECASE)
_TIMED = re.compile(r"<time(?:\s[^<>]{0,300})?>\s{0,20}[\[(]?\d{1,3}:\d{2}", re.IGNORECASE)
_CITED = re.compile(r"</cite>\s{0,20}<(?:time|p)\b", re.IGNORECASE)
_LOOKED_AT = 1_000_000


def sniff(text: str) -> bool:
    """Whether `text` is a page on which times or people who speak are marked as such."""
    head = text[:_LOOKED_AT]
    if head.lstrip()[:1] != "<":
        return False
    return _TIMED.search(head) is not None or _CITED.search(head) is not None


def read(text: str, name: str) -> Episode:
    """The transcript: a line for each time or speaker, else for each paragraph.

    Paragraphs under one time are one line, for nothing tells when the second begins. Raises
    FormatError where no paragraph says anything.
    """
    text = _WITHIN.sub("", _CONTENTS.sub("", text))
    page = _Page(text, name)
    for place, kind, value in _tokens(text):
        page.take(place, kind, value)
    page.end_of("p", len(text))
    if not page.marked and timed_text.holds(_seen(text)):
        return _timed(text, name)
    lines = gather(page.lines(), lambda message: page.warn(0, message))
    if not lines:
        raise FormatError("there are no lines on this page: no paragraph says anything.", name)
    return Episode(title=stem(name), transcript=lines, problems=tuple(page.problems))


def _timed(text: str, name: str) -> Episode:
    """The transcript of a page with times in plain sight; great headings are not said."""
    headings = [flat(html.unescape(match)) for match in _HEADING.findall(text)]
    bare = _seen(_HEADING.sub("<br>", text))
    if not headings or not timed_text.holds(bare):
        return timed_text.read(_seen(text), name)
    return replace(timed_text.read(bare, name), title=headings[0] or stem(name))


def _seen(text: str) -> str:
    """The text of a page as people see it, in rows."""
    parts: list[str] = []
    for _, kind, value in _tokens(text):
        if kind == "text":
            parts.append(value.replace("\n", " ").replace("\r", " "))
        else:
            parts.append("\n")
    return html.unescape("".join(parts))


def _tokens(text: str) -> Iterator[tuple[int, str, str]]:
    """Texts and tags in order, with their places: `text`, `start` and `end`; tags in small letters.

    Tags within a word or a sentence are left out. Each search goes on where the last one ended,
    so that no page takes long.
    """
    place = 0
    while (match := _TAG.search(text, place)) is not None:
        yield place, "text", text[place : match.start()]
        closing = "-->" if match[3] else ">"
        end = text.find(closing, match.end())
        if end < 0:
            return
        place = end + len(closing)
        if match[2] is None:
            continue
        tag = match[2].lower()
        if tag in _INLINE:
            continue
        yield match.start(), "end" if match[1] else "start", tag
        if tag in _ENDS and not match[1]:
            unseen = _ENDS[tag].search(text, place)
            if unseen is None:
                return
            place = unseen.start()
    yield place, "text", text[place:]


@dataclass(slots=True)
class _Turn:
    """What is said at one time, or by one speaker."""

    start: Ms | None
    who: str | None
    paragraphs: list[str]


@dataclass(slots=True)
class _Page:
    text: str
    name: str
    problems: list[Problem] = field(default_factory=list)
    marked: bool = False
    _turns: list[_Turn] = field(default_factory=list)
    _open: dict[str, list[str]] = field(default_factory=dict)
    _speaks: bool = False
    _who: str | None = None
    _next_who: str | None = None
    _next_start: Ms | None = None

    def warn(self, place: int, message: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            where = at(self.name, self.text.count("\n", 0, place) + 1)
            self.problems.append(Problem("warning", where, message))

    def lines(self) -> Iterator[Line]:
        above = ""
        for turn in self._turns:
            who, said = turn.who, " ".join(turn.paragraphs)
            if not self.marked and names.alone(said):
                above = said
                continue
            if not self.marked:
                who, said = names.split(f"{above} {said}" if above else said)
                above = ""
            yield Line(turn.start, None, said, who)

    def take(self, place: int, kind: str, value: str) -> None:
        """Goes on with the next text or tag."""
        if kind == "text":
            for inner in ("cite", "time", "p"):
                if inner in self._open:
                    self._open[inner].append(value)
                    self._speaks = self._speaks or (inner == "p" and bool(value.strip()))
                    break
        elif value in ("cite", "time") and "p" in self._open and self._speaks:
            return  # a work that is named, or a time, within what is said
        elif value in ("cite", "time", "p"):
            self.end_of(value, place)
            if kind == "start":
                self._open[value] = []
                self._speaks = self._speaks and value != "p"
        else:
            for parts in self._open.values():
                parts.append(" ")

    def end_of(self, tag: str, place: int) -> None:
        """Takes what stands in the open element `tag`, if there is one."""
        said = flat(html.unescape("".join(self._open.pop(tag, ()))))
        if not said:
            return
        self.marked = self.marked or tag != "p"
        if tag == "cite":
            self._next_who = speaker(said.rstrip(": "))
        elif tag == "time":
            self._next_start = from_clock(said.strip("[]() "))
            if self._next_start is None:
                self.warn(place, f"“{said[:40]}” is no time such as 1:02:03.")
        else:
            self._paragraph(said)

    def _paragraph(self, said: str) -> None:
        if self._next_who is not None:
            said = said.removeprefix(":").lstrip() or said
        begins = self._next_who is not None or self._next_start is not None
        last = self._turns[-1] if self._turns else None
        if not begins and last is not None and last.start is not None:
            last.paragraphs.append(said)
            return
        self._who = self._next_who or self._who
        self._turns.append(_Turn(self._next_start, self._who, [said]))
        self._next_who = self._next_start = None
