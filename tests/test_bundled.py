"""The episodes that come with the program open without a complaint and say what is so."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from player import formats
from player.app.opening import open_path
from player.domain.episode import KINDS, place_of
from player.domain.errors import StoreError
from player.domain.timecode import parse
from player.resources import bundled, episodes, resources

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT.parent / "shared" / "facts" / "mlops-274.md"


def read(name: str):
    return formats.read((episodes() / name).read_bytes(), name)


@pytest.fixture
def mlops():
    return read("mlops-274.episode.yaml")


@pytest.fixture
def tour():
    return read("tour.episode.yaml")


@pytest.fixture
def facts():
    if not FACTS.exists():
        pytest.skip("the facts of the episode (../shared/facts) are not here")
    return FACTS.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["mlops-274", "tour"])
def test_a_bundled_episode_opens_without_problems_and_all_its_files_are_there(name):
    episode = read(f"{name}.episode.yaml")
    assert episode.problems == ()
    pictures = [episode.cover, *(chapter.image for chapter in episode.chapters)]
    named = [*episode.audio, *episode.transcript_sources]
    named += [picture.source for picture in pictures if picture]
    assert named
    for path in named:
        assert (episodes() / path).is_file(), path
    assert episode.summary
    assert episode.audio_note
    starts = [chapter.start for chapter in episode.chapters]
    assert starts == sorted(set(starts))
    assert starts[0] == 0
    assert starts[-1] < episode.duration


@pytest.mark.parametrize(("name", "lines"), [("mlops-274", 0), ("tour", 44)])
def test_it_opens_as_a_listener_opens_it(name, lines):
    opened = open_path(episodes() / f"{name}.episode.yaml")
    assert opened.episode.problems == ()
    assert len(opened.episode.transcript) == lines
    assert opened.audio == (episodes() / f"{name}.opus").resolve()


def test_the_facts_of_the_episode_are_carried_exactly(mlops, facts):
    listed = re.findall(r"^\[(\d\d:\d\d)\] (?!<)(.+)$", facts, re.MULTILINE)
    assert [(c.start, c.title) for c in mlops.chapters] == [(parse(t), x) for t, x in listed]
    cards = re.findall(r"^\| (ANECDOTE|INSIGHT|ADVICE) \| (.+?) \|", facts, re.MULTILINE)
    assert [(snip.kind.upper(), snip.title) for snip in mlops.snips] == cards
    row = dict(re.findall(r"^\| (\w+)[^|]* \| (.+?) \|$", facts, re.MULTILINE))
    assert mlops.duration == parse(row["duration"])
    assert mlops.number == row["number"]
    assert mlops.feed == row["feed"]
    assert row["show"].startswith(mlops.show)
    assert [person.name for person in mlops.people] == ["Demetrios", "Michael Gschwind"]
    addresses = re.findall(r"https://\S+", facts[facts.index("Links: ") :])
    assert len(addresses) == 8
    assert {link.url for link in mlops.links} == set(addresses)


def test_the_episode_has_its_markers_and_no_time_that_nobody_knows(mlops):
    assert len(mlops.chapters) == 15
    assert mlops.duration == 3_464_000
    assert [snip.kind for snip in mlops.snips] == ["anecdote", "insight", "advice"]
    assert [snip.start for snip in mlops.snips] == [None, None, None]
    assert all(place_of(snip, mlops.chapters) is not None for snip in mlops.snips)
    assert all(snip.points for snip in mlops.snips)
    assert mlops.published is None
    assert mlops.audio_note.startswith("Stand-in audio: ")


def test_times_in_the_notes_are_those_of_chapters(mlops, tour):
    for episode, least in ((mlops, 8), (tour, 10)):
        times = re.findall(r"(?<![\d:\"\[])\d\d:\d\d(?:\.\d)?(?![\d:\]])", episode.notes)
        assert len(times) >= least
        assert all(parse(time) < episode.duration for time in times)
    starts = {chapter.start for chapter in mlops.chapters}
    assert {parse(time) for time in re.findall(r"\d\d:\d\d", mlops.notes)} <= starts


def test_the_tour_shows_every_kind_of_snip_where_it_is_said(tour):
    lines = read("tour.vtt").transcript
    starts = {line.start for line in lines}
    assert {snip.kind for snip in tour.snips} == set(KINDS)
    for snip in tour.snips:
        assert snip.start in starts, snip.title
        assert snip.end in starts, snip.title
        assert snip.start < snip.end
    quote = next(snip for snip in tour.snips if snip.kind == "quote")
    (said,) = [line for line in lines if line.start == quote.start]
    assert (quote.quote, quote.speaker) == (said.text, said.speaker)
    assert 120_000 <= tour.duration <= 240_000
    assert 6 <= len(tour.chapters) <= 9


def test_the_tour_transcript_follows_its_text_word_by_word(tour):
    lines = read("tour.vtt").transcript
    assert {chapter.start for chapter in tour.chapters} <= {line.start for line in lines}
    assert lines[-1].end <= tour.duration
    assert {line.speaker for line in lines} == {person.name for person in tour.people}
    for line, later in zip(lines, [*lines[1:], None], strict=True):
        times = [word.start for word in line.words]
        assert times == sorted(times)
        assert line.start <= times[0]
        assert times[-1] < line.end
        assert later is None or line.end <= later.start
    text = (episodes() / "tour.narration.txt").read_text(encoding="utf-8")
    said = re.findall(r"^Voice [AB]: (.+)$", text, re.MULTILINE)
    assert [line.text for line in lines] == [
        re.sub(r"\[([^]|]+)\|[^]|]+\]", r"\1", line) for line in said
    ]
    titles = re.findall(r"^== (.+)$", text, re.MULTILINE)
    assert titles == [chapter.title for chapter in tour.chapters]


def test_what_comes_with_the_program_is_small():
    files = [path for path in episodes().rglob("*") if path.is_file()]
    files += [path for path in resources().rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 3_000_000
    assert all(
        path.stat().st_size < 60_000
        for path in files
        if path.suffix == ".png" and "pictures" not in path.parts
    )


def test_the_folders_are_found_in_a_checkout():
    assert bundled("episodes", ROOT / "player") == ROOT / "episodes"
    assert bundled("resources", ROOT / "player") == ROOT / "resources"


def test_the_folders_of_an_installed_package_come_before_what_lies_beside_it(tmp_path):
    package = tmp_path / "site-packages" / "player"
    inside = package / "_bundled" / "resources"
    inside.mkdir(parents=True)
    (tmp_path / "site-packages" / "resources").mkdir()
    assert bundled("resources", package) == inside


def test_an_incomplete_installation_is_told(tmp_path):
    with pytest.raises(StoreError, match=r"“episodes” is missing.+Install Earmark again"):
        bundled("episodes", tmp_path / "player")


def test_a_wheel_brings_them_along(tmp_path):
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not here")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site-packages")
    package = tmp_path / "site-packages" / "player"
    for folder in (episodes(), resources()):
        found = bundled(folder.name, package)
        assert found.is_relative_to(package)
        names = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
        assert {path.relative_to(found) for path in found.rglob("*") if path.is_file()} >= names
