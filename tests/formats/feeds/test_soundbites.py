"""Snips become soundbites of a feed."""

from __future__ import annotations

from hypothesis import given, settings

from player.domain.episode import Episode, Snip
from player.formats import read
from player.formats.feeds import soundbites
from player.formats.snips.texts import settled
from tests.formats.snips import made


def test_snips_with_an_end_are_soundbites() -> None:
    snips = (Snip("Salt & <pepper> &amp;", "insight", 73_000, 133_250), Snip("No end", start=1))
    written = soundbites.write(Episode("Talk", snips=snips))
    assert (
        '<podcast:soundbite startTime="73.000" duration="60.250">Salt &amp; &lt;pepper&gt; '
        "&amp;amp;</podcast:soundbite>"
    ) in written
    assert "No end" not in written
    episode = read(written.encode(), "x.xml")
    assert (episode.title, episode.show) == ("Talk", "Talk")
    assert episode.snips == (Snip("Salt & <pepper> &amp;", "quote", 73_000, 133_250),)


@settings(max_examples=50)
@given(made.episodes)
def test_every_soundbite_comes_back_with_its_times_and_title(episode: Episode) -> None:
    feed = read(soundbites.write(episode).encode(), "x.xml")
    found = feed.snips
    named = "" if feed.title == "Untitled episode" else feed.title
    wanted = [settled(snip) for snip in episode.snips]
    assert [(snip.start, snip.end, snip.title) for snip in found] == [
        # One without a title has its episode's.
        (snip.start, snip.end, snip.title or named)
        for snip in wanted
        if snip.end is not None
    ]
