"""Chapters in Hindenburg's projects, and Matroska's chapters as XML."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from player.domain.episode import Chapter, Episode, Problem
from player.domain.errors import FormatError
from player.formats import identify, read
from player.formats.chapters import hindenburg, listing, matroska_xml
from player.formats.xml_text import XmlDocument

SESSION = """\
<?xml version="1.0" encoding="utf-8"?>
<Session Version="Hindenburg Journalist 1.15.1769" Samplerate="48000">
  <AudioPool Path="x Files" Location="/Users/ann/x">
    <File Id="1" Name="Track 2 1.wav" Duration="29.654" Leq="-36.7"/>
  </AudioPool>
  <Tracks><Track Name="Track 1"><Region Ref="1" Name="A" Length="09.406"/></Track></Tracks>
  <Clipboard><Group Caption="Group 1"/></Clipboard>
  <Markers>
    <Marker Id="1" Name="A cut" Time="35:53.564"/>
    <Marker Id="3" Name="Logbuch" Time="16.775" Type="Chapter" URL="https://example.org"/>
    <Marker Id="4" Name="Intro" Type="Chapter"/>
    <Marker Id="5" Name="Outro" Time="1:05:50.925" Type="Chapter"/>
    <Marker Id="6" Name="Bad" Time="1:2:3:4" Type="Chapter"/>
  </Markers>
</Session>
"""


@pytest.mark.parametrize(
    "text", [SESSION, SESSION.replace("<Session ", '<Session xmlns="urn:hindenburg" ')]
)
def test_chapters_of_a_project(text: str) -> None:
    reader, episode = identify(text.encode(), "talk.nhsx")
    assert reader.id == "hindenburg"
    assert episode.title == "talk"
    assert episode.chapters == (
        Chapter(0, "Intro"),
        Chapter(16_775, "Logbuch", url="https://example.org"),
        Chapter(3_950_925, "Outro"),
    )
    assert episode.problems == (
        Problem(
            "error", "talk.nhsx:13:5", "a marker's “Time” is such as 02:10.500; it is left out."
        ),
    )


def test_markers_of_which_none_is_a_chapter_are_all_taken() -> None:
    text = SESSION.replace(' Type="Chapter"', "")
    episode = read(text.encode(), "x.nhsx")
    assert [chapter.title for chapter in episode.chapters] == ["Intro", "Logbuch", "A cut", "Outro"]
    assert episode.problems[0] == Problem(
        "warning",
        "x.nhsx:9:5",
        "no marker of this project is a chapter; all of its markers are taken.",
    )


def test_a_project_tells_its_length() -> None:
    text = SESSION.replace(' Samplerate="48000"', ' Samplerate="48000" Time="1:10:00.157"')
    assert read(text.encode(), "x.nhsx").duration == 4_200_157


def test_markers_on_the_clipboard() -> None:
    text = '<Markers><Marker Id="1" Name="A" Time="01:02.500" Type="Chapter"/></Markers>'
    reader, episode = identify(text.encode(), "Pasted text.txt")
    assert reader.id == "hindenburg"
    assert episode.chapters == (Chapter(62_500, "A"),)


@pytest.mark.parametrize(
    "text",
    ["<markers><marker id='1' name='B' lat='1'/></markers>", "<Session/>", "<a><Marker/></a>"],
)
def test_other_markers_are_another_format(text: str) -> None:
    document = XmlDocument(text, "x.xml")
    assert not hindenburg.sniff(document.root)
    with pytest.raises(FormatError):
        hindenburg.read(document)


MATROSKA = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- <!DOCTYPE Chapters SYSTEM "matroskachapters.dtd"> -->
<Chapters>
  <EditionEntry>
    <EditionFlagDefault>0</EditionFlagDefault>
    <ChapterAtom><ChapterTimeStart>00:00:07.000</ChapterTimeStart></ChapterAtom>
  </EditionEntry>
  <EditionEntry>
    <EditionUID>18199911203212776794</EditionUID>
    <EditionFlagDefault>1</EditionFlagDefault>
    <ChapterAtom>
      <ChapterUID>967610324052188741</ChapterUID>
      <ChapterTimeStart>00:00:00.000000000</ChapterTimeStart>
      <ChapterTimeEnd>00:10:00.516583333</ChapterTimeEnd>
      <ChapterDisplay>
        <ChapterString> Chapter &lt;01&gt; </ChapterString>
        <ChapterLanguage>eng</ChapterLanguage>
      </ChapterDisplay>
      <ChapterDisplay><ChapterString>Kapitel</ChapterString></ChapterDisplay>
      <ChapterAtom>
        <ChapterTimeStart>00:05:00.4999995</ChapterTimeStart>
        <ChapterFlagHidden>1</ChapterFlagHidden>
      </ChapterAtom>
    </ChapterAtom>
    <ChapterAtom>
      <ChapterTimeStart>00:20:01.658791666</ChapterTimeStart>
      <ChapterFlagEnabled>0</ChapterFlagEnabled>
    </ChapterAtom>
    <ChapterAtom><ChapterTimeStart>1800500000000ns</ChapterTimeStart></ChapterAtom>
    <ChapterAtom><ChapterTimeStart>soon</ChapterTimeStart></ChapterAtom>
  </EditionEntry>
</Chapters>
"""
DOCTYPE = '<!DOCTYPE Chapters SYSTEM "matroskachapters.dtd">'


@pytest.mark.parametrize(
    "text",
    [
        MATROSKA,
        MATROSKA.replace(f"<!-- {DOCTYPE} -->", DOCTYPE),
        MATROSKA.replace(f"<!-- {DOCTYPE} -->", DOCTYPE.replace('"', "'").replace(" S", "  S")),
    ],
)
def test_chapters_of_matroska(text: str) -> None:
    reader, episode = identify(text.encode(), "talk.xml")
    assert reader.id == "matroska-xml"
    assert episode.chapters == (
        Chapter(0, "Chapter <01>", 600_517),
        Chapter(300_500, "", toc=False),
        Chapter(1_800_500, ""),
    )
    assert [(p.severity, p.where) for p in episode.problems] == [
        ("warning", "talk.xml:8:3"),
        ("error", "talk.xml:30:5"),
    ]


def test_a_chapter_is_called_by_its_first_title_that_says_something() -> None:
    text = (
        "<Chapters><EditionEntry><ChapterAtom><ChapterTimeStart>0:00:01</ChapterTimeStart>"
        "<ChapterDisplay><ChapterString/></ChapterDisplay>"
        "<ChapterDisplay><ChapterString>Zweiter</ChapterString></ChapterDisplay>"
        "<ChapterDisplay><ChapterString>Third</ChapterString></ChapterDisplay>"
        "</ChapterAtom></EditionEntry></Chapters>"
    )
    assert read(text.encode(), "x.xml").chapters == (Chapter(1000, "Zweiter"),)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE Chapters SYSTEM "https://example.org/x.dtd">',
        '<!DOCTYPE Chapters SYSTEM "matroskachapters.dtd" [<!ENTITY a "b">]>',
        '<!DOCTYPE Chapters [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        f"{DOCTYPE}{DOCTYPE}",
        f"{' ' * 1000}{DOCTYPE}",
    ],
)
def test_no_other_document_type_is_passed_over(doctype: str) -> None:
    with pytest.raises(FormatError, match="document type"):
        read(f"{doctype}<Chapters><EditionEntry/></Chapters>".encode(), "x.xml")


def test_other_xml_is_another_format() -> None:
    document = XmlDocument("<Chapters/>", "x.xml")
    assert not matroska_xml.sniff(document.root)
    with pytest.raises(FormatError):
        matroska_xml.read(document)


@pytest.mark.parametrize("text", [SESSION, MATROSKA])
def test_too_many_are_cut_off(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_CHAPTERS", 1)
    episode = read(text.encode(), "x.xml")
    assert len(episode.chapters) == 1
    assert any("only the first" in problem.message for problem in episode.problems)


@pytest.mark.skipif(not shutil.which("mkvmerge"), reason="mkvmerge is not there")
def test_mkvmerge_reads_what_is_written(record: Callable[..., Path], tmp_path: Path) -> None:
    path, out = tmp_path / "x.xml", tmp_path / "x.mka"
    path.write_text(
        matroska_xml.write(Episode("x", chapters=(Chapter(0, "A"), Chapter(500, "爱"))))
    )
    subprocess.run(["mkvmerge", "-q", "-o", out, "--chapters", path, record("a.wav")], check=True)
