"""Where a file's text points to: web addresses and paths, told apart and kept harmless."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

Place: TypeAlias = Literal["web", "inside", "outside", "refused"]

LONGEST_ADDRESS = 4096
# “Ep: 1.mp3” is a file's name; no address has a space there.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(?!\s)")
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


def place(address: str) -> Place:
    """What `address` is.

    "web": an http(s) address with a host. "inside": a path that stays in its file's folder.
    "outside": a path that leads out of it, or an absolute one. "refused": any other scheme
    (`file:` among them), network paths (`\\\\host\\x`, `//host/x`), control characters, nothing.
    """
    if not address or len(address) > LONGEST_ADDRESS or _CONTROL.search(address):
        return "refused"
    if _SCHEME.match(address):
        return "web" if is_web(address) else "refused"
    path = address.replace("\\", "/")
    if path.startswith("//"):
        return "refused"
    if path.startswith(("/", "~")) or _DRIVE.match(path):
        return "outside"
    depth = 0
    for part in path.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return "outside"
    return "inside"


def is_web(address: str) -> bool:
    """Whether `address` is an http(s) address that names a host, with no space in it."""
    if len(address) > LONGEST_ADDRESS or re.search(r"\s", address) or _CONTROL.search(address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
