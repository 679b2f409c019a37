"""Speakers in formats that have no place for them: `Name: text`, in front of what is said.

Sources: the transcripts of Podcasting 2.0, which ask for it in SRT; WhisperX, which writes
`[SPEAKER_00]: text`, and others without the colon; captions of broadcasts (`>> NAME: text`,
`NAME, HOST: text`);
meetings of Zoom, in which people are called what they like (`jo's iPhone: text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from player.formats.transcripts.lines import LONGEST_SPEAKER, speaker

_SMALL = "[a-zß-ÿ]"
_WORD = rf"(?!{_SMALL})[\w.'’&/(#-][\w.'’&/()#-]*"
# Small words stand inside a name alone: “Ludwig van Beethoven” is one, “and he said: …” is none.
_SHAPE = rf"(?=[^\W\d_]){_WORD}(?: (?:{_SMALL}{{1,3}} )?{_WORD}){{0,3}}"
_NAME = re.compile(_SHAPE)
_NAMED = re.compile(rf"(?:>{{2,3}}[ \t]*)?({_SHAPE})(?::[ \t]+|：[ \t]*)(?=\S)")
_BRACKETED = re.compile(rf"\[([^\[\]\n]{{1,{LONGEST_SPEAKER}}})\]:[ \t]+(?=\S)")
_NUMBERED = re.compile(
    r"[\[(]((?:SPEAKER|Speaker)[ _](?:\d{1,3}|[A-Z]))(?:\]|\)):?[ \t]+(?=\S)", re.ASCII
)
_CALLED = re.compile(r"([^\s:：<>\[\]-][^:：<>\n]{0,59}):[ \t]+(?=\S)")
_CAPITALS = re.compile(
    r"([A-Z][A-Z.'’ -]{1,40}(?: \([A-Z?-]{1,20}\))?, [A-Z][A-Z.'’& -]{1,40}):[ \t]+(?=\S)"
)
_LONGEST = 40
_FEWEST = 4


def split(text: str) -> tuple[str | None, str]:
    """The speaker that `text` begins with, None where it begins with none, and the rest.

    A name has one to five words, small ones only inside, and what is said stands on its row.
    """
    match = _BRACKETED.match(text) or _NUMBERED.match(text) or _NAMED.match(text)
    match = match or _CAPITALS.match(text)
    if match is None or (match.re is _NAMED and len(match[1]) > _LONGEST):
        return None, text
    return speaker(match[1]), text[match.end() :]


def split_rows(text: str) -> tuple[str | None, str]:
    """As `split`, of text that may have been set apart: no space stands behind a wide colon."""
    who, said = split(text)
    return who, unsplit(said)[1]


def split_called(text: str) -> tuple[str | None, str]:
    """As `split_rows`, of a text in which all that stands before a colon is who speaks."""
    who, said = split_rows(text)
    if who is None and (match := _CALLED.match(said)):
        return speaker(match[1]), said[match.end() :]
    return who, said


def all_called(texts: Iterable[str]) -> bool:
    """Whether nearly all `texts` begin with who speaks, whatever that looks like.

    So it is where few stand before the colons, again and again.
    """
    found = [split_called(text)[0] for text in texts]
    called = [name for name in found if name is not None]
    few = len(set(called)) * 3 <= len(called)
    return few and len(called) >= _FEWEST and len(called) * 10 >= len(found) * 8


def alone(text: str) -> bool:
    """Whether `text` is but a name and a colon."""
    return text.endswith((":", "：")) and split(f"{text} x")[0] is not None


def unsplit(text: str) -> tuple[None, str]:
    """No speaker, and `text` as it was before it was set apart."""
    return None, text.replace("：\n", "：")


def length(text: str) -> int:
    """How much of `text` is a name and its colon, or what may be taken for one."""
    return len(text) - len(split_called(text)[1])


def apart(text: str) -> str:
    """`text` so that `split` finds no name in it: a row ends behind its colon."""
    cut = length(text)
    head = text[:cut]
    return f"{head[:-1] if head.endswith(': ') else head}\n{text[cut:]}" if cut else text


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
