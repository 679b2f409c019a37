"""What other programs read in a file, and what its sound is."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest

Found = list[tuple[int, str]]


def packets(path: Path) -> list[tuple[Any, ...]]:
    """The sound as it stands in the file: every packet with its times."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        return [(p.pts, p.dts, p.duration, bytes(p)) for p in container.demux(stream)]


def decoded(path: Path) -> bytes:
    """The sound as it is heard."""
    with av.open(str(path)) as container:
        frames = container.decode(container.streams.audio[0])
        return b"".join(frame.to_ndarray().tobytes() for frame in frames)


def remux(source: Path, target: Path, form: str | None = None, **options: str) -> Path:
    """A copy of `source` that FFmpeg put together in another way, without chapters."""
    with (
        av.open(str(source)) as old,
        av.open(str(target), "w", format=form, options=options) as new,
    ):
        stream = new.add_stream_from_template(old.streams.audio[0])
        for packet in old.demux(old.streams.audio[0]):
            if packet.size:
                packet.stream = stream
                new.mux(packet)
    return target


def ffprobe(path: Path) -> tuple[Found, list[dict[str, Any]]]:
    """The chapters and the streams that ffprobe tells of."""
    command = ["ffprobe", "-v", "error", "-print_format", "json", "-show_chapters"]
    said = json.loads(
        subprocess.run(
            [*command, "-show_streams", str(path)], capture_output=True, check=True
        ).stdout
    )
    chapters = [
        (round(float(c["start_time"]) * 1000), c.get("tags", {}).get("title", ""))
        for c in said["chapters"]
    ]
    return chapters, said["streams"]


def mpv(path: Path) -> Found:
    """The chapters that mpv shows, `(unnamed)` ones among them; skips where there is no mpv."""
    if shutil.which("mpv") is None:
        pytest.skip("there is no mpv")
    said = subprocess.run(
        [
            "mpv", "--no-config", "--ao=null", "--vo=null", "--no-video", "--length=0.1",
            "--rebase-start-time=no",
            "--term-playing-msg=CHAPTERS${=chapter-list}", str(path),
        ],
        capture_output=True,
        check=True,
    ).stdout.decode("utf-8", "replace")  # fmt: skip
    match = re.search(r"CHAPTERS(\[.*\])", said)
    assert match is not None, said
    return [(round(c["time"] * 1000), c["title"]) for c in json.loads(match[1])]


LIBVLC = """
import sys, time, vlc
instance = vlc.Instance("--no-video", "--aout=dummy", "--quiet", "--no-plugins-cache")
player = instance.media_player_new()
player.set_media(instance.media_new(sys.argv[1]))
player.play()
until = time.monotonic() + 20
while player.get_chapter_count() < 1 and time.monotonic() < until:
    time.sleep(0.02)
found = player.get_full_chapter_descriptions(0) or []
print([(chapter.time_offset, (chapter.name or b"").decode()) for chapter in found])
player.stop()
"""


def libvlc(path: Path) -> Found:
    """The chapters that libVLC knows once it plays; in a process of its own, which may crash."""
    said = subprocess.run(
        [sys.executable, "-c", LIBVLC, str(path)], capture_output=True, check=True, timeout=60
    )
    # Before titles of Matroska it puts a space.
    found = ast.literal_eval(said.stdout.decode())
    return [(start, title.strip()) for start, title in found]


def write(writer: Callable[..., None], source: Path, target: Path, chapters: Any) -> list[float]:
    """Writes `chapters` with `writer`; gives what it told of its progress."""
    told: list[float] = []
    with source.open("rb") as old, target.open("w+b") as new:
        writer(old, new, chapters, told.append)
    return told
