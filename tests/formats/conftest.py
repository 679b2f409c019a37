"""What the tests of the formats share: the corpora, small recordings, calm hypothesis."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"


@pytest.fixture
def corpora() -> Path:
    """Files that other programs made; they stand beside the project, not in it."""
    if not CORPORA.is_dir():
        pytest.skip("../shared/corpora is not there")
    return CORPORA


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Path]:
    """Makes a recording of two quiet seconds, its format told by the name's suffix."""

    def make(name: str, chapters: list[dict[str, Any]] | None = None, **tags: str) -> Path:
        path = tmp_path / name
        codec = {".mp3": "libmp3lame", ".m4a": "aac", ".mka": "aac", ".flac": "flac"}.get(
            path.suffix, "pcm_s16le"
        )
        with av.open(str(path), "w") as container:
            stream = container.add_stream(codec, rate=44100, layout="mono")
            container.metadata.update(tags)
            if chapters:
                container.set_chapters(chapters)
            sound = np.zeros((1, 44100 * 2), np.int16)
            frame = av.AudioFrame.from_ndarray(sound, format="s16", layout="mono")
            frame.sample_rate = 44100
            resampler = av.AudioResampler(stream.format, "mono", 44100, stream.frame_size or None)
            for part in [*resampler.resample(frame), *resampler.resample(None)]:
                container.mux(stream.encode(part))
            container.mux(stream.encode(None))
        return path

    return make
