"""YAML as small nodes that know their place, with no guessing of types and nothing unbounded.

PyYAML's events are used, not its values: to it `11:34` is 694 and `No` is false. Every scalar
here is the text that stands in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import yaml

from player.domain.errors import FormatError

DEEPEST = 20
"""Lists and mappings inside each other; an episode file needs four."""
MOST = 1_000_000
"""Nodes in a file, aliases counted as often as they stand, long text counted by its length."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Node:
    """Something in the file: where it begins and ends.

    `line` and `column` count from 0, `start` and `end` are offsets in the text, in characters.
    """

    line: int
    column: int
    start: int
    end: int
    weight: int = 1


@dataclass(slots=True)
class Scalar(Node):
    """A text. `style`: "" plain, or `'`, `"`, `|`, `>`."""

    text: str = ""
    style: str = ""


@dataclass(slots=True)
class Sequence(Node):
    """A list. `flow`: written in brackets."""

    items: list[Any] = field(default_factory=list)
    flow: bool = False


@dataclass(slots=True)
class Mapping(Node):
    """Keys with their values, in the file's order, doubles included."""

    items: list[tuple[Any, Any]] = field(default_factory=list)
    flow: bool = False


AnyNode: TypeAlias = Scalar | Sequence | Mapping


def load(text: str, name: str) -> tuple[AnyNode | None, bool]:
    """The first document in `text` (None: there is none), and whether more follow it.

    Raises FormatError, with `name`, line and column, where `text` is not YAML, is nested deeper
    than `DEEPEST`, holds more than `MOST`, or uses an alias that stands for nothing.
    """
    try:
        return _compose(yaml.parse(text, Loader=_Loader), name)
    except yaml.MarkedYAMLError as error:
        raise _plainly(error, text, name) from None
    except yaml.YAMLError:
        raise FormatError(
            "there are control characters in this file, so it is not YAML text. "
            "Open it in a text editor and remove them.",
            name,
        ) from None


def _compose(events: Iterator[Any], name: str) -> tuple[AnyNode | None, bool]:
    root: AnyNode | None = None
    stack: list[tuple[Sequence | Mapping, str | None, list[AnyNode]]] = []
    anchors: dict[str, AnyNode] = {}
    total = reached = 0
    for event in events:
        kind = type(event)
        anchor: str | None = None
        if kind is yaml.ScalarEvent:
            node: AnyNode = _scalar(event)
            anchor = event.anchor
        elif kind is yaml.AliasEvent:
            node = _known(anchors, event, name)
        elif kind in (yaml.SequenceStartEvent, yaml.MappingStartEvent):
            if len(stack) >= DEEPEST:
                raise _at(event.start_mark, name, _TOO_DEEP)
            make = Sequence if kind is yaml.SequenceStartEvent else Mapping
            stack.append((make(*_place(event), flow=bool(event.flow_style)), event.anchor, []))
            continue
        elif kind in (yaml.SequenceEndEvent, yaml.MappingEndEvent):
            node, anchor, children = stack.pop()
            # A block's own end mark is where the next thing starts, comments passed over.
            node.end = reached if not node.flow and children else event.end_mark.index
            _fill(node, children)
        elif kind is yaml.DocumentStartEvent and root is not None:
            return root, True
        else:
            continue
        if anchor is not None:
            anchors[anchor] = node
        reached = node.end
        total += node.weight if kind in (yaml.ScalarEvent, yaml.AliasEvent) else 1
        if total > MOST:
            raise _at(event.start_mark, name, _TOO_MUCH)
        if stack:
            stack[-1][2].append(node)
        else:
            root = node
    return root, False


def _scalar(event: Any) -> Scalar:
    style = event.style or ""
    return Scalar(*_place(event), 1 + len(event.value) // 128, event.value, style)


def _place(event: Any) -> tuple[int, int, int, int]:
    start = event.start_mark
    return start.line, start.column, start.index, event.end_mark.index


def _fill(node: Sequence | Mapping, children: list[AnyNode]) -> None:
    node.weight += sum(child.weight for child in children)
    if isinstance(node, Mapping):
        node.items = list(zip(children[::2], children[1::2], strict=True))
    else:
        node.items = children


def _known(anchors: dict[str, AnyNode], event: Any, name: str) -> AnyNode:
    """What an alias stands for, at the alias's own place."""
    if event.anchor not in anchors:
        raise _at(
            event.start_mark,
            name,
            f"“*{event.anchor}” stands for something that is not there before it. "
            "Put quotes around it if it is meant as text.",
        )
    line, column, start, end = _place(event)
    return replace(anchors[event.anchor], line=line, column=column, start=start, end=end)


_TOO_DEEP = (
    f"lists and mappings are nested more than {DEEPEST} deep here, which no episode file needs. "
    "Check that it is the right file."
)
_TOO_MUCH = (
    "this file holds more than any episode does (or repeats itself endlessly). "
    "Check that it is the right file."
)

_PLAIN_WORDS: tuple[tuple[str, str], ...] = (
    ("maximum nesting", _TOO_DEEP),
    (
        "mapping values are not allowed",
        "a colon with a space after it cannot stand here. Put quotes around a text that holds "
        "one, and check that the line is indented like its neighbours.",
    ),
    (
        "unexpected end of stream",
        "a quotation mark is opened here and never closed. Close it, or take it away.",
    ),
    (
        "cannot start any token",
        "a text cannot begin with this character. Put quotes around it.",
    ),
    ("escape", "this backslash means nothing in double quotes. Use single quotes, or write \\\\."),
    (
        "could not find expected ':'",
        "a colon is missing here. Each key is followed by a colon and a space.",
    ),
    (
        "',' or",
        "a bracket is opened and not closed before here. Close it, or put quotes around a text "
        "that begins with one.",
    ),
)
_QUOTE_IT = 'a text that begins with a bracket needs quotes around it: - "[00:21] Takeaways".'
_NOT_YAML = (
    "this is not YAML from here on. Check the indentation and the quotes of this line and of the "
    "one above it."
)


def _plainly(error: yaml.MarkedYAMLError, text: str, name: str) -> FormatError:
    problem = error.problem or ""
    mark = error.problem_mark or error.context_mark
    if "end of stream" in problem or "escape" in problem:
        mark = error.context_mark or mark
    line = (
        text.split("\n", mark.line + 1)[mark.line] if mark and text.count("\n") > mark.line else ""
    )
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return _at(mark, name, "this line is indented with a tab. Use spaces.")
    if line.lstrip(" -").startswith(("[", "(")) and "nesting" not in problem:
        return _at(mark, name, _QUOTE_IT)
    plain = next(
        (words for sign, words in _PLAIN_WORDS if sign in problem + str(error.context)), ""
    )
    return _at(mark, name, plain or _NOT_YAML)


def _at(mark: Any, name: str, message: str) -> FormatError:
    return FormatError(message, f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name)
