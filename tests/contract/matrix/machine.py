"""This machine as a node: a real sshd on loopback, a home folder that can be filled up, and what is left there."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from console.ssh.endpoint import Endpoint
from tests.sshd import HOST, Sshd

STAND_IN = Path(__file__).parent / "stand_in.py"
SIZE = "400m"


class Machine:
    """A node, and what can befall it."""

    def __init__(self, sshd: Sshd) -> None:
        self.sshd, self.home = sshd, sshd.home
        self._taker: subprocess.Popen[bytes] | None = None

    def endpoint(self) -> Endpoint:
        """Return how a connection gets there."""
        sshd = self.sshd
        return Endpoint(
            HOST, sshd.port, sshd.user, config_paths=(), known_hosts=sshd.known_hosts, client_keys=(sshd.client_key,)
        )

    # -- faults -----------------------------------------------------------------------------------

    def lose(self) -> None:
        """Cut every connection, and let none come about."""
        self.blink()
        self.sshd.stop()

    def blink(self) -> None:
        """Cut every connection; what ran in its sessions goes on, as it does where a line is cut."""
        for pid in self.sshd.sessions():
            with contextlib.suppress(OSError):
                if Path(f"/proc/{pid}/comm").read_text().startswith("sshd"):
                    os.kill(pid, signal.SIGKILL)

    def fill(self) -> None:
        """Fill the disk to the last byte."""
        with (self.home / "filler").open("wb", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                with contextlib.suppress(OSError):
                    while file.write(bytes(size)):
                        pass

    def take(self, port: int) -> None:
        """Let another model server have the port."""
        self._taker = subprocess.Popen([sys.executable, str(STAND_IN), "well", HOST, str(port)])
        deadline = time.monotonic() + 10
        while not listens(port):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def alter(self) -> None:
        """Turn over bits of a file that is on its way."""
        for part in self.home.rglob("*.part"):
            with part.open("r+b") as file:
                first = file.read(1)
                file.seek(0)
                file.write(bytes([first[0] ^ 255]) if first else b"")

    def restart(self) -> None:
        """Do what a restart of the node does: every process is gone, and the server is back."""
        self.sshd.stop()
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.sshd.start()

    def heal(self) -> None:
        """Take back what befell it."""
        (self.home / "filler").unlink(missing_ok=True)
        if self._taker is not None:
            self._taker.kill()
            self._taker.wait()
            self._taker = None
        if not listens(self.sshd.port):
            self.sshd.stop()
            self.sshd.start()

    # -- what is left -----------------------------------------------------------------------------

    def processes(self, also: str = "\0") -> dict[int, str]:
        """Return what sessions have started and did not end with them; ``also``: what has this among its words."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                is_ours = f"HOME={self.home}\0".encode() in (folder / "environ").read_bytes() or also in words
                if words and is_ours:  # no words: it has ended already
                    found[int(folder.name)] = words
        return found

    def inventory(self) -> set[str]:
        """Return the files of the home folder and the processes, but for those of open connections."""
        files = {str(path.relative_to(self.home)) for path in self.home.rglob("*")} - {"filler"}
        sessions = set(self.sshd.sessions())
        return files | {words for pid, words in self.processes().items() if pid not in sessions}

    def copies(self) -> int:
        """Return how many services run."""
        return sum("/supervise" in words for words in self.processes().values())


def listens(port: int) -> bool:
    """Say whether something listens on a port of loopback."""
    with socket.socket() as sock:
        return sock.connect_ex((HOST, port)) == 0


@contextlib.contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    """Have a node whose home folder is a small file system of its own where that is allowed."""
    sshd = Sshd(folder / "sshd")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(sshd.home)]
    is_mounted = os.getuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        with sshd:
            sshd.trust()
            made = Machine(sshd)
            yield made
            made.heal()
        # Also a session that came about while the server was killed.
        for pid in made.processes(str(sshd.folder)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(sshd.home)], check=True)
