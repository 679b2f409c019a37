"""The thread of one recording: looks at it, opens it, and decodes what its feed wants."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from player.domain.errors import EngineError
from player.engine.decode import Decoder, Shape, exact_duration
from player.engine.feed import Feed
from player.engine.mailbox import Measured, Message, Moved, Ready, Refused
from player.engine.media import Source, examine
from player.engine.order import NO_ORDER, Order

if TYPE_CHECKING:
    from player.engine.remote import RemoteFile

_log = logging.getLogger(__name__)


class Reader:
    """Reads `audio`, opened with the stamp `opened`, on a thread of its own until `close`.

    In the `shape` that is given, or the recording's own; a server has `timeout` seconds to answer.
    Posts Ready or Refused, then Moved.
    """

    def __init__(
        self,
        audio: Path | str,
        opened: int,
        post: Callable[[Message], None],
        shape: Shape | None,
        timeout: float,
    ) -> None:
        self._audio, self._opened, self._post = audio, opened, post
        self._shape, self._timeout = shape, timeout
        self._lock = threading.Lock()
        self._closed = False
        self._feed: Feed | None = None
        self._remote: RemoteFile | None = None
        self._state = self._measured_state = (0, 0)
        self._measured = False
        threading.Thread(target=self._run, name="read a recording", daemon=True).start()

    def close(self) -> None:
        """Let go of the recording; does not wait."""
        with self._lock:
            self._closed = True
            # The feed tells by this reader. Were it kept here, too, its samples and the threads of
            # its filters would stay until somebody looks for garbage.
            feed, self._feed = self._feed, None
            remote = self._remote
        if feed is not None:
            feed.close()
        if remote is not None:
            remote.stop()

    def _run(self) -> None:
        try:
            source = examine(self._audio, self._timeout)
            self._measured = source.length_is_exact
            decoder = self._open(source)
            feed = Feed(decoder.shape, lambda what: self._post(Moved(self._opened, what)))
        except EngineError as error:
            if self._remote is not None:
                self._remote.close()
            self._post(Refused(self._opened, str(error)))
            return
        with self._lock:
            if self._closed:
                feed.close()
            else:
                self._feed = feed
        self._post(Ready(self._opened, source, feed, decoder.duration))
        self._work(source, decoder, feed)

    def _work(self, source: Source, decoder: Decoder | None, feed: Feed) -> None:
        """Decode what is wanted, until nothing is."""
        order, at = NO_ORDER, 0  # at: the sample that comes next
        at_end = False
        blocks: Iterator[bytes] = iter(())
        while (wanted := feed.work(order)) is not None:
            try:
                decoder = decoder or self._open(source)
                if wanted != order:
                    decoder = self._newer(source, feed.shape, decoder) or decoder
                    order, at, at_end = wanted, wanted.place, False
                    blocks = decoder.blocks(at)
                for pcm in blocks:
                    at += len(pcm) // feed.shape.bytes_of(1)
                    if not feed.offer(order, pcm):
                        break
                else:
                    if newer := self._newer(source, feed.shape, decoder):
                        decoder, blocks, at_end = newer, newer.blocks(at), False
                    elif at_end and feed.wants(order):
                        feed.finish(order)
                    else:  # once more when little is left: it may be growing
                        at_end = True
                self._measure_anew(source)
                self._fetch_ahead(feed, order)
            except (EngineError, OSError, ValueError):
                # What can be heard is heard; then the session tells that it broke off.
                _log.info("reading broke off", exc_info=True)
                if decoder is not None:
                    decoder.close()
                decoder = None
                feed.finish(order)
        if decoder is not None:
            decoder.close()
        if self._remote is not None:
            self._remote.close()

    def _fetch_ahead(self, feed: Feed, order: Order) -> None:
        """While nothing is to be decoded, have the rest come of a recording that is listened to."""
        remote = self._remote if feed.played else None
        while remote is not None and not feed.wants(order) and remote.fetch_ahead():
            pass
        if remote is not None and remote.complete and not self._measured:
            self._measured = True
            at = remote.tell()  # where the decoder is about to read on
            remote.seek(0)
            self._measure(remote)
            remote.seek(at)

    def _measure(self, audio: Path | RemoteFile) -> None:
        with suppress(EngineError):
            if isinstance(audio, Path):
                examine(audio)  # it may be another by now
            if (duration := exact_duration(audio)) is not None:
                self._post(Measured(self._opened, duration))

    def _measure_anew(self, source: Source) -> None:
        """A file that grows is read on into what has come, without an end; but it is longer."""
        if not isinstance(source.where, Path) or (state := _state(source.where)) is None:
            return
        if state[0] != self._state[0]:
            return  # what is read is still the one that was replaced
        if state[0] != self._measured_state[0] or state[1] > self._measured_state[1]:
            self._measured_state = state
            self._measure(source.where)

    def _newer(self, source: Source, shape: Shape, old: Decoder) -> Decoder | None:
        """The file anew, in place of `old`, if it grew (it is still being fetched) or was replaced.

        None where it did not, or where what is there now is no recording.
        """
        if not isinstance(source.where, Path):
            return None
        before, self._state = self._state, _state(source.where) or self._state
        if self._state[0] == before[0] and self._state[1] <= before[1]:
            return None
        try:
            examine(source.where)
            newer = Decoder(source.where, source.name, shape)
        except EngineError:
            self._state = before
            return None
        old.close()
        return newer

    def _open(self, source: Source) -> Decoder:
        if isinstance(source.where, Path):
            self._state = self._measured_state = _state(source.where) or self._state
            return Decoder(source.where, source.name, self._shape)
        from player.engine.remote import RemoteFile

        with self._lock:
            if self._remote is None:
                self._remote = RemoteFile(source.where, self._timeout)
                if self._closed:
                    self._remote.stop()
        return Decoder(self._remote, source.name, self._shape, by_bitrate=source.by_bitrate)


def _state(path: Path) -> tuple[int, int] | None:
    """Which file it is, and how many bytes it has; None: it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size
