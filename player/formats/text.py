"""Bytes of a text file to text and back: UTF-8, or UTF-16 with a byte order mark."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

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
_HARMLESS = set("\t\n\r\f\x1b\x85")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text without its byte order mark, and what is needed to write it the same way."""

    text: str
    mark: bytes = b""
    codec: str = "utf-8"

    def encode(self, text: str) -> bytes:
        """`text` in this file's own encoding, with its mark."""
        return self.mark + text.encode(self.codec)


def decode(data: bytes, name: str) -> Decoded:
    """The text of the file `name`.

    Raises FormatError where it is empty, too large, not text at all, or in another encoding.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(too_large(), name)
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    codec = _MARKS.get(mark, "utf-8")
    try:
        text = data[len(mark) :].decode(codec)
    except UnicodeDecodeError:
        if _binary(data):
            raise FormatError(_NOT_TEXT, name) from None
        raise FormatError(
            "this text is not in UTF-8. Open it in a text editor and save it as UTF-8.", name
        ) from None
    if "\0" in text or any(c < " " and c not in _HARMLESS for c in text[:4096]):
        raise FormatError(_NOT_TEXT, name)
    if not text.strip():
        raise FormatError("the file is empty. Check that it was saved or downloaded whole.", name)
    return Decoded(text, mark, codec)


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
    """What a file's name says of its episode: `talk.episode.yaml` and `talk.mp3` say `talk`."""
    bare = PurePath(name).stem
    return bare.removesuffix(".episode") or bare or name


_NOT_TEXT = "this is not a text file, whatever its name says. Choose an episode file or an audio."


def _binary(data: bytes) -> bool:
    head = data[:4096]
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return control * 50 > len(head)
