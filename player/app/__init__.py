"""What the program does, with no widget in sight."""
