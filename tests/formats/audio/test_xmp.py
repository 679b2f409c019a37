"""Markers that Adobe Audition leaves in MP3s are chapters."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from player.domain.episode import Chapter
from player.formats.audio import mp3, xmp
from player.formats.audio.tags import read_chapters
from tests.formats.audio.conftest import Recording, chap, frame, named, tag

HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 5.6">\n'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"\n'
    ' xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/" xmp:CreatorTool="Audition">\n'
    "<xmpDM:Tracks><rdf:Bag>"
)
TAIL = (
    "</rdf:Bag></xmpDM:Tracks></rdf:Description></rdf:RDF></x:xmpmeta>\n"
    + " " * 200
    + '<?xpacket end="w"?>'
)
ATTRIBUTES = (
    '<rdf:li><rdf:Description xmpDM:trackName="CuePoint Markers" xmpDM:trackType="Cue"'
    ' xmpDM:frameRate="f44100"><xmpDM:markers><rdf:Seq>'
    '<rdf:li xmpDM:startTime="66150" xmpDM:name="Two &amp; more ä"/>'
    '<rdf:li><rdf:Description xmpDM:startTime="0" xmpDM:duration="22050" xmpDM:name="One"/>'
    "</rdf:li><rdf:li/></rdf:Seq></xmpDM:markers></rdf:Description></rdf:li>"
)
ELEMENTS = (
    '<rdf:li rdf:parseType="Resource"><xmpDM:trackName>CuePoint Markers</xmpDM:trackName>'
    "<xmpDM:trackType>Cue</xmpDM:trackType><xmpDM:frameRate>f48000</xmpDM:frameRate>"
    '<xmpDM:markers><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<xmpDM:startTime>66150f44100</xmpDM:startTime><xmpDM:name>Two &amp; more ä</xmpDM:name>"
    '</rdf:li><rdf:li rdf:parseType="Resource"><xmpDM:startTime>0</xmpDM:startTime>'
    "<xmpDM:duration>24000</xmpDM:duration><xmpDM:name>One</xmpDM:name></rdf:li></rdf:Seq>"
    "</xmpDM:markers></rdf:li>"
)
LOOPS = ATTRIBUTES.replace('"Cue"', '"InOut"')
DISC = ATTRIBUTES.replace('"Cue"', '"Track"').replace("One", "Disc")
MARKERS = [Chapter(0, "One", 500), Chapter(1500, "Two & more ä")]


@pytest.mark.parametrize("track", [ATTRIBUTES, ELEMENTS])
def test_markers_in_both_ways_of_writing_them(track: str) -> None:
    assert xmp.parse(HEAD + LOOPS + DISC + track + TAIL) == MARKERS


def test_the_best_kind_of_markers_counts_and_loops_are_none() -> None:
    assert xmp.parse(HEAD + LOOPS + TAIL) == []
    assert xmp.parse(HEAD + DISC + TAIL)[0].title == "Disc"


def test_rates_of_films_and_counts_that_are_none() -> None:
    film = ATTRIBUTES.replace("f44100", "f30000s1001")
    assert xmp.parse(HEAD + film + TAIL)[1].start == 2_207_205
    for wrong in ("f0", "44100", ""):
        assert all(c.start <= 500 * 3600 * 1000 for c in xmp.parse(film.replace("f44100", wrong)))
    assert xmp.parse(HEAD + ATTRIBUTES.replace('"66150"', '"-1"') + TAIL) == MARKERS[:1]


@pytest.mark.parametrize("text", ["", "words", HEAD, "<!DOCTYPE a><a/>", HEAD + TAIL, "<a>" * 9000])
def test_what_holds_no_markers(text: str) -> None:
    assert xmp.parse(text) == []


def test_they_stand_in_a_frame_and_go_where_chapters_are_written(
    recording: Recording, tmp_path: Path
) -> None:
    sound = recording("mp3").read_bytes()
    body = b"XMP\0" + (HEAD + ATTRIBUTES + TAIL).encode()
    frames = frame(b"PRIV", b"Else\0" + bytes(9), 3) + frame(b"PRIV", body, 3)
    path = tmp_path / "talk.mp3"
    path.write_bytes(tag(frames, 3) + sound)
    assert list(read_chapters(path)) == MARKERS
    for chapters in ([Chapter(5, "New")], []):
        target = io.BytesIO()
        mp3.write(io.BytesIO(path.read_bytes()), target, chapters, lambda _: None)
        (tmp_path / "new.mp3").write_bytes(target.getvalue())
        assert list(read_chapters(tmp_path / "new.mp3")) == chapters
        assert b"Else" in target.getvalue()
    path.write_bytes(tag(frames + chap(b"a", 7, 9, named(b"A", 3), 3), 3) + sound)
    assert [chapter.title for chapter in read_chapters(path)] == ["A"]
