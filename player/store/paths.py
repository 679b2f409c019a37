"""Where the listener's own files are, on every system and in tests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

HOME_VARIABLE = "EARMARK_HOME"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of settings, of data, of what is remembered, and of what can be made again.

    None of them need exist: they are made by the first file that is written there.
    """

    config: Path
    data: Path
    state: Path
    cache: Path

    @classmethod
    def beneath(cls, home: Path) -> Paths:
        """Everything in the one folder `home`."""
        return cls(home / "config", home / "data", home / "state", home / "cache")

    @classmethod
    def find(cls, environment: Mapping[str, str] = os.environ) -> Paths:
        """The system's usual places, or those beneath EARMARK_HOME where that is set."""
        home = environment.get(HOME_VARIABLE)
        if home:
            return cls.beneath(Path(home).absolute())
        places = platformdirs.PlatformDirs("earmark", appauthor=False)
        return cls(
            places.user_config_path,
            places.user_data_path,
            places.user_state_path,
            places.user_cache_path,
        )

    @property
    def settings(self) -> Path:
        """How the listener has set the program up."""
        return self.config / "settings.json"

    @property
    def positions(self) -> Path:
        """What was heard of each episode, and where it was left."""
        return self.state / "positions.json"
