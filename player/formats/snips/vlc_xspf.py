"""Bookmarks in VLC's XSPF playlists, that of its media library among them.

Sources: `vlc_bookmarks`; xspf.org; the extension of VLC, whose namespace has had two addresses.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from player.domain.episode import Episode
from player.formats.snips.texts import words
from player.formats.snips.vlc_bookmarks import OPTION, Track, chosen
from player.formats.times import from_seconds
from player.formats.xml_text import XmlDocument


def sniff(root: Element) -> bool:
    """Whether it is an XSPF playlist."""
    return root.tag in ("{http://xspf.org/ns/0/}playlist", "playlist")


def read(document: XmlDocument) -> Episode:
    """The bookmarks of the entry that has most. Raises FormatError where none has any."""
    tracks = [
        _track(element, document) for element in document.root.iter() if _name(element) == "track"
    ]
    return chosen(tracks, document.problems(), document.name)


def _track(element: Element, document: XmlDocument) -> Track:
    track = Track()
    for child in element:
        text = (child.text or "").strip()
        name = _name(child)
        if name == "title":
            track.title = text
        elif name == "location":
            track.location = track.location or text
        elif name in ("album", "creator"):
            track.show = (words(text) if name == "album" else track.show or words(text)) or None
        elif name == "duration" and text.isdecimal():
            track.duration = from_seconds(int(text[:15]) / 1000) or None
        elif name == "extension":
            for option in child:
                value = (option.text or "").strip().removeprefix(":")
                if _name(option) == "option" and value.startswith(OPTION):
                    wrong = track.add(value)
                    if wrong:
                        document.error(option, wrong)
    return track


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower()
