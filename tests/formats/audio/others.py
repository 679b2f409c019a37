"""What other programs read in a file, and what its sound is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
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


def libvlc(path: Path) -> Found:
    """The chapters that libVLC knows once it plays."""
    import vlc

    instance = vlc.Instance("--aout=dummy", "--no-video", "--quiet")
    player = instance.media_player_new(str(path))
    plays = threading.Event()
    event = vlc.EventType.MediaPlayerPlaying
    player.event_manager().event_attach(event, lambda _: plays.set())
    player.audio_set_mute(True)
    player.play()
    assert plays.wait(10)
    found = player.get_full_chapter_descriptions(0) or []
    # Before titles of Matroska it puts a space.
    chapters = [(c.time_offset, (c.name or b"").decode().strip()) for c in found]
    player.stop()
    player.release()
    instance.release()
    return chapters


def write(writer: Callable[..., None], source: Path, target: Path, chapters: Any) -> list[float]:
    """Writes `chapters` with `writer`; gives what it told of its progress."""
    told: list[float] = []
    with source.open("rb") as old, target.open("w+b") as new:
        writer(old, new, chapters, told.append)
    return told
