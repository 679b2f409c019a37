"""Transcripts as text for people: with times or without, in Markdown or not."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import assume, given

from player.domain.episode import Episode, Line
from player.domain.errors import FormatError
from player.formats import identify
from player.formats.transcripts import markdown, names, plain, timed_text
from player.formats.transcripts.lines import flat, gather, speaker
from tests.formats.transcripts.samples import episodes

LONG = "and this is said at some length, as people do when they talk"
SPOKEN = [("Ann", 0, "Welcome"), ("Bob", 12, "Hello"), ("Ann", 75, "So"), ("Bob", 3723, "Yes")]


def clock(seconds: int) -> str:
    minutes = f"{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{seconds // 3600}:{minutes}" if seconds >= 3600 else minutes


@pytest.mark.parametrize(
    "shape",
    [
        "{name}  {time}  \n{text}\nmore\n\n",  # Otter
        "{name} ({time}):\n{text}\nmore\n\n",  # Rev
        "{name}: ({time})\n{text} more\n",
        "[{time}] {name}: {text} more\n",  # Descript
        "[{time}] - {name}\n{text} more\n\n",  # Happy Scribe
        "{time} {name}\n{text} more\n\n",  # Microsoft
        "{name} [{time}]: {text} more\n",
        "**{name}** {time}\n\n{text} more\n\n",
        "**{name}:** [{time}] {text} more\n\n",
        "{name}:\t{time}\t{text} more\n\n",  # Temi
        "@{time} - {name}\n  {text} more\n\n",  # Fathom
        "- [{time}] {name}: {text} more\n",
        "{name}:\n{time}\n{text} more\n\n",  # Buzzsprout
        "{name}\n\n{time}\n\n{text} more\n\n",
        "{time}\n{name}:\n{text} more\n\n",
        "{time} **{name}:** {text} more\n\n",
    ],
)
def test_what_services_export_is_told_from_notes(shape: str) -> None:
    text = "A Talk\n\n" + "".join(
        shape.format(name=name, time=clock(at), text=f"{said} {LONG}") for name, at, said in SPOKEN
    )
    reader, episode = identify(text.encode(), "pasted.txt")
    assert (reader.id, episode.title) == ("timed-text", "A Talk")
    assert episode.transcript == tuple(
        Line(at * 1000, None, f"{said} {LONG} more", name) for name, at, said in SPOKEN
    )


def test_headings_and_who_made_it_are_neither_title_nor_said() -> None:
    rows = [
        f"{'Ann' if n % 2 else 'Bob'}  0:{n}0\nA sentence of some length, as people say it."
        for n in range(4)
    ]
    head = "SUMMARY KEYWORDS\nlength, people\n\n"
    text = head + "\n\n".join(rows) + "\n\nTranscribed by https://otter.ai\n"
    reader, episode = identify(text.encode(), "talk.txt")
    assert (reader.id, episode.title) == ("timed-text", "talk")
    assert {line.text for line in episode.transcript} == {rows[0].partition("\n")[2]}


def test_who_started_a_transcription_says_nothing() -> None:
    rows = [f"{who}   0:0{n}\nHello, {LONG}\n" for n, who in enumerate(["Ann", "Bob"] * 2)]
    text = "A Talk\n5m 2s\n\nAnn Roe started transcription\n\n" + "\n".join(rows)
    reader, episode = identify(f"{text}\nAnn Roe stopped transcription\n".encode(), "x.txt")
    assert (reader.id, episode.title) == ("timed-text", "A Talk")
    assert {line.text for line in episode.transcript} == {f"Hello, {LONG}"}


def test_times_that_are_said_once_more_in_words() -> None:
    text = (
        "0:00\nhello\n0:04\n4 seconds\nto the show\n1:02\n1 minute, 2 seconds\n5 seconds\n"
        "1:02:03\n1 hour, 2 minutes, 3 seconds\nbye\n"
    )
    assert [n.text for n in plain.read(text, "x.transcript.txt").transcript] == [
        "hello", "to the show", "5 seconds", "bye",
    ]  # fmt: skip


def test_what_whisper_prints() -> None:
    text = "[00:00.000 --> 00:04.500]  One.\n[00:04.500 --> 01:02:03.004]   Two.\n"
    reader, episode = identify(text.encode(), "out.txt")
    assert reader.id == "timed-text"
    assert episode.transcript == (Line(0, 4500, "One."), Line(4500, 3_723_004, "Two."))


@pytest.mark.parametrize(
    "text",
    [
        "Notes\n\n[00:00] Intro\n[02:10] Takeaways\n[10:00] Q: What?\n[12:00] Q: Why?\n",
        "Notes\n\n00:00 Part: one\n01:00 Part: two\n02:00 Part: three\n03:00 Part: four\n",
        "We met at 10:30.\nThen at 11:30 we left.\n",
        "Intro 00:00\nA long paragraph on it, which is long enough to be what somebody said\n"
        "Second 10:00\nA long paragraph on it, which is long enough to be what somebody said\n"
        "Third 20:00\nA long paragraph on it, which is long enough to be what somebody said\n"
        "Fourth 30:00\nA long paragraph on it, which is long enough to be what somebody said\n",
    ],
)
def test_notes_stay_notes(text: str) -> None:
    assert identify(text.encode(), "notes.txt")[0].id == "notes"


def test_a_text_that_is_known_to_be_a_transcript_is_read_with_its_times() -> None:
    text = "0:00\nso today we're building\n0:04\n[Music]\n1:02:45\nthat's a\nwrap\n"
    assert plain.read(text, "talk.transcript.txt").transcript == (
        Line(0, None, "so today we're building"),
        Line(4000, None, "[Music]"),
        Line(3_765_000, None, "that's a wrap"),
    )
    with pytest.raises(FormatError, match="each needs a time such as 00:12"):
        timed_text.read("nothing", "x.txt")


@pytest.mark.parametrize(
    "row",
    ["[Jo Doe] ({}): {}\n", "Jo Doe [{}] {}\n", "[Jo Doe] {}\n{}\n\n", "Jo Doe: ({})\n{}\n\n"],
)
def test_times_from_and_to_behind_names(row: str) -> None:
    text = row.format("0:01 - 00:05", "Hello there") + row.format("0:06.5 --> 0:10", "Hi, he said")
    _, episode = identify(text.encode(), "talk.transcript.txt")
    assert episode.transcript == (
        Line(1000, 5000, "Hello there", "Jo Doe"),
        Line(6500, 10_000, "Hi, he said", "Jo Doe"),
    )


def test_a_text_without_times_is_shown_and_not_synced() -> None:
    rows = "Ann: Welcome.\n\r\nBob Hope: Hello at 10:30,\nin the morning.\nAnn: Well.\n\nand more\n"
    assert plain.read(rows, "talk.transcript.txt").transcript == (
        Line(None, None, "Welcome.", "Ann"),
        Line(None, None, "Hello at 10:30, in the morning.", "Bob Hope"),
        Line(None, None, "Well.", "Ann"),
        Line(None, None, "and more"),
    )
    below = "Ann:\nWelcome.\n\nBob:\nHello.\n"
    assert [n.speaker for n in plain.read(below, "x").transcript] == ["Ann", "Bob"]
    with pytest.raises(FormatError, match="there is nothing in this transcript"):
        plain.read(" \n\n", "x.txt")


def test_a_text_in_one_row_becomes_lines() -> None:
    said = "This is a sentence of some length. " * 100
    found = plain.read(f"Ann: {said}", "x.txt").transcript
    assert " ".join(line.text for line in found) == said.strip()
    assert {line.speaker for line in found} == {"Ann"}
    assert all(line.text.endswith(".") and len(line.text) <= 400 for line in found)
    assert len(plain.read("x" * 5000, "x.txt").transcript) == 13


@pytest.mark.parametrize(
    "part", ["0:00", "0:00 a\n", "a 0:00\n", "x", ".", "(", "[0:00", " -", "A:"]
)
def test_no_text_takes_long(part: str) -> None:
    text = part * (1_000_000 // len(part))
    began = time.perf_counter()
    timed_text.sniff(text)
    markdown.sniff(text)
    with suppress(FormatError):
        plain.read(text, "x.txt")
    assert time.perf_counter() - began < 4


def test_a_transcript_as_text_and_as_markdown() -> None:
    found = (
        Line(12_999, None, "He said\n*no*: 1 < 2", "Ann"),
        Line(3_600_000, None, "# so", "ann"),
        Line(None, None, "1. first"),
    )
    episode = Episode(title="A [Talk]", transcript=found)
    assert plain.write(episode) == "Ann: He said *no*: 1 < 2\n[ann]: # so\n1. first\n"
    assert markdown.write(episode) == (
        "# A \\[Talk\\]\n\n## Transcript\n\n00:12 **Ann:** He said \\*no\\*: 1 \\< 2\n\n"
        "1:00:00 **ann:** # so\n\n1\\. first\n"
    )


@given(episodes())
def test_any_transcript_comes_back_from_text(episode: Episode) -> None:
    text = plain.write(episode)
    assume(not timed_text.holds(text))
    if not text:
        return
    found = plain.read(text, "x.txt")
    said = [(names.fitting(n.speaker), flat(n.text)) for n in episode.transcript if flat(n.text)]
    expected = [(who, what) if who else names.split(what) for who, what in said]
    assert [(n.speaker, n.text) for n in found.transcript] == expected
    assert all(line.start is None for line in found.transcript)


@given(episodes())
def test_any_transcript_comes_back_from_markdown(episode: Episode) -> None:
    text = markdown.write(episode)
    expected = gather(
        [
            Line(
                None if n.start is None else n.start // 1000 * 1000,
                None,
                flat(n.text),
                speaker(n.speaker),
            )
            for n in episode.transcript
            if flat(n.text)
        ],
        lambda _: None,
    )
    if not expected:
        with pytest.raises(FormatError):
            markdown.read(text, "x.md")
        return
    reader, found = identify(text.encode(), "talk.md")
    assert reader.id == "markdown"
    assert (found.title, found.transcript) == ("A", expected)


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n"])
def test_people_who_speak_without_times_are_a_transcript(gap: str) -> None:
    said = [f"{who}: and this is said at some length." for who in ("Ann", "Bob", "Ann", "Bob")]
    reader, episode = identify(gap.join(said).encode(), "talk.txt")
    assert reader.id == "plain-transcript"
    assert [line.speaker for line in episode.transcript] == ["Ann", "Bob", "Ann", "Bob"]


@pytest.mark.parametrize(
    "text",
    [
        "Ann: and this is said at some length.\nBob: and this as well, if not more.",  # too few
        "Host: Ann Smith of the radio\nGuest: Bob Jones, beekeeper\nMusic: by somebody\nArt: by me",
        "Ann: one\nBob: two\nAnn: three\nBob: four",  # a list
        "Ann: so it is at 1:20 of this.\nBob: and this as well.\nAnn: and so on.\nBob: and so on.",
        "Ann: so it is, says she.\nBob: and this as well.\nAnn: and so on.\nBob: and on.\nThe end.",
    ],
)
def test_other_texts_with_names_are_notes(text: str) -> None:
    assert identify(text.encode(), "talk.txt")[0].id == "notes"
