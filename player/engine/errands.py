"""Measuring a recording, on a thread of its own, and the sentences for how playing may fail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from player.domain.errors import EngineError
from player.domain.timecode import Ms, show
from player.engine.decode import exact_duration
from player.engine.mailbox import Measured, Message, Refused
from player.engine.media import Source


def measure(where: Path | str, opened: int, post: Callable[[Message], None]) -> None:
    """Post Measured for a file, unless its duration cannot be told."""
    if not isinstance(where, Path):
        return

    def count() -> None:
        try:
            duration = exact_duration(where)
        except EngineError as error:
            post(Refused(opened, str(error)))
        else:
            if duration is not None:
                post(Measured(opened, duration))

    threading.Thread(target=count, name="measure a recording", daemon=True).start()


def no_output() -> str:
    """Calm sentences for libVLC's not playing samples that are right."""
    return (
        "The sound could not be played. The sound system may be busy or a part of libVLC missing: "
        "“earmark doctor” tells."
    )


def output_gone() -> str:
    """Calm sentences for an output that broke while it played."""
    return "There is no sound output at the moment. Playing goes on as soon as there is one."


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
