"""WebVTT transcripts, in which every word may have its time. Source: W3C WebVTT."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace

from player.domain.episode import Episode, Line
from player.domain.timecode import Ms
from player.formats.chapters import vtt as chapters
from player.formats.times import clock
from player.formats.transcripts import cues, names
from player.formats.transcripts.lines import language, pieces, speaker, stamped, timed

_KIND = "Kind: captions"
_LANGUAGE = re.compile(r"^Language:[ \t]*(\S+)[ \t]*$", re.MULTILINE)
_NOTED = re.compile(r"^NOTE language:[ \t]*(\S+)[ \t]*$", re.MULTILINE)
"""So Microsoft Stream tells it, in a note of its own."""
_VOICE = re.compile(r"<v[ .]")
_HEADER = 500


def sniff(text: str) -> bool:
    """Whether `text` begins as every WebVTT file does."""
    return re.match(r"WEBVTT(?:\s|$)", text) is not None


def read(text: str, name: str) -> Episode:
    """The transcript, with the language that some headers tell; see `cues.read`.

    Where no cue has a voice, and a third of them begin with a name and a colon, those are who
    speaks: so meetings are written, and what WhisperX finds.
    """
    named = None if _VOICE.search(text) else names.split_rows
    episode = cues.read(text, name, named=named, sparing=True)
    top = text[:_HEADER].replace("\r\n", "\n").replace("\r", "\n")
    tongue = _LANGUAGE.search(top.partition("\n\n")[0]) or _NOTED.search(top)
    return replace(episode, language=language(tongue[1])) if tongue else episode


def write(episode: Episode) -> str:
    """The transcript of `episode` with speakers and the times of words.

    Lines without times are left out: a cue cannot do without. A word whose time is not after all
    times before it, or not before its line's end, stays with the word before it; so does a word
    that does not stand in its line's text. Lines without an end last until the next begins. Where
    nobody is named, a text that looks as if a speaker began it goes on in a second row. The header
    tells what this is where short lines look like the titles of chapters.
    """
    text = compose(episode.transcript)
    return text.replace("\n", f"\n{_KIND}\n", 1) if chapters.sniff(text) else text


def compose(lines: Iterable[Line], note: str | None = None) -> str:
    """The WebVTT of `lines`; `note` is a comment in it."""
    blocks = ["WEBVTT"]
    if note is not None:
        blocks.append(f"NOTE {note.replace('-->', '→')}")
    found = timed(lines)
    voices = any(speaker(line.speaker) for line, *_ in found)
    for number, (line, start, end, text) in enumerate(found, 1):
        name = speaker(line.speaker)
        # An arrow may not stand in a cue, not even one made of a name and its tag's end.
        voice = f"<v {_escaped(name).replace('--', '-&#45;')}>" if name else ""
        said = _escaped(text if voices else names.apart(text))
        if line.words:
            parts = pieces(line, start, end, text)
            parts = parts if voices else _apart(parts, names.length(text))
            said = "".join(stamped(parts, start, end, clock, _escaped)) or said
        blocks.append(f"{number}\n{clock(start)} --> {clock(end)}\n{voice}{said}")
    return "\n\n".join(blocks) + "\n"


def _apart(parts: list[tuple[Ms, Ms, str]], cut: int) -> list[tuple[Ms, Ms, str]]:
    """The pieces of a text with the end of a row at `cut`; none where that is 0."""
    found = []
    for begin, until, text in parts:
        if 0 < cut <= len(text):
            found.append((begin, until, f"{text[:cut]}\n{text[cut:]}"))
        else:
            found.append((begin, until, text))
        cut -= len(text)
    return found


def _escaped(text: str) -> str:
    """`text` without markup, also that of other subtitles, which readers look for here as well."""
    return html.escape(text, quote=False).replace("{\\", "&#123;\\")
