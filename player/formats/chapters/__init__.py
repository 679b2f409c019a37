"""Files that hold chapters: one small module a format."""
