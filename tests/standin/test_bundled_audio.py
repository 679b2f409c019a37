"""The bundled recordings are heard: as long as their files say, each marker where it should be."""

from __future__ import annotations

import av
import numpy as np
import pytest

from player import formats
from player.resources import episodes


def read(name: str):
    return formats.read((episodes() / name).read_bytes(), name)


@pytest.mark.parametrize("name", ["mlops-274", "tour"])
def test_the_audio_is_as_long_as_the_file_says(listen, name):
    duration = read(f"{name}.episode.yaml").duration
    assert listen(episodes() / f"{name}.opus").duration == pytest.approx(duration, abs=20)


@pytest.mark.parametrize("name", ["mlops-274", "tour"])
def test_each_chapter_begins_to_sound_at_its_marker_after_silence(listen, name):
    heard = listen(episodes() / f"{name}.opus")
    for chapter in read(f"{name}.episode.yaml").chapters:
        assert heard.first_sound(chapter.start) - chapter.start <= 10, chapter
        assert heard.is_silent(chapter.start - 300, chapter.start - 5), chapter


def test_the_stand_in_counts_the_minutes_and_is_silent_else(listen):
    heard = listen(episodes() / "mlops-274.opus")
    starts = [chapter.start for chapter in read("mlops-274.episode.yaml").chapters]
    # at 02:00 the title that begins at 01:59 is still being said
    minutes = [minute * 60_000 for minute in range(1, 58) if minute != 2]
    for at in minutes:
        assert heard.first_sound(at) - at <= 10
        assert heard.is_silent(at - 200, at - 5)
    between = heard.peaks.copy()
    for at, longest in [*((s, 6000) for s in starts), *((m, 1500) for m in minutes)]:
        between[max(0, at - 5) : at + longest] = 0
    assert between.max() <= heard.AUDIBLE


def test_a_listener_is_told_that_it_is_a_stand_in_by_the_recording_itself(listen):
    tags = listen(episodes() / "mlops-274.opus").tags
    assert tags["comment"] == read("mlops-274.episode.yaml").audio_note
    assert tags["comment"].startswith("Stand-in audio")


def test_the_tour_transcript_is_what_is_heard(listen):
    heard = listen(episodes() / "tour.opus")
    lines = read("tour.vtt").transcript
    for line in lines:
        assert heard.first_sound(line.start) - line.start <= 10, line
        assert heard.is_silent(line.end + 25, line.end + 100), line


@pytest.mark.parametrize("name", ["mlops-274", "tour"])
def test_who_begins_at_a_marker_hears_what_all_others_hear_there(name):
    # Packets that build upon the ones before give a bang when these were not decoded.
    recording = episodes() / f"{name}.opus"
    for chapter in read(f"{name}.episode.yaml").chapters[1:]:
        by_all, by_one = (peaks(recording, chapter.start, lead) for lead in (1000, 0))
        common = sorted(set(by_all) & set(by_one))[:4]
        assert len(common) == 4
        for at in common:
            assert by_one[at] == pytest.approx(by_all[at], abs=0.02), (chapter.title, at)


def peaks(recording, start, lead):
    """The loudest sample of each packet near `start`, decoded from `lead` ms before it on."""
    found = {}
    with av.open(str(recording)) as container:
        stream = container.streams.audio[0]
        container.seek((start - lead - 20) * 1000)
        for packet in container.demux(stream):
            at = round(1000 * float(packet.pts * packet.time_base))
            if at > start + 120:
                return found
            if at <= start - lead - 20:
                continue
            for frame in packet.decode():
                found[at] = float(np.abs(frame.to_ndarray()).max())
    return found
