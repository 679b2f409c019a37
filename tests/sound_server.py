"""A private sound server with a sink that nobody hears, and a recorder on it: for journeys.

    with SoundServer.started() as server:
        run(program, env={**os.environ, **server.env})
        with server.record() as recording:
            …                                   # press a key
            recording.wait(seconds=2)
        heard = recording.samples               # signed 16 bit, mono, at recording.rate

It talks to no other sound server of the machine and ends only what it started.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

RATE = 22050
_SINK = "listener"
_NULL = f"module-null-sink sink_name={_SINK} rate={RATE} channels=1"
_TOOLS = ("pulseaudio", "parec", "pactl")


def missing() -> str | None:
    """Why no server can be started here, for `pytest.skip`, or None."""
    absent = [tool for tool in _TOOLS if shutil.which(tool) is None]
    return f"needs {', '.join(absent)} (pulseaudio, pulseaudio-utils)" if absent else None


class Recording:
    """What came out of the sink since the recording began, with the times at which it came."""

    def __init__(self, env: dict[str, str], sink: str) -> None:
        self.rate = RATE
        self.began = 0.0
        self._changed = threading.Condition()
        self._data = bytearray()
        self._process = subprocess.Popen(
            [
                *("parec", "--device", f"{sink}.monitor", "--format=s16le", "--channels=1"),
                *(f"--rate={RATE}", "--latency-msec=10", "--raw"),
            ],
            env=env,
            stdout=subprocess.PIPE,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Recording:
        self._reader.start()
        self.wait(0.05)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(5)
        self._reader.join(5)
        assert self._process.stdout is not None
        self._process.stdout.close()

    @property
    def samples(self) -> bytes:
        with self._changed:
            return bytes(self._data)

    @property
    def seconds(self) -> float:
        """How much has been recorded."""
        with self._changed:
            return len(self._data) / 2 / self.rate

    def wait(self, seconds: float, timeout: float = 10.0) -> None:
        """Until `seconds` of sound (or silence) more have been recorded."""
        wanted = int(seconds * self.rate) * 2 + len(self.samples)
        deadline = time.monotonic() + timeout
        with self._changed:
            while len(self._data) < wanted:
                if not self._changed.wait(deadline - time.monotonic()):
                    raise TimeoutError("the sound server gave nothing to record")

    def offset_of(self, moment: float) -> int:
        """The byte at which what sounded at `moment` (time.monotonic()) stands in `samples`."""
        return max(0, int((moment - self.began) * self.rate)) * 2

    def _read(self) -> None:
        assert self._process.stdout is not None
        while chunk := os.read(self._process.stdout.fileno(), 4096):
            with self._changed:
                # The least delay seen tells best when the recording really began.
                began = time.monotonic() - (len(self._data) + len(chunk)) / 2 / self.rate
                self.began = min(self.began, began) if self._data else began
                self._data += chunk
                self._changed.notify_all()


class SoundServer:
    """A running server. `env`: what a program needs to play to it, and to nothing else."""

    def __init__(self, home: Path, sink: str) -> None:
        self._sink = sink
        self._socket = home / "native"
        self.env = {
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_COOKIE": str(home / "cookie"),
            "PULSE_RUNTIME_PATH": str(home / "pulse"),
            "PULSE_STATE_PATH": str(home / "state"),
            "XDG_RUNTIME_DIR": str(home),
        }
        self._log = (home / "log").open("wb")

    def start(self) -> None:
        """Begin; again, after `stop`."""
        self._process = subprocess.Popen(
            [
                *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"),
                *("--disable-shm=yes", "--realtime=no", "--high-priority=no"),
                f"--load={self._sink}",
                f"--load=module-native-protocol-unix auth-anonymous=1 socket={self._socket}",
            ],
            env=self._whole_env(),
            stdout=self._log,
            stderr=self._log,
        )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """End, as a sound server does that crashed or is updated."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)

    @classmethod
    @contextmanager
    def started(cls, sink: str = _NULL) -> Iterator[SoundServer]:
        """A server that answers, ended with the block; `sink`: the module that takes the sound."""
        home = Path(tempfile.mkdtemp(prefix="earmark-sound-"))
        home.chmod(0o700)
        server = cls(home, sink)
        try:
            server.start()
            yield server
        finally:
            server.stop()
            server._log.close()
            shutil.rmtree(home, ignore_errors=True)

    def behind(self, latency: int) -> str:
        """A sink for another server, which plays here, so many ms later: as Bluetooth does."""
        place = self.env["PULSE_SERVER"]
        return f"module-tunnel-sink server={place} sink_name=tunnel latency_msec={latency}"

    def record(self, sink: str = _SINK) -> Recording:
        """A recording of all that comes out from now on; a context manager."""
        return Recording(self._whole_env(), sink)

    def add_sink(self, name: str) -> None:
        """Another device, as when a headset is plugged in."""
        self._ask("load-module", "module-null-sink", f"sink_name={name}", f"rate={RATE}")

    def move_to(self, sink: str) -> None:
        """Have what plays come out there, as sound mixers do."""
        for line in self._ask("list", "short", "sink-inputs").splitlines():
            self._ask("move-sink-input", line.split()[0], sink)

    def volumes(self) -> str:
        """What `pactl list sink-inputs` says: the streams, their volumes, muted or not."""
        return self._ask("list", "sink-inputs")

    def _ask(self, *words: str) -> str:
        return subprocess.run(
            ["pactl", *words],
            env={**self._whole_env(), "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        ).stdout

    def _whole_env(self) -> dict[str, str]:
        return {**os.environ, **self.env}

    def _wait_until_it_answers(self, timeout: float = 10.0) -> None:
        deadline = time.monotonic() + timeout
        while subprocess.run(
            ["pactl", "info"], env=self._whole_env(), capture_output=True, check=False, timeout=10
        ).returncode:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"pulseaudio did not start: {self._log.name}")
            threading.Event().wait(0.05)
