"""What only libVLC's log tells: that its sound output is gone, and how late its sound comes.

A broken output is kept, and silently given one block after the other. And what a device behind a
network or Bluetooth adds to the way of the sound is told nowhere else.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Callable
from typing import Any

_WARNING, _ERROR = 3, 4
_OUTPUT = b"audio output"
"""What libVLC calls the objects whose errors are meant."""
_DRIFT = re.compile(rb"playback (?:way )?too (late|early) \((-?\d+)")
_LONGEST = 512
_NameObject = ctypes.CFUNCTYPE(
    None,
    ctypes.c_void_p,
    ctypes.POINTER(ctypes.c_char_p),
    ctypes.POINTER(ctypes.c_char_p),
    ctypes.c_void_p,
)


class Log:
    """Listens to the log of `instance` until `close`, and calls, on libVLC's threads, `failed`
    with each error of an output, and `drifted` with the µs by which sound comes too late (below
    0: too early).
    """

    def __init__(
        self,
        vlc: Any,
        instance: Any,
        failed: Callable[[], None],
        drifted: Callable[[int], None],
    ) -> None:
        self._instance = instance
        self._failed, self._drifted = failed, drifted
        c = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
        self._print = c._vsnprintf if sys.platform == "win32" else c.vsnprintf
        # python-vlc's own call of this takes no place to write the name to.
        self._name_object = _NameObject(("libvlc_log_get_object", vlc.dll))
        self._kept = vlc.CallbackDecorators.LogCb(self._take)
        instance.log_set(self._kept, None)

    def close(self) -> None:
        """Listen no more."""
        self._instance.log_unset()

    def _take(self, _data: object, level: int, context: Any, form: bytes, values: int) -> None:
        # Most of what is logged is neither, and must cost next to nothing.
        if level < _WARNING:
            return
        if level == _ERROR:
            name = ctypes.c_char_p()
            self._name_object(context, ctypes.byref(name), None, None)
            if name.value == _OUTPUT:
                self._failed()
        elif form.startswith(b"playback "):
            text = ctypes.create_string_buffer(_LONGEST)
            self._print(text, ctypes.c_size_t(_LONGEST), form, ctypes.c_void_p(values))
            if found := _DRIFT.match(text.value):
                drift = abs(int(found[2]))
                self._drifted(drift if found[1] == b"late" else -drift)
