"""What an exported page says around its snips: title, show, people, pictures and notes.

The front matter is read line by line: Snipd writes values that YAML refuses (`show: @name`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from player.domain import timecode
from player.domain.episode import Episode, Line, Link, Person, Picture
from player.domain.errors import FormatError, TimecodeError
from player.domain.timecode import Ms
from player.formats.addresses import is_web
from player.formats.snips.marks import unescaped
from player.formats.snips.texts import prose, words

_BULLET = re.compile(r"[-*]\s+([^:\[\]()]{1,40}?)::?\s+(.*)")
_PROPERTY = re.compile(r"(\w{1,40}):\s*(.*)")
_ENTRY = re.compile(r"\s+-\s+(.*)|-\s+(.*)")
_LINK = re.compile(r"\[([^\[\]]{1,500})\]\((https?://[^\s()]{1,4000})\)")
_WIKI = re.compile(r"\[\[(?:[^\[\]|]{0,500}\|)?([^\[\]|]{1,500})\]\]")
_PICTURE = re.compile(r"!\[[^\[\]]{0,100}\]\((https?://[^\s()]{1,4000})\)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BREAK = re.compile(r"<br\s{0,3}/?>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_RULE = re.compile(r"-{3,}")
_BOLD = re.compile(r"\*\*([^*\n]{1,200})\*\*")
_FRONT_MATTER = 300
_FOOTER = re.compile(r"Created with \[Snipd\]\(")
_NAMES = {
    "title": ("episode title", "full title", "title", "episode_title"),
    "show": ("show", "show_title", "author"),
    "host": ("owner / host", "host", "show_author"),
    "guests": ("guests", "guest"),
    "published": ("episode publish date", "published", "episode_publish_date"),
    "duration": ("duration", "episode_duration", "episode_duration_minutes"),
    "summary": ("episode ai description", "episode_ai_description", "summary"),
    "cover": ("image_url", "show_image_url"),
    "audio": ("audio",),
}
_LINKED = {
    "episode url": "Episode in Snipd", "episode link": "Episode in Snipd",
    "episode_url": "Episode in Snipd", "show notes link": "Show notes",
    "show url": "Show in Snipd", "show_url": "Show in Snipd", "url": "Source",
    "snipd": "Episode in Snipd",
}  # fmt: skip


class Page:
    """The lines around the snips of one episode, told apart as they come."""

    def __init__(self, heading: str = "") -> None:
        self.heading = heading
        self._said: dict[str, str] = {}
        self._notes: list[str] = []
        self._links: dict[str, Link] = {}
        self._cover: str | None = None
        self._spoken: list[str] | None = None

    def take_front_matter(self, rows: Iterable[str]) -> None:
        """The lines between the two rules at the top of the page."""
        last = ""
        for row in rows:
            if entry := _ENTRY.fullmatch(row.rstrip()):
                more = _unquoted(entry[1] or entry[2] or "")
                before = self._said.get(last, "")
                self._said[last] = f"{before}, {more}" if before else more
            elif match := _PROPERTY.fullmatch(row.strip()):
                last = match[1].lower()
                self.say(last, _unquoted(match[2].strip("[]")))

    def take(self, row: str) -> None:
        """A line of the page that belongs to no snip."""
        bare = row.strip()
        if self._spoken is not None:
            if not bare.startswith(">") and not _FOOTER.match(bare) and not _RULE.fullmatch(bare):
                name = _BOLD.fullmatch(bare)
                alone = name is not None and not re.search(r"\d:\d\d", bare)
                self._spoken.append(_BOLD.sub(r"\1", row) + ":" * alone)
        elif picture := _PICTURE.match(bare):
            self._cover = self._cover or picture[1]
        elif match := _BULLET.fullmatch(bare):
            self.say(match[1].lower(), match[2])
        elif not _FOOTER.match(bare):
            for line in _BREAK.sub("\n", row).split("\n"):
                text = _TAG.sub("", line.strip().lstrip(">").strip())
                if text.lower() != "show notes":
                    self._notes.append(html.unescape(text))

    def begin_transcript(self) -> None:
        """All lines from now on are the transcript of the whole episode.

        A quote in its place says why there is none.
        """
        self._spoken = []

    def transcript(self, name: str) -> tuple[Line, ...]:
        """The transcript of the whole episode; nothing where the page has none."""
        if self._spoken is None:
            return ()
        from player.formats.transcripts import plain

        try:
            return plain.read("\n".join(self._spoken), name).transcript
        except FormatError:
            return ()

    def episode(self, name: str, audio: str | None) -> Episode:
        """The episode, without its snips; `name` is its title where it says none."""
        cover = self._cover or self._get("cover")
        published = _DAY.match(self._get("published"))
        address = self._get("audio") or audio
        return Episode(
            title=words(self._get("title") or unescaped(self.heading)) or name,
            show=words(self._get("show")) or None,
            published=published[0] if published else None,
            duration=self._duration(),
            audio=(address,) if address and is_web(address) else (),
            cover=Picture(cover) if cover and is_web(cover) else None,
            people=(*self._people("host"), *self._people("guests", "guest")),
            links=tuple(self._links.values()),
            summary=prose(self._get("summary")),
            notes=prose(re.sub(r"\n{3,}", "\n\n", "\n".join(self._notes))),
        )

    def say(self, key: str, value: str) -> None:
        """What the page says of `key`, which is in small letters."""
        if key in _LINKED or key == "mentioned books":
            addresses = _LINK.findall(value) or [("", value)]
            for text, url in addresses[:100]:
                title = _LINKED.get(key) or unescaped(text)
                if is_web(url):
                    self._links.setdefault(url, Link(words(title), url))
        elif value:
            self._said[key] = value  # the page itself knows more than its front matter

    def _get(self, name: str) -> str:
        value = next((self._said[key] for key in _NAMES[name] if key in self._said), "")
        return unescaped(_WIKI.sub(lambda wiki: wiki[1].rstrip("\\"), value))

    def _people(self, name: str, role: str | None = None) -> list[Person]:
        value = next((self._said[key] for key in _NAMES[name] if key in self._said), "")
        if linked := _LINK.findall(value):
            return [Person(words(who), role or name, url) for who, url in linked[:100]]
        wiki = _WIKI.findall(value)
        plain = value.split(",") if name == "guests" else [value]
        names = (words(unescaped(who.rstrip("\\"))) for who in (wiki or plain)[:100])
        return [Person(who, role or name) for who in names if who]

    def _duration(self) -> Ms | None:
        value = self._get("duration")
        if value.isdecimal():
            value = f"{value[:6]}m"
        try:
            return timecode.parse(value) or None
        except TimecodeError:
            return None


def front_matter(rows: list[str], page: Page) -> int:
    """Reads the properties at the top, if there are some; gives the index of the next line."""
    first = next((i for i, row in enumerate(rows[:20]) if row.strip()), 0)
    if rows[first].strip("\ufeff \t") != "---":
        return 0
    for index in range(first + 1, min(len(rows), first + _FRONT_MATTER)):
        if rows[index].rstrip() == "---":
            page.take_front_matter(rows[first + 1 : index])
            return index + 1
    return 0


def _unquoted(text: str) -> str:
    bare = text.strip()
    return bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'" else bare
