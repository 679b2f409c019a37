"""Where a sound is from that may have been made faster or slower, its pitch kept.

What changes the rate and keeps the pitch puts short pieces of the recording, unaltered, closer
together or further apart. So each piece of 20 ms is looked for by its samples, and what a moment
is from is the median of what the pieces around it say, each moved to the moment by the rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import numpy as np

from player.domain.timecode import Ms
from tests.benchmarks.heard import Samples, place_of
from tests.hearing import RATE, Pcm

PIECE_MS, STEP_MS, AROUND_MS = 20, 10, 100
SEARCH_MS = 2_000
"""How far from where it should be a sound is looked for."""
_NEAR_MS, _SPREAD_MS, _LEAST = 60, 60, 3
_SILENT = 2.0


@dataclass(frozen=True, slots=True)
class Ear:
    """What was `heard` of the recording `reference`, both mono at `RATE`.

    `began`: the moment (s) of the first sample heard.
    """

    heard: Pcm
    reference: Pcm
    began: float = 0.0

    def place(self, moment: float, expected: float, rate: float) -> float | None:
        """Where in the recording (ms) that is from which sounds at `moment` (s).

        None where it is silent, or not from within 2 s of what is expected.
        """
        at = self._at(moment)
        lags: list[float] = []
        for begin in range(at - AROUND_MS, at + AROUND_MS - PIECE_MS + 1, STEP_MS):
            # A piece lasts; what is compared is its middle.
            away = rate * (begin + PIECE_MS / 2 - at)
            should = expected + away - PIECE_MS / 2
            found = self._find(begin, should + median(lags), _NEAR_MS) if lags else None
            if found is None:
                found = self._find(begin, should, SEARCH_MS)
            if found is not None:
                lags.append(found + PIECE_MS / 2 - away - expected)
        middle = median(lags) if lags else 0.0
        steady = [lag for lag in lags if abs(lag - middle) <= _SPREAD_MS]
        return expected + median(steady) if len(steady) >= _LEAST else None

    def silent(self, moment: float) -> bool:
        """Whether the piece around it is."""
        piece = self._piece(self._at(moment) - PIECE_MS // 2)
        return bool(not len(piece) or np.abs(piece).mean() < _SILENT)

    def _at(self, moment: float) -> Ms:
        return round(1000 * (moment - self.began))

    def _find(self, begin: Ms, expected: float, search: Ms) -> float | None:
        """Where the piece that begins there is from (ms), looked for around `expected`."""
        piece = self._piece(begin)
        if len(piece) < PIECE_MS * RATE // 1000 or np.abs(piece).mean() < _SILENT:
            return None
        low = max(0, round((expected - search) * RATE / 1000))
        high = max(0, round((expected + search) * RATE / 1000)) + len(piece)
        place = place_of(piece, self.reference[low:high].astype(float))
        return None if place is None else 1000 * (low + place) / RATE

    def _piece(self, begin: Ms) -> Samples:
        first = max(0, begin * RATE // 1000)
        return self.heard[first : first + PIECE_MS * RATE // 1000].astype(float)
