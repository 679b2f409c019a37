"""The markers of an episode file: its chapters, snips and transcript lines."""

from __future__ import annotations

from collections.abc import Iterable

from player.domain.episode import Chapter, Line, Snip, place_of
from player.domain.errors import TimecodeError
from player.domain.timecode import LONGEST, Ms, show
from player.formats import chapter_lines
from player.formats.fields import Fields, Problems, mapping
from player.formats.yaml_nodes import AnyNode, Mapping, Scalar

CHAPTER_KEYS = ("start", "title", "end", "url", "image", "toc")
SNIP_KEYS = (
    "id", "kind", "title", "chapter", "points", "start", "end", "quote", "speaker", "note", "tags",
    "favorite", "created",
)  # fmt: skip
LINE_KEYS = ("start", "end", "speaker", "text")
LONGEST_KIND = 40


def chapters(fields: Fields, source: str, duration: Ms | None) -> tuple[Chapter, ...]:
    """The chapters in order of time; `source` is the file's text, `duration` the recording's."""
    found: list[tuple[AnyNode, Chapter]] = []
    problems = fields.problems
    node = fields.get("chapters")
    if isinstance(node, Scalar):
        found.extend(_pasted(node, source, problems))
    else:
        for item in fields.items("chapters", what="lines or mappings"):
            line = _split_line(item) if isinstance(item, Mapping) else item
            if isinstance(line, Scalar):
                found.extend(_pasted(line, source, problems))
            elif (chapter := _chapter(item, problems)) is not None:
                found.append((item, chapter))
    for item, chapter in found:
        _check_end(item, chapter.start, duration, problems, f"the chapter “{chapter.title[:40]}”")
    return tuple(sorted((chapter for _, chapter in found), key=lambda chapter: chapter.start))


_NO_CHAPTER = "a chapter is a line such as “[02:10] Title”, or a mapping with a start and a title."


def _split_line(item: Mapping) -> Scalar | None:
    """An unquoted line that holds a colon, `- 00:00 Title: more`: a mapping to YAML."""
    if len(item.items) != 1:
        return None
    key, value = item.items[0]
    if not isinstance(key, Scalar) or not isinstance(value, Scalar) or key.text in CHAPTER_KEYS:
        return None
    text = f"{key.text}: {value.text}"
    return Scalar(key.line, key.column, key.start, value.end, 1, text, '"')


def _pasted(node: Scalar, source: str, problems: Problems) -> Iterable[tuple[AnyNode, Chapter]]:
    """The chapters of one line, or of a block of them."""
    for line in _lines(node, source):
        try:
            yield line, chapter_lines.parse(line.text)
        except TimecodeError as error:
            problems.error(line, f"{error}. This line of the chapters is left out.")


def _lines(node: Scalar, source: str) -> Iterable[Scalar]:
    """The lines of a text as they stand in the file, where YAML would fold them into one."""
    raw = source[node.start : node.end]
    if node.style in ("'", '"') or "\n" not in raw:
        for text in node.text.split("\n"):
            if text.strip():
                yield Scalar(node.line, node.column, node.start, node.end, 1, text, node.style)
        return
    lines = raw.split("\n")
    for number, text in enumerate(lines):
        header = number == 0 and node.style in ("|", ">")
        if not header and text.strip():
            column = len(text) - len(text.lstrip()) if number else node.column
            yield Scalar(node.line + number, column, node.start, node.end, 1, text.strip())


def _chapter(node: AnyNode, problems: Problems) -> Chapter | None:
    fields = mapping(node, CHAPTER_KEYS, problems, _NO_CHAPTER)
    if fields is None:
        return None
    start = fields.time("start")
    if start is None:
        if fields.get("start") is None:
            fields.problems.error(
                fields.node, "a chapter needs a “start” such as 02:10; this one is left out."
            )
        return None
    title, toc = fields.text("title"), fields.flag("toc")
    if title is None and toc is not False:
        fields.problems.warning(fields.node, f"the chapter at {show(start)} has no title.")
    return Chapter(
        start=start,
        title=" ".join((title or "").split()),
        end=_end(fields, start),
        url=fields.web("url"),
        image=fields.picture("image"),
        toc=toc is not False,
    )


def _end(fields: Fields, start: Ms | None) -> Ms | None:
    end, node = fields.time("end"), fields.get("end")
    if end is None or node is None:
        return None
    if start is None:
        fields.problems.warning(node, "an end without a start says nothing; it is left out.")
        return None
    if end <= start:
        fields.problems.warning(node, "this ends before it starts; the end is left out.")
        return None
    return end


def _check_end(
    node: AnyNode, start: Ms, duration: Ms | None, problems: Problems, what: str
) -> None:
    if duration is not None and start >= duration:
        problems.warning(
            node,
            f"{what} starts at {show(start)}, after the recording's end at {show(duration)}.",
        )


def snips(fields: Fields, among: tuple[Chapter, ...], duration: Ms | None) -> tuple[Snip, ...]:
    """The snips in order of their places; those whose place is not known come last."""
    found: list[Snip] = []
    ids: set[str] = set()
    starts = _Places(among)
    for node in fields.items("snips", what="mappings"):
        snip = _snip(node, fields.problems)
        if snip is None:
            continue
        if snip.id is not None and snip.id in ids:
            fields.problems.warning(node, f"the id “{snip.id[:40]}” stands at another snip, too.")
        ids.add(snip.id or "")
        if snip.start is not None:
            _check_end(
                node, snip.start, duration, fields.problems,
                f"the snip “{snip.title[:40]}”",
            )  # fmt: skip
        elif snip.chapter is not None and starts.of(snip) is None:
            fields.problems.warning(
                node,
                f"no chapter is called “{snip.chapter[:60]}”, so nothing tells where this snip is.",
            )
        found.append(snip)
    return tuple(sorted(found, key=lambda snip: _or_last(starts.of(snip))))


_NO_SNIP = "a snip is a mapping, with a kind, a title and more; this one is left out."


class _Places:
    """Places of snips by title of chapter, looked up once for each title."""

    def __init__(self, among: tuple[Chapter, ...]) -> None:
        self._among = among
        self._known: dict[str, Ms | None] = {}

    def of(self, snip: Snip) -> Ms | None:
        if snip.start is not None or snip.chapter is None:
            return snip.start
        if snip.chapter not in self._known:
            self._known[snip.chapter] = place_of(snip, self._among)
        return self._known[snip.chapter]


def _or_last(start: Ms | None) -> Ms:
    return LONGEST + 1 if start is None else start


def _snip(node: AnyNode, problems: Problems) -> Snip | None:
    fields = mapping(node, SNIP_KEYS, problems, _NO_SNIP)
    if fields is None:
        return None
    kind = (fields.text("kind") or "bookmark").lower()
    if len(kind) > LONGEST_KIND:
        problems.error(
            fields.get("kind") or node,
            f"a kind is a word of at most {LONGEST_KIND} characters; this is a bookmark now.",
        )
        kind = "bookmark"
    start = fields.time("start")
    snip = Snip(
        title=" ".join((fields.text("title") or "").split()),
        kind=kind,
        start=start,
        end=_end(fields, start),
        chapter=fields.text("chapter"),
        points=fields.lines("points"),
        quote=fields.text("quote"),
        speaker=fields.text("speaker"),
        note=fields.text("note"),
        tags=fields.lines("tags"),
        favorite=bool(fields.flag("favorite")),
        id=fields.text("id"),
        created=fields.text("created"),
    )
    if snip.start is None and not (snip.title or snip.points or snip.quote or snip.note):
        problems.error(node, "this snip is empty: give it a title or a start.")
        return None
    return snip


def transcript(fields: Fields) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The lines in the file itself, and the paths and addresses where others stand."""
    node = fields.get("transcript")
    items = [node] if isinstance(node, Scalar) else fields.items("transcript", what="lines")
    sources = [fields.address(item) for item in items if isinstance(item, Scalar)]
    found: list[Line] = []
    for item in items:
        line = None if isinstance(item, Scalar) else _line(item, fields.problems)
        if line is not None:
            found.append(line)
    found.sort(key=lambda line: line.start or 0)
    return tuple(found), tuple(source for source in sources if source)


def _line(node: AnyNode, problems: Problems) -> Line | None:
    fields = mapping(node, LINE_KEYS, problems, _NO_LINE)
    if fields is None:
        return None
    text, start = fields.text("text"), fields.time("start")
    if text is None:
        problems.error(node, "a line needs a “text”; this one is left out.")
        return None
    return Line(start, _end(fields, start), text, fields.text("speaker"))


_NO_LINE = "a transcript is a path, an address, or lines with a start and a text."
