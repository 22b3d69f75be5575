"""The terminals that we are measured against, each on a screen of its own, of the same size in cells."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.perf.glass import Glass

COLS, ROWS = 200, 60
ANSWER_WITHIN_SECONDS = 60
ENOUGH_TRIES = 6
PEERS = {
    "alacritty": ["-o", f"window.dimensions.columns={COLS}", "-o", f"window.dimensions.lines={ROWS}", "-e"],
    "qterminal": ["-e"],
}
"""How each is told what to run; what is needed behind it follows."""


def installed() -> list[str]:
    """Return the peers that are there; a benchmark without any is skipped."""
    found = [name for name in PEERS if shutil.which(name)]
    if not found:
        pytest.skip("needs alacritty or qterminal to compare with")
    return found


class FarEnd:
    """A session that prints files when it is asked to."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._ask, self._answer = folder / f"{name}.ask", folder / f"{name}.answer"
        for path in (self._ask, self._answer):
            os.mkfifo(path)

    def ask(self, question: str) -> str:
        """Put a question and wait for its answer; nobody waits for ever for an end that is not there."""
        deadline = time.monotonic() + ANSWER_WITHIN_SECONDS
        asking = -1
        while asking < 0:
            try:
                asking = os.open(self._ask, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                assert time.monotonic() < deadline, f"nobody listens at the far end of {self.name}"
                time.sleep(0.01)
        # Opened before the question is put: the far end may not find nobody there.
        answering = os.open(self._answer, os.O_RDONLY | os.O_NONBLOCK)
        try:
            os.write(asking, question.encode())
            os.close(asking)
            answer = b""
            while not answer:
                assert time.monotonic() < deadline, f"no answer from the far end of {self.name}"
                select.select([answering], [], [], 0.01)
                with suppress(BlockingIOError):
                    answer = os.read(answering, 100)
            return answer.decode()
        finally:
            os.close(answering)

    def size(self) -> tuple[int, int]:
        """Return columns and rows."""
        cols, rows = self.ask("size").split()
        return int(cols), int(rows)


@contextmanager
def running(name: str, screen: Glass, home: Path, command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a peer with a command in it."""
    home.mkdir(parents=True, exist_ok=True)
    environment = {
        **screen.environment,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "LC_ALL": "C.UTF-8",
    }
    # qterminal takes the whole command as one word.
    last = [" ".join(command)] if name == "qterminal" else list(command)
    process = subprocess.Popen(
        [name, *PEERS[name], *last], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def fit(name: str, screen: Glass, far: FarEnd) -> tuple[int, int]:
    """Give a peer's window the size that has the wanted columns and rows; return what it has in the end."""
    environment = screen.environment
    far.size()  # its window is up when this is answered
    search = ["xdotool", "search", "--sync", "--onlyvisible", "--class", name]
    found = subprocess.run(search, env=environment, capture_output=True, check=True, timeout=20)
    window = found.stdout.split()[-1].decode()
    cols, rows = far.size()
    geometry = subprocess.run(
        ["xdotool", "getwindowgeometry", "--shell", window], env=environment, capture_output=True, check=True, text=True
    ).stdout
    place = dict(line.split("=", 1) for line in geometry.split())
    width, height = int(place["WIDTH"]), int(place["HEIGHT"])
    for _ in range(ENOUGH_TRIES):
        if (cols, rows) == (COLS, ROWS):
            break
        width += round((COLS - cols) * width / cols)
        height += round((ROWS - rows) * height / rows)
        resize = ["xdotool", "windowsize", window, str(width), str(height)]
        subprocess.run(resize, env=environment, check=True, timeout=5)
        time.sleep(0.5)
        cols, rows = far.size()
    return cols, rows
