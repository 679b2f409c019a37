"""Writes a WebVTT transcript in which every word has its time. Source: w3.org/TR/webvtt1."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from player.domain.episode import Line
from player.domain.timecode import Ms


def write_vtt(lines: Iterable[Line], note: str) -> str:
    """The transcript of `lines` (with times and words) as WebVTT; `note` is a comment in it."""
    blocks = [f"WEBVTT\n\nNOTE {note.replace('-->', '→')}"]
    for number, line in enumerate(lines, 1):
        times = f"{_stamp(line.start or 0)} --> {_stamp(line.end or 0)}"
        voice = f"<v {escape(line.speaker, quote=False)}>" if line.speaker else ""
        # a cue's first word starts with the cue; a timestamp must come later than that
        words = " ".join(
            escape(word.text, quote=False)
            if index == 0 or word.start <= line.words[index - 1].start
            else f"<{_stamp(word.start)}>{escape(word.text, quote=False)}"
            for index, word in enumerate(line.words)
        )
        blocks.append(f"{number}\n{times}\n{voice}{words}")
    return "\n\n".join(blocks) + "\n"


def _stamp(ms: Ms) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
