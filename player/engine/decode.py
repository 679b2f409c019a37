"""A recording decoded from any place on, every sample counted.

libVLC's own readers land up to 30 s beside the place that they are sent to, and its outputs drop
what comes too fast after a seek. So the samples are decoded here, by FFmpeg, from a little before
the place, and only those from the place itself on are handed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from player.domain.errors import EngineError
from player.domain.timecode import Ms

if TYPE_CHECKING:
    import av
    from av.container import InputContainer

    from player.engine.remote import RemoteFile

HIGHEST_RATE = 48_000
BYTES = 2
"""Of one sample: signed 16 bit."""

_BEFORE = 0.5
"""Seconds before a place from which on it is decoded: frames lean on those before them (bit
reservoir, overlap; Opus asks for 80 ms, RFC 7845)."""
_GAP = 0.05
_LONGEST_GAP = 60.0  # seconds; a longer jump in the timestamps is no hole in the sound
_STUMBLES = 200  # packets in a row that cannot be decoded, after which the recording is at its end
_MP3_DELAY = 529  # samples by which every decoder of MP3 is late (LAME's technical FAQ)


@dataclass(frozen=True, slots=True)
class Shape:
    """How samples come: `rate` of them a second, for 1 or 2 `channels`, interleaved, 16 bit."""

    rate: int
    channels: int

    def bytes_of(self, samples: int) -> int:
        return samples * self.channels * BYTES

    def pcm_of(self, frame: av.AudioFrame) -> bytes:
        """The samples of `frame`, which has this shape; its plane may be longer than they are."""
        return bytes(frame.planes[0])[: self.bytes_of(frame.samples)]

    def samples_at(self, position: Ms) -> int:
        """The sample that sounds at `position`."""
        return position * self.rate // 1000


class Decoder:
    """One recording, open; to be used from one thread.

    `audio` is a local file, or one behind an address. With
    `shape` the samples come so, otherwise as the recording has them, up to 48 kHz and stereo.
    `by_bitrate`: places are computed, not read up to, where the container has no index.
    Raises EngineError where there is no sound in it, or none that can be decoded.
    """

    def __init__(
        self,
        audio: Path | RemoteFile,
        name: str,
        shape: Shape | None = None,
        *,
        by_bitrate: bool = False,
    ) -> None:
        import av

        self._by_bitrate = by_bitrate
        self._steady: _Steady | None = None
        try:
            self._container = _container(audio, {"fflags": "fastseek"} if by_bitrate else {})
        except (OSError, ValueError, av.FFmpegError) as error:
            raise EngineError(damaged(name)) from error
        try:
            if not self._container.streams.audio:
                raise EngineError(f"There is no sound in “{name}”.")
            self._stream = self._container.streams.audio[0]
            first = next(self._frames(), None)
        except (OSError, ValueError, av.FFmpegError) as error:
            self._container.close()
            raise EngineError(damaged(name)) from error
        if first is None or not first.sample_rate:
            self._container.close()
            raise EngineError(damaged(name))
        self._zero = (first.time or 0.0) + _delay(self._stream)
        """The time of the first sample by the container's clock, which need not begin at 0."""
        self.shape = shape or Shape(
            min(first.sample_rate, HIGHEST_RATE), min(len(first.layout.channels), 2)
        )

    @property
    def duration(self) -> Ms | None:
        """What the container says, in ms; in MPEG streams an estimate."""
        told = self._container.duration
        return round(told / 1000) if told and told > 0 else None

    def blocks(self, start: int) -> Iterator[bytes]:
        """The samples from the sample `start` on, to the end, in pieces of some ms each.

        Raises OSError or ValueError where it cannot be read on.
        """
        import av

        layout = "mono" if self.shape.channels == 1 else "stereo"
        resampler = av.AudioResampler(format="s16", layout=layout, rate=self.shape.rate)
        before = max(0.0, start / self.shape.rate - _BEFORE)
        try:
            # What encoders put before the start has times below 0.
            to = before + self._zero if before else -_BEFORE
            self._container.seek(round(to * 1_000_000))
        except av.error.PermissionError:  # it has none, and will not look for any
            self._container.seek(0)
        at: int | None = None  # the sample that comes next
        for frame in chain(self._frames(), [None]):  # None: what the resampler still has
            if frame is not None:
                due = self._due(frame, at)
                if at is not None and due > at:
                    silence = bytes(self.shape.bytes_of(due - at))
                    yield from _from(silence, at, start, self.shape)
                at = due
            for part in resampler.resample(frame):
                yield from _from(self.shape.pcm_of(part), at or 0, start, self.shape)
                at = (at or 0) + part.samples

    def close(self) -> None:
        self._container.close()

    def _frames(self) -> Iterator[av.AudioFrame]:
        """The frames from where the container stands; what is damaged is left out."""
        import av

        stumbles = 0
        # Left before its end and not closed, it would keep its packet for good.
        packets: Any = self._container.demux(self._stream)
        with closing(packets):
            for packet in packets:
                if self._steady is not None:
                    self._steady.time(packet)
                elif self._by_bitrate:
                    bits = self._stream.codec_context.bit_rate
                    self._steady = _Steady.after(packet, bits or 0)
                try:
                    frames = self._stream.decode(packet)
                except av.error.EOFError:
                    return
                except (av.FFmpegError, ValueError):
                    stumbles += 1
                    if stumbles > _STUMBLES:
                        return
                    continue
                stumbles = 0 if frames else stumbles
                yield from frames

    def _due(self, frame: av.AudioFrame, at: int | None) -> int:
        """The sample with which `frame` begins: counted on from `at`, but over a hole."""
        if frame.time is None:
            return at or 0
        told = round((frame.time - self._zero) * self.shape.rate)
        if at is None or _GAP < (told - at) / self.shape.rate < _LONGEST_GAP:
            return told
        return at


@dataclass(frozen=True, slots=True)
class _Steady:
    """Packets of one bitrate: where one stands in the file tells exactly which one it is.

    FFmpeg's own times are beside by up to a frame or two after it computed a place.
    """

    first: int
    pts: int
    size: float
    """Bytes of a packet, with the padding that some have."""
    duration: int

    @classmethod
    def after(cls, packet: av.Packet[Any], bits: int) -> _Steady | None:
        """By the first packet of a stream with so many `bits` a second."""
        if packet.pos is None or packet.pts is None or not packet.duration or not bits:
            return None
        size = float(bits / 8 * packet.duration * packet.time_base)
        return cls(packet.pos, packet.pts, size, packet.duration)

    def time(self, packet: av.Packet[Any]) -> None:
        """Give `packet` its time."""
        if packet.pos is not None:
            number = round((packet.pos - self.first) / self.size)
            packet.pts = packet.dts = self.pts + number * self.duration


def damaged(name: str) -> str:
    """A calm sentence for what looks like a recording, but cannot be decoded."""
    return f"“{name}” cannot be played. It may be damaged: get it again, or open another copy."


def exact_duration(audio: Path | RemoteFile) -> Ms | None:
    """How long the recording is, to some ms: what its container says, or its frames, counted.

    None where it cannot be told. Takes about a tenth of a second for an hour. Raises EngineError
    where there is no sound in it.
    """
    import av

    try:
        with _container(audio, {}) as container:
            if not container.streams.audio:
                raise EngineError("There is no sound in this recording.")
            stream = container.streams.audio[0]
            if container.format.name not in ("mp3", "aac") and container.duration:
                return round(container.duration / 1000)
            # FFmpeg reads up to the end without handing over a packet, and knows where it was.
            container.seek(_FOREVER)
            end = None
            for packet in container.demux(stream):
                if packet.pts is not None:
                    end = packet.pts + (packet.duration or 0) - (stream.start_time or 0)
            if end is None or stream.time_base is None:
                return None
            seconds = float(end * stream.time_base) - _delay(stream)
            return round(seconds * 1000) or None
    except (OSError, ValueError, av.FFmpegError):
        return None


_FOREVER = 10**12 * 1000
"""Microseconds; later than any end."""


def _container(audio: Path | RemoteFile, options: dict[str, str]) -> InputContainer:
    import av

    # As a URL of its own scheme a name cannot be taken for another; and nothing that is written
    # in a file may lead anywhere else.
    where: Any = f"file:{audio}" if isinstance(audio, Path) else audio
    options = {"protocol_whitelist": "file", **options}
    container: InputContainer = av.open(where, options=options, metadata_errors="replace")
    return container


def _delay(stream: av.AudioStream) -> float:
    """Seconds of silence before the recording that FFmpeg leaves in.

    Where an MP3 tells of its encoder's delay FFmpeg leaves out that and the decoder's own; where
    it does not, the decoder's own is known all the same.
    """
    bare = stream.codec_context.name.startswith("mp3") and not stream.start_time
    return _MP3_DELAY / stream.sample_rate if bare else 0.0


def _from(pcm: bytes, at: int, start: int, shape: Shape) -> Iterator[bytes]:
    """What of `pcm`, which begins with the sample `at`, is not before `start`."""
    early = shape.bytes_of(max(0, start - at))
    if early < len(pcm):
        yield pcm[early:]
