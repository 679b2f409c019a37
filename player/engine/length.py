"""How long the recording is, as far as that is known, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from player.domain.timecode import Ms

_BEFORE_END: Ms = 200
_NEAR_END: Ms = 3000


@dataclass(frozen=True, slots=True)
class Length:
    """`duration` in ms, None where nothing is known; not `exact`: an estimate."""

    duration: Ms | None = None
    exact: bool = False

    def clamp(self, position: Ms) -> Ms:
        """`position` a little before the end: past it libVLC would not seek, but end.

        An estimate keeps nobody from going on.
        """
        if self.exact and self.duration is not None:
            return min(position, max(0, self.duration - _BEFORE_END))
        return position

    def ends_early(self, position: Ms) -> bool:
        """Whether an end at `position` comes long before it should."""
        if self.duration is None:
            return False
        doubt = 0 if self.exact else self.duration // 5
        return self.duration - position > _NEAR_END + doubt

    def end(self, position: Ms) -> Ms:
        """Where the end is, when it was met at about `position`."""
        return self.duration if self.exact and self.duration is not None else position
