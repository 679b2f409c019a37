"""The one crossing from the engine's threads to Qt's main thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from player.engine.api import Engine, Event


class Bridge(QObject):
    """Takes events on any thread and hands them out, in order, on the thread it lives on."""

    said = Signal(object)
    """One `Event` of the engine, delivered by Qt's event loop."""

    _crossing = Signal(object)

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._crossing.connect(self.said, Qt.ConnectionType.QueuedConnection)
        engine.listen(self._take)

    def _take(self, event: Event) -> None:
        self._crossing.emit(event)
