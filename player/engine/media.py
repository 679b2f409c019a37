"""What a file really is, told from its first bytes; names and servers may say anything."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from player.domain.errors import EngineError
from player.engine.mpeg import frames_at, is_steady

HEAD = 16 * 1024
"""How many bytes from the start are enough for `sniff`."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"ADIF", "aac"),
    (b"wvpk", "wavpack"),
    (b"MAC ", "ape"),
    (b"TTA1", "tta"),
    (b"MPCK", "musepack"),
    (b"MP+", "musepack"),
    (b"caff\x00\x01", "caf"),
    (b".snd", "au"),
    (b"#!AMR", "amr"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"\x0b\x77", "ac3"),
)
_FORMS = {b"WAVE": "wav", b"AIFF": "aiff", b"AIFC": "aiff"}
_AUDIBLE = (b"ftypaax ", b"ftypaaxc")
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


ADDRESS_TIMEOUT = 10.0
"""How many seconds a server may take to answer."""


@dataclass(frozen=True, slots=True)
class Source:
    """A recording that was looked at: a file, or an address after redirects.

    `by_bitrate`: places in it are best found by computing, not by reading up to them, which over
    a network takes as long as fetching all that lies before.
    """

    where: Path | str
    container: str
    by_bitrate: bool = False

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        if isinstance(self.where, Path):
            return self.where.name
        from player.engine import address

        return address.name_of(self.where)

    @property
    def length_is_exact(self) -> bool:
        """Whether the container itself says how long it is; MPEG streams can but be estimated."""
        return self.container in ("mp4", "ogg", "flac", "wav", "aiff", "matroska")


def examine(audio: Path | str, timeout: float = ADDRESS_TIMEOUT) -> Source:
    """Look at a local file or an http(s) address before it is decoded.

    Raises EngineError, whose message says what is wrong with it and what to do.
    """
    if isinstance(audio, Path):
        head = _local_head(audio)
        return Source(audio.absolute(), _container(head, audio.name))
    from player.engine import address

    final, head = address.fetch(audio, 0, HEAD, timeout)
    container = _container(head, address.name_of(audio))
    tag = id3_length(head) or 0
    if tag > HEAD // 2:
        head = address.fetch(final, tag, HEAD, timeout)[1]
        container = _container(head, address.name_of(audio)) if head else container
    return Source(final, container, by_bitrate=container == "mp3" and is_steady(head))


def check_local(path: Path) -> None:
    """Raise EngineError unless the file at `path` is there, can be read and is a recording."""
    _container(_local_head(path), path.name)


def check_address(url: str, timeout: float = ADDRESS_TIMEOUT) -> str:
    """The address that `url` (http, https) leads to, once it has shown itself to be a recording.

    Reads its first few kilobytes, waiting at most about `timeout` seconds. Raises EngineError.
    """
    return str(examine(url, timeout).where)


def sniff(head: bytes) -> str | None:
    """The name of the audio container that starts with `head` (its first `HEAD` bytes), or None.

    Told by magic bytes alone: "mp3", "aac" (raw), "mp4", "ogg", "flac", "wav", "aiff",
    "matroska" (WebM, too) and a few rarer ones. An ID3 tag in front is looked behind where `head`
    holds all of it, and means "mp3" where it does not. Playlists, web pages and text are None.
    """
    if (behind := id3_length(head)) is not None:
        rest = head[behind:].lstrip(b"\0")
        return sniff(rest) if len(rest) > 16 else "mp3"
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[:4] in (b"RIFF", b"RF64", b"BW64", b"FORM"):
        return _FORMS.get(head[8:12])
    if head[4:8] in _MP4_BOXES and head[0] < 0x20:
        return "mp4"
    return _mpeg(head)


def locked(head: bytes) -> str | None:
    """Why a recording that starts with `head` cannot be played, although it is one, or None.

    The rest of a sentence, with what to do. Audible's AAX and AAXC are MP4 inside, encrypted for
    one listener's account.
    """
    if head[4:12].lower() not in _AUDIBLE:
        return None
    return (
        "is an audiobook of Audible's (AAX), encrypted for its owner's account, so no other player "
        "can play it. Listen to it in Audible's app, or open a copy without encryption, such as "
        "an M4B."
    )


def id3_length(head: bytes) -> int | None:
    """The length in bytes of the ID3v2 tag at the start of `head`, or None. Source: id3.org."""
    if len(head) < 10 or head[:3] != b"ID3" or any(byte > 0x7F for byte in head[6:10]):
        return None
    a, b, c, d = head[6:10]
    footer = 10 if head[5] & 0x10 else 0
    return 10 + (a << 21 | b << 14 | c << 7 | d) + footer


def _mpeg(head: bytes) -> str | None:
    """MP3 or raw AAC, also where it was cut within a frame or stands behind padding."""
    if head[:2] == b"\xff\xfe" and b"\0" in head[2:4]:  # UTF-16 text looks like layer I
        return None
    if name := frames_at(head, 0, 2):
        return name
    at = head.find(b"\xff", 1)
    while 0 < at < 4096:
        if len(head) - at > 4096 and (name := frames_at(head, at, 4)):
            return name
        at = head.find(b"\xff", at + 1)
    return None


def _local_head(path: Path) -> bytes:
    """The first bytes of the recording at `path`, those behind an ID3 tag where one is in front."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise EngineError(f"“{path.name}” is a folder. Open a recording that is in it.")
        if not stat.S_ISREG(mode):
            raise EngineError(f"“{path.name}” is a device, not a recording.")
        with path.open("rb") as file:
            head = file.read(HEAD)
            if (tag := id3_length(head)) is not None and tag > HEAD // 2:
                file.seek(tag)
                head = file.read(HEAD) or head
    except FileNotFoundError:
        raise EngineError(
            f"“{path.name}” is not in {path.absolute().parent}. Was it moved or renamed?"
        ) from None
    except PermissionError:
        raise EngineError(
            f"“{path.name}” may not be read. Change its permissions, or open another copy."
        ) from None
    except OSError as error:
        why = error.strerror or "an unknown error"
        raise EngineError(f"“{path.name}” cannot be read: {why}.") from None
    return head


def _container(head: bytes, name: str) -> str:
    if (why := locked(head)) is not None:
        raise EngineError(f"“{name}” {why}")
    container = sniff(head)
    if container is None:
        raise EngineError(f"“{name}” {_instead(head)}")
    return container


def _instead(head: bytes) -> str:
    """The rest of a sentence: what `head` is, where it is not a recording, and what to do."""
    if not head:
        return "is empty. Get it again, or open another copy."
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1024].lower()
    if text.startswith((b"#extm3u", b"[playlist]")) or b"xspf.org" in text or b"<asx" in text:
        return "is a playlist, not a recording. Open what it names instead."
    if text.startswith((b"<!doctype html", b"<html")) or b"<html" in text:
        return "is a web page, not a recording. Look on that page for the recording itself."
    if text.startswith(b"<"):
        return "is XML, such as a feed, not a recording. Open a recording that it names."
    if not any(head):
        return "holds nothing but zeros; the download was probably broken off. Get it again."
    if b"\0" not in head[:1024]:
        return "is text, not a recording."
    return "is not a recording of a kind that can be played, whatever its name says."
