"""What an idle window costs: processor and memory of desk and core, with eight tabs and eight sampled nodes.

``python -m pytest -m perf -s tests/perf/test_idle.py``; needs sshd for the nodes. Each node is a connection of its
own to one server, sampled every two seconds, and each tab holds ten thousand lines.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.app.profile import Profile
from console.wire import messages as m
from tests.core import Client
from tests.perf.glass import Glass, glass, when
from tests.perf.stand import MARK, Stand, cpu_seconds, pss_bytes, stand
from tests.sshd import HOST, SSHD, Sshd

pytestmark = [
    pytest.mark.perf,
    pytest.mark.timeout(600),
    pytest.mark.skipif(SSHD is None, reason="needs OpenSSH's sshd"),
]
TABS, LINES, NODES = 8, 10_000, 8
SECONDS, ROUNDS = 20.0, 3


@contextmanager
def working(screen: Glass, folder: Path) -> Iterator[tuple[Stand, int]]:
    """Give a stand on which the desk shows tabs and sampled nodes, and the desk's process."""
    with Sshd(folder / "sshd") as server, stand(screen) as here:
        server.trust()
        keys = f'identity_files = ["{server.client_key}"]\nknown_hosts = "{server.known_hosts}"\nuser = "{server.user}"'
        inventory = here.inventory(NODES, HOST, server.port, keys)
        client = here.core(Profile(inventory=(str(inventory),)))
        for _ in range(TABS):
            here.fill_tab(client, LINES)
        client.send(m.WatchFleet())
        client.until(lambda: reachable(client) == NODES, 60)
        client.socket.close()
        desk, _ = here.desk("--inventory", str(inventory))
        when(lambda: screen.shows(MARK), what="the tab")
        for place in range(1, TABS + 1):
            # Each tab has been in front once, as on a normal day.
            screen.keyboard.press(f"alt+{place}")
            time.sleep(0.5)
        time.sleep(5)
        yield here, desk.pid


def reachable(client: Client) -> int:
    """Return how many nodes on the network have sent a sample."""
    views = {view.node.id: view for event in client.of(m.FleetChanged) for view in event.changes.changed}
    return sum(view.snapshot is not None and view.node.host == HOST for view in views.values())


def test_idle_cost(tmp_path: Path) -> None:
    with glass(tmp_path / "screen") as screen, working(screen, tmp_path) as (here, desk):
        pids = {"desk": desk, "core": here.cores()[0]}
        shares: dict[str, list[float]] = {name: [] for name in pids}
        for _ in range(ROUNDS):
            before = {name: cpu_seconds(pid) for name, pid in pids.items()}
            time.sleep(SECONDS)
            for name, pid in pids.items():
                shares[name].append((cpu_seconds(pid) - before[name]) / SECONDS * 100)
        memory = {name: pss_bytes(pid) / 2**20 for name, pid in pids.items()}
        both = statistics.median(map(sum, zip(*shares.values(), strict=True)))
        print(f"\nidle, {TABS} tabs and {NODES} nodes: {both:.1f} % of a processor", end=" ")
        print({name: f"{statistics.median(share):.1f} %" for name, share in shares.items()})
        print(f"memory, {TABS} tabs of {LINES} lines: {sum(memory.values()):.0f} MiB (PSS)", end=" ")
        print({name: f"{size:.0f} MiB" for name, size in memory.items()})
