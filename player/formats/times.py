"""Times as formats write them: clocks with hours, and seconds as numbers."""

from __future__ import annotations

import re

from player.domain.timecode import LONGEST, Ms

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,5}):(\d{1,2})(?:[.,](\d{1,9}))?", re.ASCII)


def clock(ms: Ms, point: str = ".") -> str:
    """`ms` as `01:02:03.450`; `point` stands before the milliseconds."""
    seconds, part = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{part:03}"


def from_clock(text: str) -> Ms | None:
    """The time in `text`, `[H:]M:SS[.fff]` and nothing else, in ms; None where it is none.

    Made for files of 100,000 times: `timecode.parse` takes more shapes, tells what is wrong, and
    takes five times as long.
    """
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds, part = match.groups()
    second = int(seconds)
    minute = int(minutes)
    if second > 59 or (hours and minute > 59):
        return None
    ms = (int(hours or 0) * 3600 + minute * 60 + second) * 1000
    if part:
        ms += int(part) if len(part) == 3 else round(int(part[:6].ljust(6, "0")) / 1000)
    return ms if ms <= LONGEST else None


def from_seconds(value: object) -> Ms | None:
    """Seconds as a number (or a number written as text), in ms; None for all else.

    None, too, where they are negative, no number, or over `LONGEST`.
    """
    if isinstance(value, str):
        try:
            value = float(value[:40])
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value * 1000) if 0 <= value <= LONGEST / 1000 else None
