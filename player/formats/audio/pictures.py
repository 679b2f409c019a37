"""Pictures in the comments and blocks of FLAC and Ogg."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Mapping
from typing import Any

from player.formats.audio.chapters import MAX_PICTURE, fits


def comment_picture(pictures: Any, comments: Mapping[str, Any]) -> bytes | None:
    """The front cover, else the first picture, of FLAC's blocks or Ogg's comments."""
    from mutagen import flac

    parse: Any = flac.Picture
    blocks = list(pictures)
    for encoded in comments.get("metadata_block_picture", ()):
        if len(encoded) < MAX_PICTURE * 2:
            with contextlib.suppress(ValueError, flac.error):
                blocks.append(parse(base64.b64decode(encoded)))
    blocks.sort(key=lambda block: block.type != 3)
    return next((block.data for block in blocks if fits(block.data)), None)
