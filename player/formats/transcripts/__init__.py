"""Files that hold a transcript: one small module a format."""
