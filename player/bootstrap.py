"""Builds every object once and wires it by constructor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication

from player import __version__
from player.app.export_job import Exporting
from player.app.garbage import Garbage
from player.app.importing import Importing
from player.app.memory import Memory
from player.app.player import Player
from player.app.session import Session
from player.app.shifting import Shifting
from player.app.undo import Undo
from player.engine.api import Engine
from player.store.paths import Paths
from player.ui.window import MainWindow


@dataclass(frozen=True)
class Program:
    """The running program."""

    application: QApplication
    player: Player
    memory: Memory
    session: Session
    window: MainWindow

    def close(self) -> None:
        """Save everything and let go of the sound."""
        self.window.close()
        self.memory.close()
        self.player.shut_down()


def application(arguments: Sequence[str] = ()) -> QApplication:
    """The one QApplication, named as desktops know the program."""
    existing = QApplication.instance()
    made = existing if isinstance(existing, QApplication) else QApplication(["earmark", *arguments])
    made.setApplicationName("earmark")
    made.setApplicationDisplayName("")
    made.setApplicationVersion(__version__)
    made.setDesktopFileName("earmark")
    return made


def build(paths: Paths, engine: Engine) -> Program:
    """The program on `engine`, its files in `paths`; nothing is open yet, the window not shown."""
    app = application()
    player = Player(engine)
    Garbage(player)
    memory = Memory(paths, player)
    settings = memory.settings
    player.set_rate(settings.rate)
    player.set_volume(settings.volume)
    if settings.muted:
        player.toggle_mute()
    session = Session(paths, player, memory)
    undo = Undo(player, memory)
    shifting = Shifting(player, session, memory, undo)
    importing = Importing(player, session, undo)
    exporting = Exporting(player, session)
    window = MainWindow(player, session, memory, shifting, importing, exporting, undo)
    return Program(app, player, memory, session, window)
