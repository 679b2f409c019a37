"""The reference recording, 57:44 of noise of which no two places are alike, in every format.

It is made once and kept in `.cache/benchmarks`; change `_MADE` when it changes.
"""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from player import formats
from player.domain.timecode import Ms
from tests.benchmarks.players import ROOT
from tests.hearing import RATE, Pcm, babble, record

_MADE = 1
SECONDS = 57 * 60 + 44
ENDINGS = {
    "mp3": "MP3, constant rate",
    "vbr.mp3": "MP3, variable rate",
    "untagged.mp3": "MP3, variable, no Xing",
    "m4a": "M4A",
    "opus": "Opus",
    "flac": "FLAC",
    "wav": "WAV",
}


@dataclass(frozen=True)
class Recording:
    """One file of the reference recording, with its markers for each player."""

    audio: Path
    episode: Path
    chapters: Path
    """The same markers in the words of ffmpeg, which mpv reads."""
    name: str

    def decoded(self, reference: Pcm) -> Pcm:
        """What the file gives, moved to where it is in the reference (encoders begin late)."""
        command = ["ffmpeg", "-v", "error", "-i", str(self.audio), "-ac", "1", "-ar", str(RATE)]
        done = subprocess.run([*command, "-f", "s16le", "-"], capture_output=True, check=True)
        pcm = np.frombuffer(done.stdout, np.int16)
        begin, length, most = 60 * RATE, RATE // 2, RATE // 5
        piece = reference[begin : begin + length].astype(float)
        hay = pcm[begin - most : begin + most + length].astype(float)
        late = int(np.argmax(np.correlate(hay, piece, "valid"))) - most
        moved: Pcm = np.roll(pcm, -late)
        return moved


def markers() -> list[Ms]:
    """Those of the bundled episode."""
    bundled = ROOT / "episodes" / "mlops-274.episode.yaml"
    return [c.start for c in formats.read(bundled.read_bytes(), bundled.name).chapters]


def reference() -> Pcm:
    """The samples of the whole recording, mono, at `RATE`."""
    path = _folder() / "reference.npy"
    if not path.exists():
        minutes = [babble(60, seed=minute + 1) for minute in range(SECONDS // 60 + 1)]
        with tempfile.TemporaryDirectory(dir=_folder()) as folder:
            made = Path(folder) / path.name
            np.save(made, np.concatenate(minutes)[: SECONDS * RATE])
            made.rename(path)
    pcm: Pcm = np.load(path, mmap_mode="r")
    return pcm


def recordings(pcm: Pcm) -> list[Recording]:
    """Every format of `ENDINGS`, made where it is not there yet."""
    return [_recording(pcm, ending, name) for ending, name in ENDINGS.items()]


def _recording(pcm: Pcm, ending: str, name: str) -> Recording:
    folder = _folder()
    audio = folder / f"noise.{ending}"
    if not audio.exists():
        with tempfile.TemporaryDirectory(dir=folder) as making:
            record(Path(making) / audio.name, pcm).rename(audio)
    episode = folder / f"noise.{ending}.episode.yaml"
    lines = ["earmark: 1", f'title: "{name}"', 'duration: "57:44"', f"audio: {audio.name}"]
    starts = [f'  - {{start: "{_timecode(at)}", title: Marker}}' for at in markers()]
    episode.write_text("\n".join([*lines, "chapters:", *starts]) + "\n")
    chapters = folder / "chapters.txt"
    ends = [*markers()[1:], SECONDS * 1000]
    parts = [
        f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={end}\ntitle=Marker\n"
        for start, end in zip(markers(), ends, strict=True)
    ]
    chapters.write_text("\n".join([";FFMETADATA1", *parts]))
    return Recording(audio, episode, chapters, name)


def _timecode(at: Ms) -> str:
    return f"{at // 60_000}:{at // 1000 % 60:02d}"


def _folder() -> Path:
    folder = ROOT / ".cache" / "benchmarks" / str(_MADE)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
