"""Chapters as lines of text: for a YouTube description, and as a list in Markdown.

Sources: YouTube's help, “Video chapters”; CommonMark. Read back as any notes are, by
`chapter_lines`; what there is taken for markup around a title is lost on the way.
"""

from __future__ import annotations

import re

from player.domain.episode import Chapter, Episode
from player.domain.timecode import Ms
from player.formats.chapters import listing

_MARKUP = re.compile(r"[\\`*_\[\]<~]|&(?=#?\w{1,32};)")


def write_youtube(episode: Episode) -> str:
    """One line for each chapter of the list: `0:00 Title`, in whole seconds, cut off.

    YouTube shows them as chapters where the first stands at 0:00, there are at least three, and
    each lasts 10 seconds or more. Nothing is made up for that: a list that begins later is
    written as it is, and the uploader puts a first line above it. A chapter without a title is
    called by its number, for a line with a time alone is none.
    """
    return "".join(
        f"{_clock(chapter.start)} {_title(chapter, number)}\n"
        for number, chapter in enumerate(episode.listed, 1)
    )


def write_markdown(episode: Episode) -> str:
    """One bullet for each chapter of the list: `- [0:00] Title`, its address as a link.

    What Markdown would take for markup is escaped; times are in whole seconds, cut off.
    """
    lines = []
    for number, chapter in enumerate(episode.listed, 1):
        title = _MARKUP.sub(r"\\\g<0>", _title(chapter, number))
        if url := listing.address_of(chapter):
            address = url.replace("(", "%28").replace(")", "%29")
            title = f"[{title}]({address})"
        lines.append(f"- \\[{_clock(chapter.start)}\\] {title}\n")
    return "".join(lines)


def _title(chapter: Chapter, number: int) -> str:
    return listing.clean(chapter.title) or f"Chapter {number}"


def _clock(ms: Ms) -> str:
    hours, rest = divmod(ms // 1000, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
