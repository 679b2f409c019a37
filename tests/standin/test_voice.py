"""espeak-ng speaks: sound from the first sample on, and each word with its time."""

from __future__ import annotations

import ctypes
import ctypes.util

import pytest

from player.standin.voice import StandinError, Voice


def test_speech_begins_and_ends_with_sound_and_knows_its_words(voice):
    text = "Naïve “quotes”, and ten words more."
    speech = voice.say(text)
    assert 1500 < speech.duration < 5000
    edge = speech.rate // 100
    loud = max(map(abs, speech.samples)) // 60
    assert max(map(abs, speech.samples[:edge])) > loud
    assert max(map(abs, speech.samples[-edge:])) > loud
    places = [place for place, _ in speech.words]
    assert {text.index(word) for word in ("Naïve", "quotes", "and", "more")} <= set(places)
    times = [at for _, at in speech.words]
    assert times == sorted(times)
    assert times[0] < 100
    assert times[-1] < speech.duration


def test_voices_are_equally_loud(voice):
    def loudness(name):
        speech = voice.say("The same words for everybody, loud and clear.", name)
        return (sum(value**2 for value in speech.samples) / len(speech.samples)) ** 0.5

    assert loudness("en-us") == pytest.approx(loudness("en+f2"), rel=0.2)


def test_nothing_to_say_is_silence(voice):
    assert voice.say(" … ").duration == 0


def test_a_voice_that_is_not_there_is_told(voice):
    with pytest.raises(StandinError, match="no voice “nonsuch-tongue”"):
        voice.say("hello", "nonsuch-tongue")


def test_without_espeak_the_message_names_the_command(monkeypatch):
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", missing)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    with pytest.raises(StandinError, match="sudo apt install espeak-ng"):
        Voice()
