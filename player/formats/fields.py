"""Values out of YAML nodes: each with its type, each mistake a problem with its place."""

from __future__ import annotations

from collections.abc import Iterable

from player.domain import timecode
from player.domain.episode import Picture, Problem
from player.domain.errors import TimecodeError
from player.domain.timecode import Ms
from player.formats import addresses
from player.formats.yaml_nodes import AnyNode, Mapping, Scalar, Sequence

_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")
_KINDS = {Scalar: "text", Sequence: "a list", Mapping: "a mapping"}
MOST_PROBLEMS = 500
"""Problems kept of one file; a thousand more of the same help nobody."""


class Problems:
    """Collects what is wrong in the file `name`.

    An error says that something was left out; a warning, that it was taken as it stands.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[tuple[int, int, Problem]] = []

    def found(self) -> tuple[Problem, ...]:
        """All that was reported, in the order of the file."""
        in_order = sorted(self._found, key=lambda found: found[:2])
        return tuple(problem for _, _, problem in in_order)

    def error(self, node: AnyNode, message: str) -> None:
        self._add(node, Problem("error", self.where(node), message))

    def warning(self, node: AnyNode, message: str) -> None:
        self._add(node, Problem("warning", self.where(node), message))

    def where(self, node: AnyNode) -> str:
        """`file:line:column`, counted from 1."""
        return f"{self._name}:{node.line + 1}:{node.column + 1}"

    def _add(self, node: AnyNode, problem: Problem) -> None:
        if len(self._found) < MOST_PROBLEMS:
            self._found.append((node.line, node.column, problem))


class Fields:
    """One mapping of the file, read key by key; what nobody asks for is an unknown key.

    Every method gives None (or nothing) where the key is missing, empty, or of a wrong type; the
    last is reported.
    """

    def __init__(self, node: Mapping, keys: Iterable[str], problems: Problems) -> None:
        self.node = node
        self.problems = problems
        self._values: dict[str, AnyNode] = {}
        known = frozenset(keys)
        for key, value in node.items:
            name = key.text if isinstance(key, Scalar) else None
            if name is None:
                problems.warning(key, "a key should be a word; this one is left alone.")
            elif name not in known:
                problems.warning(
                    key,
                    f"“{name[:40]}” is not a key that Earmark knows here; it is left alone.",
                )
            elif name in self._values:
                problems.warning(
                    key, f"“{name}” stands here a second time; the first one holds. Remove one."
                )
            else:
                self._values[name] = value

    def get(self, key: str) -> AnyNode | None:
        """The value's node, None where there is no value."""
        node = self._values.get(key)
        return None if node is None or _nothing(node) else node

    def text(self, key: str) -> str | None:
        """The text that stands there, without space around it."""
        node = self.get(key)
        if node is None:
            return None
        if isinstance(node, Scalar):
            return node.text.strip() or None
        self.problems.error(node, f"“{key}” should be text, but it is {_KINDS[type(node)]}.")
        return None

    def time(self, key: str, *, signed: bool = False) -> Ms | None:
        """A time in milliseconds; `signed` allows one below 0."""
        node = self._typed(key)
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.problems.error(
                node, f"“{key}” should be a time such as 02:10, but it is {_KINDS[type(node)]}."
            )
            return None
        try:
            return timecode.parse(node.text, signed=signed)
        except TimecodeError as error:
            self.problems.error(node, f"“{key}”: {error}.")
            return None

    def flag(self, key: str) -> bool | None:
        """true or false (yes, no, on, off)."""
        node = self._typed(key)
        if node is None:
            return None
        word = node.text.strip().lower() if isinstance(node, Scalar) else ""
        if word in _YES or word in _NO:
            return word in _YES
        self.problems.error(node, f"“{key}” should be true or false.")
        return None

    def items(self, key: str, *, what: str) -> list[AnyNode]:
        """The items of a list; `what` names them in the message."""
        node = self._typed(key)
        if node is None:
            return []
        if isinstance(node, Sequence):
            return [item for item in node.items if not _nothing(item)]
        self.problems.error(
            node, f"“{key}” should be a list of {what}, but it is {_KINDS[type(node)]}."
        )
        return []

    def texts(self, key: str) -> list[Scalar]:
        """One text, or a list of texts."""
        node = self._typed(key)
        if isinstance(node, Scalar):
            return [node]
        found = []
        for item in self.items(key, what="texts"):
            if isinstance(item, Scalar):
                found.append(item)
            else:
                self.problems.error(
                    item, f"“{key}” should hold texts, but here is {_KINDS[type(item)]}."
                )
        return found

    def lines(self, key: str) -> tuple[str, ...]:
        """Like `texts`, as plain values."""
        return tuple(node.text.strip() for node in self.texts(key) if node.text.strip())

    def web(self, key: str) -> str | None:
        """An http(s) address."""
        node = self._typed(key)
        text = self.text(key) if node else None
        if node is None or text is None or addresses.is_web(text):
            return text
        self.problems.error(
            node,
            f"“{key}” should be a web address that begins with https:// or http://; "
            "it is left out.",
        )
        return None

    def address(self, node: Scalar) -> str | None:
        """A path beside the file, or an http(s) address; None where it is refused."""
        text = node.text.strip()
        place = addresses.place(text)
        if place == "refused":
            self.problems.error(
                node,
                f"“{text[:60]}” is not opened: use a path beside this file (with ./ in front if it "
                "holds a colon), or an address that begins with https:// or http://.",
            )
            return None
        if place == "outside":
            self.problems.warning(
                node,
                f"“{text[:60]}” leads out of this file's folder. "
                "Open the file only if you trust whoever made it, or move the other one here.",
            )
        return text

    def picture(self, key: str) -> Picture | None:
        """A picture by its path or address."""
        node = self._typed(key)
        if isinstance(node, Scalar):
            source = self.address(node)
            return Picture(source) if source else None
        if node is not None:
            self.problems.error(
                node, f"“{key}” should be a path or an address, but it is {_KINDS[type(node)]}."
            )
        return None

    def _typed(self, key: str) -> AnyNode | None:
        node = self.get(key)
        plain_null = isinstance(node, Scalar) and not node.style and node.text == "null"
        return None if plain_null else node


def mapping(node: AnyNode, keys: Iterable[str], problems: Problems, wrong: str) -> Fields | None:
    """`node` as a mapping; where it is none, that is an error that says `wrong`."""
    if isinstance(node, Mapping):
        return Fields(node, keys, problems)
    problems.error(node, wrong)
    return None


def _nothing(node: AnyNode) -> bool:
    return isinstance(node, Scalar) and not node.style and node.text in ("", "~")
