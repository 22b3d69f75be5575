"""How long fifteen hundred hosts of ssh_config take to a usable tree: figures to read, nothing to assert."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from console.app.loop import SystemClock
from console.fleet.events import NodesLoaded
from console.fleet.inventory import Inventory, specs
from console.fleet.merge import STRENGTH
from console.fleet.sources import Ran
from console.fleet.store import FleetStore
from console.model.errors import ConsoleError
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import make_window, welcome

pytestmark = pytest.mark.perf
HOSTS = 1500


class Nowhere:
    """A reach that gets nowhere."""

    async def run(self, node_name: str, command: str, *, seconds: float) -> Ran:
        raise ConsoleError("ssh.unreachable", "{host} is away", host=node_name)


def write_config(folder: Path) -> Path:
    """Write an ssh_config as one finds it: a section a host, patterns at the end."""
    path = folder / "config"
    sections = [
        f"Host gpu-{number:04d}\n  HostName 198.51.100.{number % 250}\n  User ops\n  Port {2000 + number}\n"
        f"  IdentityFile ~/.ssh/id_fleet\n  ProxyJump bastion{number % 8}\n  ServerAliveInterval 15\n"
        for number in range(HOSTS)
    ]
    path.write_text("\n".join([*sections, "Host *.example.com bastion?\n  User jump\n", "Host *\n  Compression yes\n"]))
    return path


def write_ansible(folder: Path) -> Path:
    """Write the same hosts as an Ansible inventory in racks."""
    path = folder / "hosts"
    racks = range(HOSTS // 20)
    lines = [f"[rack{rack:02d}]\ngpu-[{rack * 20:04d}:{rack * 20 + 19:04d}] ansible_user=deploy" for rack in racks]
    path.write_text("\n".join([*lines, "[fra1:children]", *(f"rack{rack:02d}" for rack in racks)]))
    return path


def test_from_ssh_config_to_a_usable_tree(qtbot: QtBot, tmp_path: Path) -> None:
    config = write_config(tmp_path)
    window, bridge, _maker, _clock = make_window()
    window.resize(QSize(1920, 1080))
    window.show()
    steps: list[tuple[str, float]] = []

    def done(what: str, since: float) -> float:
        now = time.perf_counter()
        steps.append((what, now - since))
        return now

    start, busy = time.perf_counter(), time.process_time()
    at = start
    inventory = Inventory(specs([], [config]), Nowhere(), SystemClock())
    inventory.take(asyncio.run(inventory.read()))
    at = done("files read and merged", at)
    store = FleetStore(SystemClock())
    changes = store.apply(NodesLoaded(inventory.current.nodes, frozenset(STRENGTH)))
    assert len(changes.changed) == HOSTS
    at = done("loaded into the fleet", at)
    event = m.decode_event(m.encode(m.FleetChanged(changes)))
    assert isinstance(event, m.FleetChanged)
    at = done("over the wire", at)
    bridge.welcome.emit(welcome(()))
    bridge.fleet_changed.emit(event.changes)
    at = done("rows in the tree", at)
    window.panel.view.grab()
    window.panel.filter.set_text("gpu-149")
    window.panel.view.grab()
    at = done("painted, filtered and painted again", at)
    of_processor = (time.process_time() - busy) * 1000
    print(f"\n{HOSTS} hosts of ssh_config to a usable tree: {(at - start) * 1000:.0f} ms (at most 1000), ", end="")
    print(f"{of_processor:.0f} ms of a processor")
    for what, seconds in steps:
        print(f"  {what:<48} {seconds * 1000:8.1f} ms")
    qtbot.wait(300)  # icons that come late
    window.close_for_good()
    drop(window)


def test_two_sources_of_the_same_hosts(tmp_path: Path) -> None:
    inventory = Inventory(specs([write_ansible(tmp_path)], [write_config(tmp_path)]), Nowhere(), SystemClock())
    begun = time.perf_counter()
    inventory.take(asyncio.run(inventory.read()))
    again = time.perf_counter()
    assert len(inventory.current.nodes) == HOSTS
    asyncio.run(inventory.read())
    print(f"\nssh_config and Ansible, {HOSTS} hosts each, read and merged: {(again - begun) * 1000:.0f} ms, ", end="")
    print(f"read again: {(time.perf_counter() - again) * 1000:.0f} ms")
