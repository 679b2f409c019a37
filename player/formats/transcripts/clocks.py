"""Times of which a file has hundreds of thousands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from player.domain.timecode import LONGEST, Ms
from player.formats.times import from_clock

_MOST_KNOWN = 200_000
_MOST_SECONDS: Ms = 99_999


class Clocks:
    """Reads times of which a file has hundreds of thousands: `read` is asked about once a minute.

    A time is what stands before its seconds and these, `01:02:` and `03.450`; both are kept.
    `digits` is how many a second's part usually has; times with others are read each.
    """

    def __init__(
        self, read: Callable[[str], Ms | None] = from_clock, digits: Literal[2, 3] = 3
    ) -> None:
        self._read = read
        self._tail = 3 + digits
        self._usual = re.compile(rf"(\d?\d)[.,](\d{{{digits}}})", re.ASCII)
        self._before: dict[str, Ms] = {}
        self._seconds: dict[str, Ms] = {}

    def ms(self, text: str) -> Ms | None:
        """The time in `text`, in ms; None where it is none."""
        tail = self._tail
        try:
            return self._before[text[:-tail]] + self._seconds[text[-tail:]]
        except KeyError:
            return self._learned(text, text[:-tail], text[-tail:])

    def all(self, texts: Iterable[str]) -> list[Ms | None]:
        """The times in `texts`, as `ms` finds them."""
        tail, before, seconds = self._tail, self._before, self._seconds
        found: list[Ms | None] = []
        for text in texts:
            try:
                found.append(before[text[:-tail]] + seconds[text[-tail:]])
            except KeyError:
                found.append(self._learned(text, text[:-tail], text[-tail:]))
        return found

    def _learned(self, text: str, before: str, seconds: str) -> Ms | None:
        time = self._read(text)
        if time is not None and (usual := self._usual.fullmatch(seconds)):
            part = int(usual[1]) * 1000 + int(usual[2].ljust(3, "0"))
            # Behind three colons are frames, and parts of them, not seconds.
            usual_clock = before.count(":") < 3
            if (
                usual_clock
                and len(self._before) < _MOST_KNOWN
                and time - part + _MOST_SECONDS <= LONGEST
            ):
                self._before[before] = time - part
                self._seconds[seconds] = part
        return time
