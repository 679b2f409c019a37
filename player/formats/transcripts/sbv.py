"""SubViewer captions (.sbv), which YouTube gives and takes: `0:00:01.000,0:00:04.000`, then text.

Source: YouTube's help on captions, where `>> ALICE: ` says that Alice begins to speak.
"""

from __future__ import annotations

import re

from player.domain.episode import Episode
from player.formats.transcripts import cues, names

_START = re.compile(
    r"\s*\d{1,4}:\d{2}:\d{2}\.\d{3},\d{1,4}:\d{2}:\d{2}\.\d{3}[ \t]*(?:\n|$)", re.ASCII
)


def sniff(text: str) -> bool:
    """Whether `text` begins with two times, a comma between them, in a row of their own."""
    return _START.match(text[:400].replace("\r\n", "\n").replace("\r", "\n")) is not None


def read(text: str, name: str) -> Episode:
    """The transcript; see `cues.read`."""
    return cues.read(
        text,
        name,
        cues.COMMA,
        loose=True,
        named=_named,
        example="0:00:01.000,0:00:04.000",
    )


def _named(text: str) -> tuple[str | None, str]:
    """The speaker, where arrows say that one begins."""
    text = text.replace("[br]", "\n")
    bare = text.lstrip()
    if not bare.startswith(">>"):
        return None, text
    return names.split(bare.lstrip("> \t"))
