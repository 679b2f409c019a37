"""Feeds, whose items become episodes, and lists of feeds."""
