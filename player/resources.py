"""Finds the files that come with the program, in a checkout and when installed."""

from __future__ import annotations

from pathlib import Path

from player.domain.errors import StoreError

_PACKAGE = Path(__file__).resolve().parent


def bundled(name: str, package: Path = _PACKAGE) -> Path:
    """The folder `name` that comes with the program, which lies in `package`.

    In a wheel such folders are inside the package, in a checkout beside it. Raises StoreError
    where it is in neither place: the installation is incomplete.
    """
    for place in (package / "_bundled" / name, package.parent / name):
        if place.is_dir():
            return place
    raise StoreError(
        f"Earmark's own folder “{name}” is missing beside {package}. Install Earmark again."
    )


def resources() -> Path:
    """The folder with icons and the schema of the episode file."""
    return bundled("resources")


def episodes() -> Path:
    """The folder with the episodes that come with the program."""
    return bundled("episodes")
