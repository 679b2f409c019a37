"""Text in Markdown so that it reads as it stands, and back."""

from __future__ import annotations

import re

_INLINE = re.compile(r"[\\<\[\]]")
_HASH = re.compile(r"(?<!\S)#")
_LEADING = re.compile(r"\s*(?:[-*+>#=~|`—–⭐★🎧!]|\d{1,9}(?=[.)]))")
_ESCAPED = re.compile(r"\\([^\w\s])")


def escaped(line: str) -> str:
    """One line of text: no HTML, no link, no tag, nothing that begins a block."""
    line = _HASH.sub(r"\\#", _INLINE.sub(r"\\\g<0>", line))
    match = _LEADING.match(line)
    if match is None:
        return line
    at = match.end() if match[0][-1].isdigit() else match.end() - 1
    return f"{line[:at]}\\{line[at:]}"


def unescaped(line: str) -> str:
    """A line of Markdown without its backslashes."""
    return _ESCAPED.sub(r"\1", line) if "\\" in line else line
