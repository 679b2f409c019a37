"""Keeps the transport and the actions true to the player: times, chapter, buttons, volume."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from player.app.player import Player
from player.domain.playback import State
from player.domain.timecode import Ms, show
from player.ui import icons
from player.ui.commands import Commands
from player.ui.elided import isolated
from player.ui.transport import Transport

BUSY_AFTER_MS = 400
"""Opening and refilling that take longer than this are told; shorter ones would only flicker."""


class Now(QObject):
    """From the player's signals to what the bottom of the window shows."""

    def __init__(self, player: Player, transport: Transport, commands: Commands) -> None:
        super().__init__(transport)
        self._player, self._transport, self._commands = player, transport, commands
        self.remaining = True
        self._busy = False
        self._have = {"queue": False, "file": False, "undo": False, "redo": False}
        self._busy_timer = QTimer(self, interval=BUSY_AFTER_MS, singleShot=True)
        self._busy_timer.timeout.connect(self._say_busy)
        player.state_changed.connect(self._state)
        player.moved.connect(self._move)
        player.duration_changed.connect(self._duration)
        player.jumps_changed.connect(self.enable)
        player.episode_changed.connect(self.enable)
        player.rate_changed.connect(transport.set_rate)
        player.volume_changed.connect(self._volume)
        transport.set_rate(player.rate)
        self._volume()
        self._duration()
        self._state()

    def show_remaining(self, remaining: bool) -> None:
        """Show what is left of the recording, or its whole length."""
        self.remaining = remaining
        self._commands.actions["remaining"].setChecked(remaining)
        self._move(self._player.position)

    def enable(self, **have: bool) -> None:
        """Grey out what cannot be done now; `have` is what the player does not know of."""
        self._have |= have
        player = self._player
        self._commands.enable(
            self._have
            | {
                "audio": player.can_play,
                "episode": bool(player.loaded.episode.title),
                "lists": len(player.loaded.given.chapter_lists) > 1,
                "markers": player.can_play and bool(player.loaded.movable),
                "lines": player.can_play and bool(player.loaded.episode.transcript),
                "behind": player.jumps.can_go_back,
                "ahead": player.jumps.can_go_forward,
            }
        )

    def _state(self) -> None:
        self.enable()
        play, player = self._commands.actions["play"], self._player
        name, text = "play", "Play"
        if player.wants_play:
            name, text = "pause", "Pause"
        elif player.state is State.ENDED:
            name, text = "replay", "Play again"
        play.setIcon(icons.icon(name))
        play.setText(text)
        play.setToolTip(f"{text} (Space, K)")
        self.set_working(player.state is State.OPENING)

    def set_working(self, working: bool) -> None:
        """Something is being opened or refilled, or no more."""
        if working:
            self._busy_timer.start()
        else:
            self._busy_timer.stop()
            self._busy = False
        self._move(self._player.position)

    def _say_busy(self) -> None:
        self._busy = True
        self._move(self._player.position)

    def _move(self, position: Ms) -> None:
        player, transport = self._player, self._transport
        transport.bar.set_position(position)
        transport.position.show_time(show(position))
        transport.duration.show_time(self._duration_text(position))
        text = self._now_text(position)
        if text != transport.now.text():
            transport.now.setText(text)
        if player.loaded.duration is None:
            transport.bar.set_duration(None)

    def _duration_text(self, position: Ms) -> str:
        duration = self._player.loaded.duration
        if duration is None:
            return "--:--"
        about = "" if self._player.duration_exact or not self._player.can_play else "about "
        return about + (show(-_left(duration, position)) if self.remaining else show(duration))

    def _now_text(self, position: Ms) -> str:
        player = self._player
        if self._busy:
            return "Waiting for the sound…"
        if not player.loaded.episode.title:
            return ""
        if not player.can_play:
            return "No audio"
        if player.chapter is None:
            return ""
        title = player.loaded.chapters[player.chapter].title or "Untitled"
        end = player.loaded.ends[player.chapter]
        left = "" if end is None else f" · {show(_left(end, position))} left in chapter"
        return f"{isolated(title)}{left}"

    def _duration(self) -> None:
        self._transport.bar.set_duration(self._player.loaded.duration)
        self._move(self._player.position)

    def _volume(self) -> None:
        player = self._player
        self._transport.set_volume(player.volume, player.muted)
        name = "muted" if player.muted else "volume-low" if player.volume < 50 else "volume"
        mute = self._commands.actions["mute"]
        mute.setIcon(icons.icon(name))
        mute.setChecked(player.muted)
        mute.setText("Unmute" if player.muted else "Mute")


def _left(end: Ms, position: Ms) -> Ms:
    """What is left until `end`, by the times as they are shown: they add up and change as one."""
    return max(0, end // 1000 - position // 1000) * 1000
