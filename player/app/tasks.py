"""Work off the main thread, its results back on it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from player.domain.errors import EarmarkError

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Tasks(QObject):
    """A few worker threads. `serial` keeps one, so that work is done in the order it was given."""

    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None, *, serial: bool = False) -> None:
        super().__init__(parent)
        name = "writer" if serial else "task"
        self._pool = ThreadPoolExecutor(1 if serial else 2, thread_name_prefix=name)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[EarmarkError], None],
    ) -> None:
        """Do `work` on a worker thread; then, on this object's thread, `done` or `failed`.

        Only the listener's errors go to `failed`; a bug is logged with its traceback and told
        as what it is.
        """

        def finished(future: Future[T]) -> None:
            self._finished.emit(lambda: self._tell(future, done, failed))

        self._pool.submit(work).add_done_callback(finished)

    def wait(self) -> None:
        """Finish what was begun, and take no more."""
        self._pool.shutdown(wait=True)

    @staticmethod
    def _deliver(tell: Callable[[], None]) -> None:
        tell()

    @staticmethod
    def _tell(
        future: Future[T],
        done: Callable[[T], None],
        failed: Callable[[EarmarkError], None],
    ) -> None:
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, EarmarkError):
            failed(error)
        else:
            _log.error("a background task failed", exc_info=error)
            failed(EarmarkError(f"Something in Earmark itself went wrong: {error!r}"))
