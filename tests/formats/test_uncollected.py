"""Nothing is collected while a file is read; afterwards all is as it was."""

from __future__ import annotations

import gc

import pytest

from player.domain.errors import FormatError
from player.formats import read
from player.formats.uncollected import uncollected


@pytest.mark.parametrize("is_on", [True, False])
def test_collecting_goes_on_as_it_was(is_on: bool) -> None:
    (gc.enable if is_on else gc.disable)()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled() == is_on


def test_collecting_goes_on_after_a_file_that_cannot_be_read() -> None:
    gc.enable()
    with pytest.raises(FormatError):
        read(b"WEBVTT", "a.vtt")
    assert gc.isenabled()
