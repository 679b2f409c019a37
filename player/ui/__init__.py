"""The window: leaf widgets take values and emit intent."""
