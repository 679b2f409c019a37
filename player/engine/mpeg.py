"""MPEG audio frames (MP3, and ADTS AAC) by their headers, so that noise is not taken for sound.

Source: ISO/IEC 11172-3 and 13818-3 (frame header), 13818-7 (ADTS).
"""

from __future__ import annotations

_MANY = 8 * 1024  # bytes of frames that must agree
_MPEG1_RATES = (44100, 48000, 32000)
_KBITS = {
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


def mp3_frame(data: bytes, at: int = 0) -> int:
    """The length in bytes of the MPEG layer I–III frame whose header stands at `at`; 0: none."""
    if len(data) < at + 4 or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = data[at + 1] >> 3 & 3, 4 - (data[at + 1] >> 1 & 3)
    bitrate, frequency = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or layer == 4 or bitrate in (0, 15) or frequency == 3:
        return 0
    rate = _MPEG1_RATES[frequency] >> {3: 0, 2: 1, 0: 2}[version]
    bits = _KBITS[version == 3, layer][bitrate - 1] * 1000
    padding = data[at + 2] >> 1 & 1
    if layer == 1:
        return (12 * bits // rate + padding) * 4
    samples = 1152 if version == 3 or layer == 2 else 576
    return samples // 8 * bits // rate + padding


def adts_frame(data: bytes, at: int = 0) -> int:
    """The length in bytes of the ADTS AAC frame whose header stands at `at`; 0: there is none."""
    if len(data) < at + 6 or data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0:
        return 0
    if data[at + 2] >> 2 & 15 > 12:
        return 0
    length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
    return length if length > 7 else 0


def is_steady(data: bytes) -> bool:
    """Whether the MP3 that holds `data` near its start has one bitrate throughout.

    Told by the tag frame that encoders put first (Info: constant, Xing or VBRI: not), else by the
    frames themselves, which must be many.
    """
    start = next(
        (at for at in range(min(len(data), 4096)) if frames_at(data, at, 4) == "mp3"), None
    )
    if start is None:
        return False
    tag = data[start : start + 64]
    if b"Info" in tag or b"Xing" in tag or b"VBRI" in tag:
        return b"Info" in tag
    rates, at = set(), start
    while length := mp3_frame(data, at):
        rates.add(data[at + 2] >> 4)
        at += length
        if len(rates) > 1:
            return False
    return at - start > _MANY


def frames_at(data: bytes, at: int, wanted: int) -> str | None:
    """ "mp3" or "aac" where `wanted` frames of one kind follow each other from `at`, else None.

    Fewer are enough where `data` ends within one of them.
    """
    for name, frame in (("aac", adts_frame), ("mp3", mp3_frame)):
        place, found = at, 0
        while found < wanted and (length := frame(data, place)):
            place, found = place + length, found + 1
            if place + 6 > len(data):
                return name
        if found == wanted:
            return name
    return None
