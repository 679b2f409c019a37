"""Python's search for cyclic garbage, held while a reader makes many values.

Python looks through all that is there again and again while objects become more, though none that
a file is made of lies in a cycle: reading 300,000 words then takes two to three times as long.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Within it nothing is collected; after it, what was so before.

    Where collecting is off already, as in the window, it stays off: whoever turned it off decides.
    Threads may overlap in it: the first one in turns it on again, at the worst a little early.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
