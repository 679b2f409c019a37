"""Jumps at the sound server, by real keys: the next chapter in every format, and other ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from player.domain.timecode import Ms
from tests.benchmarks import report
from tests.benchmarks.endings import QUICK
from tests.benchmarks.heard import AFTER_S, Jump, jump
from tests.benchmarks.players import EARMARK, MPV, Player
from tests.benchmarks.processes import running
from tests.benchmarks.recordings import (
    SECONDS,
    Recording,
    addressed,
    markers,
    recordings,
    reference,
)
from tests.benchmarks.screen import Eye, Keyboard
from tests.benchmarks.sounding import wait_for_sound
from tests.hearing import RATE, Pcm
from tests.sound_server import Recording as Sound
from tests.sound_server import SoundServer

TITLE = "Jumps at the sound server"
LISTEN_S = AFTER_S + 0.3
ADDRESS_LISTEN_S = AFTER_S + 2.0
"""Over http a place may have to be fetched first."""
LEAD_S = 0.1
"""Looked at before the key: the server's clock and that of the keys differ by some ms."""
HOLE_MS = 20
FASTER, OTHER_JUMPS = 2.0, 5
_FASTER_KEYS = ["bracketright"] * 10


@dataclass(frozen=True)
class Way:
    """A way through the markers: what is pressed first, and which keys lead to each of them."""

    name: str
    targets: Sequence[Ms]
    keys: Sequence[str] = ()
    """The last of them is the one from which on the sound is waited for; (): the next chapter."""
    before: Sequence[str] = ()
    rate: float = 1.0
    listen: float = LISTEN_S


_MARKERS = markers()
_HALF = [at for at in _MARKERS if at > SECONDS * 500]
"""Those of the second half, to which the key 5 goes: there a wrong estimate has grown."""
ON = Way("on", _MARKERS[1:])
ON_FROM_HALF = Way("on", _HALF, before=["5"])
OVER_HTTP = Way("on", _HALF[:3], before=["5"], listen=ADDRESS_LISTEN_S)
OTHERS = (
    Way(f"at {FASTER:g}×", _HALF[:OTHER_JUMPS], before=[*_FASTER_KEYS, "5"], rate=FASTER),
    Way("paused", _HALF[:OTHER_JUMPS], ["space", EARMARK.next_chapter, "space"], ["5"]),
    Way(
        *("back", _MARKERS[-2::-1][:OTHER_JUMPS], ["ctrl+Left"]),
        before=[EARMARK.next_chapter] * (len(_MARKERS) - 1),
    ),
)
BETWEEN_S, SETTLE_S = 0.25, 1.0
"""Between the keys of one jump, and after those that come before all jumps."""


@dataclass
class Journey:
    """One player's way through the markers of one recording."""

    jumps: list[Jump]
    lost: int
    """How many jumps were never heard where they should lead."""

    def values(self, name: str) -> list[float]:
        return [getattr(jump, name) for jump in self.jumps]


def measured(peers: list[Player], endings: Sequence[str]) -> str:
    """The section of the report."""
    pcm = reference()
    mpv = [peer for peer in peers if peer is MPV]
    rows, others = [], []
    with SoundServer.started() as server:
        for ending, recording in zip(endings, recordings(pcm, endings), strict=True):
            decoded = recording.decoded(pcm)
            players, way = ([EARMARK, *mpv], ON) if ending in QUICK else ([EARMARK], ON_FROM_HALF)
            journeys = {p.name: journey(p, recording, way, pcm, decoded, server) for p in players}
            rows += [_row(recording, player, journeys) for player in players]
            for way in OTHERS if ending in QUICK else ():
                other = journey(EARMARK, recording, way, pcm, decoded, server)
                others.append([f"{recording.name}, {way.name}", *_figures(other)])
        for ranges in (True, False):
            with addressed(pcm, endings, ranges=ranges) as served:
                for recording in served:
                    decoded = recording.decoded(pcm)
                    over = journey(EARMARK, recording, OVER_HTTP, pcm, decoded, server)
                    rows.append(_row(recording, EARMARK, {EARMARK.name: over}))
    figures = (
        *("heard − marker", "key → sound", "silence before", "hole", f"> {HOLE_MS}", "slip"),
        "not heard",
    )
    return "\n\n".join(
        [
            "A recording of 57:44 (noise of ever other bandwidth and level, never silent) in "
            f"{len(endings)} formats; playing, the next chapter by a real key in the real window, "
            f"in {len(QUICK)} of them through all {len(ON.targets)} markers, in the others through "
            f"the {len(ON_FROM_HALF.targets)} of the second half, over http through "
            f"{len(OVER_HTTP.targets)} of these. Heard − marker: the place of the first new sound "
            "that the server gives; key → sound: until then; silence before: the longest between "
            f"the key and it; hole: the longest in the {AFTER_S:.0f} s after it that the recording "
            f"has not, and how many were longer than {HOLE_MS} ms; slip: by how much the sound "
            "then moved against the clock. All in ms; moments are right to about 20 ms, alike for "
            "all players." + (f" mpv: {MPV.advice}." if not mpv else ""),
            report.table(["recording", "player", *figures, "key → sound ÷ mpv"], rows),
            f"The same by other ways, Earmark alone. At {FASTER:g}×: found by pieces of 20 ms, "
            "which playing faster leaves as they are, only closer together, each up to 23 ms from "
            "where the rate would have it. Heard − marker is where the line through those of the "
            "first second begins, its slope the rate (the measure itself is right to 6 ms, its "
            "median to 1); slip: by how much the median of 0.3 s then moved, of which up to 20 ms "
            "are those pieces. Paused: it pauses, goes to the next chapter and plays again; the "
            "key is the last of the three. Back: from the last chapter to the first by the key "
            "for the previous one.",
            report.table(["recording", *figures], others),
        ]
    )


def _row(recording: Recording, player: Player, journeys: dict[str, Journey]) -> list[str]:
    own, peer = journeys[player.name], journeys.get(MPV.name)
    beside = peer is not None and player is EARMARK
    other = peer.values("delay") if peer is not None and beside else []
    return [recording.name, player.name, *_figures(own), report.ratio(own.values("delay"), other)]


def _figures(found: Journey) -> list[str]:
    holes = found.values("hole")
    return [
        report.figure(found.values("beside")),
        report.figure(found.values("delay")),
        report.figure(found.values("gap")),
        report.figure(holes),
        f"{sum(hole > HOLE_MS for hole in holes)} of {len(holes)}",
        report.figure(found.values("slip")),
        str(found.lost),
    ]


def journey(
    player: Player, recording: Recording, way: Way, pcm: Pcm, decoded: Pcm, server: SoundServer
) -> Journey:
    """One way through the markers of one recording."""
    if player is EARMARK:
        files = [str(recording.episode)]
    else:
        files = [f"--chapters-file={recording.chapters}", recording.place]
    pressed = []
    with server.record() as sound, Eye() as eye, running(player, files, server) as process:
        window, _, _ = eye.wait_for(player.titled)
        with Keyboard(window) as keyboard:
            wait_for_sound(sound)
            if way.before:
                _press(keyboard, way.before, sound)
                sound.wait(SETTLE_S)
            for _ in way.targets:
                pressed.append(_press(keyboard, way.keys or [player.next_chapter], sound))
                sound.wait(way.listen)
        if not process.alive:
            raise RuntimeError(f"{player.name} ended by itself")
        samples = np.frombuffer(sound.samples, np.int16)
    lead, length = round(LEAD_S * RATE), round(way.listen * RATE)
    jumps = []
    for moment, marker in zip(pressed, way.targets, strict=True):
        at = sound.offset_of(moment) // 2
        heard = samples[at - lead : at + length]
        jumps.append(jump(heard, lead, pcm, decoded, marker, way.rate))
    found = [one for one in jumps if one is not None]
    return Journey(found, len(jumps) - len(found))


def _press(keyboard: Keyboard, keys: Sequence[str], sound: Sound) -> float:
    """Press the keys one after the other; the moment of the last."""
    moment = 0.0
    for number, key in enumerate(keys):
        if number:
            sound.wait(BETWEEN_S)
        moment = keyboard.press(key)
    return moment
