"""Whether libVLC plays or holds, and how to have it turn: it obeys only when it has settled."""

from __future__ import annotations

from player.engine.deck import Deck


class Hold:
    """Follows what libVLC says of itself, of one load."""

    def __init__(self) -> None:
        self._asked = False
        self.held: bool | None = None
        """What libVLC does; None: it has not begun yet, and would obey nothing."""

    def begin(self, *, held: bool) -> None:
        """It was loaded to play, or to be held."""
        self._asked, self.held = held, None

    def heard(self, *, held: bool) -> None:
        """It says that it plays, or holds. Loaded to be held, it says first that it plays."""
        if held or self.held is not None or not self._asked:
            self.held = held

    def turn(self, deck: Deck, *, hold: bool) -> bool:
        """Have it play or hold; whether it does so already.

        Asked to turn back while it is still turning it would ignore that: its next word is waited
        for, and then this is called again.
        """
        if self.held is None or self.held == hold:
            return self.held is not None
        if self._asked == self.held:
            self._asked = hold
            deck.hold(hold)
        return False
