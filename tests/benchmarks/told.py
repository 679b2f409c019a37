"""What the engine tells of a recording's length, by its contract, as JSON.

    python -m tests.benchmarks.told PLACE

Run by `length`, in a process of its own for each recording: `seconds` from opening until the
length is told to be exact (null: not within 5 s), `duration` (ms) the last one told, and `first`
the seconds until any was.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from player.engine.api import Duration, Event
from player.engine.vlc import VlcEngine

WITHIN_S = 5.0


def main() -> None:
    place: Path | str = sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1])
    exact = threading.Event()
    told: list[tuple[float, Duration]] = []

    def hear(event: Event) -> None:
        if isinstance(event, Duration):
            told.append((time.monotonic(), event))
            if event.exact:
                exact.set()

    engine = VlcEngine()
    engine.listen(hear)
    began = time.monotonic()
    engine.open(place, start=0, play=True)
    exact.wait(WITHIN_S)
    engine.shut_down()
    moments = [moment - began for moment, event in told if event.exact]
    found = {
        "seconds": moments[0] if moments else None,
        "first": told[0][0] - began if told else None,
        "duration": told[-1][1].duration if told else None,
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
