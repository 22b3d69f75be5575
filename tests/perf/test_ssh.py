"""What a terminal over SSH shows first, how soon it is silent, and what one and ten terminals take of the memory.

``python -m pytest -m perf -s tests/perf/test_ssh.py``; needs sshd but for the memory.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.app.profile import Profile
from console.model.ids import NodeId
from console.wire import messages as m
from tests.core import Client
from tests.perf.glass import Glass, glass, when
from tests.perf.stand import MARK, ROUNDS, Stand, milliseconds, pss_bytes, stand
from tests.perf.test_echo import STREAMS, percentiles, silence, text_of
from tests.sshd import HOST, SSHD, Sshd

pytestmark = [pytest.mark.perf, pytest.mark.timeout(600)]
LINES, WIDTH = 10_000, 100
NEEDS_SSHD = pytest.mark.skipif(SSHD is None, reason="needs OpenSSH's sshd")

LOGIN = """#!/bin/sh
[ -z "$SSH_ORIGINAL_COMMAND" ] || exec sh -c "$SSH_ORIGINAL_COMMAND"
exec bash --rcfile {rc} -i
"""
"""The login shell of the node: bash with the prompt of the stand, or what the probe asks for."""


@contextmanager
def node(here: Stand) -> Iterator[Path]:
    """Run a node of its own on this machine; give the inventory that has it."""
    login = here.home / "login"
    login.write_text(LOGIN.format(rc=here.home / ".bashrc"))
    login.chmod(0o755)
    with Sshd(here.home / "sshd", options={"ForceCommand": str(login)}) as server:
        server.trust()
        keys = f'identity_files = ["{server.client_key}"]\nknown_hosts = "{server.known_hosts}"\nuser = "{server.user}"'
        yield here.inventory(1, HOST, server.port, keys)


@NEEDS_SSHD
@pytest.mark.parametrize("running", [False, True], ids=["cold core", "core runs"])
def test_first_output_over_ssh(tmp_path: Path, running: bool) -> None:
    """From the start of the program, told to open a terminal on the node, to the prompt on the screen."""
    times = []
    with glass(tmp_path / "screen") as screen:
        for _ in range(ROUNDS + 1):
            when(lambda: not screen.lit, what="an empty screen")
            with stand(screen) as here, node(here) as inventory:
                if running:
                    here.leave_core(Profile(inventory=(str(inventory),)))
                desk, started = here.desk("--inventory", str(inventory), "--open", "node-00")
                times.append(when(lambda: screen.shows(MARK), what="a prompt") - started)
                here.kill_desk(desk)
    print(f"\nfirst output over ssh, {'core runs' if running else 'no core runs'}: {milliseconds(times[1:])}")


def node_of(client: Client) -> NodeId:
    """Return the node on the network as soon as the core knows it."""

    def found() -> list[NodeId]:
        views = [view for event in client.of(m.FleetChanged) for view in event.changes.changed]
        return [view.node.id for view in views if view.node.host == HOST and view.node.name == "node-00"]

    client.until(lambda: bool(found()))
    return found()[0]


def flood(client: Client, here: Stand, node_id: NodeId, stream: str) -> None:
    """Print the same file for ever in a new tab of the node."""
    path = here.home / "flood"
    path.write_bytes(STREAMS[stream](4_000_000).replace(b"\r", b""))
    tab = client.open(node_id, 200, 60)
    client.until(lambda: bool(client.screen(tab).strip()))
    client.type(tab, f"while :; do cat {path}; done\n")


@NEEDS_SSHD
@pytest.mark.parametrize("stream", STREAMS)
def test_ctrl_c_in_a_flood_over_ssh(tmp_path: Path, stream: str) -> None:
    times = []
    with glass(tmp_path / "screen") as screen, stand(screen) as here, node(here) as inventory:
        client = here.core(Profile(inventory=(str(inventory),)))
        flood(client, here, node_of(client), stream)
        client.socket.close()
        here.desk("--inventory", str(inventory))
        when(screen.keyboard.is_at_a_window, what="the keyboard")
        time.sleep(3)
        for _ in range(ROUNDS):
            times.append(silence(screen, text_of(screen)) * 1e3)
            screen.keyboard.press("Up")
            screen.keyboard.press("Return")
            time.sleep(1.5)
        print(f"\nCtrl+C to silence over ssh, {stream:9}: {percentiles(times)}")


def fill(here: Stand, client: Client) -> None:
    """Open a shell on this machine with so many lines of so many characters."""
    script = here.home / "fill"
    script.write_text(f"seq -f '%0{WIDTH}.0f' {LINES}\necho done\n")
    tab = client.open(NodeId("local"), 200, 60)
    client.type(tab, f". {script}\n")
    client.until(lambda: "\ndone\n" in client.screen(tab))


def size(screen: Glass, count: int) -> dict[str, float]:
    """Return the memory of desk and core, in MiB, with so many terminals, each of which has been in front."""
    with stand(screen) as here:
        inventory = here.inventory(0)
        client = here.core(Profile(inventory=(str(inventory),)))
        for _ in range(count):
            fill(here, client)
        client.socket.close()
        when(lambda: not screen.lit, what="an empty screen")
        desk, _ = here.desk("--inventory", str(inventory))
        when(lambda: screen.shows(MARK), what="the tab")
        for place in range(1, min(count, 9) + 1):
            screen.keyboard.press(f"alt+{place}")
            time.sleep(0.4)
        time.sleep(4)
        return {"desk": pss_bytes(desk.pid) / 2**20, "core": pss_bytes(here.cores()[0]) / 2**20}


def test_memory_of_terminals(tmp_path: Path) -> None:
    with glass(tmp_path / "screen") as screen:
        for count in (1, 10):
            sizes = size(screen, count)
            print(f"\n{count} terminals of {LINES} x {WIDTH}: {sum(sizes.values()):.0f} MiB (PSS)", end=" ")
            print({name: f"{part:.0f} MiB" for name, part in sizes.items()})
