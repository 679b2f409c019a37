"""The real engine: libVLC 3, on a thread of its own. The only module that knows `vlc`."""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from player.domain.errors import EngineError
from player.domain.playback import clamp_rate
from player.domain.timecode import Ms
from player.engine import AGENT, mailbox
from player.engine.api import Event, Listener
from player.engine.install import how_to_install
from player.engine.media import ADDRESS_TIMEOUT, Source
from player.engine.session import Session

SAMPLE_RATE = 22050
"""Samples a second of the sound that goes to memory."""

_PATIENCE = 2.0
_FLAGS = (
    *("--quiet", "--ignore-config", "--no-video", "--no-lua", "--no-spu", "--no-osd"),
    *("--no-metadata-network-access", "--no-sub-autodetect-file", "--no-auto-preparse"),
    *("--no-stats", "--no-media-library", "--no-volume-save"),
)
# avformat is the one reader that seeks to the frame, avcodec the one decoder that knows of the
# encoder's delay and stays silent on standard error. With libVLC's usual 300 ms of caching a
# sound server loses up to a second after a seek; with less than 80 ms it stutters.
_OPTIONS = (":codec=avcodec", ":file-caching=100", ":network-caching=150")
_EVENTS = {
    "MediaPlayerPlaying": ("playing", None),
    "MediaPlayerPaused": ("paused", None),
    "MediaPlayerBuffering": ("buffering", "new_cache"),
    "MediaPlayerTimeChanged": ("time", "new_time"),
    "MediaPlayerLengthChanged": ("length", "new_length"),
    "MediaPlayerEndReached": ("end", None),
    "MediaPlayerEncounteredError": ("error", None),
}

_log = logging.getLogger(__name__)


def load_vlc() -> Any:
    """The `vlc` module with a libVLC 3 behind it.

    Raises EngineError, which says what is missing and how to install it.
    """
    chosen = [
        name for name in ("PYTHON_VLC_LIB_PATH", "PYTHON_VLC_MODULE_PATH") if name in os.environ
    ]
    try:
        vlc = _import()
        version = vlc.libvlc_get_version().decode("ascii", "replace")
    except SystemExit:
        raise EngineError(
            f"{' or '.join(chosen)} is set, but leads to no libVLC. Remove it, or correct it."
        ) from None
    except OSError as error:
        told = str(error).lower()
        if any(sign in told for sign in ("193", "architecture", "elf class", "mach-o")):
            raise EngineError(
                f"The libVLC that is here is made for another kind of processor than this Python "
                f"({8 * ctypes.sizeof(ctypes.c_void_p)} bit). {how_to_install()}"
            ) from error
        raise EngineError(
            f"libVLC, which makes the sound, is missing. {how_to_install()}"
        ) from error
    except ModuleNotFoundError as error:
        raise EngineError("python-vlc is missing. Type: pip install python-vlc") from error
    except (ImportError, NameError, NotImplementedError, KeyError, AttributeError) as error:
        raise EngineError(
            f"libVLC, which makes the sound, is missing. {how_to_install()}"
        ) from error
    if not version.startswith("3."):
        raise EngineError(f"libVLC is {version}, but version 3 is needed. {how_to_install()}")
    return vlc


def _import() -> Any:
    """python-vlc; on Linux led to the library by its name.

    Its own search starts other programs, and where that finds nothing it takes Python itself for
    libVLC.
    """
    name = "PYTHON_VLC_LIB_PATH"
    lead = sys.platform.startswith("linux") and name not in os.environ and "vlc" not in sys.modules
    if lead:
        ctypes.CDLL("libvlc.so.5")
        os.environ[name] = "libvlc.so.5"
    try:
        import vlc

        return vlc
    finally:
        if lead:
            del os.environ[name]


class Deck:
    """One libVLC player: does what it is told, and hands on what libVLC says.

    To be used from one thread. libVLC's own threads only put values into `report` and the
    callbacks for samples: to call libVLC from there would be a deadlock.
    """

    def __init__(
        self,
        report: Callable[[mailbox.Report], None],
        samples: Callable[[bytes, int], None] | None,
        flush: Callable[[], None] | None,
    ) -> None:
        vlc = load_vlc()
        self._instance = vlc.Instance(list(_FLAGS))
        if self._instance is None:
            raise EngineError(f"libVLC is here, but its plugins are missing. {how_to_install()}")
        self._instance.set_user_agent(AGENT, AGENT)
        self._instance.set_app_id("earmark", "", "earmark")  # how sound mixers show it
        self._player = self._instance.media_player_new()
        self._report, self._flush = report, flush or (lambda: None)
        self._generation = 0
        self._lead: Ms = 0
        self._kept: list[object] = []
        manager = self._player.event_manager()
        for name, (what, field) in _EVENTS.items():
            callback = self._callback(what, field)
            manager.event_attach(getattr(vlc.EventType, name), callback)
            self._kept.append(callback)
        if samples is not None:
            self._send_samples_to(vlc, samples)

    def load(self, source: Source, start: Ms, *, play: bool) -> int:
        """Play `source` from `start`, or hold it there; what is reported of it has this number."""
        media = (
            self._instance.media_new_path(str(source.where))
            if isinstance(source.where, Path)
            else self._instance.media_new_location(source.where)
        )
        for option in (":demux=es" if source.by_bitrate else ":demux=avformat", *_OPTIONS):
            media.add_option(option)
        self._lead = source.lead
        media.add_option(f":start-time={self._led(start) / 1000:.3f}")
        if not play:
            media.add_option(":start-paused")
        self._player.set_media(media)
        media.release()
        # Here the one before has ended for good; nothing that it said can come any more.
        self._generation += 1
        self._flush()
        self._player.play()
        return self._generation

    def hold(self, held: bool) -> None:
        """Pause or go on. While libVLC still opens, or turns to the other, it would not obey."""
        self._player.set_pause(int(held))

    def go_to(self, position: Ms) -> None:
        # libVLC flushes again, but only where there was sound before.
        self._flush()
        self._player.set_time(self._led(position))

    def set_rate(self, rate: float) -> None:
        if abs(self._player.get_rate() - rate) > 0.001:
            self._player.set_rate(rate)

    def set_volume(self, percent: int, muted: bool) -> None:
        self._player.audio_set_volume(percent)
        self._player.audio_set_mute(muted)

    def stop(self) -> None:
        """Let go of the recording; may wait for libVLC."""
        # libVLC's own stop would let go of the output, too, and the next one begins at full volume.
        self._player.set_media(None)
        self._generation += 1

    def release(self) -> None:
        self._player.stop()
        self._player.release()
        self._instance.release()

    def _led(self, position: Ms) -> Ms:
        # The very start needs no seek, and some servers cannot do any.
        return max(0, position - self._lead) if position else 0

    def _callback(self, what: str, field: str | None) -> Callable[[Any], None]:
        def said(event: Any) -> None:
            value = float(getattr(event.u, field)) if field else 0.0
            self._report(mailbox.Report(self._generation, what, value))

        return said

    def _send_samples_to(self, vlc: Any, samples: Callable[[bytes, int], None]) -> None:
        def played(_data: object, block: int, length: int, due: int) -> None:
            samples(ctypes.string_at(block, 2 * length), due)

        def flushed(_data: object, _due: int) -> None:
            self._flush()

        kinds = vlc.CallbackDecorators
        callbacks = (
            kinds.AudioPlayCb(played),
            kinds.AudioFlushCb(flushed),
            kinds.AudioSetVolumeCb(lambda *_: None),
        )
        self._kept.append(callbacks)
        self._player.audio_set_format("S16N", SAMPLE_RATE, 1)
        self._player.audio_set_callbacks(callbacks[0], None, None, callbacks[1], None, None)
        self._player.audio_set_volume_callback(callbacks[2])


class VlcEngine:
    """Plays through libVLC; see `player.engine.api.Engine` for what its methods mean.

    libVLC is loaded when the first recording is opened. With `samples` the sound goes there and
    to no loudspeaker, whatever the volume: signed 16 bit, mono, `sample_rate`, in pieces, each
    with the time at which it is due (microseconds of libVLC's clock); `flush` tells that what was
    handed over and is not due yet will not sound: a seek, or another recording. A server has
    `address_timeout` seconds to answer.
    """

    def __init__(
        self,
        samples: Callable[[bytes, int], None] | None = None,
        flush: Callable[[], None] | None = None,
        *,
        address_timeout: float = ADDRESS_TIMEOUT,
    ) -> None:
        self.sample_rate = SAMPLE_RATE
        self._stamps = count(1)
        self._listeners: list[Listener] = []
        self._mailbox = mailbox.Mailbox()
        self._session = Session(
            self._tell,
            self._mailbox.put,
            lambda: Deck(self._mailbox.put, samples, flush),
            address_timeout,
        )
        self._worker = threading.Thread(target=self._work, name="engine", daemon=True)
        self._worker.start()

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def open(self, audio: Path | str, *, start: Ms, play: bool) -> int:
        stamp = next(self._stamps)
        self._mailbox.put(mailbox.Open(stamp, audio, max(0, start), play))
        return stamp

    def play(self) -> None:
        self._mailbox.put(mailbox.Play())

    def pause(self) -> None:
        self._mailbox.put(mailbox.Pause())

    def seek(self, position: Ms) -> int:
        stamp = next(self._stamps)
        self._mailbox.put(mailbox.Seek(stamp, max(0, position)))
        return stamp

    def set_rate(self, rate: float) -> None:
        self._mailbox.put(mailbox.Rate(clamp_rate(rate)))

    def set_volume(self, percent: int) -> None:
        self._mailbox.put(mailbox.Volume(min(100, max(0, percent))))

    def set_muted(self, muted: bool) -> None:
        self._mailbox.put(mailbox.Muted(muted))

    def close_media(self) -> None:
        self._mailbox.put(mailbox.Close())

    def shut_down(self) -> None:
        self._mailbox.put(mailbox.ShutDown())
        self._worker.join(_PATIENCE)

    def _tell(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception:  # a listener's bug must not take the sound with it
                _log.exception("a listener failed at %r", event)

    def _work(self) -> None:
        while True:
            message = self._mailbox.take(self._session.patience())
            try:
                if isinstance(message, mailbox.ShutDown):
                    self._session.shut_down()
                    return
                self._session.handle(message)
            except Exception:
                _log.exception("a bug in the engine, at %r", message)
                self._session.fail("Something went wrong within Earmark; open this again.")
