"""Writes snips as soundbites of the podcast namespace, to be pasted into a feed; `rss` reads them.

Source: github.com/Podcastindex-org/podcast-namespace, docs/tags/soundbite.md.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from player.domain.episode import Episode
from player.formats.snips.texts import settled, words


def write(episode: Episode) -> str:
    """A feed with one item, in which the soundbites stand, one on a line.

    A soundbite has a start and a duration: snips that lack a start or an end are left out.
    """
    title = escape(words(episode.title))
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0">',
        f"<channel><title>{escape(words(episode.show)) or title}</title>",
        f"<item><title>{title}</title>",
    ]
    for snip in map(settled, episode.snips):
        if snip.start is not None and snip.end is not None:
            start, length = snip.start / 1000, (snip.end - snip.start) / 1000
            rows.append(
                f'<podcast:soundbite startTime="{start:.3f}" duration="{length:.3f}">'
                f"{escape(snip.title)}</podcast:soundbite>"
            )
    return "\n".join([*rows, "</item></channel></rss>", ""])
