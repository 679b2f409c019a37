"""The table of actions is what menus, keys, the help and the README say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from player.app.actions import ACTIONS, MENUS, help_rows
from player.resources import resources

README = Path(__file__).parents[2] / "README.md"


def test_no_key_and_no_id_is_used_twice() -> None:
    keys = Counter(key for action in ACTIONS for key in action.keys)
    assert [key for key, count in keys.items() if count > 1] == []
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_each_action_can_be_reached_by_a_menu_or_a_key() -> None:
    for action in ACTIONS:
        assert action.menu in MENUS or (action.menu == "" and action.keys)


def test_each_icon_is_there() -> None:
    for action in ACTIONS:
        if action.icon:
            assert (resources() / "icons" / f"{action.icon}.svg").is_file(), action.icon


def test_the_readme_lists_every_key_as_the_table_has_it() -> None:
    text = README.read_text(encoding="utf-8")
    for _menu, title, keys, _words in help_rows():
        assert f"| {keys} | {title} |" in text


def test_the_keys_of_the_design_do_what_they_say() -> None:
    expected = {
        "Space": "play", "K": "play", "Left": "back-5", "Right": "forward-5",
        "Shift+Left": "back-1", "Shift+Right": "forward-1", "J": "back-10", "L": "forward-10",
        "Ctrl+Left": "previous-chapter", "Ctrl+Right": "next-chapter",
        "Shift+P": "previous-chapter", "Shift+N": "next-chapter", "PgUp": "previous-chapter",
        "PgDown": "next-chapter", ",": "previous-line", ".": "next-line",
        "Alt+Left": "jump-back", "Shift+Backspace": "jump-back", "Alt+Right": "jump-forward",
        "Home": "start", "End": "end", "[": "slower", "]": "faster", "<": "slower",
        ">": "faster", "=": "normal-rate", "Ctrl+Up": "louder", "Ctrl+Down": "quieter",
        "M": "mute", "F": "follow", "Ctrl+G": "go-to-time", "Ctrl+1": "pane-chapters",
        "Ctrl+2": "pane-snips", "Ctrl+3": "pane-transcript", "Ctrl+4": "pane-notes",
        "Ctrl+O": "open", "F1": "keys", "?": "keys",
        **{str(digit): "percent" for digit in range(10)},
    }  # fmt: skip
    table = {key: action.id for action in ACTIONS for key in action.keys}
    assert {key: table.get(key) for key in expected} == expected
