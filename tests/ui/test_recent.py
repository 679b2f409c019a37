"""What the episodes of File ▸ Recent are called."""

from __future__ import annotations

from player.ui.recent import labels


def test_places_have_short_names_that_can_be_told_apart() -> None:
    places = (
        "/home/ann/talks/garden.mp3",
        "/home/ann/more/garden.mp3",
        "https://e.org/a/garden.mp3",
        "/home/ann/feeds/green-hours/1-hello-7692c3ad.episode.yaml",
        "/home/ann/bees.episode.yaml",
        "C:\\talks\\bees.mp3",
        "https://e.org/",
        "/.episode.yaml",
    )
    assert labels(places) == [
        "garden.mp3 — talks",
        "garden.mp3 — more",
        "garden.mp3 — a",
        "1-hello",
        "bees",
        "bees.mp3",
        "e.org",
        ".episode.yaml",
    ]
