"""Jumps at the sound server: the next chapter by its key, through all markers, in every format."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.benchmarks import report
from tests.benchmarks.heard import AFTER_S, Jump, jump
from tests.benchmarks.players import EARMARK, MPV, Player
from tests.benchmarks.processes import running
from tests.benchmarks.recordings import ENDINGS, Recording, markers, recordings, reference
from tests.benchmarks.screen import Eye, Keyboard
from tests.benchmarks.sounding import wait_for_sound
from tests.hearing import RATE, Pcm
from tests.sound_server import SoundServer

TITLE = "Jumps at the sound server"
LISTEN_S = AFTER_S + 0.8
LEAD_S = 0.1
"""Looked at before the key: the server's clock and that of the keys differ by some ms."""
HOLE_MS = 20


@dataclass
class Journey:
    """One player's way through the markers of one recording."""

    jumps: list[Jump]
    lost: int
    """How many jumps were never heard where they should lead."""

    def values(self, name: str) -> list[float]:
        return [getattr(jump, name) for jump in self.jumps]


def measured(peers: list[Player]) -> str:
    """The section of the report."""
    pcm = reference()
    players = [EARMARK, *(peer for peer in peers if peer is MPV)]
    rows = []
    with SoundServer.started() as server:
        for recording in recordings(pcm):
            decoded = recording.decoded(pcm)
            journeys = {p.name: _journey(p, recording, pcm, decoded, server) for p in players}
            rows += [_row(recording, player, journeys) for player in players]
    return "\n\n".join(
        [
            "A recording of 57:44 (noise of ever other bandwidth and level, never silent) in "
            f"{len(ENDINGS)} formats; playing, the next chapter by a real key in the real window, "
            f"through {len(markers()) - 1} markers. Heard − marker: the place of the first new "
            "sound that the server gives; key → sound: until then; silence before: the longest "
            f"between the key and it; hole: the longest in the {AFTER_S:.0f} s after it that the "
            f"recording has not, and how many were longer than {HOLE_MS} ms; slip: by how much the "
            "sound then moved against the clock. All in ms; moments are right to about 20 ms, "
            "alike for all players." + ("" if len(players) > 1 else f" mpv: {MPV.advice}."),
            report.table(
                [
                    *("recording", "player", "heard − marker", "key → sound", "÷ mpv"),
                    *("silence before", "hole", f"> {HOLE_MS}", "slip", "not heard"),
                ],
                rows,
            ),
        ]
    )


def _row(recording: Recording, player: Player, journeys: dict[str, Journey]) -> list[str]:
    own, peer = journeys[player.name], journeys.get(MPV.name)
    delays = own.values("delay")
    return [
        recording.name,
        player.name,
        report.figure(own.values("beside")),
        report.figure(delays),
        report.ratio(delays, peer.values("delay"))
        if peer is not None and player is EARMARK
        else report.NOTHING,
        report.figure(own.values("gap")),
        report.figure(own.values("hole")),
        f"{sum(hole > HOLE_MS for hole in own.values('hole'))} of {len(own.jumps)}",
        report.figure(own.values("slip")),
        str(own.lost),
    ]


def _journey(
    player: Player, recording: Recording, pcm: Pcm, decoded: Pcm, server: SoundServer
) -> Journey:
    if player is EARMARK:
        files = [str(recording.episode)]
    else:
        files = [f"--chapters-file={recording.chapters}", str(recording.audio)]
    keys = []
    with server.record() as ear, Eye() as eye, running(player, files, server) as process:
        window, _, _ = eye.wait_for(player.titled)
        with Keyboard(window) as keyboard:
            wait_for_sound(ear)
            for _ in markers()[1:]:
                keys.append(keyboard.press(player.next_chapter))
                ear.wait(LISTEN_S)
        if not process.alive:
            raise RuntimeError(f"{player.name} ended by itself")
        samples = np.frombuffer(ear.samples, np.int16)
        lead, length = round(LEAD_S * RATE), round(LISTEN_S * RATE)
        jumps = []
        for key, marker in zip(keys, markers()[1:], strict=True):
            at = ear.offset_of(key) // 2
            jumps.append(jump(samples[at - lead : at + length], lead, pcm, decoded, marker))
    heard = [found for found in jumps if found is not None]
    return Journey(heard, len(jumps) - len(heard))
