"""The audio layer: one contract, libVLC behind it, and a silent engine for tests."""

AGENT = "Earmark"
"""How the player names itself to servers; some of them refuse Python's own name."""
