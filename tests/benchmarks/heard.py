"""What was heard after a jump, sample by sample: from where, from when on, with what holes.

Short pieces of what came out are looked for in the reference recording (normalised correlation of
the samples themselves, not of their levels), so that a skip or a repetition shows, too.

What plays faster or slower with the pitch kept lays short pieces of the recording, unaltered,
closer together or further apart, each up to half its window from where the rate would have it.
There a single piece says little, and the first least of all: it is the line through all the pieces
of the first second, its slope the rate, that says from where the sound began.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np
import numpy.typing as npt

from player.domain.timecode import Ms
from tests.hearing import RATE, Pcm

_PIECE, _SHORT, _STEP, _NEAR = (RATE * ms // 1000 for ms in (60, 20, 20, 40))
_BLOCK = RATE * 4 // 1000
_SCRAP, _STRIDE, _BACK, _REACH = (RATE * ms // 1000 for ms in (10, 1, 100, 30))
_CLOSE, _AROUND = 0.85, 7
_ALIKE, _BLOCK_ALIKE = 0.7, 0.5
_SILENT = 2.0
AFTER_S = 2.0
"""So long is listened for holes after the new sound has begun."""
BEFORE_MS, BEYOND_MS = 500, 4_000
"""How far around the marker the sound is looked for."""

Samples = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Jump:
    """What a jump to a marker gave; all in ms."""

    beside: float
    """The place in the recording of the first new sound, minus the marker.

    At another rate than 1: where the line of the first second begins.
    """
    delay: float
    """From the key to the first new sound."""
    gap: float
    """The longest silence between the key and the first new sound."""
    hole: float
    """The longest silence in the 2 s after it."""
    slip: float
    """By how much the sound then moved against the clock: skipped, repeated or late."""


def jump(
    heard: Pcm, key: int, reference: Pcm, decoded: Pcm, marker: Ms, rate: float = 1.0
) -> Jump | None:
    """What the samples `heard` around the key tell; None where the marker's sound never came.

    `key`: the sample at which it was pressed. `decoded`: the reference as its file gives it, whose
    own silence is no hole.
    """
    low = max(0, (marker - BEFORE_MS) * RATE // 1000)
    high = (marker + BEYOND_MS) * RATE // 1000
    hay, sound = reference[low:high].astype(float), heard.astype(float)
    found = _steady(list(_places(sound, hay, rate)), rate)
    if not found:
        return None
    if rate == 1:
        new, place = _first(sound, hay, *found[0])
    else:
        line = _line(found, rate)
        # What an encoder made of so short a piece is too little like what it was made from.
        exact = decoded[low:high].astype(float)
        new = _first_scrap(sound, exact, found[0][0], line, rate)
        place = round(rate * new + line)
    end = new + round(AFTER_S * RATE)
    if rate == 1:
        lags = _without_single([place - at for at, place in found if new <= at <= end])
    else:
        lags = _smooth([lag for at, lag in _lags(found, rate) if new <= at <= end])
    before = mute(sound[min(key, new) : new])
    after = mute(sound[new:end])
    known = mute(decoded[low + place : low + place + end - new].astype(float))[: len(after)]
    if rate != 1:
        known = np.zeros_like(after)
    return Jump(
        beside=1000 * (low + place) / RATE - marker,
        delay=1000 * (new - key) / RATE,
        gap=longest(before),
        hole=longest(after[: len(known)], known),
        slip=1000 * (max(lags) - min(lags)) / RATE if lags else 0.0,
    )


def _places(sound: Samples, hay: Samples, rate: float) -> Iterator[tuple[int, int]]:
    """Piece by piece where in `hay` the `sound` is from, for those that are from there."""
    lag: float | None = None
    length = _PIECE if rate == 1 else _SHORT
    for at in range(0, len(sound) - length, _STEP):
        piece = sound[at : at + length]
        # A piece that is partly mute says nothing of where its beginning is from.
        if np.abs(piece).mean() < _SILENT:
            continue
        place = None if lag is None else _near(piece, hay, round(rate * at + lag))
        if place is None:
            place = place_of(piece, hay)
        if place is not None:
            lag = place - rate * at
            yield at, place


def _steady(found: list[tuple[int, int]], rate: float) -> list[tuple[int, int]]:
    """What was found, from the first on that the next two confirm.

    A piece of which only a little sounds is like many places; by chance no three agree.
    """
    lags = [place - rate * at for at, place in found]
    most = _BLOCK if rate == 1 else _NEAR
    for first in range(len(found) - 2):
        if max(lags[first : first + 3]) - min(lags[first : first + 3]) <= most:
            return found[first:]
    return []


def _without_single(lags: list[float]) -> list[float]:
    """Each the middle one of itself and its neighbours: one alone was like a place by chance."""
    return [sorted(lags[at - 1 : at + 2])[1] for at in range(1, len(lags) - 1)]


def _near(piece: Samples, hay: Samples, expected: int) -> int | None:
    """Where near the expected place the piece is from."""
    low = max(0, expected - _NEAR)
    place = place_of(piece, hay[low : expected + _NEAR + len(piece)])
    return None if place is None else low + place


def place_of(piece: Samples, hay: Samples, least: float = _ALIKE) -> int | None:
    """Where in `hay` the piece is from, None where nothing is at `least` so much like it."""
    length = len(piece)
    if len(hay) < length:
        return None
    size = 1 << (len(hay) + length).bit_length()
    product = np.fft.irfft(np.fft.rfft(hay, size) * np.conj(np.fft.rfft(piece, size)), size)
    energy = np.concatenate([[0.0], np.cumsum(hay * hay)])
    power = (energy[length:] - energy[:-length]) * (piece @ piece)
    alike = product[: len(hay) - length + 1] / np.sqrt(np.maximum(power, 1e-9))
    best = int(np.argmax(alike))
    return best if alike[best] >= least else None


def _first(sound: Samples, hay: Samples, at: int, place: int) -> tuple[int, int]:
    """From a piece that is known to where the new sound began: its place in both."""
    for _ in range(_PIECE // _BLOCK):
        if _same(sound[at : at + _BLOCK], hay[place : place + _BLOCK]):
            break
        at, place = at + _BLOCK, place + _BLOCK
    while min(at, place) >= _BLOCK and _same(sound[at - _BLOCK : at], hay[place - _BLOCK : place]):
        at, place = at - _BLOCK, place - _BLOCK
    return at, place


def _first_scrap(sound: Samples, hay: Samples, at: int, line: float, rate: float) -> int:
    """When the sound began that is made of pieces laid closer together or further apart.

    `at` is the first that was found. Those before it fade into each other, so that not each scrap
    of them is like the recording; the very first one is, near where the `line` has it.
    """
    half = _SCRAP / 2
    earliest = max(0, at - _BACK)
    silent = np.flatnonzero(mute(sound[earliest:at]))
    earliest += (int(silent[-1]) + 1) * RATE // 1000 if len(silent) else 0
    for back in range(earliest, at, _STRIDE):
        low = max(0, round(rate * (back + half) + line - half) - _REACH)
        place = place_of(sound[back : back + _SCRAP], hay[low : low + 2 * _REACH + _SCRAP], _CLOSE)
        if place is not None:
            return _edge(sound, hay, back, low + place)
    return at


def _edge(sound: Samples, hay: Samples, at: int, place: int) -> int:
    """Where about the scrap the sound begins to be that of `hay`: what is before is not like it."""
    lead = min(at, place, _STRIDE)
    length = lead + _SCRAP
    piece, known = sound[at - lead :][:length], hay[place - lead :][:length]
    strange = np.concatenate([[0.0], np.cumsum(piece * piece)])
    unlike = np.concatenate([[0.0], np.cumsum((piece - known) ** 2)])
    return at - lead + int(np.argmin(strange + unlike[-1] - unlike))


def _lags(found: list[tuple[int, int]], rate: float) -> list[tuple[int, float]]:
    """Of each piece when it begins, and how far its middle is ahead of a line through 0."""
    middle = _SHORT / 2
    return [(at, place + middle - rate * (at + middle)) for at, place in found]


def _line(found: list[tuple[int, int]], rate: float) -> float:
    """How far the line through the pieces of the first second is ahead of one through 0."""
    return median(lag for at, lag in _lags(found, rate) if at < found[0][0] + RATE)


def _smooth(lags: list[float]) -> list[float]:
    """Each the middle one of those around it: what one piece is off by is no slip."""
    width = 2 * _AROUND + 1
    return [median(lags[at : at + width]) for at in range(len(lags) - width + 1)]


def _same(one: Samples, other: Samples) -> bool:
    scale = np.sqrt((one @ one) * (other @ other))
    return bool(scale > 0 and (one @ other) / scale >= _BLOCK_ALIKE)


def mute(sound: Samples) -> npt.NDArray[np.bool_]:
    """For each millisecond, whether it is silent."""
    edges = np.arange(int(len(sound) * 1000 / RATE) + 1) * RATE // 1000
    sums = np.concatenate([[0.0], np.cumsum(np.abs(sound))])
    return np.diff(sums[edges]) < _SILENT * np.diff(edges)


def longest(mute: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_] | None = None) -> float:
    """The longest silence in ms, what the recording itself has of it (`known`) not counted."""
    longest = now = 0
    for silent, own in zip(mute, np.zeros_like(mute) if known is None else known, strict=True):
        now = now + (not own) if silent else 0
        longest = max(longest, now)
    return float(longest)
