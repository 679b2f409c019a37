"""How long MPEG streams are that do not tell it: MP3 without a Xing header, and raw AAC."""

from __future__ import annotations

import math
from typing import Any, BinaryIO

from player.domain.timecode import LONGEST, Ms
from player.formats.audio.bounded import BoundedFile

_MOST_FRAMES = 4 * 1024**3
_PLACES = 64


def in_ms(seconds: float | None) -> Ms | None:
    """`seconds` in ms; None where they are no length of a recording."""
    if seconds is None or not math.isfinite(seconds) or not 0 < seconds * 1000 <= LONGEST:
        return None
    return round(seconds * 1000)


def is_aac(head: bytes) -> bool:
    """Whether raw AAC begins with these bytes."""
    return head[:4] == b"ADIF" or int.from_bytes(head[:2], "big") & 0xFFF6 == 0xFFF0


def counted(file: BinaryIO) -> Ms | None:
    """The length of an MP3, by all its frames (an hour takes 0.3 s, and is read to its end)."""
    import av

    source: Any = BoundedFile(file, _MOST_FRAMES, _MOST_FRAMES)
    with av.open(source, "r", format="mp3") as container:
        stream = container.streams.audio[0]
        length = sum(packet.duration or 0 for packet in container.demux(stream))
        base = stream.time_base
        return in_ms(float(length * base)) if base else None


def of_mpeg(file: BinaryIO, start: int) -> Ms | None:
    """The length of the MP3 or AAC whose frames begin at `start`; None where it has none.

    Without a Xing header it is reckoned from the bitrate, where that is the same here and there,
    and else counted.
    """
    from mutagen.aac import AACInfo
    from mutagen.mp3 import BitrateMode, MPEGInfo

    bounded = BoundedFile(file)
    head = bounded.read_at(start, 4)
    try:
        if is_aac(head):
            bounded.seek(0)
            return in_ms(AACInfo(bounded).length)
        info: Any = MPEGInfo(bounded, start)
        if info.bitrate_mode != BitrateMode.UNKNOWN or _is_steady(bounded, start, info.bitrate):
            return in_ms(info.length)
        return counted(file)
    except Exception:
        return None  # in many ways mutagen and FFmpeg tell that this is no MPEG audio


def _is_steady(file: BoundedFile, start: int, bitrate: int) -> bool:
    """Whether frames all over the file have this bitrate."""
    from mutagen.mp3 import HeaderNotFoundError, MPEGInfo

    for place in range(1, _PLACES):
        try:
            if MPEGInfo(file, start + (file.size - start) * place // _PLACES).bitrate != bitrate:
                return False
        except HeaderNotFoundError:
            continue
    return True
