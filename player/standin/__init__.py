"""Makes audio from text with espeak-ng: an episode's stand-in, or a narration such as the tour.

`python -m player.standin --help` tells how. No part of the running player needs this package.
"""
