"""The times of TTML: clocks, offsets in any unit, frames and ticks.

Source: W3C TTML 2, section 12.3 (time expressions) and 7.2 (frameRate, frameRateMultiplier,
subFrameRate, tickRate). Apple's transcripts write bare seconds and `M:SS`, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from player.domain.timecode import LONGEST, Ms
from player.formats.transcripts.lines import Clocks

_CLOCK = re.compile(
    r"(?:(?:(\d{1,4}):)?(\d{1,5}):)?(\d{1,9})(?:\.(\d{1,12})|:(\d{1,9})(?:\.(\d{1,9}))?)?", re.ASCII
)
_OFFSET = re.compile(r"(\d{1,15}(?:\.\d{1,12})?)(h|ms|m|s|f|t)", re.ASCII)
_RATE = re.compile(r"\d{1,9}", re.ASCII)


class Times:
    """Reads the times of one document, whose root has the `parameters` (by their local names)."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        frames = Fraction(_rate(parameters.get("frameRate")) or 30)
        over = re.findall(r"\d{1,9}", parameters.get("frameRateMultiplier", ""), re.ASCII)
        if len(over) == 2 and int(over[0]) and int(over[1]):
            frames *= Fraction(int(over[0]), int(over[1]))
        parts = _rate(parameters.get("subFrameRate")) or 1
        ticks = Fraction(_rate(parameters.get("tickRate")) or 0)
        if not ticks:
            ticks = frames * parts if "frameRate" in parameters else Fraction(1)
        self._parts = parts
        self._units: dict[str, Fraction] = {
            "h": Fraction(3_600_000),
            "m": Fraction(60_000),
            "s": Fraction(1000),
            "ms": Fraction(1),
            "f": 1000 / frames,
            "t": 1000 / ticks,
        }
        self.of = Clocks(self._read).ms
        """The time in a text, in ms; None where it is none that can be."""

    def _read(self, value: str) -> Ms | None:
        value = value.strip()[:60]
        if match := _OFFSET.fullmatch(value):
            time = round(Fraction(match[1]) * self._units[match[2]])
        elif match := _CLOCK.fullmatch(value):
            time = self._clock(match)
        else:
            return None
        return time if time <= LONGEST else None

    def _clock(self, match: re.Match[str]) -> Ms:
        hours, minutes, seconds, part, frames, parts = match.groups()
        time = ((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)) * 1000
        if part:
            return time + round(int(part[:6].ljust(6, "0")) / 1000)
        inner = int(frames or 0) + Fraction(int(parts or 0), self._parts)
        return time + round(inner * self._units["f"])


def _rate(value: str | None) -> int | None:
    return int(value) if value is not None and _RATE.fullmatch(value.strip()) else None
