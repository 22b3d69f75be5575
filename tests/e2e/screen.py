"""A real X screen without a monitor, and the hands and eyes of a person at it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NEEDED = ("Xvfb", "xdotool", "openbox", "import")
ARTIFACTS = Path(__file__).parents[2] / "artifacts" / "e2e"


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
        self._run("xdotool", "mousemove", str(x), str(y), "click", "--repeat", str(repeat), "--delay", "60", str(button))

    def windows(self, name: str) -> list[str]:
        """Return the visible windows whose title matches ``name``."""
        return self._run("xdotool", "search", "--onlyvisible", "--name", name).split()

    def picture(self, name: str) -> Path:
        """Keep a picture of the whole screen as an artifact."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        path = ARTIFACTS / f"{name}.png"
        self._run("import", "-window", "root", str(path))
        assert path.exists(), "no picture could be taken"
        return path


def wait_for(condition: Callable[[], object], within: float = 30.0, what: str = "") -> None:
    """Wait until ``condition`` holds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within:g} s: {what or condition}"
        time.sleep(0.1)


@contextmanager
def screen(width: int = 1920, height: int = 1080) -> Iterator[Screen]:
    """Run an X server with a window manager; a test is skipped where there is none."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as pipe:
        display = f":{pipe.readline().strip()}"
    made = Screen(display, width, height)
    manager = subprocess.Popen(["openbox"], env=made.environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        yield made
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)
