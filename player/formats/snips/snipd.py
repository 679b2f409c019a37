"""Snips in Markdown: Snipd's exports of all years, and what Earmark writes itself.

Sources: the default templates of Snipd's plugin for Obsidian
(github.com/snipd-app/snipd-obsidian), and exports that people have published: of the plugin
(`### [title](address)`, `🎧 12:03 - 14:05`), and older ones (`### [12:10] title`, `🎧 Play snip`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from player.domain.episode import Episode, Line, Problem
from player.domain.errors import FormatError
from player.formats.snips.snip_block import (
    ANCHOR,
    FIELDS,
    HEADING,
    PLAYED,
    SNIP_ADDRESS,
    TIMES,
    Block,
    Parts,
)
from player.formats.snips.snip_page import Page, front_matter
from player.formats.snips.texts import MOST_SNIPS, fullest, in_order, place
from player.formats.text import MOST_PROBLEMS, stem

MOST_EPISODES = 10_000
_MARK = re.compile(
    r"^(?:\[kind:: "
    r"|[ \t]{0,8}(?:[#>*+[-]|[^\n]{0,20}🎧)[^\n]{0,200}\]\(https?://(?:share\.)?snipd\.com/snip/"
    r"|#{2,4}[^\n]*\n(?:[ \t]*\n){0,3}\[?🎧[^\n]{0,60}\d:\d\d\s?[-–—]\s?\d)",
    re.MULTILINE,
)
_RULE = re.compile(r"-{3,}")
_WHOLE = "## full episode transcript"
_NEAR = 8
"""So many lines below its heading a snip says where it is, at the latest."""


def sniff(text: str) -> bool:
    """Whether there are snips in it: addresses of snips, times below a heading, or our fields."""
    return _MARK.search(text.replace("\r\n", "\n")) is not None


def read(text: str, name: str) -> Episode:
    """The snips of the recording that has most of them. Raises FormatError where there are none."""
    found = episodes(text, name)
    if not found:
        raise FormatError(
            "no snip can be read here: each needs a heading, and below it a line such as "
            "🎧 12:03 - 14:05.",
            name,
        )
    return fullest(found, "episodes", name)


def episodes(text: str, name: str) -> list[Episode]:
    """The episodes in the text that have snips, the first `MOST_EPISODES` of them.

    Snipd exports many into one file.
    """
    pages = _pages(_headed(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    found = islice(((page, blocks) for page, blocks in pages if blocks), MOST_EPISODES)
    return [_episode(page, blocks, name) for page, blocks in found]


def _episode(page: Page, blocks: list[Block], name: str) -> Episode:
    problems: list[Problem] = []
    snips = []
    lines: list[Line] = []
    audio: str | None = None
    for block in blocks[:MOST_SNIPS]:
        parts = Parts(block)
        snip = parts.snip()
        snips.append(snip)
        lines.extend(parts.transcript(snip))
        audio = audio or parts.audio
        if snip.start is None and not block.own and len(problems) < MOST_PROBLEMS:
            message = "no time such as 🎧 12:03 - 14:05 stands here; this snip has no place."
            problems.append(Problem("warning", place(name, block.number), message))
    if len(blocks) > MOST_SNIPS:
        where = place(name, blocks[MOST_SNIPS].number)
        problems.append(Problem("error", where, f"only the first {MOST_SNIPS} snips are read."))
    timed = [line for line in lines if line.start is not None]
    return replace(
        page.episode(stem(name), audio),
        snips=in_order(snips),
        transcript=page.transcript(name)
        or tuple(sorted(timed, key=lambda line: line.start or 0) or lines),
        problems=tuple(problems),
    )


def _headed(rows: list[str]) -> list[str]:
    """`rows` with a heading wherever a title leads to a snip, if a template made no headings."""
    anchors = [ANCHOR.fullmatch(row) if "snipd.com/snip/" in row else None for row in rows]
    titles = {index for index, anchor in enumerate(anchors) if anchor and "🎧" not in anchor[2]}
    if not titles or any(SNIP_ADDRESS.search(row) for row in rows if row.startswith("#")):
        return rows
    found: list[str] = []
    quoted = False
    for index, (row, anchor) in enumerate(zip(rows, anchors, strict=True)):
        if anchor and index in titles:
            quoted = bool(anchor[1])
            row = f"### {anchor[2].replace('**', '').replace('__', '')}"
        elif quoted and row.startswith(">"):
            row = row[1:].removeprefix(" ")
        found.append(row)
    return found


def _pages(rows: list[str]) -> Iterator[tuple[Page, list[Block]]]:
    """The episodes in the text, each with the blocks of its snips."""
    page, blocks = Page(), list[Block]()
    block: Block | None = None
    start = front_matter(rows, page)
    for index, row in enumerate(rows[start:], start):
        bare = row.strip()
        heading = HEADING.match(bare) if bare.startswith("#") else None
        if heading and len(heading[1]) == 1 and _new_page(rows, index, bool(blocks)):
            if blocks:
                yield page, blocks
                page, blocks = Page(), []
            page.heading = page.heading or heading[2] or ""
            block = None
        elif heading and 1 < len(heading[1]) <= 4 and _begins(rows, index, heading[2] or ""):
            block = Block(index + 1, heading[2] or "")
            blocks.append(block)
        elif (heading and len(heading[1]) == 2) or _RULE.fullmatch(bare):
            block = None
            if bare.lower() == _WHOLE:
                page.begin_transcript()
        else:
            timed = "🎧" in bare and bool(PLAYED.match(bare) and TIMES.search(bare))
            if timed and (block is None or (block.timed and not block.own)):
                block = Block(index + 1, "")
                blocks.append(block)
            if block is None:
                page.take(row)
            else:
                block.take(row, bare, timed=timed)
    yield page, blocks


def _new_page(rows: list[str], index: int, after_snips: bool) -> bool:
    """Whether the first-level heading at `index` begins an episode: notes of a snip have some."""
    if not after_snips:
        return True
    for row in rows[index + 1 : index + 60]:
        if row.startswith("# "):
            return False
        if row.startswith("## "):
            return True
    return False


def _begins(rows: list[str], index: int, heading: str) -> bool:
    """Whether the heading at `index` is that of a snip, not of a part of one."""
    if SNIP_ADDRESS.search(heading):
        return True
    for row in rows[index + 1 : index + 1 + _NEAR]:
        bare = row.strip()
        if bare.startswith("#") and HEADING.match(bare):
            return False
        if bare.startswith(FIELDS) or (
            PLAYED.match(bare) and (TIMES.search(bare) or SNIP_ADDRESS.search(bare))
        ):
            return True
    return False
