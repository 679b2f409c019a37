"""Markers of ASF files are chapters."""

from __future__ import annotations

import io
import random
from fractions import Fraction
from pathlib import Path

import av
import pytest

from player.domain.episode import Chapter
from player.formats.audio import asf
from player.formats.audio.tags import read_chapters, read_tags


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """Two quiet seconds as FFmpeg writes them, with chapters."""
    path = tmp_path / "talk.wma"
    with av.open(str(path), "w", format="asf") as container:
        stream = container.add_stream("wmav2", rate=44100, layout="mono", bit_rate=64_000)
        container.metadata.update({"title": "T", "author": "Ann", "album": "Show"})
        chapters = [("One", 0, 700), ("Zwei ä 爱", 700, 2000)]
        container.set_chapters(
            [
                {
                    "id": number,
                    "start": start,
                    "end": end,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": title},
                }
                for number, (title, start, end) in enumerate(chapters)
            ]
        )
        frame = av.AudioFrame(format="s16", layout="mono", samples=88200)
        frame.sample_rate = 44100
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        resampler = av.AudioResampler(stream.format, "mono", 44100, stream.frame_size)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def test_markers_and_what_the_file_says_of_itself(talk: Path) -> None:
    episode = read_tags(talk)
    assert (episode.title, episode.show, episode.people[0].name) == ("T", "Show", "Ann")
    assert episode.chapters == read_chapters(talk) == (Chapter(0, "One"), Chapter(700, "Zwei ä 爱"))
    assert episode.problems == ()


def test_no_damage_breaks_the_reader(talk: Path) -> None:
    whole = talk.read_bytes()[:3000]
    chance = random.Random(5)
    for _ in range(500):
        data = bytearray(whole[: chance.randrange(16, len(whole))])
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(16, len(data) + 1) - 1] = chance.choice((0, 1, 255))
        for chapter in asf.read(io.BytesIO(data)):
            assert chapter.start <= 500 * 3600 * 1000
