"""What takes long or may hang, on threads of its own: looking at a recording, measuring it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from player.domain.errors import EngineError
from player.domain.timecode import Ms, show
from player.engine.mailbox import Checked, Measured, Message, Refused
from player.engine.media import Source, check_local, exact_duration, examine


def look_at(audio: Path | str, opened: int, post: Callable[[Message], None], wait: float) -> None:
    """Post Checked or Refused for `audio`; a server has `wait` seconds to answer."""

    def look() -> None:
        try:
            post(Checked(opened, examine(audio, wait)))
        except EngineError as error:
            post(Refused(opened, str(error)))

    threading.Thread(target=look, name="look at a recording", daemon=True).start()


def measure(
    where: Path | str, opened: int, post: Callable[[Message], None], wanted: Callable[[], bool]
) -> None:
    """Post Measured for a file, unless it is no longer `wanted` or its duration cannot be told."""
    if not isinstance(where, Path):
        return

    def count() -> None:
        try:
            duration = exact_duration(where, wanted)
        except EngineError as error:
            post(Refused(opened, str(error)))
        else:
            if duration is not None:
                post(Measured(opened, duration))

    threading.Thread(target=count, name="measure a recording", daemon=True).start()


def why_not(source: Source) -> str:
    """Calm sentences for what libVLC could not play: what is wrong with it now, if that shows."""
    if isinstance(source.where, Path):
        try:
            check_local(source.where)
        except EngineError as error:
            return str(error)
        name = source.where.name
    else:
        from player.engine.address import name_of

        name = name_of(source.where)
    return (
        f"“{name}” cannot be played. It may be damaged, or a part of libVLC may be missing: "
        "“earmark doctor” tells."
    )


def broken_off(source: Source, position: Ms, duration: Ms) -> str:
    """Calm sentences for an end at `position` that came before `duration` (ms)."""
    where, length = show(position), show(duration)
    if isinstance(source.where, Path):
        return (
            f"“{source.where.name}” breaks off at {where}, though it should last {length}. "
            "The file is not complete; get it again."
        )
    return (
        f"The sound broke off at {where} of {length}: the server sent no more. "
        "Check the network connection, then play on."
    )
