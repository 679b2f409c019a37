"""SRT transcripts, as SubRip and its followers write them."""

from __future__ import annotations

import re

from player.formats.transcripts.cues import TIME, read

__all__ = ["read", "sniff"]

_START = re.compile(rf"\s*(?:\d+[ \t]*\n)?[ \t]*{TIME}[ \t]*-->[ \t]*{TIME}", re.ASCII)


def sniff(text: str) -> bool:
    """Whether `text` begins with a numbered cue."""
    return _START.match(text[:400].replace("\r\n", "\n")) is not None
