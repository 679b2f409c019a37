"""Recordings as they are found in the world: others, altered in their head or their container."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

Vary = Callable[[Path, Path, Path], None]
"""From a recording and its chapters (in ffmpeg's words) to another file."""

_BLOCK = 16_384
_COVER = "color=c=gray:s=900x900,noise=alls=100"
_FRAMES = 8
"""Where in an MP3's table, from its name on, the number of frames stands (four bytes)."""


def with_chapters(source: Path, chapters: Path, made: Path) -> None:
    """With its chapters in the file, as audiobooks have them."""
    _ffmpeg(made, "-i", source, "-i", chapters, "-map_metadata", "1", "-c", "copy", "-f", "ipod")


def in_large_blocks(source: Path, _chapters: Path, made: Path) -> None:
    """FLAC in the largest blocks that FLAC's own encoder makes."""
    _ffmpeg(made, "-i", source, "-c:a", "flac", "-frame_size", str(_BLOCK))


def as_vorbis(source: Path, _chapters: Path, made: Path) -> None:
    """Ogg Vorbis of a variable rate."""
    _ffmpeg(made, "-i", source, "-c:a", "libvorbis", "-q:a", "2")


def behind_a_cover(source: Path, _chapters: Path, made: Path) -> None:
    """MP3 with a cover of over 2 MB before the first frame."""
    cover = made.with_name("cover.png")
    _ffmpeg(cover, "-f", "lavfi", "-i", _COVER, "-frames:v", "1")
    parts = ("-i", source, "-i", cover, "-map", "0:a", "-map", "1:v")
    _ffmpeg(made, *parts, "-c", "copy", "-disposition:v", "attached_pic")


def said_to_be_constant(source: Path, _chapters: Path, made: Path) -> None:
    """MP3 of a variable rate whose table has the name of that of a constant one."""
    made.write_bytes(source.read_bytes().replace(b"Xing", b"Info", 1))


def said_to_be_short(source: Path, _chapters: Path, made: Path) -> None:
    """MP3 of a variable rate whose table tells of half as many frames as there are."""
    data = bytearray(source.read_bytes())
    at = data.index(b"Xing") + _FRAMES
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "big") // 2).to_bytes(4, "big")
    made.write_bytes(data)


def _ffmpeg(made: Path, *words: str | Path) -> None:
    subprocess.run(["ffmpeg", "-v", "error", *words, made], check=True)


VARIANTS: dict[str, tuple[str, Vary]] = {
    "ogg": ("wav", as_vorbis),
    "m4b": ("m4a", with_chapters),
    "large.flac": ("wav", in_large_blocks),
    "info.mp3": ("vbr.mp3", said_to_be_constant),
    "wrong.mp3": ("vbr.mp3", said_to_be_short),
    "tagged.mp3": ("mp3", behind_a_cover),
}
"""Ending to that of the recording it is made from, and how."""
