"""Waits for what a player does to be heard."""

from __future__ import annotations

import time

import numpy as np

from tests.hearing import RATE
from tests.sound_server import Recording


def wait_for_sound(sound: Recording, seconds: float = 20.0) -> None:
    """Until it has sounded for a second and more."""
    deadline = time.monotonic() + seconds
    while not np.abs(np.frombuffer(sound.samples[-RATE * 2 :], np.int16)).mean() > 20:
        if time.monotonic() > deadline:
            raise TimeoutError("no sound came")
        sound.wait(0.2)
    sound.wait(1.0)
