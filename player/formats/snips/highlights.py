"""What stands in a highlight of Readwise: a passage, or all that Snipd made of a snip.

Source: what Readwise exports of Snipd, of all years: a title, alone, in bold, or above a blank
line; then a summary or points, with “Summary:” or “Key takeaways:” above them or without; then
“Transcript:” with the speakers on lines of their own; and what Earmark writes, “Quote:” last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from player.domain.episode import Line, Snip
from player.domain.timecode import Ms
from player.formats.snips.texts import prose, words

Parts: TypeAlias = Mapping[str, list[str]]

_LABEL = re.compile(r"(Summary|Key takeaways|Transcript|Quote):\s*")
_POINT = re.compile(r"\s*(?:\(\*\)|[-*•]|\d{1,3}[.)])\s+(.*)")
_OWN_POINT = re.compile(r"\s*(?:\(\*\)|[-*•]|\d{1,3}[.)])\s*(.*)")
_BOLD = re.compile(r"\*\*([^*\n]{1,1000})\*\*\s*")
_SPEAKER = re.compile(r"Speaker \d{1,3}")
_NO_NAME = re.compile(r"[.,;:!?…\"”]$")
_LONGEST_NAME = 60
_MOST_WORDS = 6
_NOTES = "Episode AI notes"


def parts(text: str) -> dict[str, list[str]] | None:
    """The lines of a highlight by their labels, "" for the first ones; None for a mere passage.

    The quote, which is last, may hold lines that look like labels.
    """
    rows = text.split("\n")
    found: dict[str, list[str]] = {"": rows[:1]}
    rest = found[""]
    for row in rows[1:]:
        label = None if "Quote" in found else _LABEL.fullmatch(row)
        if label:
            rest = found.setdefault(label[1], [])
        else:
            rest.append(row)
    titled = rows[0] == _NOTES or _BOLD.fullmatch(rows[0])
    if len(found) > 1 or (titled and any(map(_POINT.fullmatch, rows[1:]))):
        return found
    return None


def snip(text: str, found: Parts | None, note: str) -> Snip:
    """What the highlight `text` says, taken apart as `parts` does; `note` is the listener's."""
    if found is None:
        quote = prose(text)
        return Snip("", "quote" if quote else "bookmark", quote=quote, note=prose(note))
    quote, speaker = _said(found["Quote"]) if "Quote" in found else (None, None)
    head, *body = found[""]
    bold = _BOLD.fullmatch(head) if body else None
    points = [match[1] for row in body if (match := _POINT.fullmatch(row))]
    told = [row for row in body if not _POINT.fullmatch(row)]
    taken = (_OWN_POINT.fullmatch(row) for row in found.get("Key takeaways", ()))
    notes = ("\n".join(told), "\n".join(found.get("Summary", ())), note)
    return Snip(
        title=bold[1] if bold else head,
        kind="quote" if quote else "bookmark",
        points=(*points, *(match[1] for match in taken if match)),
        quote=quote,
        speaker=speaker,
        note="\n\n".join(filter(None, map(prose, notes))),
    )


def turns(found: Parts | None, start: Ms | None) -> Iterator[Line]:
    """The lines of the transcript, each with the place of the whole, for none has its own."""
    rows = (found or {}).get("Transcript", [])
    speaker: str | None = None
    said: list[str] = []
    names = _names(rows)
    for index, row in enumerate((*rows, "Speaker 0")):
        bare = row.strip()
        if _SPEAKER.fullmatch(bare) or index in names:
            if text := words(" ".join(said)):
                yield Line(start, None, text, speaker)
            speaker, said = bare, []
        else:
            said.append(bare)


def lines_in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines with times by their times; those without only where no line has any."""
    found = list(lines)
    timed = [line for line in found if line.start is not None]
    return tuple(sorted(timed, key=lambda line: line.start or 0) or found)


def _names(rows: list[str]) -> set[int]:
    """Which lines are names, above what was said: the first, and each behind a blank line.

    Where there is no blank line, names and what was said take turns.
    """
    while rows and not rows[-1].strip():
        rows = rows[:-1]
    if not rows or not _is_name(rows, 0):
        return set()
    if all(map(str.strip, rows)):
        turns = range(0, len(rows), 2)
        return set(turns) if all(_is_name(rows, index) for index in turns) else set()
    behind = (index for index in range(1, len(rows)) if not rows[index - 1].strip())
    return {0, *(index for index in behind if _is_name(rows, index))}


def _is_name(rows: list[str], index: int) -> bool:
    """Whether the line is a name: short, no end of a sentence, and with words below it."""
    if index + 1 >= len(rows) or not rows[index + 1].strip():
        return False
    bare = rows[index].strip()
    if not bare or len(bare) > _LONGEST_NAME or _NO_NAME.search(bare):
        return False
    return len(bare.split()) <= _MOST_WORDS and not bare[0].islower()


def _said(rows: list[str]) -> tuple[str | None, str | None]:
    """A quote, and who said it: a last line that begins with a dash."""
    while rows and not rows[-1].strip():
        rows = rows[:-1]
    if not rows or not rows[-1].startswith("—"):
        return prose("\n".join(rows)), None
    return prose("\n".join(rows[:-1])), words(rows[-1].removeprefix("—")) or None
