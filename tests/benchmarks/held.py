"""A held arrow key: where it leads, how it sounds afterwards, and what the window's thread does."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from player.domain.timecode import Ms
from tests.benchmarks import report
from tests.benchmarks.heard import Samples, longest, mute
from tests.benchmarks.lead import lead
from tests.benchmarks.places import Ear
from tests.benchmarks.players import Player
from tests.benchmarks.recordings import recordings, reference, steady_tone
from tests.benchmarks.screen import Eye
from tests.benchmarks.shown import Watch, ear_of, watched
from tests.hearing import RATE, Pcm
from tests.sound_server import SoundServer

TITLE = "A held arrow key"
ENDING, HERTZ = "mp3", 440.0
HELD_S, REPEATS, RUNS = 5.0, 30.0, 3
SOUND_S = 2.0
"""So long is listened to after the key is let go."""
LAST_JUMP_MS: Ms = 300
KEYS = {"on": "Right", "back": "Left"}
AMIDST = "5"
"""The key that goes to the middle, from which it can be held both ways."""
_WINDOW_S = 0.25


@dataclass(frozen=True, slots=True)
class Held:
    """What holding the key once led to."""

    moved: float
    """How far (s)."""
    again: float
    """From letting go until the silence of the last jump has ended (ms); 0 where it is none."""
    beside: float | None
    """Shown minus heard 1 s after it was let go (ms); None where that is not known."""
    cents: float | None
    """How far from its own the pitch of the tone then was, at most (cents)."""
    hole: float
    """The longest silence then (ms)."""
    block: float
    """The longest time until then that the window's thread heard nothing (ms)."""


def measured(_peers: list[Player], _endings: Sequence[str]) -> str:
    """The section of the report."""
    pcm = reference()
    (noise,) = recordings(pcm, [ENDING])
    rows = []
    with SoundServer.started() as server:
        for name, place, known in (
            ("noise", noise.episode, pcm),
            (f"tone of {HERTZ:.0f} Hz", steady_tone(HERTZ), None),
        ):
            found = _held(place, known, server)
            rows += [_row(f"{name}, {way}", times) for way, times in found.items()]
    return "\n\n".join(
        [
            f"MP3 of a constant rate; the arrow key held for {HELD_S:.0f} s in the real window, "
            f"the screen's own repeat at {REPEATS:.0f} a second, {RUNS} times each way. Sound "
            "again: from letting go to the end of the last silence that begins within "
            f"{LAST_JUMP_MS} ms, that of the last jump. Shown − heard: 1 s after letting go. Then, "
            f"for {SOUND_S:.0f} s: the farthest from {HERTZ:.0f} Hz in pieces of "
            f"{_WINDOW_S * 1000:.0f} ms (a seam in one counts, too), and the longest silence. "
            "Block: the longest time from the key to the end in which a timer of 1 ms in the "
            "window's thread was not heard.",
            report.table(
                [
                    *("recording", "moved (s)", "sound again (ms)", "shown − heard (ms)"),
                    *("pitch (cents)", "hole (ms)", "block (ms)"),
                ],
                rows,
            ),
        ]
    )


def _held(place: Path, pcm: Pcm | None, server: SoundServer) -> dict[str, list[Held]]:
    holds: list[tuple[str, float, float]] = []
    ahead = lead(server)
    with watched([str(place)], 1.0, server) as (keyboard, sound, watch), Eye() as eye:
        eye.repeat_keys(REPEATS)
        for _ in range(RUNS):
            for way, key in KEYS.items():
                keyboard.press(AMIDST)
                sound.wait(2.0)
                began = keyboard.hold(key)
                threading.Event().wait(HELD_S)
                holds.append((way, began, keyboard.let_go(key)))
                sound.wait(SOUND_S + 0.5)
    samples = np.frombuffer(sound.samples, np.int16).astype(float)
    found: dict[str, list[Held]] = {way: [] for way in KEYS}
    for way, began, ended in holds:
        first = sound.offset_of(ended) // 2
        again = sounds_again(samples[first : first + RATE])
        after = samples[first + again * RATE // 1000 :][: round(SOUND_S * RATE)]
        ear = None if pcm is None else ear_of(sound, pcm, ahead)
        blocks = [length for at, length in watch.pauses if began <= at < ended + SOUND_S]
        found[way].append(
            Held(
                moved=(watch.at(ended)[0] - watch.at(began)[0]) / 1000,
                again=again,
                beside=None if ear is None else _beside(watch, ended + 1, ear),
                cents=farthest(after, HERTZ) if pcm is None else None,
                hole=longest(mute(after)),
                block=max(blocks, default=0.0),
            )
        )
    return found


def _beside(watch: Watch, moment: float, ear: Ear) -> float | None:
    shown, rate = watch.at(moment)
    place = ear.place(moment, shown, rate)
    return None if place is None else shown - place


def sounds_again(after: Samples) -> Ms:
    """When the last silence has ended (ms) that begins within the first `LAST_JUMP_MS`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mute(after), [False]]).astype(int)))
    return max((int(end) for begin, end in edges.reshape(-1, 2) if begin < LAST_JUMP_MS), default=0)


def farthest(sound: Samples, hertz: float) -> float:
    """How far the tone is from `hertz` where it is farthest (cents)."""
    length = round(_WINDOW_S * RATE)
    pieces = (sound[at : at + length] for at in range(0, len(sound) - length + 1, length // 2))
    cents = [1200 * float(np.log2(frequency(piece) / hertz)) for piece in pieces if piece.any()]
    return max(cents, key=abs, default=float("nan"))


def frequency(tone: Samples) -> float:
    """Of the strongest tone (Hz), between the lines of the spectrum, too."""
    spectrum = np.log(np.abs(np.fft.rfft(tone * np.hanning(len(tone)))) + 1e-9)
    peak = int(np.argmax(spectrum[1:-1])) + 1
    low, middle, high = spectrum[peak - 1 : peak + 2]
    return float((peak + (low - high) / 2 / (low - 2 * middle + high)) * RATE / len(tone))


def _row(name: str, found: list[Held]) -> list[str]:
    beside = [held.beside for held in found if held.beside is not None]
    cents = [held.cents for held in found if held.cents is not None]
    return [
        name,
        report.figure([held.moved for held in found]),
        report.figure([held.again for held in found]),
        report.figure(beside) + ("" if len(beside) in (0, len(found)) else ", not heard else"),
        report.figure(cents, 1),
        report.figure([held.hole for held in found]),
        report.figure([held.block for held in found], 1),
    ]
