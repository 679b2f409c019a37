"""A screen of its own, an eye that sees windows at once when they come, and a keyboard."""

from __future__ import annotations

import ctypes
import os
import re
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_ubyte, c_uint, c_ulong, c_void_p

_SUBSTRUCTURE, _PROPERTY = 1 << 19, 1 << 22
_ALL_PLANES, _Z_PIXMAP = 0xFFFFFFFF, 2
_CORE_KEYBOARD = 0x100
_CREATED, _MAPPED, _CHANGED = 16, 19, 28


@contextmanager
def screen() -> Iterator[None]:
    """An X server of its own for the block; DISPLAY names it, and nothing names another screen."""
    for name in ("WAYLAND_DISPLAY", "XAUTHORITY", "QT_QPA_PLATFORM"):
        os.environ.pop(name, None)
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1200x24"),
            *("-nolisten", "tcp", "-noreset"),
        ],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    before = os.environ.get("DISPLAY")
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError("Xvfb, the screen for the benchmarks, did not start")
        os.environ["DISPLAY"] = f":{number}"
        yield
    finally:
        if before is None:
            os.environ.pop("DISPLAY", None)
        else:
            os.environ["DISPLAY"] = before
        server.terminate()
        server.wait(10)


class _Image(ctypes.Structure):
    """The beginning of Xlib's XImage."""

    _fields_ = (
        *((name, c_int) for name in ("width", "height", "offset", "format")),
        ("data", c_void_p),
        *((name, c_int) for name in ("order", "unit", "bit_order", "pad", "depth")),
        ("bytes_per_line", c_int),
    )


class Eye:
    """Sees each window from when it is made on; nothing is polled, so moments are exact."""

    def __init__(self) -> None:
        self._x = _library()
        self._display = self._x.XOpenDisplay(None)
        if not self._display:
            raise RuntimeError("the screen cannot be reached")
        self._name = self._x.XInternAtom(self._display, b"_NET_WM_NAME", 0)
        self._text = self._x.XInternAtom(self._display, b"UTF8_STRING", 0)
        root = self._x.XDefaultRootWindow(self._display)
        self._x.XSelectInput(self._display, root, _SUBSTRUCTURE)
        self._x.XSync(self._display, 0)
        self.mapped: dict[int, float] = {}
        """When each window that has a title came to the screen (time.monotonic())."""

    def __enter__(self) -> Eye:
        return self

    def __exit__(self, *_: object) -> None:
        self._x.XCloseDisplay(self._display)

    def wait_for(self, title: str, seconds: float = 30.0) -> tuple[int, float, float]:
        """The window whose title matches; when it came, and when it had that title."""
        deadline = time.monotonic() + seconds
        seen: dict[int, float] = {}
        while True:
            kind, window = self._next(deadline)
            now = time.monotonic()
            if kind == _CREATED:
                self._x.XSelectInput(self._display, window, _PROPERTY)
            elif kind == _MAPPED:
                seen[window] = now
            if window in seen and (text := self._title(window)):
                self.mapped.setdefault(window, seen[window])
                if re.search(title, text):
                    return window, seen[window], now

    def pixels(self, window: int, left: int, top: int, width: int, height: int) -> bytes:
        """What is to be seen in a part of the window now."""
        image = self._x.XGetImage(
            self._display, window, left, top, width, height, _ALL_PLANES, _Z_PIXMAP
        )
        if not image:
            raise RuntimeError("the window cannot be looked at")
        try:
            seen = image.contents
            return ctypes.string_at(seen.data, seen.bytes_per_line * seen.height)
        finally:
            self._x.XDestroyImage(image)

    def repeat_keys(self, per_second: float, after_ms: int = 250) -> None:
        """Let the screen repeat a held key that often, from then on."""
        every = round(1000 / per_second)
        self._x.XkbSetAutoRepeatRate(self._display, _CORE_KEYBOARD, after_ms, every)
        self._x.XSync(self._display, 0)

    def _next(self, deadline: float) -> tuple[int, int]:
        """The next event: its kind and its window."""
        event = (c_long * 24)()
        while not self._x.XPending(self._display):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("the window did not come")
            select.select([self._x.XConnectionNumber(self._display)], [], [], left)
        self._x.XNextEvent(self._display, byref(event))
        kind = event[0] & 0xFFFFFFFF
        return kind, event[4] if kind == _CHANGED else event[5]

    def _title(self, window: int) -> str:
        kind, layout, count, left = c_ulong(), c_int(), c_ulong(), c_ulong()
        data = POINTER(c_ubyte)()
        self._x.XGetWindowProperty(
            *(self._display, window, self._name, 0, 256, 0, self._text),
            *(byref(kind), byref(layout), byref(count), byref(left), byref(data)),
        )
        if not data:
            return ""
        text = bytes(data[: count.value]).decode("utf-8", "replace")
        self._x.XFree(data)
        return text


class Keyboard:
    """Presses real keys in a window. It is there all the time: no start of a process is timed."""

    def __init__(self, window: int) -> None:
        subprocess.run(["xdotool", "windowfocus", "--sync", str(window)], check=False, timeout=15)
        self._process = subprocess.Popen(["xdotool", "-"], stdin=subprocess.PIPE, text=True)

    def __enter__(self) -> Keyboard:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)

    def press(self, key: str) -> float:
        """Press the key; the moment before it (time.monotonic())."""
        return self._do(f"key --delay 0 {key}")

    def hold(self, key: str) -> float:
        """Press the key and keep it down; the moment before it."""
        return self._do(f"keydown {key}")

    def let_go(self, key: str) -> float:
        """Let go of the key that is held; the moment before it."""
        return self._do(f"keyup {key}")

    def click(self, window: int, x: int, y: int, button: int) -> float:
        """Press a button of the mouse at a place in the window; the moment before it."""
        return self._do(f"mousemove --window {window} {x} {y} click {button}")

    def _do(self, words: str) -> float:
        assert self._process.stdin is not None
        moment = time.monotonic()
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()
        return moment


def _ignore(_display: int, _event: int) -> int:
    """Windows may be gone before they are asked for their title."""
    return 0


_CALM = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p)(_ignore)


def _library() -> ctypes.CDLL:
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = c_void_p
    x.XOpenDisplay.argtypes = [c_char_p]
    x.XInternAtom.restype = x.XDefaultRootWindow.restype = c_ulong
    x.XInternAtom.argtypes = [c_void_p, c_char_p, c_int]
    x.XSelectInput.argtypes = [c_void_p, c_ulong, c_long]
    x.XSync.argtypes = [c_void_p, c_int]
    x.XNextEvent.argtypes = [c_void_p, c_void_p]
    x.XFree.argtypes = [c_void_p]
    for name in ("XDefaultRootWindow", "XPending", "XConnectionNumber", "XCloseDisplay"):
        getattr(x, name).argtypes = [c_void_p]
    x.XGetImage.restype = POINTER(_Image)
    x.XGetImage.argtypes = [
        *(c_void_p, c_ulong, c_int, c_int, c_uint, c_uint),
        *(c_ulong, c_int),
    ]
    x.XDestroyImage.argtypes = [POINTER(_Image)]
    x.XkbSetAutoRepeatRate.argtypes = [c_void_p, c_uint, c_uint, c_uint]
    pointers = [c_void_p] * 5
    x.XGetWindowProperty.argtypes = [
        *(c_void_p, c_ulong, c_ulong, c_long, c_long, c_int, c_ulong),
        *pointers,
    ]
    x.XSetErrorHandler(_CALM)
    return x
