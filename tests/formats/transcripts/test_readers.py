"""Each transcript is read by its own reader alone, and none of them breaks on anything."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Episode
from player.domain.errors import FormatError
from player.domain.timecode import LONGEST
from player.formats import identify, registry
from player.formats.json_text import JsonDocument
from player.formats.transcripts import (
    lrc,
    markdown,
    plain,
    podcasting_json,
    srt,
    vtt,
)
from player.formats.xml_text import XmlDocument
from tests.formats.transcripts.samples import episodes
from tests.formats.transcripts.test_cues import ROLLING
from tests.formats.transcripts.test_lrc import LYRICS
from tests.formats.transcripts.test_podlove import LINES
from tests.formats.transcripts.test_sbv import CAPTIONS
from tests.formats.transcripts.test_services import ASSEMBLY, PARAGRAPHS, WORDS, deepgram
from tests.formats.transcripts.test_ttml import APPLE
from tests.formats.transcripts.test_whisper import OPENAI, cpp, token

TOKENS = [token("[_BEG_]", 0, 0), token(" Amer", 0, 300), token("icans", 300, 700)]
SPOKEN = "and this is said at some length, as people do"
JSON: dict[str, Any] = {
    "podcasting-json-transcript": {
        "version": "1.0.0",
        "segments": [{"speaker": "A", "startTime": 1.5, "endTime": 2, "body": "One two."}],
    },
    "podlove-transcript": LINES,
    "whisper": OPENAI,
    "whisper-cpp": cpp((0, 3200, " Americans"), tokens=TOKENS, speaker="0"),
    "deepgram": deepgram({"transcript": "x", "words": WORDS, "paragraphs": PARAGRAPHS}),
    "assemblyai": ASSEMBLY,
}
TEXTS = {
    "vtt": ROLLING,
    "srt": "1\n00:00:01,000 --> 00:00:02,000\nAnn: One &amp; <i>two</i>\n\n",
    "sbv": CAPTIONS,
    "lrc": LYRICS,
    "html": "<cite>Ann:</cite>\n<time>0:01</time>\n<p>One &lt;3</p>\n",
    "markdown": "# A\n\n## Transcript\n\n00:12 **Ann:** One\n",
    "timed-text": "".join(f"[00:{n}0] {'AB'[n % 2]}: {SPOKEN}\n" for n in range(6)),
    "ttml": APPLE,
    **{name: json.dumps(value) for name, value in JSON.items()},
}
HOSTILE = (
    None, True, False, -1, 0, 1e308, -0.0, 10**30, "", "x", "\ud800", "\0", "nan", "1e400",
    "9" * 60, [], {}, [[]], [None], {"": {}}, {"text": 1}, [{"text": "a", "start": 1}],
    "00:00:01.000",
)  # fmt: skip


def readers(shape: str) -> list[registry.Reader]:
    return [reader for reader in registry.READERS if reader.shape == shape]


@pytest.mark.parametrize("name", TEXTS)
def test_only_its_own_reader_takes_a_transcript(name: str) -> None:
    text = TEXTS[name]
    reader, episode = identify(text.encode(), "download")
    assert reader.id == name
    assert episode.transcript
    values = {"text": lambda: text, "json": lambda: JsonDocument(text, "x").value}
    values["xml"] = lambda: XmlDocument(text, "x").root
    value = values[reader.shape]()
    assert [r.id for r in readers(reader.shape) if r.load().sniff(value)] == [name]


@pytest.mark.parametrize("name", JSON)
def test_no_other_json_is_a_transcript(name: str) -> None:
    module = next(r for r in registry.READERS if r.id == name).load()
    others: list[Any] = [None, 1, "x", [], {}, [1], [[]], [{}], {"segments": 1}, {"words": []}]
    others += [{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "x"}]}]
    others += [[{"start": "00:00:00", "title": "x", "href": ""}], {"results": {}}, {"chunks": []}]
    others += [{"transcripts": "./x.json", "chapters": []}, {"segments": [1, None]}]
    assert not any(module.sniff(other) for other in others)


def changed(value: Any, chance: random.Random) -> Any:
    """`value` with some of what is in it replaced, left out, or said twice."""
    if chance.random() < 0.08:
        return chance.choice(HOSTILE)
    if isinstance(value, dict):
        return {k: changed(v, chance) for k, v in value.items() if chance.random() > 0.03}
    if isinstance(value, list):
        found = [changed(item, chance) for item in value for _ in range(chance.choice((1, 1, 2)))]
        chance.shuffle(found)
        return found
    return value


def check(episode: Episode) -> None:
    """What every transcript holds to."""
    assert episode.transcript
    starts = [line.start for line in episode.transcript]
    assert all(start is None for start in starts) or starts == sorted(starts, key=int)
    assert len(episode.problems) <= 100
    for line in episode.transcript:
        assert line.text == " ".join(line.text.split())
        assert line.text
        assert line.speaker is None or line.speaker.strip() == line.speaker != ""
        (line.text + (line.speaker or "")).encode()
        if line.start is None:
            assert (line.end, line.words) == (None, ())
            continue
        assert 0 <= line.start <= LONGEST
        assert line.end is None or line.start < line.end <= LONGEST
        assert [w.start for w in line.words] == sorted(w.start for w in line.words)
        for word in line.words:
            assert line.start <= word.start <= word.end <= (line.end or LONGEST)
            assert word.text
    for write in (vtt.write, srt.write, lrc.write, plain.write, markdown.write):
        write(episode).encode()
    podcasting_json.write(episode)


@pytest.mark.parametrize("name", JSON)
@given(chance=st.randoms())
def test_no_json_breaks_its_reader(name: str, chance: random.Random) -> None:
    module = next(r for r in registry.READERS if r.id == name).load()
    document = JsonDocument(json.dumps(changed(JSON[name], chance), allow_nan=False), "x.json")
    if not module.sniff(document.value):
        return
    with suppress(FormatError):
        check(module.read(document))


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in JSON])
@given(data=st.data())
def test_no_text_breaks_its_reader(name: str, data: st.DataObject) -> None:
    text = TEXTS[name]
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 20))
        new = data.draw(st.text(max_size=3) | st.sampled_from((text[place : place + 40], "<", "&")))
        text = text[:place] + new + text[place + cut :]
    with suppress(FormatError):
        reader, episode = identify(text.encode("utf-8", "replace"), "download")
        if "transcript" in reader.gives:  # changed as it is, it may have become notes
            check(episode)


@given(episodes())
def test_no_episode_breaks_a_writer(episode: Episode) -> None:
    for writer in registry.WRITERS:
        if writer.part == "transcript":
            writer.load()(episode).encode()
