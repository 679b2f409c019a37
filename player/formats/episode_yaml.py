"""Reads the episode file, version 1: YAML that a person wrote, mistakes and all.

What is wrong is told with its place and left out; the rest opens. The same in JSON Schema:
resources/episode.schema.json.
"""

from __future__ import annotations

import re
from datetime import datetime

from player.domain.episode import Episode, Link, Person
from player.domain.errors import FormatError
from player.formats import episode_markers as markers
from player.formats import yaml_nodes
from player.formats.addresses import is_web
from player.formats.fields import Fields, Problems, mapping
from player.formats.text import stem
from player.formats.yaml_nodes import AnyNode, Mapping, Scalar

VERSION = 1
KEYS = (
    "earmark", "title", "show", "number", "published", "duration", "audio", "audio_note", "feed",
    "guid", "cover", "language", "people", "summary", "notes", "links", "offset", "chapters",
    "snips", "transcript",
)  # fmt: skip
"""The keys of a file, in the order in which they are usually written."""
PERSON_KEYS = ("name", "role", "url")
LINK_KEYS = ("title", "url")

_HEAD = 8192
_SIGN = re.compile(r"^earmark[ \t]*:[ \t]*[\"']?\d", re.MULTILINE)
_TITLE = re.compile(r"\A(?:\s*(?:#.*|---.*)\n)*\s*title[ \t]*:[ \t]", re.MULTILINE)
_OTHER = re.compile(r"^(?:chapters|snips|audio|people|offset|duration)[ \t]*:", re.MULTILINE)


def sniff(text: str) -> bool:
    """Whether `text` says of itself that it is an episode file."""
    head = text[:_HEAD]
    return bool(_SIGN.search(head) or (_TITLE.match(head) and _OTHER.search(head)))


def read(text: str, name: str) -> Episode:
    """The episode in `text`; `name` stands in problems and, without its suffix, for the title.

    Raises FormatError where `text` is not YAML, or is YAML of another kind.
    """
    root, more = yaml_nodes.load(text, name)
    if not isinstance(root, Mapping) or not _is_episode(root):
        raise FormatError(
            "this is YAML, but not an episode file: a line such as “title: NAME” is missing, "
            "with “audio” or “chapters” beside it.",
            name,
        )
    problems = Problems(name)
    if more:
        problems.warning(root, "several documents are in this file; only the first one is read.")
    fields = Fields(root, KEYS, problems)
    _check_version(fields)
    return _episode(fields, text, name)


def _is_episode(root: Mapping) -> bool:
    names = {key.text for key, _ in root.items if isinstance(key, Scalar)}
    known = names.intersection(KEYS)
    if "earmark" in known:
        return True
    return not known.isdisjoint(("title", "chapters", "snips")) and (
        len(known) > 1 or known == names
    )


def _check_version(fields: Fields) -> None:
    node = fields.get("earmark")
    text = fields.text("earmark")
    if node is None or text is None or text == str(VERSION):
        return
    if re.fullmatch(r"[1-9]\d{0,8}(\.\d+)?", text):
        fields.problems.warning(
            node,
            f"this file is of version {text}, newer than the {VERSION} that this Earmark knows; "
            "some of it may be missing here. A newer Earmark shows all of it.",
        )
    else:
        fields.problems.error(node, f"“earmark” is the version of the file: write {VERSION}.")


def _episode(fields: Fields, text: str, name: str) -> Episode:
    duration = fields.time("duration")
    if duration == 0:
        fields.problems.warning(
            fields.get("duration") or fields.node, "“duration” is 0; it is taken as not known."
        )
        duration = None
    chapters = markers.chapters(fields, text, duration)
    lines, sources = markers.transcript(fields)
    return Episode(
        title=_title(fields, name),
        show=fields.text("show"),
        number=fields.text("number"),
        published=_published(fields),
        language=fields.text("language"),
        duration=duration,
        audio=tuple(filter(None, (fields.address(node) for node in fields.texts("audio")))),
        audio_note=fields.text("audio_note"),
        feed=fields.web("feed"),
        guid=fields.text("guid"),
        cover=fields.picture("cover"),
        people=_people(fields),
        links=_links(fields),
        summary=fields.text("summary"),
        notes=fields.text("notes"),
        offset=fields.time("offset", signed=True) or 0,
        chapters=chapters,
        snips=markers.snips(fields, chapters, duration),
        transcript=lines,
        transcript_sources=sources,
        problems=fields.problems.found(),
    )


def _title(fields: Fields, name: str) -> str:
    title = fields.text("title")
    if title is not None:
        return " ".join(title.split())
    node = fields.get("title")
    if node is None or isinstance(node, Scalar):
        fields.problems.warning(
            fields.node, "“title” is missing; the file's name stands in for it."
        )
    return stem(name)


def _published(fields: Fields) -> str | None:
    text, node = fields.text("published"), fields.get("published")
    if text is not None and node is not None:
        try:
            datetime.fromisoformat(text)
        except ValueError:
            fields.problems.warning(
                node, f"“{text[:40]}” is not a date of the form 2024-11-01; it is shown as it is."
            )
    return text


def _people(fields: Fields) -> tuple[Person, ...]:
    return tuple(
        person
        for node in fields.items("people", what="names")
        if (person := _person(node, fields.problems)) is not None
    )


def _person(node: AnyNode, problems: Problems) -> Person | None:
    if isinstance(node, Scalar):
        return Person(node.text.strip()) if node.text.strip() else None
    wrong = "a person is a name, or a mapping with a name and a role."
    fields = mapping(node, PERSON_KEYS, problems, wrong)
    if fields is None:
        return None
    name = fields.text("name")
    if name is None:
        problems.error(node, "a person needs a “name”; this one is left out.")
        return None
    return Person(name, fields.text("role"), fields.web("url"))


def _links(fields: Fields) -> tuple[Link, ...]:
    return tuple(
        link
        for node in fields.items("links", what="addresses")
        if (link := _link(node, fields.problems)) is not None
    )


def _link(node: AnyNode, problems: Problems) -> Link | None:
    if isinstance(node, Scalar):
        address = node.text.strip()
        if is_web(address):
            return Link(address, address)
        problems.error(node, "a link should begin with https:// or http://; this one is left out.")
        return None
    fields = mapping(node, LINK_KEYS, problems, "a link is a mapping with a title and a url.")
    if fields is None:
        return None
    url = fields.web("url")
    if url is None:
        if fields.get("url") is None:
            problems.error(node, "a link needs a “url”; this one is left out.")
        return None
    return Link(fields.text("title") or url, url)
