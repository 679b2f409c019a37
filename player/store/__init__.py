"""The listener's own files: where they are, and how they are written so that nothing is lost."""
