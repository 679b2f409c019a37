"""Speech from espeak-ng, by way of its C library: samples, and the time of each word in them."""

from __future__ import annotations

import ctypes
import ctypes.util
from array import array
from dataclasses import dataclass
from typing import Any

from player.domain.errors import EarmarkError
from player.domain.timecode import Ms

PACE = 150
"""Words a minute."""

_LOUDNESS = 3300.0
"""Root mean square that spoken parts are brought to, of 32767: about −20 dBFS."""

_PEAK = 29000.0
_ONSET = 0.02
"""Below this share of the loudest sample the leading and trailing sound counts as silence."""

_SYNCHRONOUS, _DONT_EXIT, _POS_CHARACTER, _UTF8, _RATE, _WORD = 2, 0x8000, 1, 1, 1, 1


class StandinError(EarmarkError):
    """The audio cannot be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Speech:
    """One spoken text: 16-bit mono `samples`, beginning and ending with sound.

    `words` are pairs: the place in the text (counted in characters from 0) and the time (ms from
    the first sample) of each word, as the synthesiser gives them.
    """

    samples: array[int]
    rate: int
    words: tuple[tuple[int, Ms], ...]

    @property
    def duration(self) -> Ms:
        """Length in milliseconds, rounded up."""
        return -(-len(self.samples) * 1000 // self.rate)


class _Event(ctypes.Structure):
    """`espeak_EVENT` of speak_lib.h; the union at its end is not used, but counts for the size."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Voice:
    """espeak-ng's synthesiser, on one thread: the library keeps one state for the process.

    Raises StandinError where the library or its data is missing.
    """

    def __init__(self) -> None:
        self._library = _load()
        self._samples: array[int] = array("h")
        self._words: list[tuple[int, Ms]] = []
        self.rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _DONT_EXIT)
        if self.rate <= 0:
            raise StandinError(_missing("espeak-ng is there, but its voice data is not"))
        self._callback = _Callback(self._collect)

    def say(self, text: str, name: str = "en-us", pace: int = PACE) -> Speech:
        """`text` spoken by the espeak-ng voice `name`, such as `en-us` or `en-gb+f2`.

        `pace` is in words a minute, 80 … 450. A text with nothing to say gives an empty Speech.
        """
        if self._library.espeak_SetVoiceByName(name.encode()) != 0:
            raise StandinError(
                f"espeak-ng has no voice “{name[:40]}”; `espeak-ng --voices` lists what it has"
            )
        self._library.espeak_SetParameter(_RATE, pace, 0)
        self._samples, self._words = array("h"), []
        # the library knows one callback: another Voice may have set its own since
        self._library.espeak_SetSynthCallback(self._callback)
        data = text.replace("\0", " ").encode() + b"\0"
        failed = self._library.espeak_Synth(
            data, len(data), 0, _POS_CHARACTER, 0, _UTF8, None, None
        )
        if failed:
            raise StandinError(f"espeak-ng could not say “{text[:40]}” (error {failed})")
        return _trimmed(self._samples, self.rate, self._words)

    def _collect(self, wav: Any, count: int, events: Any) -> int:
        """Called by the library for each piece of sound; 0 lets it go on."""
        if wav and count > 0:
            self._samples.frombytes(ctypes.string_at(wav, count * 2))
        index = 0
        while events[index].type:
            if events[index].type == _WORD:
                place, at = events[index].text_position - 1, events[index].audio_position
                self._words.append((place, at))
            index += 1
        return 0


def _load() -> Any:
    names = ("libespeak-ng.so.1", ctypes.util.find_library("espeak-ng"))
    for name in names:
        try:
            if name:
                library = ctypes.CDLL(name)
                break
        except OSError:
            continue
    else:
        raise StandinError(_missing("The voice is missing: espeak-ng was not found"))
    library.espeak_Synth.argtypes = (
        *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint),
        *(ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p),
    )
    library.espeak_SetVoiceByName.argtypes = (ctypes.c_char_p,)
    return library


def _missing(what: str) -> str:
    return (
        f"{what}. Install it, then run this again: `sudo apt install espeak-ng` on Debian and "
        "Ubuntu, `sudo dnf install espeak-ng` on Fedora, `brew install espeak-ng` on macOS"
    )


def _trimmed(samples: array[int], rate: int, words: list[tuple[int, Ms]]) -> Speech:
    """Without the silence around it, at the common loudness, the words' times moved along."""
    peak = max(map(abs, samples), default=0)
    loud = [index for index, value in enumerate(samples) if abs(value) > peak * _ONSET]
    if not loud:
        return Speech(array("h"), rate, ())
    first, last = loud[0], loud[-1] + 1
    power = sum(samples[index] ** 2 for index in loud) / len(loud)
    gain = min(_LOUDNESS / power**0.5, _PEAK / peak)
    kept = array("h", (round(value * gain) for value in samples[first:last]))
    cut = first * 1000 // rate
    return Speech(kept, rate, tuple((place, max(0, at - cut)) for place, at in words))
