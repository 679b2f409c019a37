"""XML from outside: no document type, no entity, nothing fetched, and each element's place."""

from __future__ import annotations

import re
from typing import Any, Literal
from xml.etree.ElementTree import Element, ParseError

from player.domain.episode import Problem
from player.domain.errors import FormatError
from player.formats.text import MOST_PROBLEMS, at

DEEPEST = 200
MOST_ELEMENTS = 3_000_000

# The one document type that is passed over, unread: many chapter files of Matroska begin with it.
_MATROSKA = re.compile(r"<!DOCTYPE\s+Chapters\s+SYSTEM\s+([\"'])matroskachapters\.dtd\1\s*>")
_HEAD = 1000


class Placed(Element):
    """An element that knows where it stands: `line` and `column`, counted from 1."""

    __slots__ = ("column", "line")
    line: int
    column: int


class Reports:
    """Collects what is wrong with elements of the file `name`, each with its line and column."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._problems: list[Problem] = []

    def error(self, element: Element, message: str) -> None:
        """`element` was left out, for the reason of `message`."""
        self._add("error", element, message)

    def warning(self, element: Element, message: str) -> None:
        """`element` was taken as it stands."""
        self._add("warning", element, message)

    def problems(self) -> tuple[Problem, ...]:
        """All that was reported."""
        return tuple(self._problems)

    def _add(self, severity: Literal["error", "warning"], element: Element, message: str) -> None:
        if len(self._problems) < MOST_PROBLEMS:
            line, column = getattr(element, "line", 1), getattr(element, "column", 1)
            self._problems.append(Problem(severity, at(self.name, line, column), message))


class XmlDocument(Reports):
    """A parsed XML text, and the problems that its reader finds in it.

    Tags are as ElementTree has them: `{namespace}name`. Raises FormatError, with line and column,
    where the text is no XML, declares a document type or entities, or goes too deep.
    """

    def __init__(self, text: str, name: str) -> None:
        super().__init__(name)
        self.root = _parse(text, name)


class _Builder:
    """Makes the tree, with places, and stops where it gets out of hand."""

    def __init__(self) -> None:
        from xml.etree.ElementTree import TreeBuilder

        self._tree = TreeBuilder(element_factory=Placed)
        self.parser: Any = None
        self._depth = self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise _TooMuchError
        element = self._tree.start(tag, attributes)
        element.line = self.parser.CurrentLineNumber  # type: ignore[attr-defined]
        element.column = self.parser.CurrentColumnNumber + 1  # type: ignore[attr-defined]
        return element

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return self._tree.end(tag)

    def data(self, data: str) -> None:
        self._tree.data(data)

    def close(self) -> Element:
        return self._tree.close()


class _TooMuchError(Exception):
    pass


def _parse(text: str, name: str) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser.parser
    head = _MATROSKA.sub(lambda match: re.sub(r"\S", " ", match[0]), text[:_HEAD], count=1)
    try:
        parser.feed(head)
        parser.feed(text[_HEAD:])
        root: Element = parser.close()
    except DefusedXmlException:
        where = at(name, builder.parser.CurrentLineNumber, builder.parser.CurrentColumnNumber + 1)
        raise FormatError(
            "this XML declares a document type or entities, which Earmark does not read. "
            "Remove the line that begins with <!DOCTYPE.",
            where,
        ) from None
    except ParseError as error:
        line, column = error.position
        what = str(error).partition(":")[0]
        raise FormatError(f"this is no XML: {what} here.", at(name, line, column + 1)) from None
    except _TooMuchError:
        raise FormatError(
            "this XML is nested too deeply, or too large, to be read.", name
        ) from None
    return root
