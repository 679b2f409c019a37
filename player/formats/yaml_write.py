"""Plain values as YAML that a person likes to read, and that no reader takes for anything else.

Written by hand because PyYAML writes either all of a file in brackets or none of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Value: TypeAlias = "str | bool | Sequence[Value] | dict[str, Value]"

WIDTH = 100
_ESCAPE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
# What other readers of YAML guess is a truth, nothing or a date is quoted, and all else in doubt.
_PLAIN = re.compile(r"[^\W\d_][\w .()/+·–—’-]*(?<! )")
_GUESSED = re.compile(r"true|false|yes|no|on|off|y|n|null|nan|inf", re.IGNORECASE)
_BLOCK = re.compile("[^\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*")


def quoted(value: Value) -> str:
    """`value` on one line, each text in double quotes, where nothing can mean anything to YAML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _ESCAPE.sub(
            lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False)
        )
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {quoted(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(map(quoted, value)) + "]"


def key_lines(key: str, value: Value, indent: str = "") -> Iterator[str]:
    """The lines of `key: value` at `indent`, without line ends, in the most readable form."""
    line = f"{indent}{key}: {_flow(value)}"
    if isinstance(value, str):
        yield from _text_lines(key, value, indent)
    elif isinstance(value, bool) or not value:
        yield line
    elif isinstance(value, dict):
        yield f"{indent}{key}:"
        for name, each in value.items():
            yield from key_lines(name, each, indent + "  ")
    elif len(line) <= WIDTH and all(isinstance(each, str) and _is_short(each) for each in value):
        yield line
    else:
        yield f"{indent}{key}:"
        yield from item_lines(value, indent + "  ")


def _is_short(text: str) -> bool:
    """Whether `text` may stand beside others on one line; “[00:00] Title” has its own."""
    return len(text) < 30 and not text.startswith("[")


def item_lines(items: Sequence[Value], indent: str) -> Iterator[str]:
    """The lines of a list's `items` at `indent`, without line ends."""
    for each in items:
        yield from _item_lines(each, indent)


def _item_lines(value: Value, indent: str) -> Iterator[str]:
    line = f"{indent}- {_flow(value)}"
    deep = isinstance(value, dict) and any(
        not isinstance(each, bool | str) or "\n" in str(each) for each in value.values()
    )
    if not isinstance(value, dict) or not value or (not deep and len(line) <= WIDTH):
        yield line
        return
    lines = [line for name, each in value.items() for line in key_lines(name, each, indent + "  ")]
    yield f"{indent}- {lines[0].lstrip(' ')}"
    yield from lines[1:]


def _text_lines(key: str, text: str, indent: str) -> Iterator[str]:
    lines = text.split("\n")
    # A block keeps the text as it is, but for empty lines at its ends and space before its first.
    whole = bool(lines[0].strip() and lines[-1].strip()) and not lines[0].startswith(" ")
    if len(lines) > 1 and whole and _BLOCK.fullmatch(text):
        yield f"{indent}{key}: |-"
        yield from (f"{indent}  {line}" if line else "" for line in lines)
    else:
        yield f"{indent}{key}: {_flow(text)}"


def _flow(value: Value) -> str:
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and not _GUESSED.fullmatch(value) and len(value) < WIDTH
        return value if plain and _BLOCK.fullmatch(value) else quoted(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, bool):
        return quoted(value)
    return "[" + ", ".join(map(_flow, value)) + "]"
