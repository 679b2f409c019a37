"""`python -m player.standin`: from an episode file to its stand-in audio."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from player import formats
from player.domain.episode import Episode, Line
from player.domain.errors import EarmarkError
from player.domain.timecode import Ms, show, spell
from player.formats.transcripts import vtt
from player.standin.script import Placed, markers, read_narration, recite
from player.standin.sound import write_opus
from player.standin.voice import StandinError, Voice
from player.store.files import read_bounded, write_atomic

_LONGEST: Ms = 24 * 3_600_000
_TAIL: Ms = 800

_ABOUT = """Makes audio that stands in for a recording, spoken by espeak-ng.

Without --narration: each chapter's title at its start, “minute N” at each full minute, and
silence up to the episode's duration. With it: the narration's lines, one after the other; the
times that the episode file must then have are printed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; 0 when the audio was made, 2 (and a sentence) when it was not."""
    options = _parser().parse_args(arguments)
    try:
        lines = _make(options.episode, options.audio, options.narration)
        if options.transcript:
            note = f"Made by python -m player.standin from {options.episode.name}"
            write_atomic(options.transcript, vtt.compose(lines, note).encode())
    except EarmarkError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m player.standin",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("episode", metavar="EPISODE.yaml", type=Path, help="the episode file")
    parser.add_argument("audio", metavar="OUT.opus", type=Path, help="the audio to be made")
    parser.add_argument("--narration", metavar="TEXT", type=Path, help="the text to be spoken")
    parser.add_argument(
        "--transcript", metavar="OUT.vtt", type=Path, help="also write what is said, with times"
    )
    return parser


def _make(source: Path, target: Path, narration: Path | None) -> list[Line]:
    """Makes `target` and returns what is said in it."""
    episode = formats.read(read_bounded(source, formats.MAX_BYTES), source.name)
    voice = Voice()
    said: list[Line] = []

    def heard(parts: Iterator[Placed]) -> Iterator[Placed]:
        for part in parts:
            said.append(part.line)
            yield part

    if narration:
        parts, duration = _recited(narration, voice)
    else:
        duration = _duration(episode, source)
        parts = markers(episode.chapters, duration, voice)
    write_opus(target, heard(parts), duration=duration, tags=_tags(episode))
    sys.stdout.write(f"{target}: {spell(duration)}, {target.stat().st_size} bytes\n")
    return said


def _recited(narration: Path, voice: Voice) -> tuple[Iterator[Placed], Ms]:
    """The narration, which ends with a full second, and its duration; prints its times."""
    try:
        text = read_bounded(narration, formats.MAX_BYTES).decode()
        parts = list(recite(read_narration(text), voice))
    except UnicodeDecodeError as error:
        raise StandinError(f"“{narration}” is not UTF-8 text; save it as UTF-8") from error
    except StandinError as error:
        raise StandinError(f"{narration}: {error}") from error
    for part, chapter in parts:
        if chapter:
            sys.stdout.write(f"{spell(part.start):>9}  == {chapter}\n")
        sys.stdout.write(f"{spell(part.start):>9}  {part.line.text}\n")
    last = parts[-1][0]
    duration = -(-(last.start + last.speech.duration + _TAIL) // 1000) * 1000
    return (part for part, _ in parts), duration


def _duration(episode: Episode, source: Path) -> Ms:
    if episode.duration is None or not 0 < episode.duration <= _LONGEST:
        raise StandinError(
            f"“{source}” gives no duration that audio can be made for; "
            f'write one of up to {show(_LONGEST)}, such as `duration: "57:44"`'
        )
    return episode.duration


def _tags(episode: Episode) -> dict[str, str]:
    tags = {
        "title": episode.title,
        "album": episode.show,
        "comment": episode.audio_note or "A synthetic voice, made by python -m player.standin",
        "language": episode.language,
    }
    return {key: value for key, value in tags.items() if value}


if __name__ == "__main__":
    sys.exit(main())
