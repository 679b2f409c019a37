"""OverDrive MediaMarkers: the chapters in MP3s of libraries, as XML in an ID3 TXXX frame.

There is no specification; such a file has `<Markers><Marker><Name>Chapter 1</Name><Time>0:35.000
</Time></Marker>…`. A long chapter has several markers, `Chapter 1 (05:58)` or `Chapter 1
(continued)`, at its start in a part of the book and within it.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from player.domain.episode import Chapter
from player.domain.errors import FormatError
from player.formats.audio import id3_text
from player.formats.audio.bounded import BoundedFile
from player.formats.audio.chapters import MOST_CHAPTERS, clean
from player.formats.audio.id3_frames import Frame, Tag, tags
from player.formats.text import MAX_BYTES
from player.formats.times import from_clock
from player.formats.xml_mended import spelt
from player.formats.xml_text import XmlDocument

_NAME = "overdrive mediamarkers"
_MORE = re.compile(r"\((?:\d{1,2}:)?\d{1,3}:\d\d\)$|\(continued\)$|[-–] ?continued$", re.IGNORECASE)


def read(file: BinaryIO) -> list[Chapter]:
    """The markers in the first ID3v2 tag of `file` that has any."""
    return first(tags(BoundedFile(file)))


def first(found: list[Tag]) -> list[Chapter]:
    """The markers of the first of these tags that has any."""
    for tag in found:
        for frame in tag.frames():
            if (xml := markers_in(tag, frame)) is not None and (chapters := parse(xml)):
                return chapters
    return []


def markers_in(tag: Tag, frame: Frame) -> str | None:
    """The XML in `frame`, where it is the one with OverDrive's markers."""
    if frame.name not in (b"TXXX", b"TXX"):
        return None
    data = tag.content(frame)
    if not data:
        return None
    name, value = id3_text.split(data[0], data[1:])
    if id3_text.decode(data[0], name).strip().lower() != _NAME or len(value) > MAX_BYTES:
        return None
    return id3_text.decode(data[0], value)


def parse(xml: str) -> list[Chapter]:
    """The chapters in OverDrive's XML; none where it is no XML, or holds no marker with a time."""
    try:
        root = XmlDocument(spelt(xml.partition("\0")[0].strip()), "").root
    except FormatError:
        return []
    found: list[Chapter] = []
    for marker in root.iter("Marker"):
        start = from_clock((marker.findtext("Time") or "").strip())
        if start is None:
            continue
        name = clean(marker.findtext("Name") or "") or ""
        more = _MORE.search(name)
        title = (name[: more.start()].rstrip(" -–") if more else name) or name
        if title != name and found and found[-1].title == title:
            continue
        found.append(Chapter(start, title))
        if len(found) == MOST_CHAPTERS:
            break
    return found
