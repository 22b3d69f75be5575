"""A screen that can be watched without asking it: the X server keeps its picture in a file that is mapped here.

Reading a pixel takes no request, so looking every half millisecond does not disturb what is measured. Keys go
in through the X test extension, from this process: starting a program for each would take longer than the echo.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import shutil
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

NEEDED = ("Xvfb", "openbox", "xdotool")
LOOK_SECONDS = 0.0005
HEADER = struct.Struct(">25I")

Pixels = NDArray[np.uint32]


class Keyboard:
    """Presses keys as a person does."""

    def __init__(self, display: str) -> None:
        try:
            self._x, self._test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        except OSError as error:
            pytest.skip(str(error))
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        self._nobody = self._focus()

    def press(self, chord: str) -> float:
        """Press a chord such as ``ctrl+shift+t``; return when it was sent."""
        names = {"ctrl": "Control_L", "shift": "Shift_L", "alt": "Alt_L"}
        codes = [self._code(names.get(name, name)) for name in chord.split("+")]
        at = time.monotonic()
        for code in codes:
            self._test.XTestFakeKeyEvent(self._display, code, 1, 0)
        for code in reversed(codes):
            self._test.XTestFakeKeyEvent(self._display, code, 0, 0)
        self._x.XFlush(self._display)
        return at

    def _code(self, name: str) -> int:
        symbol = ctypes.c_ulong(self._x.XStringToKeysym(name.encode()))
        return int(self._x.XKeysymToKeycode(self._display, symbol))

    def is_at_a_window(self) -> bool:
        """Tell whether a window has the keyboard."""
        return self._focus() != self._nobody

    def _focus(self) -> int:
        window, how = ctypes.c_ulong(), ctypes.c_int()
        self._x.XGetInputFocus(self._display, ctypes.byref(window), ctypes.byref(how))
        return window.value

    def close(self) -> None:
        """Let go of the display."""
        self._x.XCloseDisplay(self._display)


class Glass:
    """The picture on the screen as an array of pixels, always the present one."""

    def __init__(self, display: str, picture: Path) -> None:
        self.display = display
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        for name in ("WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE"):
            self.environment.pop(name, None)
        with picture.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = HEADER.unpack_from(self._map)
        size, width, height, line, colors = header[0], header[4], header[5], header[12], header[19]
        start = size + colors * 12
        whole = np.frombuffer(self._map, np.uint32, line // 4 * height, start).reshape(height, line // 4)
        self.pixels: Pixels = whole[:, :width]
        self.keyboard = Keyboard(display)

    @property
    def lit(self) -> bool:
        """Tell whether a window is painted at a place where there is neither its title nor the pointer."""
        height, width = self.pixels.shape
        return bool(self.pixels[height * 7 // 10, width * 6 // 10] & 0xFFFFFF)

    def shows(self, color: int, region: Pixels | None = None) -> bool:
        """Tell whether a patch of ``color``, at least a cell large, is to be seen."""
        seen = self.pixels if region is None else region
        return bool((seen[::6, ::6] & 0xFFFFFF == color).any())

    def settled(self, region: Pixels, quiet_seconds: float = 0.5, within: float = 20.0) -> Pixels:
        """Return what ``region`` looks like once it has stopped changing."""
        deadline = time.monotonic() + within
        before, since = region.copy(), time.monotonic()
        while time.monotonic() - since < quiet_seconds and time.monotonic() < deadline:
            time.sleep(0.02)
            if not np.array_equal(before, region):
                before, since = region.copy(), time.monotonic()
        return before


def when(condition: Callable[[], object], within: float = 20.0, what: str = "") -> float:
    """Wait until ``condition`` holds; return the moment."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within:g} s: {what or condition}"
        time.sleep(LOOK_SECONDS)
    return time.monotonic()


@contextmanager
def glass(folder: Path, width: int = 1920, height: int = 1080) -> Iterator[Glass]:
    """Run an X server with a window manager; skip where there is none."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    folder.mkdir(parents=True, exist_ok=True)
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp",
         "-br", "-fbdir", str(folder)],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as pipe:
        display = f":{pipe.readline().strip()}"
    environment = {**os.environ, "DISPLAY": display}
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    time.sleep(0.3)  # for the manager to settle
    made = Glass(display, folder / "Xvfb_screen0")
    try:
        yield made
    finally:
        made.keyboard.close()
        for process in (manager, server):
            process.terminate()
            process.wait(10)
