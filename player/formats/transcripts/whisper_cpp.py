"""The JSON of whisper.cpp: `-oj`, and `-ojf` with tokens, of which words are put together.

Source: whisper.cpp, `output_json` of its command-line program. Times are in ms under `offsets`.
Tokens are parts of words: one that begins with a space begins a word. Where a character's bytes
were torn between tokens, as older versions do, the text of the segment tells what it was.
"""

from __future__ import annotations

from collections.abc import Iterator

from player.domain.episode import Episode, Line
from player.domain.timecode import Ms
from player.formats.json_text import JsonDocument
from player.formats.times import from_clock
from player.formats.transcripts.lines import Spoken, flat_word, in_ms, words
from player.formats.transcripts.segments import (
    are_words,
    episode,
    in_lines,
    number_of,
    objects,
    said,
    span,
)

_TURN = "[SPEAKER_TURN]"
_SILENCE = "[BLANK_AUDIO]"
_LOST = "\ufffd"
_TORN = f"{_LOST} "
"""What is left of a character whose bytes stand in two segments."""
_UNSPACED = 12
_NEAR = 20


def sniff(value: object) -> bool:
    """Whether `value` has a list of segments under `transcription`."""
    return isinstance(value, dict) and isinstance(value.get("transcription"), list)


def read(document: JsonDocument) -> Episode:
    """The transcript. Raises FormatError where not one segment says anything."""
    value = document.value
    found: list[tuple[Line, str]] = []
    segments = value.get("transcription") if isinstance(value, dict) else None
    for path, segment in objects(document, segments, ("transcription",)):
        raw = segment.get("text")
        text = said(document, path, raw, "text").replace(_TURN, "").strip()
        if not text.strip(_TORN) or text == _SILENCE:
            continue
        start, end = _times(segment)
        start, end = span(document, path, start, end, ("offsets", "offsets"))
        timed = _words(segment.get("tokens"), text) if start is not None else []
        who = number_of(segment.get("speaker"))
        line = Line(start, end, text, None if who == "?" else who, words(timed, start or 0, end))
        found.append((line, str(raw)))
    result = value.get("result")
    tongue = result.get("language") if isinstance(result, dict) else None
    if are_words([line.text for line, _ in found]):
        return episode(document, _grouped(found), tongue)
    return episode(document, (line for line, _ in found), tongue)


def _times(item: dict[str, object]) -> tuple[Ms | None, Ms | None]:
    """Start and end of a segment or token: its offsets, else its clock times."""
    offsets = item.get("offsets")
    if isinstance(offsets, dict):
        start, end = in_ms(offsets.get("from")), in_ms(offsets.get("to"))
        if start is not None and end is not None:
            return start, end
    stamps = item.get("timestamps")
    if isinstance(stamps, dict):
        return _clock(stamps.get("from")), _clock(stamps.get("to"))
    return None, None


def _clock(value: object) -> Ms | None:
    return from_clock(value[:40]) if isinstance(value, str) else None


def _words(tokens: object, text: str) -> list[Spoken]:
    """The words of a segment's tokens; none where they do not make up its text."""
    found: list[Spoken] = []
    apart = " " not in text and len(text) > _UNSPACED
    for start, end, part in _whole(list(_parts(tokens)), text):
        bare = flat_word(part)
        if not bare:
            continue
        if found and not apart and not part[0].isspace():
            before = found[-1]
            found[-1] = Spoken(
                start if before.start is None else before.start,
                before.end if end is None else end,
                before.text + bare,
            )
        else:
            found.append(Spoken(start, end, bare))
    whole = "".join([word.text for word in found])
    return found if whole.replace(" ", "") == text.replace(" ", "") else []


def _parts(tokens: object) -> Iterator[Spoken]:
    """The tokens that say something, with the spaces around them."""
    for token in tokens if isinstance(tokens, list) else ():
        part = token.get("text") if isinstance(token, dict) else None
        if not isinstance(part, str) or (part[:2] == "[_" and part[-1:] == "]") or part == _TURN:
            continue
        yield Spoken(*_times(token), part)


def _whole(parts: list[Spoken], text: str) -> list[Spoken]:
    """`parts`, each row of torn ones as one, with what stands in `text` between the others."""
    if not any(_LOST in part.text for part in parts):
        return parts
    found: list[Spoken] = []
    torn: list[Spoken] = []
    place = 0
    for part in parts:
        if _LOST in part.text:
            torn.append(part)
            continue
        bare = part.text.strip()
        begin = text.find(bare, place, place + len(bare) + _NEAR)
        if begin < 0:
            return parts
        if torn:
            found.append(Spoken(torn[0].start, torn[-1].end, text[place:begin]))
            torn = []
        found.append(part)
        place = begin + len(bare)
    if torn:
        found.append(Spoken(torn[0].start, torn[-1].end, text[place:]))
    return found


def _grouped(found: list[tuple[Line, str]]) -> Iterator[Line]:
    """Lines of segments that are words (`-ml 1`), or parts of them where most have a space."""
    spaced = sum(raw[:1].isspace() for _, raw in found) * 2 > len(found)
    items: list[tuple[Spoken, str | None, bool]] = []
    for line, raw in found:
        start, end, text = line.start, line.end, line.text
        if spaced and items and not raw[:1].isspace():
            (before, until, begun), _, _ = items.pop()
            start, end, text = before, until if end is None else end, begun + text
        items.append((Spoken(start, end, text), line.speaker, False))
    return in_lines(items)
