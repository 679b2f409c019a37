"""Matroska's chapters as XML, as mkvextract and MKVToolNix write them and mkvmerge reads them.

Source: the Matroska specification (RFC 9559), “Chapters”, and MKVToolNix's manual. Of several
editions the default one is read, else the first; chapters inside others stand among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

from player.domain.episode import Chapter, Episode
from player.domain.errors import FormatError
from player.domain.timecode import Ms
from player.formats.chapters import listing
from player.formats.text import stem
from player.formats.times import clock, from_clock
from player.formats.xml_text import XmlDocument

_NANOSECONDS = re.compile(r"(\d{1,16})\s*ns", re.ASCII)


def sniff(root: Element) -> bool:
    """Whether `root` has editions of chapters."""
    return root.tag == "Chapters" and root.find("EditionEntry") is not None


def read(document: XmlDocument) -> Episode:
    """The chapters; hidden ones are kept out of the list, disabled ones altogether.

    Raises FormatError where the document is another.
    """
    if not sniff(document.root):
        raise FormatError("this XML holds no chapters of Matroska.", document.name)
    editions = document.root.findall("EditionEntry")
    chosen = next((each for each in editions if _flag(each, "EditionFlagDefault")), editions[0])
    if len(editions) > 1:
        document.warning(
            chosen, f"this file has {len(editions)} editions of the chapters; this one is read."
        )
    found: list[Chapter] = []
    for atom in chosen.iter("ChapterAtom"):
        if len(found) >= listing.MOST_CHAPTERS:
            document.error(atom, listing.TOO_MANY)
            break
        if _flag(atom, "ChapterFlagEnabled", default=True):
            found += _chapters(atom, document)
    return Episode(
        title=stem(document.name),
        chapters=listing.in_order(found),
        problems=document.problems(),
    )


def _chapters(atom: Element, document: XmlDocument) -> Iterator[Chapter]:
    start = _time(atom.findtext("ChapterTimeStart"))
    if start is None:
        document.error(
            atom, "a chapter needs a ChapterTimeStart such as 00:02:10.500; it is left out."
        )
        return
    end = listing.end_after(start, _time(atom.findtext("ChapterTimeEnd")))
    titles = (
        listing.clean(each.text or "") for each in atom.findall("ChapterDisplay/ChapterString")
    )
    title = next(filter(None, titles), "")
    yield Chapter(start, title, end, toc=not _flag(atom, "ChapterFlagHidden"))


def _time(text: str | None) -> Ms | None:
    bare = (text or "").strip()
    if match := _NANOSECONDS.fullmatch(bare):
        return listing.moment(f"{int(match[1]) / 1e9:.9f}")
    return from_clock(bare)


def _flag(element: Element, name: str, *, default: bool = False) -> bool:
    text = element.findtext(name)
    return default if text is None else text.strip() == "1"


def write(episode: Episode) -> str:
    """One edition. The language of the titles is said not to be known where it is not."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<Chapters>", "  <EditionEntry>"]
    for chapter in episode.chapters:
        values = [("ChapterTimeStart", clock(chapter.start) + "000000")]
        if chapter.end is not None:
            values.append(("ChapterTimeEnd", clock(chapter.end) + "000000"))
        if not chapter.toc:
            values.append(("ChapterFlagHidden", "1"))
        title = escape(listing.clean(chapter.title), quote=False)
        lines += [
            "    <ChapterAtom>",
            *(f"      <{key}>{value}</{key}>" for key, value in values),
            "      <ChapterDisplay>",
            f"        <ChapterString>{title}</ChapterString>",
            "        <ChapterLanguage>und</ChapterLanguage>",
            "      </ChapterDisplay>",
            "    </ChapterAtom>",
        ]
    return "\n".join([*lines, "  </EditionEntry>", "</Chapters>", ""])
