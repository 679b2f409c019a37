"""Writes speech, and the silence between, as an Opus file; needs little memory, however long."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from player.domain.timecode import Ms
from player.standin.script import Placed
from player.standin.voice import Speech, StandinError

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

RATE = 24000
"""Samples a second of what is written: a whole number in each millisecond."""

BITRATE = 32_000
"""Bits a second of speech; digital silence takes three bytes a packet, 1.2 kbit/s."""

_CHUNK = RATE


def write_opus(
    target: Path,
    parts: Iterable[Placed],
    *,
    duration: Ms,
    tags: Mapping[str, str],
) -> None:
    """An Opus file (Ogg, mono) of exactly `duration` ms with every part at its start.

    `parts` are in order of time and do not overlap. The same input gives the same bytes, given the
    same versions of FFmpeg and libopus. A file that was there is replaced when all is done.

    Raises StandinError where the file cannot be written.
    """
    unfinished = target.with_name(target.name + ".part")
    try:
        _encode(unfinished, _chunks(parts, duration), tags)
        unfinished.replace(target)
    except OSError as error:
        raise StandinError(f"“{target}” cannot be written: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _encode(target: Path, chunks: Iterator[bytes], tags: Mapping[str, str]) -> None:
    import av

    # bitexact: a fixed serial number and no version of the encoder in the file
    with (
        target.open("wb") as file,
        av.open(file, "w", format="opus", options={"fflags": "+bitexact"}) as container,
    ):
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = BITRATE
        stream.codec_context.format = av.AudioFormat("s16")
        # CELT only: silence stays silence and an onset sharp; the speech modes blur both
        # Expecting losses it builds hardly any packet upon the one before: a player that seeks to
        # a marker, and so begins with the first word after silence, else starts with a bang.
        stream.options = {"application": "lowdelay", "packet_loss": "100"}
        stream.metadata.update(tags)
        done = 0
        for chunk in chunks:
            for packet in stream.encode(_frame(chunk, RATE, done)):
                container.mux(packet)
            done += len(chunk) // 2
        for packet in stream.encode(None):
            container.mux(packet)


def _chunks(parts: Iterable[Placed], duration: Ms) -> Iterator[bytes]:
    """The sound of all parts and of the silence around them, in pieces of up to a second."""
    done, total = 0, duration * RATE // 1000
    for part in parts:
        start = part.start * RATE // 1000
        yield from _silence(start - done)
        sound = _resampled(part.speech)[: max(0, total - start) * 2]
        for offset in range(0, len(sound), _CHUNK * 2):
            yield sound[offset : offset + _CHUNK * 2]
        done = start + len(sound) // 2
    yield from _silence(total - done)


def _silence(count: int) -> Iterator[bytes]:
    if count < 0:
        raise ValueError("parts overlap, or are not in order of time")
    while count > 0:
        size = min(count, _CHUNK)
        yield bytes(size * 2)
        count -= size


def _resampled(speech: Speech) -> bytes:
    import av

    resampler = av.AudioResampler("s16", "mono", RATE)
    sound = array("h")
    frames = [_frame(speech.samples.tobytes(), speech.rate, 0), None] if speech.samples else []
    for frame in frames:
        for out in resampler.resample(frame):
            sound.frombytes(bytes(out.planes[0])[: out.samples * 2])
    return sound.tobytes()


def _frame(data: bytes, rate: int, position: int) -> AudioFrame:
    import av

    frame = av.AudioFrame("s16", "mono", len(data) // 2)
    frame.planes[0].update(data.ljust(frame.planes[0].buffer_size, b"\0"))
    frame.sample_rate = rate
    frame.time_base = Fraction(1, rate)
    frame.pts = position
    return frame
