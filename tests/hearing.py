"""Recordings to listen to, made on the spot, and ears for what an engine says and plays."""

from __future__ import annotations

import threading
import time
import wave
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import av
import numpy as np
import numpy.typing as npt

from player.domain.timecode import Ms
from player.engine.api import Event, Failed, Position
from player.engine.listening import Reference, envelope

RATE = 22050
Pcm = npt.NDArray[np.int16]
Told = TypeVar("Told", bound=Event)

FORMATS: dict[str, tuple[str, str, dict[str, str]]] = {
    "wav": ("wav", "pcm_s16le", {}),
    "mp3": ("mp3", "libmp3lame", {"b": "64000"}),
    "vbr.mp3": ("mp3", "libmp3lame", {"q": "5"}),
    "untagged.mp3": ("mp3", "libmp3lame", {"q": "5", "write_xing": "0"}),
    "m4a": ("ipod", "aac", {"b": "64000"}),
    "opus": ("ogg", "libopus", {"b": "32000"}),
    "flac": ("flac", "flac", {}),
    "mka": ("matroska", "libopus", {"b": "32000"}),
}
"""Ending to container, codec and options. `untagged.mp3`: VBR that does not say how long it is."""


def babble(seconds: float, seed: int = 1) -> Pcm:
    """Noise in syllables of ever different length, level and timbre: no two places are alike."""
    random = np.random.default_rng(seed)
    total, parts, made = int(seconds * RATE), [], 0
    while made < total:
        length = int(RATE * random.uniform(0.02, 0.12))
        width = int(random.integers(1, 12))
        noise = np.convolve(random.standard_normal(length), np.ones(width) / width**0.5, "same")
        parts.append(noise * random.uniform(0.1, 1.0) ** 2 * 6000)
        made += length
    return np.clip(np.concatenate(parts)[:total], -32000, 32000).astype(np.int16)


def tone(seconds: float, hertz: float) -> Pcm:
    """A steady tone."""
    moments = np.arange(int(seconds * RATE)) / RATE
    return (8000 * np.sin(2 * np.pi * hertz * moments)).astype(np.int16)


def pitch(samples: bytes, rate: int = RATE) -> float:
    """The strongest frequency (Hz) in `samples`."""
    pcm = np.frombuffer(samples, np.int16).astype(float)
    spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm))))
    return float(np.argmax(spectrum[1:]) + 1) * rate / len(pcm)


def loudness(samples: bytes) -> float:
    """The mean level of `samples`, 0 … 32768."""
    return float(np.abs(np.frombuffer(samples, np.int16).astype(float)).mean())


def write_wav(path: Path, pcm: Pcm) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm.tobytes())
    return path


def record(path: Path, pcm: Pcm) -> Path:
    """Write `pcm` into `path` in the format that its ending names in `FORMATS`."""
    ending = path.name.partition(".")[2]
    container_name, codec, options = FORMATS[ending]
    rate = 48000 if codec == "libopus" else RATE
    own = {"write_xing": options["write_xing"]} if "write_xing" in options else {}
    with av.open(str(path), "w", format=container_name, options=own) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        if "b" in options:
            stream.bit_rate = int(options["b"])
        if "q" in options:
            stream.codec_context.qscale = True
            stream.codec_context.global_quality = int(options["q"]) * 118  # FF_QP2LAMBDA
        wanted = stream.codec_context.format.name
        resampler = av.AudioResampler(format=wanted, layout="mono", rate=rate)
        for at in range(0, len(pcm), RATE):
            part = av.AudioFrame.from_ndarray(pcm[None, at : at + RATE], "s16", "mono")
            part.sample_rate, part.pts, part.time_base = RATE, at, Fraction(1, RATE)
            for frame in resampler.resample(part):
                container.mux(stream.encode(frame))
        for frame in resampler.resample(None):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def decoded(path: Path, start: Ms, end: Ms) -> Pcm:
    """What the recording at `path` holds from `start` to `end` (ms), mono, at `RATE`."""
    mono = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    parts: list[Pcm] = []
    began = 0.0
    with av.open(str(path)) as container:
        # A second before: the first packets after a seek lack what they build upon.
        container.seek(max(0, start - 1_000) * 1_000)
        for frame in container.decode(audio=0):
            began = began if parts else 1000 * (frame.time or 0.0)
            parts += [part.to_ndarray()[0] for part in mono.resample(frame)]
            if 1000 * (frame.time or 0.0) > end:
                break
    first = round((start - began) * RATE / 1000)
    return np.concatenate(parts)[first : first + (end - start) * RATE // 1000]


@dataclass
class Ear:
    """Hears all that an engine says; give `hear` to its `listen`."""

    events: list[Event] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def hear(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def until(self, true: Callable[[], bool], timeout: float = 5.0) -> None:
        """Wait until what was heard makes it `true`."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not true():
                if not self._changed.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"not within {timeout} s; heard: {self.events[-12:]}")

    def quiet(self, seconds: float) -> bool:
        """Whether nothing at all is said for so long."""
        with self._changed:
            known = len(self.events)
            return not self._changed.wait_for(lambda: len(self.events) > known, seconds)

    def of(self, kind: type[Told], stamp: int | None = None) -> list[Told]:
        """The events of one kind, with that stamp where one is given."""
        with self._changed:
            return [
                event
                for event in self.events
                if isinstance(event, kind) and stamp in (None, event.stamp)
            ]

    def has(self, kind: type[Event], stamp: int | None = None) -> bool:
        return bool(self.of(kind, stamp))

    def positions(self, stamp: int | None = None) -> Sequence[Ms]:
        return [event.position for event in self.of(Position, stamp)]

    def complaint(self, timeout: float = 5.0) -> str:
        """What the engine says that it cannot play, once it does."""
        self.until(lambda: self.has(Failed), timeout)
        return self.of(Failed)[-1].message


class Known(Reference):
    """A reference that need not be decoded: the very sound that a recording was made from."""

    def __init__(self, pcm: Pcm) -> None:
        self._levels = envelope(array("h", pcm.tobytes()), RATE)

    def envelope(self, start: Ms, end: Ms) -> tuple[Ms, list[float]]:
        """The levels from `start` to `end`; before the first there is silence."""
        before = [0.0] * min(-start, end - start) if start < 0 else []
        return start, before + self._levels[max(0, start) : max(0, end)]
