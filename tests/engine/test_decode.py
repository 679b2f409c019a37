"""Decoding begins with the very sample that was asked for, whatever the file is like."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from player.domain.errors import EngineError
from player.engine.decode import Decoder, Shape, exact_duration
from tests.hearing import FORMATS, RATE, babble, record, tone

PLACES = (0, 63_210, 1_999, 86_017, 40)
MONO = Shape(RATE, 1)
HALF = 2 * RATE // 2


def decoded(path: Path, place: int, size: int = HALF, *, by_bitrate: bool = False) -> bytes:
    """The first samples from `place` (ms) on."""
    decoder = Decoder(path, path.name, MONO, by_bitrate=by_bitrate)
    pcm = b""
    for block in decoder.blocks(MONO.samples_at(place)):
        pcm += block
        if len(pcm) >= size:
            break
    decoder.close()
    return pcm[:size]


def beside(path: Path, place: int, seconds: float = 90, *, by_bitrate: bool = False) -> float:
    """How far (ms) what is decoded from `place` on is from elsewhere."""
    pcm = np.frombuffer(decoded(path, place, by_bitrate=by_bitrate), np.int16).astype(float)
    known, at, around = babble(seconds).astype(float), MONO.samples_at(place), RATE // 5
    low = max(0, at - around)
    alike = np.correlate(known[low : at + len(pcm) + around], pcm, "valid")
    return (int(np.argmax(alike)) + low - at) * 1000 / RATE


@pytest.mark.parametrize("ending", FORMATS)
def test_every_place_begins_with_its_own_sample(
    library: Callable[[str], Path], ending: str
) -> None:
    off = [beside(library(f"long.{ending}"), place) for place in PLACES]

    # Such a file does not tell of the encoder's delay (576 samples), and its own time has it in.
    late = 26.5 if ending == "untagged.mp3" else 0.5
    assert max(map(abs, off[1:4])) <= late, off
    assert ending == "untagged.mp3" or max(map(abs, off)) <= late, off


def test_places_that_are_computed_are_as_exact_as_those_that_are_read_up_to(
    library: Callable[[str], Path],
) -> None:
    path = library("long.mp3")

    off = [beside(path, place, by_bitrate=True) for place in PLACES[1:4]]

    assert max(map(abs, off)) <= 0.5, off


def test_a_wrong_length_in_the_header_leads_nobody_astray(
    library: Callable[[str], Path], tmp_path: Path
) -> None:
    data = bytearray(library("long.vbr.mp3").read_bytes())
    tag = data.index(b"Xing")
    data[tag : tag + 4] = b"Info"  # it says that the bitrate is constant
    data[tag + 8 : tag + 12] = (999).to_bytes(4)  # … and that there are so many frames
    wrong = tmp_path / "wrong.mp3"
    wrong.write_bytes(data)

    assert max(abs(beside(wrong, place)) for place in PLACES[1:4]) <= 0.1
    assert abs((exact_duration(wrong) or 0) - 90_000) <= 50


def test_a_big_picture_in_front_moves_nothing(
    library: Callable[[str], Path], tmp_path: Path
) -> None:
    size = 2_000_000
    length = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    tagged = tmp_path / "tagged.mp3"
    tagged.write_bytes(b"ID3\x04\0\0" + length + bytes(size) + library("long.vbr.mp3").read_bytes())

    assert max(abs(beside(tagged, place)) for place in PLACES[1:4]) <= 0.1


def test_what_is_damaged_moves_nothing_behind_it(
    library: Callable[[str], Path], tmp_path: Path
) -> None:
    for ending in ("opus", "flac", "m4a"):  # an MP3 has no time but that of its frames
        data = bytearray(library(f"long.{ending}").read_bytes())
        middle = len(data) // 2
        data[middle : middle + 3_000] = bytes(3_000)
        torn = tmp_path / f"torn.{ending}"
        torn.write_bytes(data)

        assert abs(beside(torn, 63_210)) <= 0.1, ending
        assert abs(beside(torn, 1_999)) <= 0.1, ending


def test_a_hole_in_the_time_is_silence_of_its_length(tmp_path: Path) -> None:
    path = tmp_path / "hole.mka"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=RATE, layout="mono")
        for second in (0, 1, 5, 6):
            pcm = tone(1, 440)[None]
            frame = av.AudioFrame.from_ndarray(pcm, "s16", "mono")
            frame.sample_rate, frame.pts = RATE, second * RATE
            frame.time_base = Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    pcm = np.frombuffer(decoded(path, 1_000, 2 * 6 * RATE), np.int16)

    assert abs(len(pcm) - 6 * RATE) <= RATE // 500
    assert np.abs(pcm[: RATE * 9 // 10]).mean() > 1_000
    assert not pcm[RATE * 11 // 10 : RATE * 39 // 10].any()
    assert np.abs(pcm[RATE * 41 // 10 :]).mean() > 1_000


def test_behind_the_end_there_is_nothing(library: Callable[[str], Path]) -> None:
    for ending in ("mp3", "opus", "flac", "m4a"):
        assert decoded(library(f"short.{ending}"), 60_000) == b""


def test_more_than_a_listener_needs_is_made_less(tmp_path: Path) -> None:
    path = tmp_path / "studio.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=96_000, layout="5.1")
        pcm = np.repeat(tone(1, 440), 6)[None]
        frame = av.AudioFrame.from_ndarray(pcm, "s16", "5.1")
        frame.sample_rate = 96_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    assert Decoder(path, path.name).shape == Shape(48_000, 2)


def test_the_recordings_own_shape_is_kept(library: Callable[[str], Path]) -> None:
    path = library("short.mp3")

    assert Decoder(path, path.name).shape == MONO


def test_what_cannot_be_decoded_is_told(tmp_path: Path) -> None:
    for data in (b"", b"no sound", b"ID3\x04" + bytes(5_000), b"OggS" + bytes(5_000)):
        path = tmp_path / "talk.ogg"
        path.write_bytes(data)
        with pytest.raises(EngineError, match=r"“talk\.ogg” cannot be played\. It may be damaged"):
            Decoder(path, path.name)


def test_a_picture_alone_is_no_sound(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 32
        frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8))
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    with pytest.raises(EngineError, match=r"There is no sound in “film\.mp4”"):
        Decoder(path, path.name)


@pytest.mark.parametrize("ending", ["mp3", "vbr.mp3", "m4a", "opus", "flac", "wav", "mka"])
def test_the_duration_is_exact(library: Callable[[str], Path], ending: str) -> None:
    duration = exact_duration(library(f"long.{ending}"))

    assert duration is not None
    assert abs(duration - 90_000) <= 50


def test_the_frames_are_counted_where_nothing_else_tells_the_duration(
    library: Callable[[str], Path],
) -> None:
    duration = exact_duration(library("long.untagged.mp3"))

    assert duration is not None
    assert abs(duration - 90_000) <= 50  # with the encoder's delay, of which such a file is silent


def test_an_hour_is_measured_in_well_under_a_second(tmp_path: Path) -> None:
    path = record(tmp_path / "part.mp3", babble(60))
    hour = tmp_path / "hour.mp3"
    hour.write_bytes(path.read_bytes() * 60)
    begun = time.monotonic()

    duration = exact_duration(hour)

    assert duration is not None
    assert abs(duration - 3_600_000) < 10_000
    assert time.monotonic() - begun < 2.0


def test_what_cannot_be_measured_has_no_duration(tmp_path: Path) -> None:
    (tmp_path / "words.mp3").write_text("no sound")

    assert exact_duration(tmp_path / "words.mp3") is None
