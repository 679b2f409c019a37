"""A file's bytes become text, whatever encoding an old program wrote; what is no text does not."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.domain.episode import Problem
from player.domain.errors import FormatError
from player.formats import encodings, identify, read
from player.formats.episode_edit import set_key_in
from player.formats.text import decode, stem

ROOT = Path(__file__).resolve().parents[2]


def sheet(titles: list[str]) -> str:
    lines = [f'PERFORMER "{titles[0]}"', f'TITLE "{titles[1]}"', 'FILE "audio.mp3" MP3']
    for number, title in enumerate(titles[1:], 1):
        lines += [f"  TRACK {number:02} AUDIO", f'    TITLE "{title}"']
        lines += [f"    INDEX 01 {number:02}:00:00"]
    return "\r\n".join([*lines, ""])


@pytest.mark.parametrize(
    ("codec", "named", "titles"),
    [
        ("cp1251", "Windows-1251 (Cyrillic)", ["Кино", "Группа крови", "Война", "Спокойная ночь"]),
        ("cp1251", "Windows-1251 (Cyrillic)", ["Аквариум", "Десять стрел"]),
        ("cp1251", "Windows-1251 (Cyrillic)", ["МАШИНА ВРЕМЕНИ", "ПОВОРОТ", "МАРИОНЕТКИ"]),
        ("cp1251", "Windows-1251 (Cyrillic)", ["Океан Ельзи", "Обійми", "Стріляй"]),
        ("koi8_r", "KOI8-R (Cyrillic)", ["Кино", "Группа крови", "Война"]),
        ("cp866", "DOS 866 (Cyrillic)", ["Вступление", "Глава 1", "Глава 2"]),
        ("shift_jis", "Shift-JIS (Japanese)", ["宇多田ヒカル", "First Love", "甘いワナ"]),
        ("shift_jis", "Shift-JIS (Japanese)", ["久石譲", "風のとおり道", "さんぽ"]),
        ("shift_jis", "Shift-JIS (Japanese)", ["ｱﾆﾒｿﾝｸﾞ", "ﾄﾗｯｸ", "ｵｰﾌﾟﾆﾝｸﾞ"]),
        ("euc_jp", "EUC-JP (Japanese)", ["夏目漱石", "吾輩は猫である", "坊っちゃん"]),
        ("gbk", "GBK (Chinese)", ["周杰伦", "七里香", "借口", "外婆", "将军"]),
        ("gbk", "GBK (Chinese)", ["片头", "嘉宾介绍", "主题讨论"]),
        ("big5", "Big5 (Chinese)", ["周杰倫", "七里香", "藉口", "外婆"]),
        ("cp949", "EUC-KR (Korean)", ["아이유", "좋은 날", "너랑 나"]),
        ("cp1252", "Windows-1252 (Western European)", ["Björk", "Jóga", "Bachelorette"]),
        ("cp1252", "Windows-1252 (Western European)", ["Ça va", "Élève", "Où êtes-vous ?"]),
        ("cp1252", "Windows-1252 (Western European)", ["Die Ärzte", "Zu spät", "Über alles"]),
        ("cp1252", "Windows-1252 (Western European)", ["Michael’s coffee", "“Quotes” – a dash"]),
        ("cp1252", "Windows-1252 (Western European)", ["El Niño", "¿Qué pasa?", "¡Adiós!"]),
        ("cp1252", "Windows-1252 (Western European)", ["Guðrún Eva", "Þögnin", "Móðir mín"]),
        ("cp1250", "Windows-1250 (Central European)", ["Kazik", "Żółta łódź", "Gdzie są kwiaty"]),
        ("cp1250", "Windows-1250 (Central European)", ["Úvod", "První kapitola", "Závěr"]),
        ("cp1250", "Windows-1250 (Central European)", ["Omega", "Gyöngyhajú lány", "Őszi dal"]),
        ("cp1253", "Windows-1253 (Greek)", ["Εισαγωγή", "Κεφάλαιο πρώτο", "Τέλος"]),
        ("cp1254", "Windows-1254 (Turkish)", ["Giriş", "Birinci bölüm", "Teşekkürler"]),
        ("cp1255", "Windows-1255 (Hebrew)", ["פתיחה", "פרק ראשון", "סיום"]),
        ("cp1256", "Windows-1256 (Arabic)", ["مقدمة", "الفصل الأول", "خاتمة"]),
    ],
)
def test_a_short_sheet_in_an_old_encoding_is_read(
    codec: str, named: str, titles: list[str]
) -> None:
    reader, episode = identify(sheet(titles).encode(codec), "talk.cue")
    assert reader.id == "cue"
    assert [episode.show, *(chapter.title for chapter in episode.chapters)] == titles
    assert episode.problems == (
        Problem(
            "warning",
            "talk.cue:1:1",
            f"this text is not in UTF-8; it is read as {named}. If letters look wrong, open it in "
            "a text editor that knows its encoding, and save it as UTF-8.",
        ),
    )


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("ISO-8859-1", "iso8859_1"),
        ("iso-8859-1", "cp1252"),
        ("windows-1251", "cp1251"),
        ("Shift_JIS", "cp932"),
        ("gb2312", "gbk"),
        ("ISO-2022-JP", "iso2022_jp"),
        ("UTF-8", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
def test_what_xml_declares_is_believed(declared: str, codec: str) -> None:
    title = {"cp1251": "Кот", "cp932": "猫", "iso2022_jp": "猫", "gbk": "猫", "cp1252": "Ä – €"}
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>\n<psc:chapters '
        'xmlns:psc="http://podlove.org/simple-chapters"><psc:chapter start="00:00:01" '
        f'title="{title.get(codec, "Über")}"/></psc:chapters>'
    )
    episode = read(text.encode(codec), "x.psc")
    assert episode.chapters[0].title == title.get(codec, "Über")
    assert episode.problems == ()


@pytest.mark.parametrize(
    "declared", ["utf-8", "rot13", "hex", "punycode", "utf-7", "no-such", "idna"]
)
def test_what_xml_declares_and_is_not_is_guessed(declared: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>\n<psc:chapters '
        'xmlns:psc="http://podlove.org/simple-chapters"><psc:chapter start="1" title="Über"/>'
        "</psc:chapters>"
    )
    episode = read(text.encode("cp1252"), "x.psc")
    assert episode.chapters[0].title == "Über"
    assert "Windows-1252" in episode.problems[0].message


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_never_guessed(codec: str) -> None:
    for text in (sheet(["Björk", "Jóga"]), sheet(["周杰伦", "七里香", "外婆"])):
        decoded = decode(text.encode(codec), "talk.cue")
        assert decoded.text == text
        assert not decoded.guessed
        assert decoded.encode(decoded.text) == text.encode(codec)
    assert read(text.encode(codec), "talk.cue").problems == ()


def test_an_episode_file_without_a_mark_is_edited_in_its_own_encoding() -> None:
    data = "title: Jóga\naudio: a.mp3\n".encode("utf-16-le")
    assert read(data, "x.yaml").title == "Jóga"
    edited = set_key_in(data, "x.yaml", "offset", "1")
    assert edited.decode("utf-16-le").startswith("title: Jóga\n")


@pytest.mark.parametrize("name", ["x.yaml", "x.yml", "x.txt", "x"])
def test_an_episode_file_is_not_guessed_at(name: str) -> None:
    data = "earmark: 1\ntitle: Jóga\nchapters: ['[00:00] Übel']\n".encode("cp1252")
    with pytest.raises(FormatError) as told:
        read(data, name)
    assert str(told.value) == (
        f"{name}: this text is not in UTF-8. Open it in a text editor and save it as UTF-8."
    )
    with pytest.raises(FormatError):
        set_key_in(data, name, "offset", "1")


def test_what_does_not_fit_further_down_is_shown_as_missing() -> None:
    text = sheet(["Кино", "Группа крови", "Война"]).encode("cp1251")
    filler = b"".join(b"REM %d\r\n" % number for number in range(60_000))
    episode = read(text + filler + b'TITLE "\x98"\r\n', "x.cue")
    assert episode.chapters[0].title == "Группа крови"
    assert episode.chapters[-1].title == "\ufffd"


def test_a_file_that_is_utf_8_but_for_a_cut_is_read_as_such() -> None:
    data = sheet(["周杰伦", "七里香", "外婆", "将军", "借口", "月亮代表我的心"]).encode()
    episode = read(data.replace("外".encode(), "外".encode()[:2]), "x.cue")
    assert [chapter.title for chapter in episode.chapters[:3]] == ["七里香", "\ufffd婆", "将军"]
    assert episode.problems == (
        Problem(
            "warning",
            "x.cue:1:1",
            "a few characters are not in UTF-8, as the others are; \ufffd stands for them.",
        ),
    )


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00",
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(256)),
        b"\x1f\x8b\x08\x00" + bytes(range(255, 0, -1)) * 4,
        b"RIFF\x24\x80\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + b"\x10\x00" * 500,
        b"\xff\xfb\x90\x64\x00\x0f\xf0\x00\x00\x69\x00\x00\x00\x08\x00\x00\x0d\x20" * 20,
        b"\x7fELF\x02\x01\x01\x00" + bytes(8) + b"\x03\x00\x3e\x00",
        b"\xff\xfe\x41",
        b"\xfe\xff\xd8\x00\x00\x41",
        random.Random(1).randbytes(20_000),
        random.Random(2).randbytes(300),
        b"a\x00b",
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    for name in ("x.cue", "x.txt", "x.json", "x.yaml"):
        with pytest.raises(FormatError, match="not a text file"):
            read(data, name)


@given(st.binary(min_size=1, max_size=300))
def test_no_bytes_stop_the_guess(data: bytes) -> None:
    codec = encodings.guess(data)
    assert data.decode(codec, "replace") is not None
    assert encodings.name_of(codec)


@given(st.text(min_size=1), st.sampled_from(["cp1251", "cp932", "gb18030", "cp1252", "cp949"]))
def test_a_guess_is_one_that_can_be(text: str, codec: str) -> None:
    data = text.encode(codec, "ignore")
    found = decode(b"a" + data.translate(None, bytes(range(32))), "x", old=True)
    assert "\x00" not in found.text


def test_a_guess_is_made_of_what_stands_far_below() -> None:
    data = b"REM nothing\r\n" * 100_000 + 'REM "Война и мир"'.encode("cp1251")
    assert encodings.guess(data) == "cp1251"
    assert encodings.guess(b"\n" * 100_000 + "é".encode("cp1252")) == "cp1252"
    assert encodings.guess(b"a" * 500_000 + b"\xe9") == "cp1252"
    assert encodings.guess("甘いワナ、宇多田ヒカル".encode("shift_jis") * 9999) == "cp932"
    assert encodings.guess(b"a" * 500_000 + "Война и мир".encode("cp1251")) == "cp1251"


def test_what_guesses_is_loaded_when_it_is_needed() -> None:
    code = (
        "import sys; from player import formats;"
        f"formats.read({sheet(['Björk', 'Jóga']).encode()!r}, 'x.cue');"
        "print('player.formats.encodings' in sys.modules);"
        f"formats.read({sheet(['Björk', 'Jóga']).encode('cp1252')!r}, 'x.cue');"
        "print('player.formats.encodings' in sys.modules, 'charset_normalizer' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["False", "True", "False"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("talk.mp3", "talk"),
        ("talk.episode.yaml", "talk"),
        ("talk.chapters.json", "talk"),
        ("talk.transcript.json", "talk"),
        (".cue", ".cue"),
        ("chapters.json", "chapters"),
    ],
)
def test_a_file_is_called_by_its_stem(name: str, title: str) -> None:
    assert stem(name) == title
