"""Transcripts and chapters as other programs write them, for formats that Earmark only reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from player.domain.episode import Episode
from player.formats.times import clock


@dataclass(frozen=True, slots=True)
class Sample:
    """A format; `make` gives a file's name and its text."""

    name: str
    part: str
    make: Callable[[Episode], tuple[str, str]]


def _whisper(episode: Episode) -> tuple[str, str]:
    segments = [
        {
            "id": number,
            "start": (line.start or 0) / 1000,
            "end": (line.end or 0) / 1000,
            "text": f" {line.text}",
            "words": [
                {
                    "word": f" {w.text}",
                    "start": w.start / 1000,
                    "end": w.end / 1000,
                    "probability": 0.9,
                }
                for w in line.words
            ],
        }
        for number, line in enumerate(episode.transcript)
    ]
    return "x.json", json.dumps({"text": "", "segments": segments, "language": "en"})


def _deepgram(episode: Episode) -> tuple[str, str]:
    words = [
        {
            "word": w.text,
            "start": w.start / 1000,
            "end": w.end / 1000,
            "confidence": 0.99,
            "speaker": int(line.speaker == "Bob"),
            "punctuated_word": w.text + "." * (w == line.words[-1]),
        }
        for line in episode.transcript
        for w in line.words
    ]
    channel = {"alternatives": [{"transcript": "", "confidence": 0.9, "words": words}]}
    return "x.json", json.dumps({"metadata": {}, "results": {"channels": [channel]}})


def _assemblyai(episode: Episode) -> tuple[str, str]:
    utterances = [
        {
            "speaker": "A" if line.speaker == "Ann" else "B",
            "start": line.start,
            "end": line.end,
            "text": line.text,
            "confidence": 0.9,
            "words": [
                {"text": w.text, "start": w.start, "end": w.end, "confidence": 0.9, "speaker": "A"}
                for w in line.words
            ],
        }
        for line in episode.transcript
    ]
    return "x.json", json.dumps({"id": "x", "status": "completed", "utterances": utterances})


def _ttml(episode: Episode) -> tuple[str, str]:
    lines = [
        f'<p begin="{clock(x.start or 0)}" end="{clock(x.end or 0)}">{escape(x.text)}</p>'
        for x in episode.transcript
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml">'
    return "x.ttml", "\n".join([f"{head}<body><div>", *lines, "</div></body></tt>"])


def _sbv(episode: Episode) -> tuple[str, str]:
    return "x.sbv", "\n".join(
        f"{clock(line.start or 0)},{clock(line.end or 0)}\n{line.text}\n"
        for line in episode.transcript
    )


def _html(episode: Episode) -> tuple[str, str]:
    return "x.html", "".join(
        f"<cite>{line.speaker}:</cite>\n<time>{clock(line.start or 0)[:8]}</time>\n"
        f"<p>{escape(line.text)}</p>\n"
        for line in episode.transcript
    )


def _audible(episode: Episode) -> tuple[str, str]:
    chapters = [
        {"length_ms": 5000, "start_offset_ms": c.start, "start_offset_sec": 0, "title": c.title}
        for c in episode.chapters
    ]
    info = {"brandIntroDurationMs": 0, "chapters": chapters, "is_accurate": True}
    return "x.json", json.dumps({"content_metadata": {"chapter_info": info}})


SAMPLES = (
    Sample("Audible chapters", "chapters", _audible),
    Sample("Whisper JSON", "transcript", _whisper),
    Sample("Deepgram JSON", "transcript", _deepgram),
    Sample("AssemblyAI JSON", "transcript", _assemblyai),
    Sample("TTML", "transcript", _ttml),
    Sample("YouTube captions (.sbv)", "transcript", _sbv),
    Sample("HTML", "transcript", _html),
)
