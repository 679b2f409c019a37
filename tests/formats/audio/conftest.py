"""What the tests of audio files share: short recordings of every kind, and ID3 tags by hand."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

Recording = Callable[..., Path]

CODECS = {
    "mp3": "libmp3lame",
    "aac": "aac",
    "ogg": "vorbis",
    "opus": "libopus",
    "oga": "flac",
    "flac": "flac",
    "wav": "pcm_s16le",
    "aiff": "pcm_s16be",
    "mka": "flac",
}
KINDS = ("mp3", "aac", "ogg", "opus", "oga", "flac", "wav", "aiff")
"""The suffixes of all recordings whose chapters the tests here write."""


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A recording of two seconds of a falling tone, with a title, by its suffix; made once."""
    folder = tmp_path_factory.mktemp("recordings")

    def make(suffix: str) -> Path:
        path = folder / f"talk.{suffix}"
        if path.exists():
            return path
        if suffix == "oga":
            _remux(make("flac"), path)
            return path
        with av.open(str(path), "w", format="adts" if suffix == "aac" else None) as container:
            stream = container.add_stream(
                CODECS[suffix], rate=48000, layout="stereo", options={"strict": "-2"}
            )
            container.metadata.update({"title": "T", "artist": "Host", "comment": "Words"})
            time = np.arange(96000)
            tone = (np.sin(time / (20 + time / 9600)) * 8000).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(
                np.repeat(tone, 2)[None], format="s16", layout="stereo"
            )
            frame.sample_rate = 48000
            resampler = av.AudioResampler(stream.format, "stereo", 48000, stream.frame_size or None)
            for part in [*resampler.resample(frame), *resampler.resample(None)]:
                container.mux(stream.encode(part))
            container.mux(stream.encode(None))
        return path

    return make


def _remux(source: Path, target: Path) -> None:
    with av.open(str(source)) as given, av.open(str(target), "w", format="ogg") as container:
        stream = container.add_stream_from_template(given.streams.audio[0])
        container.metadata.update({"title": "T", "artist": "Host", "comment": "Words"})
        for packet in given.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                container.mux(packet)


def packets(path: Path) -> list[tuple[object, ...]]:
    """What the demuxer gives of the sound, packet by packet."""
    with av.open(str(path)) as container:
        return [
            (packet.pts, packet.dts, packet.duration, hashlib.sha256(bytes(packet)).hexdigest())
            for packet in container.demux(audio=0)
        ]


def samples(path: Path) -> str:
    """A digest of all that is heard."""
    digest = hashlib.sha256()
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            digest.update(frame.to_ndarray().tobytes())
    return digest.hexdigest()


def safe(number: int) -> bytes:
    """Four bytes of seven bits."""
    return bytes(number >> shift & 127 for shift in (21, 14, 7, 0))


def frame(name: bytes, body: bytes, version: int = 4, flags: int = 0) -> bytes:
    """An ID3 frame."""
    if version == 2:
        return name + len(body).to_bytes(3, "big") + body
    size = safe(len(body)) if version == 4 else len(body).to_bytes(4, "big")
    return name + size + flags.to_bytes(2, "big") + body


def tag(frames: bytes, version: int = 4, flags: int = 0) -> bytes:
    """An ID3 tag."""
    return b"ID3" + bytes([version, 0, flags]) + safe(len(frames)) + frames


def chap(element: bytes, start: int, end: int, inner: bytes = b"", version: int = 4) -> bytes:
    """A CHAP frame."""
    times = struct.pack(">4I", start, end, 0xFFFFFFFF, 0xFFFFFFFF)
    return frame(b"CHAP", element + b"\0" + times + inner, version)


def named(title: bytes, version: int = 4) -> bytes:
    """A title inside of a chapter."""
    return frame(b"TIT2", b"\x03" + title, version)


def ctoc(element: bytes, flags: int, *children: bytes, version: int = 4) -> bytes:
    """A CTOC frame."""
    names = b"".join(child + b"\0" for child in children)
    return frame(b"CTOC", element + bytes([0, flags, len(children) & 255]) + names, version)
