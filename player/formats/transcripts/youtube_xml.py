"""Captions of YouTube in XML (`srv1`, `srv3`). Source: what YouTube sends.

The old kind has `text` with seconds, and characters that are escaped twice; the new one `p` with
ms, and `s` for words, of which `t` is the time since the caption's start.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from player.domain.episode import Episode
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST, Ms
from player.formats.text import stem
from player.formats.transcripts.lines import flat, gather, in_ms, in_seconds
from player.formats.transcripts.youtube_json import Caption, lines, timed
from player.formats.xml_text import XmlDocument

_OLD, _NEW = "transcript", "timedtext"


def sniff(root: Element) -> bool:
    """Whether `root` has captions of either kind."""
    if root.tag == _OLD:
        return any(child.tag == "text" and "start" in child.attrib for child in root)
    return root.tag == _NEW and root.find("body") is not None


def read(document: XmlDocument) -> Episode:
    """The transcript. Raises FormatError where nothing is said in it."""
    root = document.root
    found = list(_old(root) if root.tag == _OLD else _new(root))
    spoken = gather(lines(found), lambda message: document.error(root, message))
    if not spoken:
        raise FormatError("there are no lines in these captions.", document.name)
    return Episode(title=stem(document.name), transcript=spoken, problems=document.problems())


def _old(root: Element) -> Iterator[Caption]:
    for child in root:
        said = flat(html.unescape("".join(child.itertext())))
        start, length = in_seconds(child.get("start")), in_seconds(child.get("dur"))
        if said and start is not None:
            yield start, min(start + length, LONGEST) if length else None, [], said


def _new(root: Element) -> Iterator[Caption]:
    for child in root.iterfind("body/p"):
        said = flat("".join(child.itertext()))
        start, length = _ms(child.get("t")), _ms(child.get("d"))
        if said and start is not None:
            parts = child.findall("s")
            offsets = [_ms(part.get("t")) or 0 for part in parts]
            words = timed(start, offsets, [part.text or "" for part in parts])
            yield start, min(start + length, LONGEST) if length else None, words, said


def _ms(text: str | None) -> Ms | None:
    return in_ms(int(text[:12])) if text and text.isascii() and text.isdigit() else None
