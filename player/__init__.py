"""Earmark: a desktop player for people who learn from long audio."""

__version__ = "0.1.0"
