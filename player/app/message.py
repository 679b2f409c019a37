"""What the program has to say to the listener: a line in the window, never a box."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence. A newer one of the same `topic` takes its place; an empty one takes it back.

    `offers` are ids of actions that help, shown as buttons. `details` are further lines, shown
    when asked for.
    """

    text: str
    warning: bool = False
    topic: str = ""
    offers: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
