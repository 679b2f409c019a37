"""What a file really is: told by its bytes, whatever its name or its server says."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.errors import EngineError
from player.engine.media import HEAD, check_local, sniff
from player.engine.mpeg import is_steady

HLS = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n"
MP3_FRAME = b"\xff\xfb\x90\x64" + bytes(413)  # 128 kbit/s, 44.1 kHz


def id3(length: int) -> bytes:
    size = bytes(length >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x00" + size + bytes(length)


@pytest.mark.parametrize(
    ("ending", "container"),
    [
        ("wav", "wav"),
        ("mp3", "mp3"),
        ("vbr.mp3", "mp3"),
        ("untagged.mp3", "mp3"),
        ("m4a", "mp4"),
        ("opus", "ogg"),
        ("flac", "flac"),
        ("mka", "matroska"),
    ],
)
def test_recordings_are_known_by_their_first_bytes(
    library: Callable[[str], Path], ending: str, container: str
) -> None:
    path = library(f"short.{ending}")

    assert sniff(path.read_bytes()[:HEAD]) == container
    check_local(path)


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (b"RF64\xff\xff\xff\xffWAVEds64", "wav"),
        (b"FORM\x00\x00\x10\x00AIFFCOMM", "aiff"),
        (b"FORM\x00\x00\x10\x00AIFCFVER", "aiff"),
        (b"\x00\x00\x00\x20ftypM4A ", "mp4"),
        (b"\x00\x00\x00\x08wide\x00\x00\x10\x00mdat", "mp4"),
        (MP3_FRAME * 3, "mp3"),
        (bytes(500) + MP3_FRAME * 14, "mp3"),
        (MP3_FRAME[100:] + MP3_FRAME * 14, "mp3"),
        (b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(9) + b"\xff\xf1\x50\x80\x02\x1f\xfc", "aac"),
        (id3(300) + MP3_FRAME * 3, "mp3"),
        (id3(300) + b"fLaC\x00\x00\x00\x22" + bytes(20), "flac"),
        (id3(90_000)[:HEAD], "mp3"),
    ],
)
def test_rarer_starts_are_known_too(head: bytes, container: str) -> None:
    assert sniff(head) == container


@pytest.mark.parametrize(
    "head",
    [
        b"",
        HLS,
        id3(300) + HLS,
        b"[playlist]\nFile1=http://example.org/a.mp3\n",
        b'<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/">',
        b"<!DOCTYPE html><html><body>404</body></html>",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"RIFF\x00\x00\x00\x00AVI LIST",
        "Notes of a talk, 00:00 Welcome".encode("utf-16"),
        b"\x7fELF\x02\x01\x01",
        b"%PDF-1.7",
        b"PK\x03\x04",
        bytes(HEAD),
        b"\xff" * HEAD,
        b"\xff\xfb",
    ],
    ids=lambda head: repr(head[:12]),
)
def test_what_is_no_recording_is_not_taken_for_one(head: bytes) -> None:
    assert sniff(head) is None


def test_noise_is_not_taken_for_a_recording() -> None:
    noise = random.Random(1)
    assert all(sniff(b"\x01" + noise.randbytes(HEAD - 1)) is None for _ in range(300))


@given(st.binary(max_size=400))
def test_whatever_comes_it_answers(head: bytes) -> None:
    assert sniff(head) is None or isinstance(sniff(head), str)
    assert is_steady(head) in (True, False)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (HLS, "is a playlist, not a recording"),
        (b"\xef\xbb\xbf#EXTM3U\n", "is a playlist, not a recording"),
        (b"[playlist]\n", "is a playlist, not a recording"),
        (b"<!DOCTYPE html><html>", "is a web page, not a recording"),
        (b"<rss version='2.0'>", "is XML, such as a feed"),
        (b"just words", "is text, not a recording"),
        (bytes(100), "holds nothing but zeros"),
        (b"\x7fELF\x00\x01", "is not a recording of a kind that can be played"),
        (b"\0\0\0\x24ftypaax \0\0\0\x01aax M4B mp42", "is an audiobook of Audible's \\(AAX\\)"),
        (b"\0\0\0\x24ftypaaxc\0\0\0\x01aax M4B mp42", "is an audiobook of Audible's"),
    ],
)
def test_what_it_is_instead_is_told_calmly(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "talk.mp3"
    path.write_bytes(content)

    with pytest.raises(EngineError, match=f"^“talk.mp3” {told}"):
        check_local(path)


def test_a_big_picture_in_front_hides_nothing(tmp_path: Path) -> None:
    audio, page = tmp_path / "talk.mp3", tmp_path / "page.mp3"
    audio.write_bytes(id3(200_000) + MP3_FRAME * 20)
    page.write_bytes(id3(200_000) + HLS)

    check_local(audio)
    with pytest.raises(EngineError, match="is a playlist"):
        check_local(page)


def test_a_file_that_is_not_there_is_told_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"“lost\.mp3” is not in .*moved or renamed"):
        check_local(tmp_path / "lost.mp3")


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="is a folder"):
        check_local(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp3")
    with pytest.raises(EngineError, match="is a device"):
        check_local(tmp_path / "pipe.mp3")


def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret.mp3"
    path.write_bytes(MP3_FRAME * 9)
    path.chmod(0)
    if os.access(path, os.R_OK):  # root may read anything
        monkeypatch.setattr(Path, "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "")))

    with pytest.raises(EngineError, match=r"“secret\.mp3” may not be read"):
        check_local(path)


def test_one_bitrate_throughout_is_known(library: Callable[[str], Path]) -> None:
    assert is_steady(library("long.mp3").read_bytes()[:HEAD])
    assert is_steady(MP3_FRAME * 30)
    assert not is_steady(MP3_FRAME * 10)
    assert not is_steady(library("long.vbr.mp3").read_bytes()[:HEAD])
    assert not is_steady(library("long.untagged.mp3").read_bytes()[:HEAD])
    assert not is_steady(library("long.opus").read_bytes()[:HEAD])
