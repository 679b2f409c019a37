"""Places that episodes are at: paths and addresses, what is found there, what is put there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from player.app.opening import AUDIO_SUFFIXES, Opened, feeds_in, is_audio, open_path
from player.domain.episode import Episode
from player.domain.errors import EarmarkError
from player.engine.address import name_of
from player.engine.media import ADDRESS_TIMEOUT, HEAD, check_local, sniff
from player.formats import MAX_BYTES, read, suffixes
from player.store.files import write_atomic

FETCH_TIMEOUT = 60.0
"""How many seconds fetching a feed may take."""


def is_address(place: str) -> bool:
    return place.startswith(("http://", "https://"))


def open_place(place: str, located: Callable[[str], str | None]) -> tuple[str, Opened]:
    """Open the path or address `place`; also gives the one name that it goes by everywhere.

    `located` tells, by this name, where the listener has said that its audio is. Raises
    EarmarkError.
    """
    if is_address(place):
        opened = _open_address(place)
    else:
        path = _absolute(place)
        place = str(path)
        # A recording that was moved away may have been found elsewhere.
        elsewhere = None if path.exists() else located(place)
        opened = open_path(path if elsewhere is None else Path(elsewhere))
    where = located(place)
    if where is not None and is_address(where):
        return place, replace(opened, audio=where)
    if where is not None and is_audio(Path(where)):
        return place, replace(opened, audio=Path(where))
    return place, opened


def _absolute(place: str) -> Path:
    """The one path of `place`, wherever we start; links in it are not followed."""
    try:
        path = Path(os.path.abspath(Path(place).expanduser()))  # noqa: PTH100
        path.exists()
        if "\0" in place:  # which some versions of Python only find out later
            raise ValueError("a NUL")
    except (OSError, RuntimeError, ValueError):
        raise EarmarkError(f"“{place[:200]}” is no place where a file can be.") from None
    return path


def _open_address(place: str) -> Opened:
    """A recording at an address, or a feed; the latter is fetched, to see what is in it."""
    try:
        name = name_of(place)
    except ValueError:
        name = place
    if name == place:
        raise EarmarkError(f"“{place[:200]}” is no address that can be played.")
    if PurePosixPath(name).suffix.lower() not in AUDIO_SUFFIXES and _is_text(place):
        from player.app.fetching import FEED, fetch

        _, data = fetch(place, MAX_BYTES, FETCH_TIMEOUT, FEED)
        if (feed := feeds_in(data, name)) is not None:
            return Opened(feed.item(feed.newest), Path(), None, feed=feed)
        return Opened(read(data, name), Path(), None)
    return Opened(Episode(title=name), Path(), place, ())


def _is_text(place: str) -> bool:
    """Whether what is at the address is text. Of what may be audio, the engine tells the trouble.

    Raises EarmarkError where it cannot be had, and is no audio by its name.
    """
    from player.engine import address

    try:
        _, head = address.fetch(place, 0, HEAD, ADDRESS_TIMEOUT)
    except EarmarkError:
        if PurePosixPath(urlsplit(place).path).suffix.lower() in suffixes():
            raise
        return False
    return bool(head) and sniff(head) is None and b"\0" not in head[:1024]


def locate(where: str, opened: Opened) -> tuple[str, str]:
    """Check the audio at `where` and put it into the episode file; the place, and what to tell."""
    from player.app.locating import put_audio  # what writes episode files, rarely needed

    if is_address(where):
        return where, put_audio(opened, where)
    if "://" in where:
        raise EarmarkError("Only files and http(s) addresses can be played.")
    # What is typed without a folder lies beside the episode file.
    path = _absolute(str(opened.path.parent / Path(where).expanduser()))
    check_local(path)
    return str(path), put_audio(opened, str(path))


def keep_text(text: str, folder: Path) -> Path:
    """Write pasted text into a file of its own, named by its first words."""
    import hashlib  # brings OpenSSL: 3 MB that playing does not need

    words = re.findall(r"\w+", text[:200])[:6]
    name = "-".join(words).lower()[:60] or "episode"
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    path = folder / f"{name}-{digest}.txt"
    write_atomic(path, text.encode())
    return path
