"""Snips are written so that they read well in Obsidian, and come back as they were."""

from __future__ import annotations

from hypothesis import given

from player.domain.episode import Episode, Snip
from player.formats import identify
from player.formats.snips import markdown, snipd
from player.formats.snips.texts import settled
from tests.formats.snips import made

WRITTEN = """\
# On-device AI

- Show: MLOps
- Duration: 57:44

## Snips

### ⭐ Gaming Console Accelerators

🎧 12:03.5 - 12:31

[kind:: quote] [chapter:: Gaming] [tags:: #hardware, two words] [created:: 2026-11-23] [id:: 3f2a]

- one line
- \\- another

> The quote,
> in two lines.
> — Michael Gschwind

#### Note

What I thought.

\\# no heading

### A place without a time

[kind:: bookmark]
"""

EPISODE = Episode(
    title="On-device AI",
    show="MLOps",
    duration=3_464_000,
    snips=(
        Snip(
            "Gaming Console Accelerators",
            "quote",
            723_500,
            751_000,
            chapter="Gaming",
            points=("one line", "- another"),
            quote="The quote,\nin two lines.",
            speaker="Michael Gschwind",
            note="What I thought.\n\n# no heading",
            tags=("hardware", "two words"),
            favorite=True,
            id="3f2a",
            created="2026-11-23",
        ),
        Snip("A place without a time"),
    ),
)


def test_snips_are_written_to_be_read() -> None:
    assert markdown.write(EPISODE) == WRITTEN


def test_snips_that_were_written_are_read() -> None:
    reader, episode = identify(WRITTEN.encode(), "x.txt")
    assert reader.id == "snipd"
    assert (episode.title, episode.show, episode.duration) == ("On-device AI", "MLOps", 3_464_000)
    assert episode.snips == EPISODE.snips
    assert episode.problems == ()


@given(made.episodes)
def test_every_snip_comes_back_as_it_was(episode: Episode) -> None:
    text = markdown.write(episode)
    assert snipd.sniff(text)
    found = snipd.read(text, "x.md")
    assert found.snips == tuple(settled(snip) for snip in episode.snips)
    assert (found.problems, found.transcript) == ((), ())
    text.encode()


def test_an_episode_without_snips_is_written_too() -> None:
    assert markdown.write(Episode("Title")) == "# Title\n\n## Snips\n"
