"""A JSON file with a version: upgraded with a backup, never trusted, never lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from player.domain.errors import StoreError
from player.store.files import MissingFile, read_bounded, remove_leftovers, write_atomic

Content: TypeAlias = dict[str, Any]
Upgrades: TypeAlias = Mapping[int, Callable[[Content], Content]]
"""From version N to N + 1: what turns the content of the one into that of the other."""

ASIDE = 9
"""How many unreadable files are kept beside the good one."""


class JsonFile:
    """One file of the kind `kind`, which this program writes in the version `version`.

    `problems` says, in sentences for the listener, what was found wrong on loading. Called from
    one thread at a time; `write` may run on another one than the rest.
    """

    def __init__(
        self,
        path: Path,
        kind: str,
        version: int,
        upgrades: Upgrades | None = None,
        limit: int = 2**20,
    ) -> None:
        self.path = path
        self.problems: list[str] = []
        self.writable = True
        """False: the file is somebody else's (a newer version's) and is left as it is."""
        self._kind = kind
        self._version = version
        self._upgrades = upgrades or {}
        self._limit = limit
        self._written: bytes | None = None

    def load(self) -> Content:
        """What the file holds, in this version; empty where there is nothing of use. No errors."""
        remove_leftovers(self.path)
        try:
            data = read_bounded(self.path, self._limit)
            content = self._parse(data)
        except MissingFile:
            return {}
        except StoreError as error:
            if isinstance(error.__cause__, OSError):  # it may well be whole
                self._leave_alone(str(error))
                return {}
            return self._give_up(str(error))
        except (ValueError, RecursionError):
            return self._give_up(f"“{self.path.name}” is damaged.")
        self._written = data
        version = content.pop("version")
        if version > self._version:
            self._leave_alone(f"“{self.path.name}” comes from a newer Earmark.")
            return {}
        return self._upgraded(content, version, data)

    def to_bytes(self, content: Content) -> bytes:
        """The file's bytes for `content`, made of what JSON knows."""
        whole = {"earmark": self._kind, "version": self._version, **content}
        return json.dumps(whole, separators=(",", ":"), allow_nan=False).encode() + b"\n"

    def write(self, data: bytes) -> None:
        """Put `data` (of `to_bytes`) into the file, if it is not what stands there.

        Does nothing where the file is not `writable`. Raises StoreError.
        """
        if self.writable and data != self._written:
            write_atomic(self.path, data)
            self._written = data

    def others(self) -> Content | None:
        """What another one of us has written here since this one read or wrote last, or None."""
        try:
            data = read_bounded(self.path, self._limit)
            if data == self._written:
                return None
            content = self._parse(data)
        except (StoreError, ValueError, RecursionError):
            return None
        return content if content.pop("version") == self._version else None

    def _parse(self, data: bytes) -> Content:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
        if not isinstance(content, dict) or content.pop("earmark", None) != self._kind:
            raise ValueError("another kind of file")
        version = content.get("version")
        if type(version) is not int or version < 1:
            raise ValueError("no version")
        return content

    def _upgraded(self, content: Content, version: int, data: bytes) -> Content:
        if version == self._version:
            return content
        try:
            for step in range(version, self._version):
                content = self._upgrades[step](content)
        except (LookupError, TypeError, ValueError, AttributeError):
            return self._give_up(f"“{self.path.name}” is damaged.")
        try:
            write_atomic(self.path.with_name(f"{self.path.name}.version-{version}"), data)
        except StoreError as error:
            self._leave_alone(f"“{self.path.name}” is an older Earmark's. {error}")
        return content

    def _give_up(self, why: str) -> Content:
        """Move the file out of the way, so that nothing of it is lost, and start anew."""
        names = (f"{self.path.name}.broken-{number}" for number in range(1, ASIDE + 1))
        places = [self.path.with_name(name) for name in names]
        aside = next((place for place in places if not place.exists()), places[-1])
        try:
            self.path.replace(aside)
        except OSError:
            self._leave_alone(why)
        else:
            self.problems.append(f"{why} It was put aside as “{aside.name}”; a new one is begun.")
        return {}

    def _leave_alone(self, why: str) -> None:
        self.writable = False
        self.problems.append(
            f"{why} It is left as it is; what changes now is not remembered the next time."
        )


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
