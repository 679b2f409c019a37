"""The times of TTML: clocks, offsets in any unit, frames and ticks.

Source: W3C TTML 2, section 12.3 (time expressions) and 7.2 (frameRate, frameRateMultiplier,
subFrameRate, tickRate, dropMode): with the time base `smpte` a clock counts frames, which real
time lags behind where a rate is a little below a whole number. Apple's transcripts write bare
seconds and `M:SS`, too; some programs a comma for the point, or a semicolon before frames.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from player.domain.timecode import LONGEST, Ms
from player.formats.transcripts.clocks import Clocks

_CLOCK = re.compile(
    r"(?:(?:(\d{1,4}):)?(\d{1,5}):)?(\d{1,9})(?:\.(\d{1,12})|:(\d{1,9})(?:\.(\d{1,9}))?)?", re.ASCII
)
_OFFSET = re.compile(r"(\d{1,15})(?:\.(\d{1,12}))?(h|ms|m|s|f|t)", re.ASCII)
_DROPPED = {"dropNTSC": (2, 1, 10), "dropPAL": (4, 2, 20)}
"""So many numbers of frames are left out every so many minutes, but for those that are so round."""
_RATE = re.compile(r"\d{1,9}", re.ASCII)


class Times:
    """Reads the times of one document, whose root has the `parameters` (by their local names)."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        frames = Fraction(_rate(parameters.get("frameRate")) or 30)
        over = re.findall(r"\d{1,9}", parameters.get("frameRateMultiplier", ""), re.ASCII)
        if len(over) == 2 and int(over[0]) and int(over[1]):
            frames *= Fraction(int(over[0]), int(over[1]))
        self._labels = 0
        self._dropped = (0, 1, 1)
        if parameters.get("timeBase") == "smpte":
            self._labels = _rate(parameters.get("frameRate")) or 30
            self._dropped = _DROPPED.get(parameters.get("dropMode", ""), self._dropped)
        parts = _rate(parameters.get("subFrameRate")) or 1
        ticks = Fraction(_rate(parameters.get("tickRate")) or 0)
        if not ticks:
            ticks = frames * parts if "frameRate" in parameters else Fraction(1)
        self._parts = parts
        self._units: dict[str, int | Fraction] = {
            "h": 3_600_000,
            "m": 60_000,
            "s": 1000,
            "ms": 1,
            "f": 1000 / frames,
            "t": 1000 / ticks,
        }
        self._clocks = Clocks(self._read)

    def of(self, value: str) -> Ms | None:
        """The time in a text, in ms; None where it is none that can be."""
        return self._clocks.ms(_bare(value) if value[-1:] == "s" else value)

    def all(self, values: Sequence[str]) -> list[Ms | None]:
        """The times in `values`, as `of` finds them."""
        return self._clocks.all([_bare(v) if v[-1:] == "s" else v for v in values])

    def _read(self, value: str) -> Ms | None:
        value = value.strip()[:60].replace(",", ".").replace(";", ":")
        if match := _OFFSET.fullmatch(value):
            whole, part, unit = match[1], match[2] or "", self._units[match[3]]
            time = round(int(whole) * unit + int(part or 0) * unit / 10 ** len(part))
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
        if frames and self._labels:
            count, every, but = self._dropped
            minute = time // 60_000
            lost = count * (minute // every - minute // but)
            return round((time // 1000 * self._labels - lost + inner) * self._units["f"])
        return time + round(inner * self._units["f"])


def _bare(value: str) -> str:
    """Seconds without their unit, for so the times of clocks are kept, which have no more."""
    return value[:-1] if value[-2:-1].isdigit() else value


def _rate(value: str | None) -> int | None:
    return int(value) if value is not None and _RATE.fullmatch(value.strip()) else None
