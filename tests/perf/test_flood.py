"""12 MB through a local sshd, in a tab of 200x60 and beside it in qterminal running ``ssh``: rounds in turns.

``python -m pytest -m perf -s tests/perf/test_flood.py``; needs sshd and, for the ratio, qterminal.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.app.profile import Profile
from console.model.ids import NodeId
from tests.perf import far_end
from tests.perf.glass import Glass, glass, when
from tests.perf.stand import ROUNDS, stand
from tests.perf.test_terminal import ascii_lines, dense_colours, wide_text
from tests.sshd import HOST, SSHD, Sshd

pytestmark = [
    pytest.mark.perf,
    pytest.mark.timeout(900),
    pytest.mark.skipif(SSHD is None, reason="needs OpenSSH's sshd"),
    pytest.mark.skipif(shutil.which("qterminal") is None, reason="needs qterminal to compare with"),
]
COLS, ROWS = 200, 60
SCREEN = 2080, 1572
"""What a full window needs to hold so many cells."""
ENOUGH_TRIES = 6


class FarEnd:
    """A session that prints files when it is asked to."""

    def __init__(self, folder: Path, name: str) -> None:
        self._ask, self._answer = folder / f"{name}.ask", folder / f"{name}.answer"
        for path in (self._ask, self._answer):
            os.mkfifo(path)

    def ask(self, question: str) -> str:
        self._ask.write_text(question)
        return self._answer.read_text()

    def size(self) -> tuple[int, int]:
        cols, rows = self.ask("size").split()
        return int(cols), int(rows)


@contextmanager
def qterminal(screen: Glass, server: Sshd, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The peer, running ssh to the same server."""
    command = f"ssh -tt -i {server.client_key} -p {server.port} -o UserKnownHostsFile={server.known_hosts}"
    environment = {**screen.environment, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")}
    process = subprocess.Popen(
        ["qterminal", "-e", f"{command} -o IdentitiesOnly=yes {server.user}@{HOST} peer"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def fit(screen: Glass, far: FarEnd) -> tuple[int, int]:
    """Give the peer's window the size that has the wanted columns and rows."""
    environment = screen.environment
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--class", "qterminal"], env=environment, capture_output=True, check=True
    )
    window = found.stdout.split()[-1].decode()
    width, height = 1500, 1000
    for _ in range(ENOUGH_TRIES):
        resize = ["xdotool", "windowsize", "--sync", window, str(width), str(height)]
        subprocess.run(resize, env=environment, check=True, timeout=5)
        time.sleep(0.5)
        cols, rows = far.size()
        if (cols, rows) == (COLS, ROWS):
            break
        width += round((COLS - cols) * width / cols)
        height += round((ROWS - rows) * height / rows)
    return far.size()


def test_print_over_ssh(tmp_path: Path) -> None:
    streams = {"ascii": ascii_lines(12_000_000), "dense SGR": dense_colours(12_000_000), "UTF-8": wide_text(5_000_000)}
    for name, data in streams.items():
        (tmp_path / name).write_bytes(data.replace(b"\r", b""))
    force = f"{sys.executable} {far_end.__file__} {tmp_path}"
    ours, theirs = FarEnd(tmp_path, "desk"), FarEnd(tmp_path, "peer")
    with (
        Sshd(tmp_path / "sshd", options={"ForceCommand": force}) as server,
        glass(tmp_path / "one", *SCREEN) as screen,
        glass(tmp_path / "two", 2400, 1400) as other,
        stand(screen) as here,
        qterminal(other, server, tmp_path),
    ):
        server.trust()
        keys = f'identity_files = ["{server.client_key}"]\nknown_hosts = "{server.known_hosts}"\nuser = "{server.user}"'
        inventory = here.inventory(1, HOST, server.port, keys)
        client = here.core(Profile(inventory=(str(inventory),)))
        client.open(NodeId("perf/node-00"), COLS, ROWS)
        client.socket.close()
        here.desk("--inventory", str(inventory))
        when(lambda: screen.lit, what="the window")
        time.sleep(2)
        print(f"\nin the tab {ours.size()}, in qterminal {fit(other, theirs)} columns and rows")
        for name in streams:
            rounds = [[float(far.ask(str(tmp_path / name))) for far in (ours, theirs)] for _ in range(ROUNDS + 1)][1:]
            mine, peer = (statistics.median(column) for column in zip(*rounds, strict=True))
            ratios = sorted(tab / beside for tab, beside in rounds)
            print(f"{name:10} {mine:.3f} s, qterminal {peer:.3f} s, ratio {mine / peer:.2f}", end=" ")
            print("(by round " + ", ".join(f"{ratio:.2f}" for ratio in ratios) + ")")
