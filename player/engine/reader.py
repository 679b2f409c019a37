"""The thread of one recording: looks at it, opens it, and decodes what its feed wants."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from player.domain.errors import EngineError
from player.engine.decode import Decoder, Shape
from player.engine.feed import NO_ORDER, Feed
from player.engine.mailbox import Message, Moved, Ready, Refused
from player.engine.media import Source, examine

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
        threading.Thread(target=self._run, name="read a recording", daemon=True).start()

    def close(self) -> None:
        """Let go of the recording; does not wait."""
        with self._lock:
            self._closed = True
            feed, remote = self._feed, self._remote
        if feed is not None:
            feed.close()
        if remote is not None:
            remote.stop()

    def _run(self) -> None:
        try:
            source = examine(self._audio, self._timeout)
            decoder = self._open(source)
            feed = Feed(decoder.shape, lambda what: self._post(Moved(self._opened, what)))
        except EngineError as error:
            self._post(Refused(self._opened, str(error)))
            return
        with self._lock:
            self._feed = feed
            if self._closed:
                feed.close()
        self._post(Ready(self._opened, source, feed, decoder.duration))
        self._work(source, decoder, feed)

    def _work(self, source: Source, decoder: Decoder | None, feed: Feed) -> None:
        """Decode what is wanted, until nothing is."""
        order = NO_ORDER
        blocks: Iterator[bytes] = iter(())
        while (wanted := feed.work(order)) is not None:
            try:
                decoder = decoder or self._open(source)
                if wanted != order:
                    order, blocks = wanted, decoder.blocks(wanted.place)
                for pcm in blocks:
                    if not feed.offer(order, pcm):
                        break
                else:
                    feed.finish(order)
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

    def _open(self, source: Source) -> Decoder:
        if isinstance(source.where, Path):
            return Decoder(source.where, source.name, self._shape)
        from player.engine.remote import RemoteFile

        with self._lock:
            if self._remote is None:
                self._remote = RemoteFile(source.where, self._timeout)
                if self._closed:
                    self._remote.stop()
        return Decoder(self._remote, source.name, self._shape, by_bitrate=source.by_bitrate)
