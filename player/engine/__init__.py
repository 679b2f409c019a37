"""The audio layer: one contract, libVLC behind it, and a silent engine for tests."""
