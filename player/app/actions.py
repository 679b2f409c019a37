"""THE table of actions: menus, keys, the help and the README are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from player.app.player import Player
from player.domain.playback import RATE_STEP

VOLUME_STEP = 5


class Shell(Protocol):
    """What an action may ask of the window around the player."""

    def open_files(self) -> None: ...
    def open_address(self) -> None: ...
    def paste_episode(self) -> None: ...
    def locate_audio(self) -> None: ...
    def shift_markers(self) -> None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...
    def import_file(self) -> None: ...
    def export_file(self) -> None: ...
    def choose_chapters(self) -> None: ...
    def show_pane(self, pane: str) -> None: ...
    def go_to_time(self) -> None: ...
    def toggle_follow(self) -> None: ...
    def toggle_remaining(self) -> None: ...
    def show_keys(self) -> None: ...
    def show_about(self) -> None: ...
    def open_tour(self) -> None: ...
    def next_episode(self) -> None: ...
    def previous_episode(self) -> None: ...
    def close(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the program does.

    `keys` are Qt's portable key names, the first the main one; `keys_shown` stands in for them
    in the help. `run` gets the player, the window, and which of `keys` was pressed (0 …).
    `menu` "" keeps it out of the menus. `needs` greys it out: "audio", "lines", "markers".
    """

    id: str
    title: str
    keys: tuple[str, ...]
    menu: str
    run: Callable[[Player, Shell, int], object]
    needs: str = ""
    icon: str = ""
    icon_text: str = ""
    checkable: bool = False
    keys_shown: str = ""
    words: str = ""
    """Further words that the help finds it by."""
    separator: bool = False
    """Whether a separator stands before it in its menu."""


# fmt: off
ACTIONS: tuple[Action, ...] = (
    Action("open", "Open…", ("Ctrl+O",), "File", lambda p, w, k: w.open_files(), icon="open"),
    Action(
        "open-address", "Open address…", ("Ctrl+L",), "File", lambda p, w, k: w.open_address(),
        icon="link",
    ),
    Action(
        "locate", "Locate audio…", (), "File", lambda p, w, k: w.locate_audio(),
        needs="file", icon="locate",
    ),
    Action(
        "import", "Import…", ("Ctrl+I",), "File", lambda p, w, k: w.import_file(), needs="episode",
        separator=True, words="chapters transcript snips add",
    ),
    Action(
        "export", "Export…", ("Ctrl+E",), "File", lambda p, w, k: w.export_file(),
        needs="episode", words="save as convert chapters transcript snips",
    ),
    Action(
        "previous-episode", "Previous episode in the list", ("Ctrl+PgUp",), "File",
        lambda p, w, k: w.previous_episode(), needs="queue", separator=True,
    ),
    Action(
        "next-episode", "Next episode in the list", ("Ctrl+PgDown",), "File",
        lambda p, w, k: w.next_episode(), needs="queue",
    ),
    Action("quit", "Quit", ("Ctrl+Q",), "File", lambda p, w, k: w.close(), separator=True),
    Action("undo", "Undo", ("Ctrl+Z",), "Edit", lambda p, w, k: w.undo(), needs="undo"),
    Action("redo", "Redo", ("Ctrl+Shift+Z",), "Edit", lambda p, w, k: w.redo(), needs="redo"),
    Action(
        "paste", "Paste as episode", ("Ctrl+Shift+V",), "Edit", lambda p, w, k: w.paste_episode(),
        icon="paste", separator=True,
    ),
    Action(
        "shift", "Shift markers…", (), "Edit", lambda p, w, k: w.shift_markers(),
        needs="markers", separator=True,
    ),
    Action(
        "chapters-from", "Chapters from…", (), "Edit", lambda p, w, k: w.choose_chapters(),
        needs="lists", words="source",
    ),
    Action(
        "play", "Play / pause", ("Space", "K"), "Playback", lambda p, w, k: p.toggle(),
        needs="audio", icon="play",
    ),
    Action(
        "back-5", "Back 5 seconds", ("Left",), "Playback", lambda p, w, k: p.seek_by(-5_000),
        needs="audio", separator=True,
        words="rewind",
    ),
    Action(
        "forward-5", "Forward 5 seconds", ("Right",), "Playback",
        lambda p, w, k: p.seek_by(5_000), needs="audio",
        words="skip",
    ),
    Action(
        "back-1", "Back 1 second", ("Shift+Left",), "Playback",
        lambda p, w, k: p.seek_by(-1_000), needs="audio",
        words="rewind",
    ),
    Action(
        "forward-1", "Forward 1 second", ("Shift+Right",), "Playback",
        lambda p, w, k: p.seek_by(1_000), needs="audio",
    ),
    Action(
        "back-10", "Back 10 seconds", ("J",), "Playback", lambda p, w, k: p.seek_by(-10_000),
        needs="audio", icon="jump-back", icon_text="10",
        words="rewind",
    ),
    Action(
        "forward-10", "Forward 10 seconds", ("L",), "Playback",
        lambda p, w, k: p.seek_by(10_000), needs="audio", icon="jump-forward", icon_text="10",
        words="skip",
    ),
    Action(
        "previous-chapter", "Previous chapter", ("Ctrl+Left", "Shift+P", "PgUp"), "Go",
        lambda p, w, k: p.previous_chapter(), needs="audio", icon="chapter-previous",
        keys_shown="Ctrl+←, Shift+P; PgUp outside lists",
    ),
    Action(
        "next-chapter", "Next chapter", ("Ctrl+Right", "Shift+N", "PgDown"), "Go",
        lambda p, w, k: p.next_chapter(), needs="audio", icon="chapter-next",
        keys_shown="Ctrl+→, Shift+N; PgDn outside lists",
    ),
    Action(
        "previous-line", "Previous transcript line", (",",), "Go",
        lambda p, w, k: p.previous_line(), needs="lines",
    ),
    Action(
        "next-line", "Next transcript line", (".",), "Go", lambda p, w, k: p.next_line(),
        needs="lines",
    ),
    Action(
        "jump-back", "Back to before the jump", ("Alt+Left", "Shift+Backspace"), "Go",
        lambda p, w, k: p.go_back(), needs="behind", icon="back", separator=True,
        words="undo",
    ),
    Action(
        "jump-forward", "Forward through the jumps", ("Alt+Right",), "Go",
        lambda p, w, k: p.go_forward(), needs="ahead", icon="forward",
    ),
    Action(
        "go-to-time", "Go to a time…", ("Ctrl+G",), "Go", lambda p, w, k: w.go_to_time(),
        needs="audio", icon="clock", separator=True,
    ),
    Action(
        "start", "Start", ("Home",), "Go", lambda p, w, k: p.seek(0), needs="audio",
    ),
    Action(
        "end", "End", ("End",), "Go", lambda p, w, k: p.seek_to_percent(100), needs="audio",
    ),
    Action(
        "percent", "Go to 0 % … 90 %", tuple("0123456789"), "",
        lambda p, w, k: p.seek_to_percent(10 * k), needs="audio", keys_shown="0 … 9",
    ),
    Action(
        "slower", "Slower", ("[", "<"), "Playback", lambda p, w, k: p.set_rate(p.rate - RATE_STEP),
        separator=True,
        words="speed rate",
    ),
    Action(
        "faster", "Faster", ("]", ">"), "Playback",
        lambda p, w, k: p.set_rate(p.rate + RATE_STEP),
        words="speed rate",
    ),
    Action(
        "normal-rate", "Normal speed", ("=",), "Playback", lambda p, w, k: p.set_rate(1.0),
        words="rate",
    ),
    Action(
        "louder", "Louder", ("Ctrl+Up",), "Playback",
        lambda p, w, k: p.set_volume(p.volume + VOLUME_STEP),
        separator=True,
        words="volume sound",
    ),
    Action(
        "quieter", "Quieter", ("Ctrl+Down",), "Playback",
        lambda p, w, k: p.set_volume(p.volume - VOLUME_STEP),
        words="volume sound",
    ),
    Action(
        "mute", "Mute", ("M",), "Playback", lambda p, w, k: p.toggle_mute(), checkable=True,
        words="volume sound silent",
    ),
    Action(
        "pane-chapters", "Chapters", ("Ctrl+1",), "View",
        lambda p, w, k: w.show_pane("chapters"), icon="chapters",
    ),
    Action(
        "pane-snips", "Snips", ("Ctrl+2",), "View", lambda p, w, k: w.show_pane("snips"),
        icon="snips",
    ),
    Action(
        "pane-transcript", "Transcript", ("Ctrl+3",), "View",
        lambda p, w, k: w.show_pane("transcript"), icon="transcript",
    ),
    Action(
        "pane-notes", "Notes", ("Ctrl+4",), "View", lambda p, w, k: w.show_pane("notes"),
        icon="notes",
    ),
    Action(
        "follow", "Transcript follows", ("F",), "View", lambda p, w, k: w.toggle_follow(),
        checkable=True, separator=True,
    ),
    Action(
        "remaining", "Show the time left", (), "View", lambda p, w, k: w.toggle_remaining(),
        checkable=True,
    ),
    Action("keys", "Keys", ("F1", "?"), "Help", lambda p, w, k: w.show_keys(), icon="keyboard"),
    Action("tour", "A tour of Earmark", (), "Help", lambda p, w, k: w.open_tour()),
    Action("about", "About Earmark", (), "Help", lambda p, w, k: w.show_about(), separator=True),
)
# fmt: on

MENUS = ("File", "Edit", "Playback", "Go", "View", "Help")

_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "PgDown": "PgDn"}


def keys_text(action: Action) -> str:
    """The keys of `action` as a person reads them: `Ctrl+←, Shift+P`."""
    if action.keys_shown:
        return action.keys_shown
    return ", ".join(
        "+".join(_ARROWS.get(part, part) for part in key.split("+")) for key in action.keys
    )


def help_rows() -> list[tuple[str, str, str, str]]:
    """Menu, title, keys and search words of each action that has keys, in the table's order."""
    return [
        (action.menu or "Go", action.title.rstrip("…"), keys_text(action), action.words)
        for action in ACTIONS
        if action.keys
    ]
