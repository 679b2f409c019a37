"""XML from outside: no document type, no entity, nothing fetched, and each element's place."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers.expat import ParserCreate

from player.domain.episode import Problem
from player.domain.errors import FormatError
from player.formats.text import MOST_PROBLEMS, at
from player.formats.xml_mended import mended

DEEPEST = 200
MOST_ELEMENTS = 3_000_000
_TOO_MUCH = "this XML is nested too deeply, or too large, to be read."

# The one document type that is passed over, unread: many chapter files of Matroska begin with it.
_MATROSKA = re.compile(r"<!DOCTYPE\s+Chapters\s+SYSTEM\s+([\"'])matroskachapters\.dtd\1\s*>")
_HEAD = 1000
# Plugins put empty lines in front of it, where XML wants none; as a text it needs none at all.
_DECLARATION = re.compile(r"\s+<\?xml\s[^<>]{0,300}\?>")


class Places:
    """Where the elements below `root` stand in `text`; found when first asked, which is seldom."""

    def __init__(self, text: str, root: Element, name: str) -> None:
        self._text, self._root, self._name = text, root, name

    def of(self, element: Element) -> str:
        """`file:line:column` of an element."""
        return at(self._name, *self._known.get(id(element), (1, 1)))

    @cached_property
    def _known(self) -> dict[int, tuple[int, int]]:
        found: list[tuple[int, int]] = []
        parser = ParserCreate()

        def start(_tag: str, _attributes: dict[str, str]) -> None:
            found.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

        parser.StartElementHandler = start
        parser.Parse(self._text, True)
        return dict(zip(map(id, self._root.iter()), found, strict=True))


class Reports:
    """Collects what is wrong with elements of a file."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._found: list[tuple[Literal["error", "warning"], Element, str]] = []

    def error(self, element: Element, message: str) -> None:
        """`element` was left out, for the reason of `message`."""
        self._add("error", element, message)

    def warning(self, element: Element, message: str) -> None:
        """`element` was taken as it stands."""
        self._add("warning", element, message)

    def problems(self) -> tuple[Problem, ...]:
        """All that was reported."""
        return tuple(
            Problem(severity, self.places.of(element), message)
            for severity, element, message in self._found
        )

    def _add(self, severity: Literal["error", "warning"], element: Element, message: str) -> None:
        if len(self._found) < MOST_PROBLEMS:
            self._found.append((severity, element, message))


class XmlDocument(Reports):
    """A parsed XML text, and the problems that its reader finds in it.

    Tags are as ElementTree has them: `{namespace}name`. Raises FormatError, with line and column,
    where the text is no XML, declares a document type or entities, or goes too deep.
    """

    damage: Problem | None = None
    """What was wrong with it as XML; None but for feeds, which are mended."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        head = _MATROSKA.sub(lambda match: re.sub(r"\S", " ", match[0]), text[:_HEAD], count=1)
        if declared := _DECLARATION.match(head):
            head = re.sub(r"\S", " ", declared[0]) + head[declared.end() :]
        text = head + text[_HEAD:]
        try:
            self.root = _parse(text, name)
        except FormatError as error:
            found = mended(text)
            if found is None:
                raise
            text, kept = found
            self.root = _parse(text, name)
            self.damage = _told(error, kept)
        super().__init__(Places(text, self.root, name))

    def problems(self) -> tuple[Problem, ...]:
        """All that was reported, after what was wrong with it as XML."""
        return (self.damage, *super().problems()) if self.damage else super().problems()


def _told(error: FormatError, kept: bool) -> Problem:
    if kept:
        message = "this is damaged as XML; it was mended, and all of it is read."
    else:
        message = "this is damaged as XML; what is behind the damage is left out."
    return Problem("warning" if kept else "error", error.where or "", message)


def _parse(text: str, name: str) -> Element:
    if text.count("<") - text.count("</") > MOST_ELEMENTS:
        raise FormatError(_TOO_MUCH, name)
    try:
        _guard(text, name)
        root = fromstring(text)  # noqa: S314 — there is no document type in it
    except ParseError as error:
        line, column = error.position
        what = str(error).partition(":")[0]
        raise FormatError(f"this is no XML: {what} here.", at(name, line, column + 1)) from None
    level, depth = [root], 0
    while level:
        level = [child for element in level for child in element]
        depth += 1
        if depth > DEEPEST:
            raise FormatError(_TOO_MUCH, name)
    return root


class _Seen:
    """Hears of elements, and keeps nothing but that there was one."""

    one = False

    def start(self, _tag: str, _attributes: dict[str, str]) -> None:
        self.one = True

    def close(self) -> None:
        pass


def _guard(text: str, name: str) -> None:
    """Raises FormatError where there is a document type, without which there are no entities.

    It can stand nowhere but before the first element. That far defusedxml reads, whose parser is
    Python's slow one; then all of the text is for the fast one, which has no such guard.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    seen = _Seen()
    parser = DefusedXMLParser(target=seen, forbid_dtd=True)
    try:
        begin, size = 0, _HEAD
        while begin < len(text) and not seen.one:
            parser.feed(text[begin : begin + size])
            # Ever more, for with each piece an unfinished comment is gone through again.
            begin, size = begin + size, size * 2
    except DefusedXmlException:
        line, column = parser.parser.CurrentLineNumber, parser.parser.CurrentColumnNumber
        raise FormatError(
            "this XML declares a document type or entities, which Earmark does not read. "
            "Remove the line that begins with <!DOCTYPE.",
            at(name, line, column + 1),
        ) from None
