"""One snip in Markdown, from its heading to the next: as Snipd writes it, and as Earmark does.

Source: the templates of Snipd's plugin for Obsidian, and what its exports of some years look like.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from player.domain.episode import Line, Snip
from player.domain.timecode import Ms
from player.formats.addresses import is_web
from player.formats.snips.marks import unescaped
from player.formats.snips.texts import kind_of, prose, settled, words
from player.formats.times import from_clock

_TIME = r"\d{1,5}(?::\d{1,2}){1,2}(?:[.,]\d{1,9})?"
TIMES = re.compile(
    rf"🎧[^\d\n]{{0,40}}?(?:\d{{1,4}}\s?[a-z]{{1,9}}\S?\s){{0,3}}\(?({_TIME})(?:\s?[-–—]\s?({_TIME}))?"
)
RANGE = re.compile(
    rf"[^\w\[\n]{{0,10}}(?:[A-Za-z]{{1,12}}:?[^\w\n]{{1,4}})?({_TIME})\s?(?:[-–—→~]|->|to)\s?({_TIME})"
    r"[^\w\n]{0,10}(?:\([^()\n]{1,20}\)[^\w\n]{0,10})?"
)
"""A line with nothing but a time and its end, as listeners' own templates have it."""
PLAYED = re.compile(r"(?:[-*>]\s+)?(?:[\w ]{0,20}:\s*)?\[?🎧")
"""How a line begins that says where the snip is, or plays it."""
FIELDS = "[kind:: "
SNIP_ADDRESS = re.compile(r"snipd\.com/snip/([\w-]{1,80})")
ANCHOR = re.compile(
    r"(>\s?)?(?:\[![\w-]{1,20}\][+-]?\s*|[-*+]\s+)?((?:\*\*|__)?\[[^\n]{0,2000}snipd\.com/snip/.*)"
)
"""A title that leads to a snip and is no heading: in a list, in bold, or above a quote."""
HEADING = re.compile(r"(#{1,6})(?:\s+(.*))?$")
_FIELD = re.compile(r"\[(\w{1,20}):: ((?:\\.|[^\[\]\\])*)\]")
_ITEM = re.compile(r"(?:\\.|[^,\\])+")
_LONGEST_HEADING = 4000
_STAR = re.compile(r"[⭐★🌟]\ufe0f?\s*")
_CLIPPED = re.compile(rf"\[({_TIME})\]\s*")
_LINKED = re.compile(rf"(?:[^\w\[\n\\]|{_TIME}){{0,10}}\[(.*)\]\((\S*)\)")
_TAG = re.compile(r"\[\[([^\[\]|\\]+)[^\[\]]*\]\]|(?<!\S)#([^\s#,\[\]]+)")
_BULLET = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+(.*)")
_SOUND = re.compile(r"<(?:source|audio)\b[^<>]{0,50}\ssrc=\"([^\"<>\s]{1,4000})\"")
_HTML = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_BREAK = re.compile(r"<br\s{0,3}/?>|</?blockquote>")
_SPEAKER = re.compile(r"\*\*(.{1,100}?):?\*\*:?\s*(.*)|(Speaker \d{1,3}):?()$")
_CREATED = re.compile(r"(?:> ?)?Created(?: at)?: (\d{4}-\d{2}-\d{2}\S{0,30})")
_FOLDED = "Click to expand"
_ATTRIBUTION = re.compile(r"—\s*")
_GAP = re.compile(r"\n{3,}")
_PARTS = {"transcript": "transcript", "quote": "quote", "note": "note", "notes": "note"}


@dataclass(slots=True)
class Block:
    """The lines of one snip. `number` is that of its heading in the file, counted from 1.

    `timed`: a line says where it is. `own`: Earmark wrote it, and so it says whatever is known.
    """

    number: int
    heading: str
    lines: list[str] = field(default_factory=list)
    timed: bool = False
    own: bool = False

    def take(self, row: str, bare: str, *, timed: bool) -> None:
        """The next line of it, and the same without space around it."""
        self.lines.append(row)
        self.timed = self.timed or timed
        self.own = self.own or bare.startswith(FIELDS)


class Parts:
    """What is in a block, told apart."""

    def __init__(self, block: Block) -> None:
        self.audio: str | None = None
        self._lines = block.lines
        self._heading = block.heading.strip()[:_LONGEST_HEADING]
        self._start: Ms | None = None
        self._end: Ms | None = None
        self._address: str | None = None
        self._fields: dict[str, str] = {}
        self._points: list[str] = []
        self._quote: list[str] = []
        self._note: list[str] = []
        self._transcript: list[str] = []
        self._created: str | None = None

    def snip(self) -> Snip:
        """What it holds."""
        title, tags, favorite = self._head()
        self._body()
        quote, speaker = self._quoted()
        fields = self._fields
        # Snipd writes the title over again, in bold, above its summary.
        lines = self._note if fields else [row for row in self._note if row != f"**{title}**"]
        note = "\n".join(lines)
        found = Snip(
            title=title,
            kind=kind_of(fields.get("kind", "quote" if quote else "bookmark")),
            start=self._start,
            end=self._end,
            chapter=fields.get("chapter"),
            points=tuple(self._points),
            quote=quote,
            speaker=speaker,
            note=prose(note if fields else _GAP.sub("\n\n", note)),
            tags=(*tags, *_listed(fields.get("tags", ""))),
            favorite=favorite,
            id=fields.get("id") or self._address,
            created=fields.get("created") or self._created,
        )
        return settled(found)

    def transcript(self, snip: Snip) -> Iterator[Line]:
        """What was said in it: each turn with the times of the whole, for none has its own."""
        if not self._transcript:
            return
        text = html.unescape(_HTML.sub("", _BREAK.sub("\n", _bold("\n".join(self._transcript)))))
        speaker: str | None = None
        turns: list[tuple[str | None, list[str]]] = []
        for row in text.split("\n"):
            row = row.strip().lstrip(">").strip()
            if match := _SPEAKER.fullmatch(row):
                speaker, row = words(match[1] or match[3]), match[2] or ""
                turns.append((speaker, []))
            if row and not row.startswith("[!") and row != _FOLDED:
                if not turns:
                    turns.append((None, []))
                turns[-1][1].append(unescaped(row))
        for speaker, rows in turns:
            if said := words(" ".join(rows)):
                yield Line(snip.start, snip.end, said, speaker)

    def _head(self) -> tuple[str, list[str], bool]:
        """Title, tags and star of the heading."""
        text = self._heading
        star = _STAR.match(text)
        text = text[star.end() :] if star else text
        if clipped := _CLIPPED.match(text):
            self._start = from_clock(clipped[1])
            text = text[clipped.end() :]
        linked = _LINKED.match(text)
        if linked is None:
            return unescaped(text), [], star is not None
        self._take_address(linked[2])
        behind = text[linked.end() :]
        if times := RANGE.search(behind) or RANGE.match(text[: linked.start(1)]):
            self._start, self._end = from_clock(times[1]), from_clock(times[2])
        tags = [words(a or b) for a, b in _TAG.findall(behind)]
        return unescaped(linked[1]), tags, star is not None

    def _body(self) -> None:
        part = ""
        for row in self._lines:
            bare = row.strip()
            if bare.startswith("#") and (match := HEADING.match(bare)):
                part = self._part(match[2] or "", part)
            elif part == "note":
                self._note.append(unescaped(row))
            elif bare.startswith("<") and (tag := _HTML.match(bare)) and part != "transcript":
                part = self._tag(bare, tag[0], part)
            elif part == "transcript":
                if bare.startswith("</details"):
                    part = ""
                elif not bare.startswith(("<details", "<summary")):
                    self._transcript.append(row)
            elif not self._known(bare):
                part = self._text(row, bare, part)

    def _part(self, heading: str, before: str) -> str:
        """The part that a heading inside of the snip begins."""
        name = " ".join(re.findall(r"[A-Za-z]+", heading)).lower()
        if name in _PARTS:
            return _PARTS[name]
        if name not in ("summary", "key takeaways", "takeaways", "ai notes", "ai summary") and name:
            self._note.append(unescaped(heading))
        return ""

    def _tag(self, bare: str, tag: str, part: str) -> str:
        """A line of HTML: what plays it, or what folds its transcript."""
        if sound := _SOUND.search(bare):
            address = html.unescape(sound[1]).partition("#")[0]
            self.audio = address if is_web(address) else None
        elif tag.startswith("<summary") and "transcript" in bare.lower():
            return "transcript"
        elif tag.startswith("</details"):
            return ""
        elif not tag.startswith(("<audio", "<iframe", "<details", "<summary", "</")):
            self._note.append(html.unescape(_HTML.sub("", _BREAK.sub("\n", bare))))
        return part

    def _known(self, bare: str) -> bool:
        """Whether the line told its time, its address, its fields or its day."""
        if self._fields:
            return False
        if "🎧" in bare and PLAYED.match(bare):
            self._take_address(bare)
            if times := TIMES.search(bare):
                self._start, self._end = from_clock(times[1]), from_clock(times[2] or "")
            return True
        if self._start is None and (times := RANGE.fullmatch(bare)):
            self._start, self._end = from_clock(times[1]), from_clock(times[2])
            return True
        if bare.startswith(FIELDS):
            self._fields = dict(_FIELD.findall(bare))
            for key in self._fields.keys() - {"tags"}:
                self._fields[key] = unescaped(self._fields[key])
            return True
        if created := _CREATED.fullmatch(bare):
            self._created = created[1]
            return True
        return False

    def _text(self, row: str, bare: str, part: str) -> str:
        if bare.startswith(">"):
            inner = row.lstrip()[1:].removeprefix(" ")
            if inner.startswith("[!"):
                return "transcript" if "transcript" in inner.lower() else "quote"
            self._quote.append(inner)
        elif bullet := _BULLET.match(row):
            self._points.append(unescaped(bullet[1]))
        elif bare or self._note:
            self._note.append(unescaped(row.rstrip()))
        return part

    def _quoted(self) -> tuple[str | None, str | None]:
        """The quote, and who said it: a last line that begins with a dash."""
        lines = self._quote
        while lines and not lines[-1].strip():
            lines.pop()
        said = _ATTRIBUTION.match(lines[-1]) if lines else None
        speaker = words(unescaped(lines.pop()[said.end() :])) if said else ""
        return prose("\n".join(map(unescaped, lines))), speaker or None

    def _take_address(self, address: str) -> None:
        if match := SNIP_ADDRESS.search(address):
            self._address = match[1]


def _listed(text: str) -> list[str]:
    """The tags in a field, parted by commas, with the sign of a tag or without."""
    bare = (item.strip() for item in _ITEM.findall(text))
    return [unescaped(item.removeprefix("#")) for item in bare]


def _bold(text: str) -> str:
    return re.sub(r"</?(?:b|strong)>", "**", text)
