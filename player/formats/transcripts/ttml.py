"""TTML and its older name DFXP: timed text in XML, down to words, with agents who say it.

Sources: W3C TTML 2 (times, which are those within the parent element's; containers in a row;
agents) and what Apple's transcripts of podcasts make of it: times of the recording everywhere,
and sentences and words by an attribute `unit`, with no space between them. Of lyrics, what is
said in another script or language (`role`) is left out, and so are ruby texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from xml.etree.ElementTree import Element

from player.domain.episode import Episode, Line
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST, Ms
from player.formats.text import stem
from player.formats.transcripts.lines import (
    Spoken,
    flat,
    flat_word,
    gather,
    language,
    speaker,
    words,
)
from player.formats.transcripts.segments import lines_of
from player.formats.transcripts.ttml_times import Times
from player.formats.xml_text import XmlDocument

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LOOKED_AT = 2000
_BESIDE = frozenset(("x-translation", "x-roman", "text", "textContainer", "delimiter"))
"""Roles, and kinds of ruby, that repeat what is said beside it."""
_LONG = 240
"""A paragraph of more characters, all of whose words have times, becomes several lines."""


def sniff(root: Element) -> bool:
    """Whether this is a TTML document of any age."""
    return _local(root.tag) == "tt"


def read(document: XmlDocument) -> Episode:
    """The transcript. Raises FormatError where nothing is said in it."""
    root = document.root
    parameters = {_local(key): value for key, value in root.attrib.items()}
    times = Times(parameters)
    body = next((child for child in root if _local(child.tag) == "body"), None)
    reader = _Reader(document, times)
    found = reader.lines(body) if body is not None else iter(())
    lines = gather(found, lambda message: document.error(root, message))
    if not lines:
        raise FormatError("there are no lines in this transcript.", document.name)
    return Episode(
        title=stem(document.name),
        language=language(root.get(_LANGUAGE)),
        transcript=lines,
        problems=document.problems(),
    )


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _called(root: Element, name: str) -> str:
    """The full name of the attribute `name`, in whatever namespace the document has it."""
    for element in islice(root.iter(), _LOOKED_AT):
        for key in element.attrib:
            if _local(key) == name:
                return key
    return name


def _agents(root: Element) -> dict[str, str]:
    """The names of agents by their ids; where there is no name, the id is one."""
    found: dict[str, str] = {}
    for head in root:
        if _local(head.tag) == "head":
            for agent in head.iter():
                key = agent.get(_ID)
                if _local(agent.tag) == "agent" and key is not None:
                    names = (
                        speaker("".join(c.itertext())) for c in agent if _local(c.tag) == "name"
                    )
                    found[key] = next((name for name in names if name), key)
    return found


def _is_absolute(root: Element, times: Times, unit: str) -> bool:
    """Whether all times are those of the recording, though they should be those in the parent.

    So they are where elements have units (Apple), and where one would begin when its parent ends.
    """
    for parent in root.iter():
        if not len(parent):
            continue
        begin, end = times.of(parent.get("begin", "")), times.of(parent.get("end", ""))
        for child in (*parent[:1], *parent[-1:]):
            if unit in child.attrib:
                return True
            inner = times.of(child.get("begin", ""))
            if begin and end is not None and inner is not None and begin + inner >= end:
                return inner >= begin
    return False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element is in time, and who speaks in it."""

    start: Ms | None = None
    end: Ms | None = None
    who: str | None = None


@dataclass(slots=True)
class _Said:
    """What stands in an element: its text in parts, and the words that have times."""

    parts: list[str] = field(default_factory=list)
    words: list[Spoken] = field(default_factory=list)
    who: str | None = None


class _Reader:
    def __init__(self, document: XmlDocument, times: Times) -> None:
        root = document.root
        self._document = document
        self._times = times
        self._agents = _agents(root)
        self._agent, self._unit = _called(root, "agent"), _called(root, "unit")
        self._role, self._ruby = _called(root, "role"), _called(root, "ruby")
        self._span = f"{root.tag[:-2]}span"
        self._absolute = _is_absolute(root, times, self._unit)

    def lines(self, body: Element) -> Iterator[Line]:
        """All lines of the document."""
        yield from self._lines(body, self._place(body, _Place(), None))

    def _lines(self, element: Element, outer: _Place) -> Iterator[Line]:
        for child, place in self._children(element, outer):
            if _local(child.tag) != "p":
                yield from self._lines(child, place)
                continue
            if len(child) and all(part.get(self._unit) == "sentence" for part in child):
                for part, inner in self._children(child, place):
                    yield from self._line(part, inner)
            else:
                yield from self._line(child, place)

    def _children(self, element: Element, outer: _Place) -> Iterator[tuple[Element, _Place]]:
        """The elements in one, each with its place; in a row, each begins when the last ended."""
        in_a_row = element.get("timeContainer") == "seq"
        base = outer.start or 0 if in_a_row else outer.start
        for child in element:
            place = self._place(child, outer, base)
            yield child, place
            if in_a_row and place.end is not None:
                base = place.end

    def _place(self, element: Element, outer: _Place, base: Ms | None) -> _Place:
        begin, end = self._ms(element, "begin"), self._ms(element, "end")
        shift = 0 if self._absolute else base or 0
        start = base if begin is None else min(begin + shift, LONGEST)
        if end is not None:
            end = min(end + shift, LONGEST)
        elif (lasts := self._ms(element, "dur")) is not None:
            end = min((start or 0) + lasts, LONGEST)
        if outer.end is not None and not self._absolute:
            end = outer.end if end is None else min(end, outer.end)
        agent = element.get(self._agent)
        who = speaker(self._agents.get(agent.split(" ")[0], agent)) if agent else outer.who
        return _Place(start, end, who)

    def _ms(self, element: Element, key: str) -> Ms | None:
        value = element.get(key)
        if value is None:
            return None
        time = self._times.of(value)
        if time is None:
            self._document.warning(element, f"“{key}” is no time that Earmark knows.")
        return time

    def _line(self, element: Element, place: _Place) -> Iterator[Line]:
        """The line in a paragraph or sentence; several where it is long and words have times."""
        said = self._words_alone(element, place) or _Said(who=place.who)
        if not said.parts:
            self._collect(element, place, said)
        text = flat("".join(said.parts))
        if not text:
            return
        known = said.words
        start = place.start if "begin" in element.attrib else None
        end = place.end if element.attrib.keys() & {"end", "dur"} else None
        if start is None:
            start = next((word.start for word in known if word.start is not None), place.start)
        if end is None:
            end = next((word.end for word in reversed(known) if word.end is not None), place.end)
        if start is None:
            self._document.warning(element, "this has no time, so it follows the line before it.")
            yield Line(None, None, text, said.who)
            return
        if end is not None and end <= start:
            end = None
        if len(text) > _LONG and " ".join([word.text for word in known]) == text:
            yield from lines_of(known, said.who)
            return
        own = words(known, start, end) if len(known) > 1 else ()
        yield Line(start, end, text, said.who, own)

    def _words_alone(self, element: Element, place: _Place) -> _Said | None:
        """What `_collect` would find, where there is nothing but text and words with times."""
        if not len(element) or any(map(len, element)) or "timeContainer" in element.attrib:
            return None
        known = [child.attrib for child in element]
        if not all(child.tag == self._span for child in element) or any(
            self._agent in own or self._role in own or self._ruby in own for own in known
        ):
            return None
        starts = self._times.all([own.get("begin", "") for own in known])
        ends = self._times.all([own.get("end", "") for own in known])
        shift, last = (0, None) if self._absolute else (place.start or 0, place.end)
        last = LONGEST if last is None else last
        said = _Said([element.text or ""], who=place.who)
        for child, own, start, end in zip(element, known, starts, ends, strict=True):
            if start is None or end is None:
                return None
            text = child.text or ""
            said.parts += (text, " " if self._unit in own else "", child.tail or "")
            if text := flat_word(text):
                begin = min(start + shift, LONGEST)
                said.words.append(Spoken(begin, min(end + shift, last), text))
        return said

    def _collect(self, element: Element, place: _Place, said: _Said) -> None:
        """Adds the text in `element`, and its innermost parts with times as words."""
        said.parts.append(element.text or "")
        for child, inner in self._children(element, place):
            name = _local(child.tag)
            if name == "br":
                said.parts.append("\n")
            elif name == "span" and not _BESIDE & {child.get(self._role), child.get(self._ruby)}:
                said.who = said.who or inner.who
                first, count = len(said.parts), len(said.words)
                self._collect(child, inner, said)
                alone = "begin" in child.attrib and len(said.words) == count
                if alone and (text := flat("".join(said.parts[first:]))):
                    said.words.append(Spoken(inner.start, inner.end, text))
                if self._unit in child.attrib:
                    said.parts.append(" ")
            said.parts.append(child.tail or "")
