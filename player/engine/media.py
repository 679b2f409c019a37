"""What a file really is, told from its first bytes; names and servers may say anything."""

from __future__ import annotations

from player.engine.mpeg import frames_at

HEAD = 16 * 1024
"""How many bytes from the start are enough for `sniff`."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"ADIF", "aac"),
    (b"wvpk", "wavpack"),
    (b"MAC ", "ape"),
    (b"TTA1", "tta"),
    (b"MPCK", "musepack"),
    (b"MP+", "musepack"),
    (b"caff\x00\x01", "caf"),
    (b".snd", "au"),
    (b"#!AMR", "amr"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"\x0b\x77", "ac3"),
)
_FORMS = {b"WAVE": "wav", b"AIFF": "aiff", b"AIFC": "aiff"}
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


def sniff(head: bytes) -> str | None:
    """The name of the audio container that starts with `head` (its first `HEAD` bytes), or None.

    Told by magic bytes alone: "mp3", "aac" (raw), "mp4", "ogg", "flac", "wav", "aiff",
    "matroska" (WebM, too) and a few rarer ones. An ID3 tag in front is looked behind where `head`
    holds all of it, and means "mp3" where it does not. Playlists, web pages and text are None.
    """
    if (behind := id3_length(head)) is not None:
        rest = head[behind:].lstrip(b"\0")
        return sniff(rest) if len(rest) > 16 else "mp3"
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[:4] in (b"RIFF", b"RF64", b"BW64", b"FORM"):
        return _FORMS.get(head[8:12])
    if head[4:8] in _MP4_BOXES and head[0] < 0x20:
        return "mp4"
    return _mpeg(head)


def id3_length(head: bytes) -> int | None:
    """The length in bytes of the ID3v2 tag at the start of `head`, or None. Source: id3.org."""
    if len(head) < 10 or head[:3] != b"ID3" or any(byte > 0x7F for byte in head[6:10]):
        return None
    a, b, c, d = head[6:10]
    footer = 10 if head[5] & 0x10 else 0
    return 10 + (a << 21 | b << 14 | c << 7 | d) + footer


def _mpeg(head: bytes) -> str | None:
    """MP3 or raw AAC, also where it was cut within a frame or stands behind padding."""
    if head[:2] == b"\xff\xfe" and b"\0" in head[2:4]:  # UTF-16 text looks like layer I
        return None
    if name := frames_at(head, 0, 2):
        return name
    at = head.find(b"\xff", 1)
    while 0 < at < 4096:
        if len(head) - at > 4096 and (name := frames_at(head, at, 4)):
            return name
        at = head.find(b"\xff", at + 1)
    return None
