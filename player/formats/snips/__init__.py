"""Files that hold snips and bookmarks: one small module a format."""
