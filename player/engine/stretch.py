"""Faster or slower with the pitch kept: FFmpeg's atempo, and how far it is in the recording."""

from __future__ import annotations

from math import ceil, log2

from player.engine.decode import Shape


class Stretch:
    """Makes samples of `tempo` times the speed out of those that are put in, in order.

    0.5 … 4.0. What comes out is from `tempo` times as far as its own length, give or take the
    filter's window (some ms).
    """

    def __init__(self, shape: Shape, tempo: float) -> None:
        import av
        from av.filter import Graph

        self._shape = shape
        self._layout = "mono" if shape.channels == 1 else "stereo"
        self._frame = av.AudioFrame
        self._made = bytearray()
        self._put = 0
        self._ended = False
        graph = Graph()
        nodes = [graph.add_abuffer(sample_rate=shape.rate, format="s16", layout=self._layout)]
        # Above twice the tempo the filter leaves samples out instead of blending them.
        steps = max(1, ceil(abs(log2(tempo))))
        nodes += [graph.add("atempo", f"{tempo ** (1 / steps):.6f}") for _ in range(steps)]
        nodes += [graph.add("aformat", "sample_fmts=s16"), graph.add("abuffersink")]
        graph.link_nodes(*nodes).configure()
        self._graph = graph

    def put(self, pcm: bytes) -> None:
        """The next samples of the recording; empty: there are no more."""
        if self._ended:
            return
        self._ended = not pcm
        if self._ended:
            self._graph.push(None)
        else:
            samples = len(pcm) // self._shape.bytes_of(1)
            frame = self._frame(format="s16", layout=self._layout, samples=samples)
            frame.sample_rate, frame.pts = self._shape.rate, self._put
            frame.planes[0].update(pcm.ljust(frame.planes[0].buffer_size, b"\0"))
            self._graph.push(frame)
            self._put += samples
        self._pull()

    @property
    def made(self) -> int:
        """How many samples can be taken."""
        return len(self._made) // self._shape.bytes_of(1)

    def take(self, samples: int) -> bytes:
        """Up to `samples` of what was made."""
        size = self._shape.bytes_of(samples)
        taken = bytes(self._made[:size])
        del self._made[:size]
        return taken

    def _pull(self) -> None:
        while True:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, EOFError):  # it wants more, or is at its end
                return
            if isinstance(frame, self._frame):
                self._made += self._shape.pcm_of(frame)
