"""What a feed asks its decoder for."""

from __future__ import annotations

from typing import NamedTuple


class Order(NamedTuple):
    """Decode from the sample `place` on. A later order has a greater `number`."""

    number: int
    place: int


NO_ORDER = Order(0, 0)
