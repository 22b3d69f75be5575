"""Connections in the real window: forwards, host keys, a terminal that comes back, an edited ssh_config."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

import pytest

from console.wire import messages as m
from tests.e2e.program import Program, program
from tests.e2e.screen import screen, wait_for
from tests.sshd import HOST, Sshd, free_port, make_key, public, requires_sshd

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(180), requires_sshd]


def says(port: int) -> bytes:
    """Return the first bytes of who answers through a forward; empty where nobody does."""
    with suppress(OSError), socket.create_connection((HOST, port), 2) as sock:
        sock.settimeout(2)
        return sock.recv(4)
    return b""


def test_a_day_with_a_node_of_ssh_config(tmp_path: Path) -> None:
    with Sshd(tmp_path / "sshd") as server, screen() as glass:
        port, config = free_port(), tmp_path / "ssh_config"
        server.trust()
        stale = f"old.example.com {public(make_key(tmp_path / 'old'))}"
        server.known_hosts.write_text(f"# mine\n{server.known_hosts.read_text()}{stale}\n")
        config.write_text(
            f"Host gpu01\n HostName {HOST}\n Port {server.port}\n User {server.user}\n"
            f" IdentityFile {server.client_key}\n UserKnownHostsFile {server.known_hosts}\n"
            f" LocalForward {port} {HOST}:{server.port}\n"
        )
        with program(glass, ["--ssh-config", str(config), "--open", "gpu01"]) as app:
            app.start()
            _forward(app, port)
            _remove_key(app, server, stale)
            _come_back(app, server, port)
            _edit(app, config)
            log = app.log.read_text()
            assert "Traceback" not in log, log


def _forward(app: Program, port: int) -> None:
    wait_for(lambda: says(port) == b"SSH-", 20, "the forward of ssh_config")
    app.go("port forwards")
    app.screen.still()
    app.screen.picture("connections-forwards")


def _remove_key(app: Program, server: Sshd, stale: str) -> None:
    """Find the key by its host, remove it after the question, and take that back."""
    before = server.known_hosts.read_text()
    app.go("host keys")
    app.screen.still()
    app.screen.type("old.example")
    app.screen.keys("Tab", "Tab")
    app.screen.still()
    app.screen.picture("connections-keys")
    app.screen.keys("Tab", "Tab", "space")
    wait_for(app.has_sheet, 20, "the question")
    app.screen.picture("connections-remove")
    app.screen.keys("shift+Tab", "space")
    wait_for(lambda: stale not in server.known_hosts.read_text(), 20, "the key is removed")
    assert server.known_hosts.read_text() == before.replace(f"{stale}\n", "")
    wait_for(lambda: not app.has_sheet(), 10, "the sheet is closed")


def _come_back(app: Program, server: Sshd, port: int) -> None:
    """What the network cuts off comes back in its tab, with its forwards; nobody has pressed a key."""
    server.kill_sessions()
    mark = server.home / "back"

    def is_back() -> bool:
        app.run(f"touch {mark}")
        with suppress(AssertionError):
            wait_for(mark.exists, 3, "typed into the new shell")
        return mark.exists()

    wait_for(is_back, 60, "the terminal is back")
    wait_for(lambda: says(port) == b"SSH-", 20, "its forward is back")
    app.screen.picture("connections-back")


def _edit(app: Program, config: Path) -> None:
    config.write_text(config.read_text() + "Host brandnew\n HostName 192.0.2.9\n")
    with app.look() as client:
        nodes = {view.node.name for view in client.welcome().nodes}

        def has_come() -> bool:
            changed = (view for event in client.of(m.FleetChanged) for view in event.changes.changed)
            return "brandnew" in nodes | {view.node.name for view in changed}

        client.until(has_come, 20)
