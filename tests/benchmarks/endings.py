"""Which formats the reference recording is made in. Nothing is loaded with this module."""

from __future__ import annotations

ENDINGS = {
    "mp3": "MP3, constant rate",
    "vbr.mp3": "MP3, variable rate",
    "untagged.mp3": "MP3, variable, no Xing",
    "m4a": "M4A",
    "opus": "Opus",
    "flac": "FLAC",
    "wav": "WAV",
    "ogg": "Ogg Vorbis",
    "mka": "Matroska (Opus)",
    "m4b": "M4B with chapters",
    "large.flac": "FLAC, blocks of 0.7 s",
    "info.mp3": "MP3, variable, said to be constant",
    "wrong.mp3": "MP3, variable, said to be half as long",
    "tagged.mp3": "MP3 behind a cover of 2 MB",
}
QUICK = ("mp3", "opus", "flac", "wav")
"""What `--quick` measures with."""
ADDRESSED = ("mp3", "vbr.mp3", "untagged.mp3")
"""Those that are read over http, too."""
