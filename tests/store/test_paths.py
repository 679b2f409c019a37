"""The listener's files lie where his system keeps such files, or all in one folder."""

from pathlib import Path

import pytest

from player.store.paths import Paths


@pytest.mark.skipif("sys.platform != 'linux'", reason="the places of the XDG standard")
def test_files_lie_where_the_system_wants_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))

    paths = Paths.find({})

    assert paths == Paths(*(tmp_path / n / "earmark" for n in ("CONFIG", "DATA", "STATE", "CACHE")))
    assert paths.settings == tmp_path / "CONFIG/earmark/settings.json"
    assert paths.positions == tmp_path / "STATE/earmark/positions.json"


def test_one_variable_puts_everything_into_one_folder(tmp_path: Path) -> None:
    paths = Paths.find({"EARMARK_HOME": str(tmp_path)})

    assert paths == Paths.beneath(tmp_path)
    assert all(
        place.is_relative_to(tmp_path)
        for place in (paths.config, paths.data, paths.state, paths.cache)
    )
    assert len({paths.config, paths.data, paths.state, paths.cache}) == 4


def test_a_folder_given_relative_to_here_stays_the_same_when_the_program_moves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    assert Paths.find({"EARMARK_HOME": "mine"}).config == tmp_path / "mine" / "config"


def test_looking_for_the_places_makes_none_of_them(tmp_path: Path) -> None:
    Paths.find({"EARMARK_HOME": str(tmp_path / "home")})

    assert not (tmp_path / "home").exists()
