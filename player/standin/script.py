"""What is said when: an episode's markers at their places, or a narration line after line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from player.domain.episode import Chapter, Line, Word
from player.domain.timecode import Ms
from player.domain.timeline import Timeline
from player.standin.voice import PACE, Speech, StandinError, Voice

GAP: Ms = 200
"""The least silence between two texts, so that each can be told from the one before it."""

_MINUTE: Ms = 60_000
_LINE_PAUSE, _BLOCK_PAUSE, _CHAPTER_PAUSE = 150, 500, 900
_LINE_GRID, _CHAPTER_GRID = 100, 1000
_LONGEST_SCRIPT = 20_000

_VOICE = re.compile(
    r"voice\s+(?P<speaker>[^=:]+?)\s*=\s*(?P<name>[\w+-]+)(?:\s+(?P<pace>\d{2,3}))?"
)
_SAID = re.compile(r"\[(?P<shown>[^\[\]|]+)\|(?P<said>[^\[\]|]+)\](?P<after>\S*)|(?P<plain>\S+)")


@dataclass(frozen=True, slots=True)
class Placed:
    """`speech` sounds from `start` (ms) on; `line` is what it says, with times."""

    start: Ms
    speech: Speech
    line: Line


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of a narration: pairs of words as they are shown and as they are said."""

    speaker: str
    words: tuple[tuple[str, str], ...]
    pause: Ms
    chapter: str | None


@dataclass(slots=True)
class Narration:
    """A narration: who speaks with which voice and pace, and the lines."""

    voices: dict[str, tuple[str, int]] = field(default_factory=dict)
    lines: list[Spoken] = field(default_factory=list)


def markers(chapters: Sequence[Chapter], duration: Ms, voice: Voice) -> Iterator[Placed]:
    """Each chapter's title at its start and “minute N” at each full minute, in order of time.

    A title is cut off where the next one starts; of several at one time only the last is said.
    A minute that would sound into a title, or that a title sounds into, is left out.
    """
    titles = {chapter.start: chapter.title for chapter in chapters if chapter.start < duration}
    starts = sorted(titles)
    timeline = Timeline(starts)
    free: Ms = 0
    for at in sorted({*starts, *range(_MINUTE, duration, _MINUTE)}):
        if at not in titles and at < free:
            continue
        said = titles.get(at, f"minute {at // _MINUTE}")
        speech, end = voice.say(said), timeline.next(at) or duration
        if at not in titles and at + speech.duration + GAP > end:
            continue
        speech = _cut(speech, end - at)
        free = at + speech.duration + GAP
        pairs = tuple((word, word) for word in said.split())
        yield Placed(at, speech, _line(at, speech, pairs, None))


def read_narration(text: str) -> Narration:
    """The narration written in `text`.

    `# …` is a comment, `voice NAME = VOICE [PACE]` declares a speaker, `== TITLE` begins a
    chapter, `NAME: …` is a line of the transcript, an empty line a longer pause. In a line,
    `[shown|said]` stands for a word that is written one way and spoken another.

    Raises StandinError with the number of the line that is wrong.
    """
    if len(text) > _LONGEST_SCRIPT:
        raise StandinError(f"the narration is too long; the most is {_LONGEST_SCRIPT} characters")
    narration, pause, chapter = Narration(), 0, None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if declared := _VOICE.fullmatch(line):
            pace = int(declared["pace"] or PACE)
            narration.voices[declared["speaker"]] = (declared["name"], pace)
        elif line.startswith("=="):
            pause, chapter = _CHAPTER_PAUSE, line.strip("= ")
        elif not line:
            pause = max(pause, _BLOCK_PAUSE)
        elif not line.startswith("#"):
            narration.lines.append(_spoken(line, number, narration, pause, chapter))
            pause, chapter = _LINE_PAUSE, None
    if not narration.lines:
        raise StandinError("the narration says nothing; write lines such as `Host: Hello.`")
    narration.lines[0] = replace(narration.lines[0], pause=0)
    return narration


def recite(narration: Narration, voice: Voice) -> Iterator[tuple[Placed, str | None]]:
    """Each line, one after the other, with the title of the chapter that it begins, if any.

    Lines begin at a tenth of a second and chapters at a full one, so that the times are easy to
    write down.
    """
    at: Ms = 0
    for spoken in narration.lines:
        name, pace = narration.voices[spoken.speaker]
        speech = voice.say(" ".join(said for _, said in spoken.words), name, pace)
        grid = _CHAPTER_GRID if spoken.chapter else _LINE_GRID
        at = -(-(at + spoken.pause) // grid) * grid
        yield Placed(at, speech, _line(at, speech, spoken.words, spoken.speaker)), spoken.chapter
        at += speech.duration


def _spoken(line: str, number: int, narration: Narration, pause: Ms, chapter: str | None) -> Spoken:
    speaker, colon, text = line.partition(":")
    if not colon or speaker.strip() not in narration.voices:
        raise StandinError(
            f"line {number}: a line starts with a speaker that a `voice` line names, as `Host: …`"
        )
    words = tuple(
        (match["plain"] or match["shown"] + after, match["plain"] or match["said"] + after)
        for match in _SAID.finditer(text)
        for after in (match["after"] or "",)
    )
    return Spoken(speaker.strip(), words, pause, chapter)


def _line(start: Ms, speech: Speech, pairs: Sequence[tuple[str, str]], speaker: str | None) -> Line:
    """The transcript line of `speech` at `start`: each shown word from its first sound on."""
    end = start + speech.duration
    starts: list[Ms] = []
    place = 0
    for _, said in pairs:
        after = place + len(said)
        # a word that the synthesiser drew into the one before it begins with that one
        before = starts[-1] if starts else start
        at = next((start + at for where, at in speech.words if place <= where < after), before)
        starts.append(min(at, end))
        place = after + 1
    ends = [*starts[1:], end]
    words = tuple(
        Word(begin, until, shown)
        for begin, until, (shown, _) in zip(starts, ends, pairs, strict=True)
    )
    return Line(start, end, " ".join(word.text for word in words), speaker, words)


def _cut(speech: Speech, longest: Ms) -> Speech:
    """`speech`, at most `longest` ms of it."""
    if speech.duration <= longest:
        return speech
    return replace(speech, samples=speech.samples[: longest * speech.rate // 1000])
