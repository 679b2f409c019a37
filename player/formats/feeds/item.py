"""One item of a feed as an episode, and what the channel around it says of all of them."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email.utils import parseaddr
from xml.etree.ElementTree import Element

from player.domain.episode import Chapter, Episode, Link, Person, Picture, Snip
from player.domain.timecode import LONGEST, Ms
from player.formats import chapter_lines
from player.formats.chapters import podlove_xml
from player.formats.feeds import html_text, media
from player.formats.feeds.names import Children, content, get
from player.formats.feeds.values import address, duration, line, when
from player.formats.times import from_clock, from_seconds
from player.formats.xml_text import Places, Reports

MOST = 1000
"""People, soundbites or links that are taken from one item."""
_TITLES = ("title", "itunes:title", "atom:title", "media:title", "dc:title")
_DATES = ("pubdate", "atom:published", "dc:date", "atom:updated")
_NOTES = (
    "content:encoded", "atom:content", "description", "itunes:summary", "googleplay:description",
    "media:description", "atom:summary", "itunes:subtitle",
)  # fmt: skip
_SUMMARIES = ("itunes:summary", "description", "atom:summary", "itunes:subtitle")
_AUTHORS = ("itunes:author", "author", "dc:creator")


@dataclass(frozen=True, slots=True)
class Channel:
    """What holds for every item. `base` completes addresses that are not whole."""

    title: str | None
    address: str | None
    base: str
    language: str | None
    cover: Picture | None
    people: tuple[Person, ...]


def channel(element: Element, root: Element) -> Channel:
    """The channel of RSS, or the feed of Atom."""
    children = Children(element)
    own = root.get("{http://www.w3.org/XML/1998/namespace}base") or ""
    itself = next(
        (get(e, "href") for e in children.all("atom:link") if get(e, "rel") == "self"), None
    )
    feed = address(itself or children.text("itunes:new-feed-url"), own)
    base = address(own, "") or feed or address(_page(children), "") or ""
    spoken = children.text("language", "dc:language")
    return Channel(
        title=_title(children) or None,
        address=feed,
        base=base,
        language=spoken or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        cover=media.cover(children, base),
        people=_people(children, base),
    )


def head(element: Element, feed: Channel) -> Episode:
    """What a list of episodes needs: title, number, day and length; quick to make."""
    return _head(Children(element), feed)


def moment(element: Element) -> float:
    """When it was published, to compare with others; what tells no date is older than all."""
    found = when(Children(element).text(*_DATES))
    return found[1] if found else float("-inf")


def episode(element: Element, feed: Channel, places: Places) -> Episode:
    """The episode in the item `element`; mistakes are told by their `places`."""
    reports = Reports(places)
    children = Children(element)
    base = feed.base
    audio, refused = media.audio(children, base)
    for enclosure in refused[:5]:
        reports.error(
            enclosure, "this is no web address that can be played; https:// or http:// only."
        )
    if not audio:
        reports.warning(element, "this item names no audio that can be played.")
    _check(children, reports)
    notes, links, says = _notes(children, base)
    chapters = [
        chapter
        for inline in children.all("psc:chapters")
        for chapter in podlove_xml.chapters_of(inline, reports, base)
    ]
    return replace(
        _head(children, feed),
        audio=audio,
        cover=media.cover(children, base) or feed.cover,
        people=_people(children, base) or feed.people or _authors(children),
        links=_links(children, base, links),
        summary=_summary(children, says),
        notes=notes or None,
        chapters=tuple(chapters or _chapters_of(notes)),
        snips=_soundbites(children, reports),
        transcript_sources=media.transcripts(children, base, feed.language),
        chapter_sources=media.chapters(children, base),
        problems=reports.problems(),
    )


def _head(children: Children, feed: Channel) -> Episode:
    published = when(children.text(*_DATES))
    return Episode(
        title=_title(children) or "Untitled episode",
        show=feed.title,
        number=_number(children),
        published=published[0] if published else None,
        language=feed.language,
        duration=_duration(children),
        feed=feed.address,
        guid=line(children.text("guid", "atom:id")) or None,
    )


def _title(children: Children) -> str:
    """The first title with something in it; titles of feeds are often escaped once too often."""
    for text in children.texts(*_TITLES):
        if title := line(html.unescape(text[:4000])):
            return html_text.plain(title) if "</" in title else title
    return ""


def _number(children: Children) -> str | None:
    """The episode's number; from the second season on with that of the season: `S2E5`."""
    title = _title(children)
    shown = (get(e, "display") for e in children.all("podcast:episode"))
    shown = (text for text in shown if text != title)  # which programs put there, too
    number = next(filter(None, shown), None) or children.text("itunes:episode", "podcast:episode")
    season = children.text("itunes:season", "podcast:season") or ""
    if not number:
        return None
    numbered = season.isdecimal() and len(season) < 5 and int(season) > 1 and number.isdecimal()
    return line(f"S{int(season)}E{number}" if numbered else number, 60)


def _duration(children: Children) -> Ms | None:
    for text in children.texts("itunes:duration"):
        if found := duration(text):
            return found
    named = (get(element, "duration") for element in children.all("media:content"))
    return next(filter(None, map(duration, named)), None)


def _check(children: Children, reports: Reports) -> None:
    for element in children.all("pubdate", "atom:published"):
        if element.text and element.text.strip() and when(element.text) is None:
            reports.warning(element, "this is no date that Earmark can read; it is left out.")
    for element in children.all("itunes:duration"):
        text = (element.text or "").strip()
        if text.strip("0:.") and duration(text) is None:
            reports.warning(element, "this is no duration such as 1:02:03; it is left out.")


def _people(children: Children, base: str) -> tuple[Person, ...]:
    """Every person of the podcast namespace; without a role, one is a host, as it says."""
    found: list[Person] = []
    for element in children.all("podcast:person"):
        name = line(html.unescape(element.text or ""), 200)
        if name and len(found) < MOST:
            role = line(get(element, "role"), 100).lower() or "host"
            found.append(Person(name, role, address(get(element, "href"), base)))
    return tuple(found)


def _authors(children: Children) -> tuple[Person, ...]:
    """Who made the item, where it names no people: RSS has a mail address with the name."""
    names = [parseaddr(text[:200])[0] or text for text in children.texts(*_AUTHORS)]
    names += [n for e in children.all("atom:author") if (n := Children(e).text("atom:name"))]
    clean = (line(html.unescape(name), 200) for name in names)
    return tuple(
        Person(name, "author") for name in dict.fromkeys(clean) if name and "@" not in name
    )[:1]


def _page(children: Children) -> str | None:
    """The address of its web page."""
    linked = (
        get(e, "href") for e in children.all("atom:link")
        if (get(e, "rel") or "alternate") == "alternate"
    )  # fmt: skip
    return children.text("link") or next(filter(None, linked), None)


def _links(children: Children, base: str, more: Iterable[Link]) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    if page := address(_page(children), base):
        found[page] = Link("Episode page", page)
    for element in children.all("podcast:contentlink"):
        if url := address(get(element, "href"), base):
            found.setdefault(url, Link(line(element.text) or url, url))
    for link in more:
        found.setdefault(link.url, link)
    return tuple(found.values())[:MOST]


def _notes(children: Children, base: str) -> tuple[str, list[Link], str]:
    """The fullest text that the item has, as Markdown, its links, and how it begins."""
    for element in children.all(*_NOTES):
        text = content(element)
        notes, links = html_text.markdown(text, base)
        if notes.strip():
            return notes, links, _letters(html_text.plain(text))
    return "", [], ""


def _summary(children: Children, notes: str) -> str | None:
    """A text that is not the notes over again, of which `notes` has the letters."""
    for element in children.all(*_SUMMARIES):
        text = html_text.plain(content(element))
        if text and _letters(text[:200])[:100] not in notes:
            return text
    return None


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _chapters_of(notes: str) -> list[Chapter]:
    """The chapters that the notes list, which is where most feeds have them."""
    return chapter_lines.find_all(html_text.unescaped(row.rstrip()) for row in notes.split("\n"))


def _soundbites(children: Children, reports: Reports) -> tuple[Snip, ...]:
    """Every `podcast:soundbite` as a quote, for it is a passage to be played as it was said."""
    return tuple(sorted(_bites(children, reports), key=lambda snip: snip.start or 0))


def _bites(children: Children, reports: Reports) -> Iterator[Snip]:
    for count, element in enumerate(children.all("podcast:soundbite")):
        if count >= MOST:
            return
        start = _seconds(get(element, "starttime"))
        length = _seconds(get(element, "duration"))
        if start is None:
            reports.error(element, "this soundbite has no startTime in seconds; it is left out.")
            continue
        if not length:
            reports.warning(element, "this soundbite has no duration in seconds; it has no end.")
        end = start + (length or 0)
        ended = end if start < end <= LONGEST else None
        # Without a title of its own it has the episode's, says the namespace.
        title = line(" ".join(element.itertext())) or _title(children)
        yield Snip(title, "quote", start, ended)


def _seconds(text: str | None) -> Ms | None:
    """Seconds, or a clock time, which some write instead."""
    return from_clock(text) if text and ":" in text else from_seconds(text)
