"""The reference recording, 57:44 of noise of which no two places are alike, in every format.

It is made once and kept in `.cache/benchmarks`; change `_MADE` when it changes.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from player import formats
from player.domain.timecode import Ms
from tests.benchmarks.endings import ADDRESSED, ENDINGS
from tests.benchmarks.players import ROOT
from tests.benchmarks.variants import VARIANTS
from tests.engine.servers import Site, serve
from tests.hearing import RATE, Pcm, babble, record, tone

_MADE = 1
SECONDS = 57 * 60 + 44


@dataclass(frozen=True)
class Recording:
    """One file of the reference recording, with its markers for each player."""

    audio: Path
    episode: Path
    chapters: Path
    """The same markers in the words of ffmpeg, which mpv reads."""
    name: str
    address: str = ""
    """Where a server gives it; "" for a file."""

    @property
    def place(self) -> str:
        """What is opened: the address, or the file."""
        return self.address or str(self.audio)

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


def recordings(pcm: Pcm, endings: Sequence[str] = tuple(ENDINGS)) -> list[Recording]:
    """The recording in these formats, made where it is not there yet."""
    return [_recording(_audio(pcm, ending), ENDINGS[ending]) for ending in endings]


@contextmanager
def addressed(
    pcm: Pcm, endings: Sequence[str] = ADDRESSED, *, ranges: bool
) -> Iterator[list[Recording]]:
    """Those of `ADDRESSED` on a web server of this machine, which gives ranges or only all."""
    endings = [ending for ending in ADDRESSED if ending in endings]
    files = [_audio(pcm, ending) for ending in endings]
    pages = {f"/{audio.name}": audio.read_bytes() for audio in files}
    how = "over http" if ranges else "over http without ranges"
    with serve(Site(pages, ranges=ranges)) as site:
        yield [
            _recording(audio, f"{ENDINGS[ending]}, {how}", f"{site.url}/{audio.name}")
            for ending, audio in zip(endings, files, strict=True)
        ]


def steady_tone(hertz: float) -> Path:
    """As long a recording of one tone, MP3 of a constant rate."""
    return _kept(f"tone-{hertz:.0f}.mp3", lambda path: record(path, tone(SECONDS, hertz)))


def _audio(pcm: Pcm, ending: str) -> Path:
    if ending not in VARIANTS:
        return _kept(f"noise.{ending}", lambda path: record(path, pcm))
    source, vary = VARIANTS[ending]
    return _kept(f"noise.{ending}", lambda path: vary(_audio(pcm, source), _chapters(), path))


def _kept(name: str, make: Callable[[Path], object]) -> Path:
    """The file of that name, made where it is not there yet."""
    audio = _folder() / name
    if not audio.exists():
        with tempfile.TemporaryDirectory(dir=_folder()) as making:
            make(Path(making) / name)
            (Path(making) / name).rename(audio)
    return audio


def _recording(audio: Path, name: str, address: str = "") -> Recording:
    episode = audio.with_name(f"{audio.name}{'.http' if address else ''}.episode.yaml")
    lines = [
        "earmark: 1",
        f'title: "{name}"',
        'duration: "57:44"',
        f"audio: {address or audio.name}",
    ]
    starts = [f'  - {{start: "{_timecode(at)}", title: Marker}}' for at in markers()]
    episode.write_text("\n".join([*lines, "chapters:", *starts]) + "\n")
    return Recording(audio, episode, _chapters(), name, address)


def _chapters() -> Path:
    """The markers in the words of ffmpeg."""
    chapters = _folder() / "chapters.txt"
    ends = [*markers()[1:], SECONDS * 1000]
    parts = [
        f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={end}\ntitle=Marker\n"
        for start, end in zip(markers(), ends, strict=True)
    ]
    chapters.write_text("\n".join([";FFMETADATA1", *parts]))
    return chapters


def _timecode(at: Ms) -> str:
    return f"{at // 60_000}:{at // 1000 % 60:02d}"


def _folder() -> Path:
    folder = ROOT / ".cache" / "benchmarks" / str(_MADE)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
