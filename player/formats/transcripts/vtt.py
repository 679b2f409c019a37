"""WebVTT transcripts. Source: W3C WebVTT."""

from __future__ import annotations

import re

from player.formats.transcripts.cues import read

__all__ = ["read", "sniff"]


def sniff(text: str) -> bool:
    """Whether `text` begins as every WebVTT file does."""
    return re.match(r"WEBVTT(?:\s|$)", text) is not None
