"""Small episodes that have everything, to be written in each format and then broken."""

from __future__ import annotations

from player.domain.episode import Chapter, Episode, Line, Person, Picture, Snip, Word

EPISODES = (
    Episode("x", chapters=(Chapter(0, "A"),), transcript=(Line(0, 1000, "a"),)),
    Episode(
        "A talk: “chips”",
        show="Show",
        duration=60_000,
        language="en",
        people=(Person("Ann", "host", "https://e.org/ann"),),
        notes="Notes, and 00:12 a time.",
        chapters=(
            Chapter(0, 'Intro: "quoted" \\ <b> & 爱'),
            Chapter(1500, "", 20_000, "https://e.org/?a=1&b=2", Picture("a b.png"), toc=False),
            Chapter(30_000, "Last; = # one", 45_000),
        ),
        snips=(
            Snip(
                "S", "insight", 1000, 2000, points=("a", "b"), quote="q\nr", note="n", tags=("t",)
            ),
            Snip("Later", start=30_000, speaker="Bob", tags=("t",), favorite=True, id="1"),
        ),
        transcript=(
            Line(0, 1000, "Hello you.", "Ann", (Word(0, 400, "Hello"), Word(500, 1000, "you."))),
            Line(1000, None, "And <more> & more --> 爱", "Bob"),
        ),
    ),
)
