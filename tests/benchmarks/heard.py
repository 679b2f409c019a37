"""What was heard after a jump, sample by sample: from where, from when on, with what holes.

Short pieces of what came out are looked for in the reference recording (normalised correlation of
the samples themselves, not of their levels), so that a skip or a repetition shows, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from player.domain.timecode import Ms
from tests.hearing import RATE, Pcm

_PIECE, _SHORT, _STEP, _NEAR = (RATE * ms // 1000 for ms in (60, 20, 20, 40))
_BLOCK = RATE * 4 // 1000
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
    """The place in the recording of the first new sound, minus the marker."""
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
    own silence is no hole. At another `rate` than 1 the sound is made of short unaltered pieces of
    the recording, up to 40 ms from where the rate would have them; they are looked for.
    """
    low = max(0, (marker - BEFORE_MS) * RATE // 1000)
    high = (marker + BEYOND_MS) * RATE // 1000
    hay, sound = reference[low:high].astype(float), heard.astype(float)
    found = _steady(list(_places(sound, hay, rate)), rate)
    if not found:
        return None
    new, place = _first(sound, hay, *found[0])
    end = new + round(AFTER_S * RATE)
    lags = _without_single([place - rate * at for at, place in found if new <= at <= end])
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


def place_of(piece: Samples, hay: Samples) -> int | None:
    """Where in `hay` the piece is from, None where it is not from there."""
    length = len(piece)
    if len(hay) < length:
        return None
    size = 1 << (len(hay) + length).bit_length()
    product = np.fft.irfft(np.fft.rfft(hay, size) * np.conj(np.fft.rfft(piece, size)), size)
    energy = np.concatenate([[0.0], np.cumsum(hay * hay)])
    power = (energy[length:] - energy[:-length]) * (piece @ piece)
    alike = product[: len(hay) - length + 1] / np.sqrt(np.maximum(power, 1e-9))
    best = int(np.argmax(alike))
    return best if alike[best] >= _ALIKE else None


def _first(sound: Samples, hay: Samples, at: int, place: int) -> tuple[int, int]:
    """From a piece that is known to where the new sound began: its place in both."""
    for _ in range(_PIECE // _BLOCK):
        if _same(sound[at : at + _BLOCK], hay[place : place + _BLOCK]):
            break
        at, place = at + _BLOCK, place + _BLOCK
    while min(at, place) >= _BLOCK and _same(sound[at - _BLOCK : at], hay[place - _BLOCK : place]):
        at, place = at - _BLOCK, place - _BLOCK
    return at, place


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
