"""Changes one value at the top of an episode file and leaves every other byte as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as List
from typing import TypeAlias

from player.domain.errors import FormatError
from player.formats import yaml_nodes
from player.formats.episode_yaml import KEYS
from player.formats.text import decode
from player.formats.yaml_nodes import AnyNode, Mapping, Scalar, Sequence
from player.formats.yaml_write import Value, item_lines, key_lines, quoted

_Pairs: TypeAlias = list[tuple[Scalar, AnyNode]]
_Plain: TypeAlias = "str | list[_Plain] | list[tuple[_Plain, _Plain]]"
_MARK = "\ufeff"


def set_key_in(data: bytes, name: str, key: str, value: Value) -> bytes:
    """`set_key` for the bytes of the file `name`, in the encoding that they have."""
    decoded = decode(data, name)
    return decoded.encode(set_key(decoded.text, key, value))


def set_key(text: str, key: str, value: Value) -> str:
    """`text` with `value` for the top-level `key`: replaced, or put where the key usually stands.

    A list or mapping under the key goes, and the comments inside it; all else stays to the byte.
    The result is read back before it is given: it holds `value`, and all other values as before.
    Raises FormatError where `text` is no mapping, or where such a result cannot be made.
    """
    mark = _MARK if text.startswith(_MARK) else ""
    bare = text[len(mark) :]
    before = _pairs(bare)
    for edited in _candidates(bare, before, key, value):
        if _holds(edited, before, key, _written(value)):
            return mark + edited
    raise FormatError(
        f"“{key}” cannot be changed in this file without changing more than that. "
        "Change it in a text editor."
    )


def add_items_in(data: bytes, name: str, key: str, items: List[Value]) -> bytes:
    """The bytes of the file `name` with `items` at the end of the list under the top-level `key`.

    What stands in the list stays to the byte where it is one of lines; else it is written anew.
    Raises FormatError as `set_key` does.
    """
    decoded = decode(data, name)
    text = decoded.text
    before = _pairs(text)
    node = next((node for key_, node in before if key_.text == key), None)
    old = node.items if isinstance(node, Sequence) else []
    if isinstance(node, Sequence) and old and not node.flow:
        start = text.rfind("\n", 0, node.start) + 1
        indent = text[start : node.start]
        at = _line_after(text, _end(text, node))
        line_end = _line_end(text)
        broken = "" if text[:at].endswith("\n") else line_end
        lines = "".join(f"{line}{line_end}" for line in item_lines(items, indent))
        edited = text[:at] + broken + lines + text[at:]
        wanted = [*(_plain(each) for each in old), *(_written(each) for each in items)]
        if not indent.strip(" ") and _holds(edited, before, key, wanted):
            return decoded.encode(edited)
    values: list[Value] = [*(_value(each) for each in old), *items]
    return decoded.encode(set_key(text, key, values))


def _pairs(text: str) -> _Pairs:
    root, more = yaml_nodes.load(text, "")
    if not isinstance(root, Mapping) or not root.items or more:
        raise FormatError("this is not an episode file that Earmark can change.")
    return [(key, value) for key, value in root.items if isinstance(key, Scalar)]


def _candidates(text: str, pairs: _Pairs, key: str, value: Value) -> Iterator[str]:
    """Edited texts, the nicest first; not all of them are right for every file."""
    long = len(list(key_lines(key, value))) > 1
    for name, node in pairs:
        if name.text == key:
            if long:
                yield from _replaced_by_block(text, name, node, value)
            yield from _replaced(text, name, node, quoted(value))
            return
    first = pairs[0][0]
    line_start = text.rfind("\n", 0, first.start) + 1
    indent = text[line_start : first.start]
    if indent.strip(" \ufeff"):
        # `{title: x}` or `--- …`: the mapping does not begin on a line of its own.
        yield f"{text[: first.start]}{key}: {quoted(value)}, {text[first.start :]}"
        return
    end = _line_end(text)
    lines = key_lines(key, value, indent) if long else [f"{indent}{key}: {quoted(value)}"]
    line = "".join(f"{each}{end}" for each in lines)
    before = KEYS[: KEYS.index(key)] if key in KEYS else KEYS
    earlier = [pair for pair in pairs if pair[0].text in before]
    if earlier:
        _, nearest = max(earlier, key=lambda pair: KEYS.index(pair[0].text))
        at = _line_after(text, _end(text, nearest))
        broken = "" if text[:at].endswith("\n") else end
        yield f"{text[:at]}{broken}{line}{text[at:]}"
    yield f"{text[:line_start]}{line}{text[line_start:]}"


def _replaced_by_block(text: str, name: Scalar, node: AnyNode, value: Value) -> Iterator[str]:
    """With the lines of a list or mapping under the key, a comment behind the key kept."""
    end = _line_end(text)
    key_start = text.rfind("\n", 0, name.start) + 1
    indent = text[key_start : name.start]
    if indent.strip(" "):
        return
    first_line, *lines = key_lines(name.text, value, indent)
    sign = first_line.removeprefix(f"{indent}{name.text}:")
    body = "".join(f"{line}{end}" for line in lines)
    colon = text.index(":", name.end) + 1
    old_end = _end(text, node)
    after = text[_line_after(text, old_end) :]
    on_key_line = "\n" not in text[colon : node.start]
    first, last = (old_end, _line_after(text, old_end)) if on_key_line else (colon, node.start)
    comment = text[first:last].partition("\n")[0].strip()
    head = text[:colon] + sign
    yield f"{head}{f' {comment}' if comment.startswith('#') else ''}{end}{body}{after}"
    yield f"{head}{end}{body}{after}"


def _replaced(text: str, name: Scalar, node: AnyNode, inline: str) -> Iterator[str]:
    end = _end(text, node)
    if isinstance(node, Scalar) or node.flow or text.startswith("*", node.start):
        space = "" if text[node.start - 1].isspace() else " "
        yield text[: node.start] + space + inline + text[end:]
        return
    colon = text.index(":", name.end) + 1
    after = text[_line_after(text, end) :]
    line_start = text.rfind("\n", 0, node.start) + 1
    yield f"{text[:colon]} {inline}{text[colon:line_start]}{after}"
    # With an anchor or a tag behind the colon, that line's rest has to go, too.
    yield f"{text[:colon]} {inline}{_line_end(text)}{after}"


def _end(text: str, node: AnyNode) -> int:
    """Where the value's last character ends; a block's empty lines at its end are not part."""
    return node.start + len(text[node.start : node.end].rstrip())


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _line_after(text: str, at: int) -> int:
    """The start of the line after the one that holds `at`."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _holds(text: str, before: _Pairs, key: str, value: _Plain) -> bool:
    """Whether `text` says `value` for `key` and for all else what it said before."""
    try:
        after = _pairs(text)
    except FormatError:
        return False
    new = next((node for name, node in after if name.text == key), None)
    if new is None or _plain(new) != value:
        return False
    old_values = [(name.text, _plain(node)) for name, node in before]
    new_values = [(name.text, _plain(node)) for name, node in after]
    position = next((i for i, (name, _) in enumerate(new_values) if name == key), 0)
    del new_values[position]
    position = next((i for i, (name, _) in enumerate(old_values) if name == key), len(old_values))
    del old_values[position : position + 1]
    return old_values == new_values


def _written(value: Value) -> _Plain:
    """`value` as `_plain` gives it when it is read back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        pairs: list[tuple[_Plain, _Plain]] = [(key, _written(each)) for key, each in value.items()]
        return pairs
    return [_written(each) for each in value]


def _plain(node: AnyNode) -> _Plain:
    """A node's values without their places. Recursion is bounded: nodes are 20 deep at most."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return [(_plain(key), _plain(value)) for key, value in node.items]


def _value(node: AnyNode) -> Value:
    """A node's values to be written anew."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_value(item) for item in node.items]
    return {str(_plain(key)): _value(value) for key, value in node.items}
