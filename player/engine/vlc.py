"""The real engine: libVLC 3 plays what is decoded, on a thread of its own.

The only module that loads `vlc`.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from player.domain.errors import EngineError
from player.domain.playback import clamp_rate
from player.domain.timecode import Ms
from player.engine import AGENT, errands, mailbox
from player.engine.api import Event, Listener
from player.engine.decode import Shape
from player.engine.feed import Feed
from player.engine.install import how_to_install
from player.engine.intake import Intake
from player.engine.lateness import Lateness
from player.engine.log import Log
from player.engine.media import ADDRESS_TIMEOUT
from player.engine.outlet import LATER, SAMPLE_RATE, Outlet
from player.engine.reader import Reader
from player.engine.session import Session

_PATIENCE = 2.0
_ERRORS = 3
"""So many in one output, and it is gone: that comes within two blocks. One may be harmless."""
_FLAGS = (
    *("--quiet", "--ignore-config", "--no-video", "--no-lua", "--no-spu", "--no-osd"),
    *("--no-metadata-network-access", "--no-sub-autodetect-file", "--no-auto-preparse"),
    *("--no-stats", "--no-media-library", "--no-volume-save", "--no-audio-time-stretch"),
)
_EVENTS = {
    "MediaPlayerPlaying": "playing",
    "MediaPlayerEndReached": "end",
    "MediaPlayerEncounteredError": "error",
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
    """One libVLC player, which plays what a feed gives, and hands on what it says.

    To be used from one thread. libVLC's own threads only take from the feed, put values into
    `report`, and call those for samples: to call libVLC from there would be a deadlock.
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
        self._report = report
        self._generation = 0
        self._feed: Feed | None = None
        self._intake: Intake | None = None
        self._lateness, self._errors = Lateness(time.monotonic), 0
        self._log = Log(vlc, self._instance, self._failed, self._drifted)
        self._kept: list[object] = []
        manager = self._player.event_manager()
        for name, what in _EVENTS.items():
            callback = self._callback(what)
            manager.event_attach(getattr(vlc.EventType, name), callback)
            self._kept.append(callback)
        self._outlet = None
        if samples is not None:
            self._outlet = Outlet(samples, flush or (lambda: None))
            self._outlet.attach(vlc, self._player)

    def start(self, feed: Feed) -> int:
        """Play what `feed` gives, from now on; what is reported of it has this number."""
        feed.begin()
        self._lateness.begin()
        lateness = self._lateness if self._outlet is None else Lateness(time.monotonic, LATER)
        intake = Intake(feed, lateness)
        media = self._instance.media_new_location("imem://")
        for option in intake.options:
            media.add_option(option)
        self._player.set_media(media)
        media.release()
        # Here the one before has ended for good; nothing that it said can come any more.
        self._generation += 1
        self._feed, self._intake, self._errors = feed, intake, 0
        feed.set_latency(self._lateness.latency)
        if self._outlet is not None:
            self._outlet.begin(feed)
        self._player.play()
        return self._generation

    def stop(self) -> None:
        """Be silent at once; may wait for libVLC."""
        # libVLC's own stop would let go of the output, too, and the next one begins at full volume.
        self._player.set_media(None)
        self._feed = self._intake = None

    def set_volume(self, percent: int, muted: bool) -> None:
        self._player.audio_set_volume(percent)
        self._player.audio_set_mute(muted)

    def release(self) -> None:
        self._log.close()
        self._player.stop()
        self._player.release()
        self._instance.release()

    def _failed(self) -> None:
        self._errors += 1
        if self._errors == _ERRORS:
            self._report(mailbox.Report(self._generation, "lost"))

    def _drifted(self, drift: int) -> None:
        feed = self._feed
        if feed is None or self._outlet is not None:
            return
        before = self._lateness.later
        broken = self._lateness.drifted(drift)
        feed.set_latency(self._lateness.latency)
        if broken:
            late = (drift - (self._lateness.later - before)) // 1000  # of what is not known by now
            self._report(mailbox.Report(self._generation, "broken", late))

    def _callback(self, what: str) -> Callable[[Any], None]:
        def said(_event: Any) -> None:
            self._report(mailbox.Report(self._generation, what))

        return said


class VlcEngine:
    """Plays through libVLC; see `player.engine.api.Engine` for what its methods mean.

    libVLC is loaded when the first recording is opened. With `samples` the sound goes there and
    to no loudspeaker, whatever the volume: signed 16 bit, mono, `sample_rate`, in pieces, each
    with the time at which it is due (microseconds of libVLC's clock); `flush` tells that what
    comes next is from elsewhere: after a seek, a pause, or in another recording. A server has
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
        shape = None if samples is None else Shape(SAMPLE_RATE, 1)
        self._session = Session(
            self._tell,
            lambda audio, opened: Reader(audio, opened, self._mailbox.put, shape, address_timeout),
            lambda: Deck(self._mailbox.put, samples, flush),
            lambda audio, opened: errands.measure(audio, opened, self._mailbox.put),
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
