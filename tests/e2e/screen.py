"""A real X screen without a monitor, and the hands and eyes of a person at it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

NEEDED = ("Xvfb", "xdotool", "openbox", "import")
ARTIFACTS = Path(__file__).parents[2] / "artifacts" / "e2e"
UNDECORATED = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application class="*" type="normal"><decor>no</decor><maximized>yes</maximized></application>
</applications></openbox_config>"""
"""Every window covers the screen, so that a place in the window is the same place on the screen."""


class Screen:
    """Types, clicks and looks. Coordinates are pixels of the screen."""

    def __init__(self, display: str, width: int, height: int) -> None:
        self.display = display
        self.width, self.height = width, height
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self.environment.pop("WAYLAND_DISPLAY", None)

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=30)
        return done.stdout

    def keys(self, *names: str) -> None:
        """Press keys one after the other, ``ctrl+shift+t``."""
        for name in names:
            self._run("xdotool", "key", "--clearmodifiers", name)
            time.sleep(0.05)

    def type(self, text: str) -> None:
        """Type text; a newline is the Return key."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self.keys("Return")
            if line:
                self._run("xdotool", "type", "--delay", "15", "--clearmodifiers", line)

    def click(self, x: int, y: int, button: int = 1, repeat: int = 1) -> None:
        """Click at a place."""
        times = ("--repeat", str(repeat), "--delay", "60")
        self._run("xdotool", "mousemove", str(x), str(y), "click", *times, str(button))

    def has_keyboard(self) -> bool:
        """Say whether one of our windows gets what is typed."""
        return self._run("xdotool", "getactivewindow").strip() in self.windows("Leitstand")

    def take_keyboard(self) -> bool:
        """Bring our newest window to the front, as a click on it would; say whether it gets what is typed."""
        if not self.has_keyboard():
            for window in self.windows("Leitstand")[-1:]:
                self._run("xdotool", "windowactivate", "--sync", window)
        return self.has_keyboard()

    def who_has_keyboard(self) -> str:
        """Return what the X server and the window manager say of the keyboard, for the message of a failure."""
        active = self._run("xdotool", "getactivewindow").strip()
        focus = self._run("xdotool", "getwindowfocus").strip()
        return f"active {active or '-'}, focus {focus or '-'}, ours {self.windows('Leitstand')}"

    def is_managed(self) -> bool:
        """Say whether the window manager is at work."""
        return bool(self._run("xdotool", "get_num_desktops").strip())

    def rgb(self) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
        """Return what is on the screen: height, width, red green blue."""
        command = ["import", "-window", "root", "-depth", "8", "rgb:-"]
        done = subprocess.run(command, env=self.environment, capture_output=True, check=True, timeout=30)
        return np.frombuffer(done.stdout, np.uint8).reshape(self.height, self.width, 3)

    def count(self, color: str) -> int:
        """Return how many pixels have exactly this colour, ``#RRGGBB``."""
        wanted = np.frombuffer(bytes.fromhex(color.removeprefix("#")), np.uint8)
        return int((self.rgb() == wanted).all(axis=2).sum())

    def windows(self, name: str) -> list[str]:
        """Return the visible windows that have ``name`` in their title.

        Not xdotool's own search: it finds nothing in a title with a character that Latin-1 lacks.
        """
        found = self._run("xdotool", "search", "--onlyvisible", "--name", ".").split()
        return [window for window in found if name in self._run("xdotool", "getwindowname", window)]

    def still(self, within: float = 10.0) -> None:
        """Wait until the middle of the screen has not changed for half a second (a cursor may blink on)."""
        rows, columns = slice(self.height // 10, self.height * 9 // 10), slice(self.width // 3, self.width)
        deadline = time.monotonic() + within
        before = self.rgb()[rows, columns]
        while time.monotonic() < deadline:
            time.sleep(0.5)
            now = self.rgb()[rows, columns]
            if (now != before).any(axis=2).sum() < 1000:
                return
            before = now

    def picture(self, name: str) -> Path:
        """Keep a picture of the whole screen as an artifact."""
        self.still()
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        path = ARTIFACTS / f"{name}.png"
        self._run("import", "-window", "root", str(path))
        assert path.exists(), "no picture could be taken"
        return path


def wait_for(
    condition: Callable[[], object], within: float = 30.0, what: str = "", state: Callable[[], str] = str
) -> None:
    """Wait until ``condition`` holds; ``state`` tells, if it never does, how things stand."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within:g} s: {what or condition} {state()}"
        time.sleep(0.1)


@contextmanager
def screen(width: int = 1920, height: int = 1080) -> Iterator[Screen]:
    """Run an X server with a window manager; a test is skipped where there is none."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as pipe:
        display = f":{pipe.readline().strip()}"
    made = Screen(display, width, height)
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "rc.xml")
        config.write_text(UNDECORATED)
        manager = subprocess.Popen(
            ["openbox", "--config-file", str(config)],
            env=made.environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            # A window that comes before its manager never gets the keyboard.
            wait_for(made.is_managed, 20, "the window manager")
            yield made
        finally:
            for process in (manager, server):
                process.terminate()
                process.wait(10)
