"""Times as whole milliseconds: how a person writes them, and how they are shown."""

from __future__ import annotations

import re
from typing import TypeAlias

from player.domain.errors import TimecodeError

Ms: TypeAlias = int
"""A time or a duration in whole milliseconds. No other unit is used between modules."""

LONGEST: Ms = 500 * 3600 * 1000
"""The longest time taken from a file: 500 hours, which also fits into what Qt counts with."""

_CLOCK = re.compile(
    r"(?P<sign>[-+−])?(?:(?:(?P<h>\d{1,4}):)?(?P<m>\d{1,5}):)?(?P<s>\d{1,9})(?:[.,](?P<f>\d{1,9}))?",
    re.ASCII,
)
_UNITS = re.compile(
    r"(?P<sign>[-+−])?(?=\d)(?:(?P<h>\d{1,4})\s*h)?\s*(?:(?P<m>\d{1,5})\s*m(?:in)?)?\s*"
    r"(?:(?P<s>\d{1,9})(?:[.,](?P<f>\d{1,9}))?\s*s?)?",
    re.ASCII | re.IGNORECASE,
)
_BRACKETS = {"[": "]", "(": ")"}


def parse(text: str, *, signed: bool = False) -> Ms:
    """The time written in `text`, in milliseconds.

    Takes `S`, `M:SS`, `H:MM:SS`, each with a fraction after a point or comma, in brackets or not,
    and `1h02m03s` with any part left out. Minutes and seconds after a colon are below 60. A sign
    is taken only where `signed` says so (offsets).

    Raises TimecodeError for anything else, for negative times and for times over `LONGEST`.
    Source: the rules of the episode file.
    """
    bare = text.strip()
    if bare[:1] in _BRACKETS and bare.endswith(_BRACKETS[bare[0]]):
        bare = bare[1:-1].strip()
    match = _CLOCK.fullmatch(bare) or _UNITS.fullmatch(bare)
    if match is None or not any(match[part] for part in "hms"):
        raise TimecodeError(f"“{text[:40]}” is not a time; write it as 1:02:03, 02:10 or 1h2m")
    hours, minutes, seconds = (int(match[part] or 0) for part in "hms")
    if match.re is _CLOCK and ((match["m"] and seconds > 59) or (match["h"] and minutes > 59)):
        raise TimecodeError(f"“{text[:40]}” is not a time; after a colon comes 00 to 59")
    fraction = round(int((match["f"] or "0")[:6].ljust(6, "0")) / 1000)
    value = ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction
    if value > LONGEST:
        raise TimecodeError(f"“{text[:40]}” is longer than any recording; the most is 500 hours")
    if match["sign"] not in (None, "+"):
        if not signed:
            raise TimecodeError(f"“{text[:40]}” is before the start; times count from 0")
        return -value
    return value


def show(ms: Ms, *, hours: bool = False) -> str:
    """`ms` as a listener reads it: `02:10`, `1:02:03`; with `hours`, always the long form.

    Parts of a second are cut off, so that a clock never runs ahead. Negative times carry `−`.
    """
    sign, seconds = ("−" if ms < 0 else ""), abs(ms) // 1000
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hour or hours:
        return f"{sign}{hour}:{minute:02}:{second:02}"
    return f"{sign}{minute:02}:{second:02}"


def lapse(ms: Ms, *, signed: bool = False) -> str:
    """How long `ms` is, exactly and in words: `1.5 s`, `1 min 12 s`, `2 h 3 s`.

    With `signed` and other than 0 it begins with `+` or `−`.
    """
    hours, minutes, rest = abs(ms) // 3_600_000, abs(ms) // 60_000 % 60, abs(ms) % 60_000
    seconds = f"{rest // 1000}.{rest % 1000:03}".rstrip("0").removesuffix(".")
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    parts += [f"{seconds} s"] * bool(rest or not parts)
    sign = ("−" if ms < 0 else "+") if signed and ms else ""
    return sign + " ".join(parts)


def spell(ms: Ms) -> str:
    """`ms` exactly and as short as can be, as it is written into files: `02:10`, `1:02:03.45`."""
    text = show(abs(ms))
    part = abs(ms) % 1000
    sign = "-" if ms < 0 else ""
    return sign + (f"{text}.{part:03}".rstrip("0") if part else text)
