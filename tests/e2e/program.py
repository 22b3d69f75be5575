"""The real program: a desk process under an X screen, and its core."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.e2e.screen import Screen, wait_for

ROOT = Path(__file__).parents[2]


class Program:
    """Starts desks, finds the core, and kills either as a power cut would."""

    def __init__(self, screen: Screen, home: Path, arguments: Sequence[str]) -> None:
        self.screen = screen
        self.home = home
        self.arguments = arguments
        self.environment = {
            **screen.environment,
            "LEITSTAND_HOME": str(home / "ls"),
            "HOME": str(home),
            "SHELL": "/bin/bash",
            "LANGUAGE": "en",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
        }
        self.environment.pop("SSH_AUTH_SOCK", None)
        self.desk: subprocess.Popen[bytes] | None = None
        self.log = home / "desk.log"

    def start(self) -> float:
        """Start a desk; return the seconds until its window is on the screen."""
        started = time.monotonic()
        with self.log.open("ab") as log:
            self.desk = subprocess.Popen(
                [sys.executable, "-m", "console", *self.arguments],
                env=self.environment, cwd=self.home, stdout=log, stderr=log,
            )  # fmt: skip
        wait_for(lambda: self.screen.windows("Leitstand"), 30, "the window")
        return time.monotonic() - started

    def cores(self) -> list[int]:
        """Return the core processes of this home."""
        mark = f"LEITSTAND_HOME={self.home / 'ls'}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    command = (entry / "cmdline").read_bytes()
                    if b"console.app.core" in command:
                        found.append(int(entry.name))
        return found

    def kill_desk(self) -> None:
        """Kill the desk without a word."""
        assert self.desk is not None
        self.desk.send_signal(signal.SIGKILL)
        self.desk.wait(10)

    def kill_core(self) -> None:
        """Kill the core without a word."""
        for pid in self.cores():
            os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        """End whatever is left."""
        if self.desk is not None and self.desk.poll() is None:
            self.desk.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.desk.wait(5)
            if self.desk.poll() is None:
                self.desk.kill()
                self.desk.wait(10)
        for pid in self.cores():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        with suppress(AssertionError):
            wait_for(lambda: not self.cores(), 15)
        for pid in self.cores():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@contextmanager
def program(screen: Screen, home: Path, arguments: Sequence[str]) -> Iterator[Program]:
    """A program that is ended with the test, whatever happened."""
    made = Program(screen, home, arguments)
    try:
        yield made
    finally:
        made.end()
