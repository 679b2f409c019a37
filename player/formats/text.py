"""Bytes of a text file to text and back: Unicode; where it may be, an old encoding as well."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import PurePath

from player.domain.episode import Problem
from player.domain.errors import FormatError

MAX_BYTES = 64 * 1024 * 1024
"""The largest text file that is read: an episode of many hours with all its words is under 5 MB."""

MOST_PROBLEMS = 100
"""Problems kept of one file; a thousand more of the same help nobody."""

_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_ASCII = bytes(range(128))
_MISSING = "\ufffd"
_HARMLESS = set("\t\n\r\f\x1b\x85")
_DECLARED = re.compile(
    rb"\s{0,20}<\?xml\s[^<>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']"
)
_BELIEVED = re.compile(
    "iso8859|iso2022|cp125|cp8|cp437|cp93|cp94|cp950|koi8|mac_|gb|big5|euc|shift_jis|tis_620"
)
_WIDER = {
    "iso8859_1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What programs write that declare the narrower encoding, which is a part of it."""
_DOUBLE = ("gb18030", "big5", "cp932", "cp949", "cp950", "euc_jp", "big5hkscs")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text without its byte order mark, and what is needed to write it the same way.

    `guessed` says that nothing in the file tells its encoding.
    """

    text: str
    mark: bytes = b""
    codec: str = "utf-8"
    guessed: bool = False

    def encode(self, text: str) -> bytes:
        """`text` in this file's own encoding, with its mark."""
        return self.mark + text.encode(self.codec)

    def problem(self, name: str) -> Problem:
        """What listeners are told of a guess about the file `name`."""
        from player.formats import encodings

        message = (
            f"a few characters are not in UTF-8, as the others are; {_MISSING} stands for them."
            if self.codec == "utf-8"
            else f"this text is not in UTF-8; it is read as {encodings.name_of(self.codec)}. If "
            "letters look wrong, open it in a text editor that knows its encoding, and save it as "
            "UTF-8."
        )
        return Problem("warning", at(name, 1), message)


def decode(data: bytes, name: str, *, old: bool = False) -> Decoded:
    """The text of the file `name`, in UTF-8 or UTF-16.

    With `old`, it may be in another encoding: the one that XML declares, else what it most
    probably is.

    Raises FormatError where it is empty, too large, not text at all, or in another encoding.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(too_large(), name)
    decoded = _decoded(data, name, old=old)
    text = decoded.text
    if "\0" in text or any(c < " " and c not in _HARMLESS for c in text[:4096]):
        raise FormatError(_NOT_TEXT, name)
    if not text.strip():
        raise FormatError("the file is empty. Check that it was saved or downloaded whole.", name)
    return decoded


def _decoded(data: bytes, name: str, *, old: bool) -> Decoded:
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    codec = _MARKS.get(mark) or _without_mark(data) or (_declared(data) if old else None)
    try:
        return Decoded(data[len(mark) :].decode(codec or "utf-8"), mark, codec or "utf-8")
    except UnicodeDecodeError:
        if mark or _binary(data):
            raise FormatError(_NOT_TEXT, name) from None
    if not old:
        raise FormatError(NOT_UTF8, name)
    damaged = data.decode("utf-8", "replace")
    if damaged.count(_MISSING) * 8 < len(data.translate(None, _ASCII)):
        return Decoded(damaged, guessed=True)
    from player.formats import encodings

    codec = encodings.guess(data)
    # The guess comes from some lines; what does not fit it further down is shown as missing.
    return Decoded(data.decode(codec, "replace"), codec=codec, guessed=True)


def _without_mark(data: bytes) -> str | None:
    """UTF-16 that has no mark: every second byte of its ASCII characters is zero."""
    head = data[:4096]
    if len(data) % 2 or head.count(0) * 8 < len(head):
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _declared(data: bytes) -> str | None:
    """The encoding that an XML declaration names, unless the text is UTF-8 all the same."""
    match = _DECLARED.match(data)
    if match is None:
        return None
    try:
        codec = codecs.lookup(match[1].decode("ascii")).name.replace("-", "_")
    except LookupError:
        return None
    codec = _WIDER.get(codec, codec)
    if not _BELIEVED.match(codec):
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return codec
    # ASCII with escapes is valid UTF-8, and so are single Chinese characters that look Western;
    # other text that happens to be UTF-8 was saved as such, and only says something else.
    is_double = codec in _DOUBLE and not any(character > "\u07ff" for character in text)
    return codec if is_double or codec.startswith("iso2022") else None


def too_large() -> str:
    """The sentence for a text file over MAX_BYTES."""
    return (
        f"the file is larger than {MAX_BYTES // 1024**2} MB, far more than any episode needs. "
        "Check that it is the right file."
    )


def at(name: str, line: int, column: int = 1) -> str:
    """`file:line:column`, counted from 1, as problems and errors name a place."""
    return f"{name}:{line}:{column}"


def stem(name: str) -> str:
    """What a file's name says of its episode: `talk.episode.yaml`, `talk.mp3` both say `talk`."""
    bare = PurePath(name).stem
    for inner in (".episode", ".chapters", ".transcript"):
        bare = bare.removesuffix(inner)
    return bare or name


NOT_UTF8 = "this text is not in UTF-8. Open it in a text editor and save it as UTF-8."
_NOT_TEXT = "this is not a text file, whatever its name says. Choose an episode file or an audio."


def _binary(data: bytes) -> bool:
    head = data[:4096]
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return control * 50 > len(head)
