"""Markers of Adobe Audition in MP3s: XMP in an ID3 PRIV frame, for it writes no chapters there.

Sources: Adobe, XMP Specification Part 2 (xmpDM:Tracks, FrameCount) and Part 3 (MP3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST, Ms
from player.formats.audio.chapters import MOST_CHAPTERS, clean
from player.formats.audio.id3_frames import Frame, Tag
from player.formats.text import MAX_BYTES
from player.formats.xml_text import XmlDocument

_OWNER = b"XMP\0"
_DM = "{http://ns.adobe.com/xmp/1.0/DynamicMedia/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_KINDS = ("Chapter", "Cue", "Track")
"""The types of markers that stand for chapters, the best first; others are loops, cuts, speech."""
_COUNT = re.compile(r"\s*(\d{1,18})(?:f(\d{1,9})(?:s(\d{1,6}))?)?\s*", re.ASCII)
_RATE = re.compile(r"\s*f(\d{1,9})(?:s(\d{1,6}))?\s*", re.ASCII)


def first(found: list[Tag]) -> list[Chapter]:
    """The markers in the first of these tags that has any."""
    frames = ((tag, frame) for tag in found for frame in tag.frames())
    return next((markers for tag, frame in frames if (markers := in_frame(tag, frame))), [])


def in_frame(tag: Tag, frame: Frame) -> list[Chapter]:
    """The markers in `frame`, where it is the one with XMP."""
    if frame.name != b"PRIV" or frame.end - frame.body > MAX_BYTES:
        return []
    data = tag.content(frame)
    if not data.startswith(_OWNER) or b"DynamicMedia" not in data:
        return []
    return parse(data[len(_OWNER) :].decode("utf-8", "replace"))


def parse(text: str) -> list[Chapter]:
    """The markers in XMP, in order of time; none where it is no XML, or holds none."""
    try:
        root = XmlDocument(text.replace("\0", "").strip(" \r\n\t\ufeff"), "").root
    except FormatError:
        return []
    found: dict[str, list[Chapter]] = {}
    for tracks in root.iter(f"{_DM}Tracks"):
        for track in _items(tracks):
            kind = _said(track, "trackType")
            if kind in _KINDS:
                found.setdefault(kind, []).extend(_markers(track))
    chapters = next((found[kind] for kind in _KINDS if found.get(kind)), [])
    return sorted(chapters, key=lambda chapter: chapter.start)[:MOST_CHAPTERS]


def _markers(track: Element) -> Iterator[Chapter]:
    rate = _RATE.fullmatch(_said(track, "frameRate"))
    numbers = (int(rate[1]), int(rate[2] or 1)) if rate else (1, 1)
    for element in (track, track.find(f"{_RDF}Description")):
        markers = None if element is None else element.find(f"{_DM}markers")
        for marker in () if markers is None else _items(markers):
            start = _time(_said(marker, "startTime"), numbers)
            if start is None:
                continue
            length = _time(_said(marker, "duration"), numbers)
            title = clean(_said(marker, "name")) or clean(_said(marker, "comment")) or ""
            yield Chapter(start, title, min(start + length, LONGEST) if length else None)


def _items(parent: Element) -> Iterator[Element]:
    """What is listed in a property."""
    for listing in parent:
        for item in listing:
            if item.tag == f"{_RDF}li":
                yield item


def _said(item: Element, name: str) -> str:
    """A property of an item, in any of the ways in which RDF may write it."""
    for element in (item, item.find(f"{_RDF}Description")):
        if element is not None:
            said = element.get(f"{_DM}{name}") or element.findtext(f"{_DM}{name}")
            if said:
                return said
    return ""


def _time(text: str, rate: tuple[int, int]) -> Ms | None:
    """A count of frames, at the rate behind it or at that of its track."""
    match = _COUNT.fullmatch(text)
    if match is None:
        return None
    frames, scale = (int(match[2]), int(match[3] or 1)) if match[2] else rate
    ms = (int(match[1]) * scale * 2000 + frames) // (2 * frames) if frames else LONGEST + 1
    return ms if ms <= LONGEST else None
