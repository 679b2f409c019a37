"""Speakers in formats that have no place for them: `Name: text`, in front of what is said.

Sources: the transcripts of Podcasting 2.0, which ask for it in SRT; WhisperX, which writes
`[SPEAKER_00]: text`.
"""

from __future__ import annotations

import re

from player.formats.transcripts.lines import LONGEST_SPEAKER, speaker

_SMALL = "[a-zß-ÿ]"
_WORD = rf"(?!{_SMALL})[\w.'’&/(#-][\w.'’&/()#-]*"
# Small words stand inside a name alone: “Ludwig van Beethoven” is one, “and he said: …” is none.
_SHAPE = rf"(?=[^\W\d_]){_WORD}(?: (?:{_SMALL}{{1,3}} )?{_WORD}){{0,3}}"
_NAME = re.compile(_SHAPE)
_NAMED = re.compile(rf"({_SHAPE})(?::[ \t]+|：[ \t]*)(?=\S)")
_BRACKETED = re.compile(rf"\[([^\[\]\n]{{1,{LONGEST_SPEAKER}}})\]:[ \t]+(?=\S)")
_LONGEST = 40


def split(text: str) -> tuple[str | None, str]:
    """The speaker that `text` begins with, None where it begins with none, and the rest.

    A name has one to five words, small ones only inside, and what is said stands on its row.
    """
    match = _BRACKETED.match(text) or _NAMED.match(text)
    if match is None or (match.re is _NAMED and len(match[1]) > _LONGEST):
        return None, text
    return speaker(match[1]), text[match.end() :]


def join(name: str | None, text: str) -> str:
    """`text` with its speaker before it, in brackets where `split` would not take it for a name."""
    name = fitting(name)
    if name is None:
        return text
    bare = len(name) <= _LONGEST and _NAME.fullmatch(name)
    return f"{name}: {text}" if bare else f"[{name}]: {text}"


def fitting(name: str | None) -> str | None:
    """`name` as it can stand in front of a text: within bounds, without square brackets."""
    name = speaker(name)
    return name and name.translate({ord("["): "(", ord("]"): ")"})
