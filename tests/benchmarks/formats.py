"""Formats: how long reading takes, and writing chapters into recordings."""

from __future__ import annotations

import gc
import io
import json
import shutil
import subprocess
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pysubs2
import webvtt

from player.app.exporting import writer_for_audio
from player.domain.episode import Chapter, Episode, Line, Word
from player.formats import identify
from player.formats.audio.tags import read_tags
from player.formats.registry import READERS, WRITERS
from player.formats.writing import write
from tests.benchmarks import report
from tests.benchmarks.format_samples import SAMPLES
from tests.benchmarks.players import Player

TITLE = "Formats"
CHAPTERS, LINES, WORDS_A_LINE = 20_000, 30_000, 10
TIMES = 5
BIG_MB, COPIED_MB = 500, 100
_CONTAINERS = {
    "MP3": ("talk.mp3", ["-c:a", "libmp3lame", "-b:a", "128k"]),
    "M4B": ("talk.m4b", ["-c:a", "aac", "-b:a", "128k", "-f", "mp4"]),
    "Opus": ("talk.opus", ["-c:a", "libopus", "-b:a", "128k"]),
    "FLAC": ("talk.flac", ["-c:a", "flac"]),
    "Matroska": ("talk.mka", ["-c:a", "libopus", "-b:a", "128k"]),
    "WAV": ("talk.wav", ["-c:a", "pcm_s16le"]),
}


def measured(_peers: list[Player], _endings: Sequence[str]) -> str:
    """The section of the report."""
    return "\n\n".join([_reading(), _in_audio()])


# Text


def episode() -> Episode:
    """20,000 chapters, and 300,000 words with their times."""
    chapters = tuple(Chapter(i * 5000, f"Chapter {i}: what it is about") for i in range(CHAPTERS))
    lines = []
    for i in range(LINES):
        start = i * 4000
        words = tuple(
            Word(start + j * 390, start + j * 390 + 300, f"word{(i * 7 + j) % 5000}")
            for j in range(WORDS_A_LINE)
        )
        text = " ".join(word.text for word in words)
        lines.append(Line(start, start + 3900, text, ("Ann", "Bob")[i // 5 % 2], words))
    return Episode("A long talk", duration=120_000_000, chapters=chapters, transcript=tuple(lines))


def _texts(whole: Episode) -> Iterator[tuple[str, str, str, bytes]]:
    """Format, what it holds, a file's name, and its bytes."""
    for reader in READERS:
        for writer in WRITERS:
            if writer.id == reader.id and writer.part in (
                {"chapters", "transcript"} & {*reader.gives}
            ):
                name = f"x{writer.suffixes[0]}"
                yield reader.name, writer.part, name, write(writer, whole)
    for sample in SAMPLES:
        name, text = sample.make(whole)
        yield sample.name, sample.part, name, text.encode()


def _reading() -> str:
    rows = []
    whole = episode()
    for format_, part, name, data in _texts(whole):
        peer, run = _peer(name, data)
        own = [_seconds(lambda data=data, name=name: identify(data, name)) for _ in range(TIMES)]
        others = [_seconds(run) for _ in range(TIMES)] if run else []
        _, found = identify(data, name)
        count = len(found.chapters) if part == "chapters" else len(found.transcript)
        rows.append(
            [
                f"{format_}, {count:,} {'chapters' if part == 'chapters' else 'lines'}",
                f"{len(data) / 1e6:.1f}",
                report.figure(own, 2),
                f"{_memory(data, name):.1f}",
                peer,
                report.figure(others, 2) if others else "–",
                report.ratio(own, others) if others else "–",
            ]
        )
    head = ["format", "MB", "read (s)", "memory ÷ size", "peer", "peer (s)", "÷ peer"]
    return (
        f"Reading {CHAPTERS:,} chapters, or {LINES * WORDS_A_LINE:,} words in {LINES:,} lines, "
        f"with the times of words where the format has them; {TIMES} runs. The peer parses the "
        "same file and makes no episode of it. Memory: the most that Python held, by the file's "
        "size.\n\n" + report.table(head, rows)
    )


def _peer(name: str, data: bytes) -> tuple[str, Callable[[], object] | None]:
    text = data.decode()
    if name.endswith(".json"):
        return "json", lambda: json.loads(text)
    if text.startswith("<?xml"):
        return "ElementTree", lambda: ElementTree.fromstring(data)
    if name.endswith(".srt"):
        return "pysubs2", lambda: pysubs2.SSAFile.from_string(text, "srt")
    if name.endswith(".vtt"):
        return "webvtt-py", lambda: webvtt.from_string(text)
    return "", None


def _seconds(run: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    kept = run()
    took = time.perf_counter() - began
    del kept
    return took


def _memory(data: bytes, name: str) -> float:
    tracemalloc.start()
    kept = identify(data, name)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del kept
    return most / len(data)


# Audio


def _in_audio() -> str:
    chapters = [Chapter(i * 10_000, f"Chapter {i}") for i in range(200)]
    rows = []
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as folder:
        for format_, (name, options) in _CONTAINERS.items():
            path = _recording(Path(folder), name, options, COPIED_MB)
            writer = writer_for_audio(path).load()
            target = path.with_name(f"with-{name}")
            own, copied = [], []
            for turn in range(TIMES + 1):
                for found, run in (
                    (own, lambda w=writer, p=path, t=target: _write(w, p, t, chapters)),
                    (copied, lambda p=path, t=target: subprocess.run(["cp", p, t], check=True)),
                ):
                    target.unlink(missing_ok=True)
                    took = _seconds(run)
                    if turn:
                        found.append(took)
            rows.append(
                [
                    f"{format_}, {path.stat().st_size / 1e6:.0f} MB",
                    report.figure(own, 3),
                    report.figure(copied, 3),
                    report.ratio(own, copied),
                ]
            )
            path.unlink()
        target.unlink(missing_ok=True)
        big = _big(Path(folder), chapters)
    head = ["written into a copy of", "Earmark (s)", "cp (s)", "÷ cp"]
    return (
        f"200 chapters written into a copy, beside `cp` of the same file; {TIMES} runs after one "
        "that is not counted, neither waits for the disk.\n\n"
        + report.table(head, rows)
        + "\n\n"
        + big
    )


def _write(writer: Callable[..., None], path: Path, target: Path, chapters: list[Chapter]) -> None:
    with path.open("rb") as source, target.open("w+b") as made:
        writer(source, made, chapters, lambda _: None)


def _big(folder: Path, chapters: list[Chapter]) -> str:
    plain = _recording(folder, "plain.m4b", _CONTAINERS["M4B"][1], BIG_MB)
    path = folder / "big.m4b"
    _write(writer_for_audio(plain).load(), plain, path, chapters)
    plain.unlink()
    before = _bytes_read()
    episode = read_tags(path)
    read = _bytes_read() - before
    own = [_seconds(lambda: read_tags(path)) for _ in range(TIMES)]
    command = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(path)]
    probed = [_seconds(lambda: subprocess.run(command, capture_output=True)) for _ in range(TIMES)]
    head = ["chapters and tags of", "Earmark (s)", "bytes read (MB)", "ffprobe (s)", "÷ ffprobe"]
    row = [
        f"M4B, {path.stat().st_size / 1e6:.0f} MB, {len(episode.chapters)} chapters",
        report.figure(own, 3),
        f"{read / 1e6:.2f}",
        report.figure(probed, 3),
        report.ratio(own, probed),
    ]
    return report.table(head, [row])


def _recording(folder: Path, name: str, options: list[str], megabytes: int) -> Path:
    """A recording of about so many megabytes: a minute of noise, again and again."""
    minute, path = folder / f"minute-{name}", folder / name
    noise = ["-f", "lavfi", "-i", "anoisesrc=d=60:c=pink:a=0.3:r=44100"]
    _ffmpeg([*noise, "-map_metadata", "-1", *options, str(minute)])
    turns = max(1, round(megabytes * 1e6 / minute.stat().st_size))
    again = ["-stream_loop", str(turns - 1), "-i", str(minute), "-c", "copy"]
    _ffmpeg([*again, *(["-f", "mp4"] if name.endswith(".m4b") else []), str(path)])
    minute.unlink()
    return path


def _ffmpeg(options: list[str]) -> None:
    ffmpeg = shutil.which("ffmpeg") or "ffmpeg"
    subprocess.run([ffmpeg, "-v", "error", "-y", *options], check=True)


def _bytes_read() -> int:
    """What this process has asked the system to read so far."""
    for line in io.StringIO(Path("/proc/self/io").read_text()):
        if line.startswith("rchar:"):
            return int(line.split()[1])
    return 0
