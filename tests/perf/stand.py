"""The real program on the test stand: a core with tabs, desks that come and go, and what both cost."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from console.app import launch
from console.app.desk import hello
from console.app.profile import Profile
from console.model.ids import LOCAL_NODE
from console.wire import messages as m
from tests.core import Client
from tests.perf.glass import Glass

ROOT = Path(__file__).parents[2]
ROUNDS = 5
MARK = 0xFF00FF
MARK_TEXT = "\x1b[48;2;255;0;255m      \x1b[0m"
PROMPT = r"\[\e[48;2;255;0;255m\]      \[\e[0m\] \$ "
"""A prompt that is seen from afar: a patch of magenta."""


class Stand:
    """Starts cores and desks in a home of their own, and ends them all."""

    def __init__(self, glass: Glass, home: Path) -> None:
        self.glass = glass
        self.home = home
        self.environment = {
            **glass.environment,
            "LEITSTAND_HOME": str(home / "ls"),
            "HOME": str(home),
            "SHELL": "/bin/bash",
            "LANGUAGE": "en",
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
        }
        (home / ".bashrc").write_text(f"PS1='{PROMPT}'\n")
        self._desks: list[subprocess.Popen[bytes]] = []
        self.log = home / "desk.log"

    def inventory(self, count: int, host: str = "192.0.2.1", port: int = 22, extra: str = "") -> Path:
        """Write an inventory of ``count`` nodes and return its path."""
        path = self.home / "inventory.toml"
        lines = ["[[group]]", 'name = "perf"']
        for number in range(count):
            lines += ["[[group.node]]", f'name = "node-{number:02}"', f'host = "{host}"', f"port = {port}", extra]
        path.write_text("\n".join(lines))
        return path

    def core(self, profile: Profile) -> Client:
        """Start a core and return a client that is attached to it in a desk's stead."""
        before = dict(os.environ)
        os.environ.update(self.environment)
        try:
            end = launch.spawn(profile, hello())
        finally:
            os.environ.clear()
            os.environ.update(before)
        client = Client(end.socket)
        client.welcome()
        return client

    def desk(self, *arguments: str, observed: Path | None = None) -> tuple[subprocess.Popen[bytes], float]:
        """Start a desk; return it and when it was started."""
        program = ["-m", "console"] if observed is None else ["-m", "tests.perf.observed", str(observed)]
        with self.log.open("ab") as log:
            started = time.monotonic()
            desk = subprocess.Popen(
                [sys.executable, *program, *arguments], env=self.environment, cwd=self.home, stdout=log, stderr=log
            )
        self._desks.append(desk)
        return desk, started

    def kill_desk(self, desk: subprocess.Popen[bytes]) -> None:
        """Kill a desk as a power cut would; wait until its window is gone."""
        desk.kill()
        desk.wait(10)
        time.sleep(0.3)

    def leave_core(self, profile: Profile) -> None:
        """Start a core, let it read its inventory, and leave it without a desk."""
        client = self.core(profile)
        client.until(lambda: bool(client.of(m.FleetChanged)))
        client.socket.close()
        time.sleep(2)  # what a core does behind its start

    def fill_tab(self, client: Client, lines: int) -> None:
        """Open a shell on this machine that has printed so many lines."""
        script = self.home / "fill"
        script.write_text(f"seq -f '%.0f the quick brown fox jumps over the lazy dog' {lines}\necho done\n")
        tab = client.open(LOCAL_NODE, 200, 60)
        client.type(tab, f". {script}\n")
        client.until(lambda: "\ndone\n" in client.screen(tab))

    def cores(self) -> list[int]:
        """Return the cores that run in this home."""
        mark = f"LEITSTAND_HOME={self.home / 'ls'}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                is_here = mark in (entry / "environ").read_bytes().split(b"\0")
                if is_here and b"console.app.core" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
        return found

    def end_core(self) -> None:
        """End the core and wait until it has gone."""
        for pid in self.cores():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 15
        while self.cores() and time.monotonic() < deadline:
            time.sleep(0.05)
            with suppress(ChildProcessError):
                os.waitpid(-1, os.WNOHANG)
        for pid in self.cores():
            os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        """End everything."""
        for desk in self._desks:
            if desk.poll() is None:
                self.kill_desk(desk)
        self.end_core()


@contextmanager
def stand(glass: Glass) -> Iterator[Stand]:
    """A stand whose processes end with it. Its home is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="ls-perf-", ignore_cleanup_errors=True) as folder:
        made = Stand(glass, Path(folder))
        try:
            yield made
        finally:
            made.end()


def pss_bytes(pid: int) -> int:
    """Return the memory of a process, with its share of what it shares."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no Pss in smaps_rollup")


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has taken so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_seconds(pid: int) -> float:
    """Return how long all threads of a process have run so far: to the nanosecond, for those that hardly do."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def running_seconds(pid: int) -> float:
    """Return how long the main thread of a process has run so far, to the nanosecond."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def milliseconds(values: Sequence[float]) -> str:
    """Return the median and the range of some seconds, for people."""
    middle, low, high = statistics.median(values) * 1e3, min(values) * 1e3, max(values) * 1e3
    return f"{middle:5.0f} ms ({low:.0f} to {high:.0f})"
