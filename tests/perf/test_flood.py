"""12 MB through a tab of 200x60, local and through a real sshd, and beside it through the peers: rounds in turns.

``python -m pytest -m perf -s tests/perf/test_flood.py``; the whole program is measured, with tree and dashboard.
Needs sshd, and alacritty and qterminal for the ratios.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from console.app.profile import Profile
from console.model.ids import LOCAL_NODE, NodeId
from tests.perf import far_end
from tests.perf.glass import glass, when
from tests.perf.peers import COLS, ROWS, FarEnd, fit, installed, running
from tests.perf.stand import ROUNDS, Stand, stand
from tests.perf.test_terminal import ascii_lines, dense_colours, wide_text
from tests.sshd import HOST, SSHD, Sshd

pytestmark = [
    pytest.mark.perf,
    pytest.mark.timeout(900),
    pytest.mark.skipif(SSHD is None, reason="needs OpenSSH's sshd"),
]
SCREEN = 2080, 1572
"""What a full window needs to hold so many cells."""


def server_words(server: Sshd, name: str) -> list[str]:
    """Return the ssh command of a peer."""
    options = [f"UserKnownHostsFile={server.known_hosts}", "IdentitiesOnly=yes"]
    words = ["ssh", "-tt", "-i", str(server.client_key), "-p", str(server.port)]
    return [*words, *(word for option in options for word in ("-o", option)), f"{server.user}@{HOST}", name]


def open_tab(here: Stand, server: Sshd, folder: Path, far: FarEnd, *, local: bool) -> Path:
    """Open the tab that prints, in a core without a desk; return the inventory."""
    keys = f'identity_files = ["{server.client_key}"]\nknown_hosts = "{server.known_hosts}"\nuser = "{server.user}"'
    inventory = here.inventory(1, HOST, server.port, keys)
    client = here.core(Profile(inventory=(str(inventory),)))
    if local:
        tab = client.open(LOCAL_NODE, COLS, ROWS)
        client.until(lambda: bool(client.screen(tab).strip()))
        client.type(tab, f"exec {sys.executable} {far_end.__file__} {folder} desk\n")
    else:
        client.open(NodeId("perf/node-00"), COLS, ROWS)
    far.size()
    client.socket.close()
    return inventory


@contextmanager
def racers(folder: Path, *, local: bool) -> Iterator[list[FarEnd]]:
    """Give the far ends of our tab and of the peers, all of the same size."""
    force = f"{sys.executable} {far_end.__file__} {folder}"
    ours, *theirs = ends = [FarEnd(folder, name) for name in ("desk", *installed())]
    with (
        Sshd(folder / "sshd", options={"ForceCommand": force}) as server,
        glass(folder / "one", *SCREEN) as screen,
        stand(screen) as here,
        ExitStack() as held,
    ):
        server.trust()
        inventory = open_tab(here, server, folder, ours, local=local)
        here.desk("--inventory", str(inventory))
        when(lambda: screen.lit, what="the window")
        time.sleep(2)
        sizes = [f"here {ours.size()}"]
        for far in theirs:
            other = held.enter_context(glass(folder / f"screen-{far.name}", 2400, 1400))
            direct = [sys.executable, far_end.__file__, str(folder), far.name]
            command = direct if local else server_words(server, far.name)
            held.enter_context(running(far.name, other, folder / f"home-{far.name}", command))
            sizes.append(f"{far.name} {fit(far.name, other, far)}")
        print(f"\ncolumns and rows: {', '.join(sizes)}")
        yield ends


@pytest.mark.parametrize("way", ["local", "ssh"])
def test_print(tmp_path: Path, way: str) -> None:
    streams = {"ascii": ascii_lines(12_000_000), "dense SGR": dense_colours(12_000_000), "UTF-8": wide_text(5_000_000)}
    for name, data in streams.items():
        (tmp_path / name).write_bytes(data.replace(b"\r", b""))
    with racers(tmp_path, local=way == "local") as ends:
        for name in streams:
            rounds = [[float(far.ask(str(tmp_path / name))) for far in ends] for _ in range(ROUNDS + 1)][1:]
            mine, *others = (statistics.median(column) for column in zip(*rounds, strict=True))
            print(f"{way:5} {name:10} {mine:.3f} s", end="")
            for place, (far, peer) in enumerate(zip(ends[1:], others, strict=True), start=1):
                ratios = ", ".join(f"{ratio:.2f}" for ratio in sorted(one[0] / one[place] for one in rounds))
                print(f"; {far.name} {peer:.3f} s, ratio {mine / peer:.2f} ({ratios})", end="")
            print()
