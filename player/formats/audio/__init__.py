"""What audio files say of themselves, and what is written into copies of them."""
