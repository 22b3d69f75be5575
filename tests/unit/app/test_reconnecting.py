"""Terminals come back after the network has cut them off, through a real server and a real core."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import cast

import pytest

from console.app import core as cores
from console.app.profile import Profile
from console.app.reconnecting import Reconnecting, passing_codes
from console.model.errors import Problem
from console.model.ids import LOCAL_NODE, NodeId, TerminalId
from console.wire import messages as m
from tests.core import Client, core_in_thread
from tests.sshd import HOST, Sshd, requires_sshd

NUMBER = TerminalId(1)
LOST = Problem("ssh.connection_lost", "lost")


def test_what_a_person_has_to_see_to_does_not_pass() -> None:
    assert {"ssh.connection_lost", "ssh.refused", "ssh.no_route", "ssh.timed_out"} <= passing_codes()
    assert not {"ssh.auth_failed", "ssh.auth_cancelled", "ssh.host_key_changed", "ssh.failed"} & passing_codes()


# ---- the real thing ------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sshd]:
    with Sshd(tmp_path / "sshd") as running:
        yield running


@pytest.fixture
def client(server: Sshd) -> Iterator[Client]:
    config = server.folder / "config"
    config.write_text(
        f"Host gpu1\n HostName {HOST}\n Port {server.port}\n User {server.user}\n IdentityFile {server.client_key}\n"
        f" UserKnownHostsFile {server.trust()}\n"
    )
    inventory = server.folder / "inventory.toml"
    inventory.write_text("")
    with core_in_thread(Profile(inventory=(str(inventory),), ssh_config=(str(config),))) as made:
        made.welcome()
        yield made


def states(client: Client, terminal_id: TerminalId) -> list[m.TabState]:
    return [event.tab.state for event in client.of(m.TabChanged) if event.tab.terminal_id == terminal_id]


def opened(client: Client) -> TerminalId:
    terminal_id = client.open(NodeId("ssh:gpu1"))
    client.until(lambda: states(client, terminal_id)[-1:] == [m.TabState.OPEN])
    client.type(terminal_id, "echo first-$((40+2))\n")
    client.until(lambda: "first-42" in client.screen(terminal_id))
    return terminal_id


@requires_sshd
def test_a_terminal_comes_back_in_its_tab_with_a_line_above_the_new_shell(client: Client, server: Sshd) -> None:
    terminal_id = opened(client)
    server.kill_sessions()
    client.until(lambda: m.TabState.LOST in states(client, terminal_id))
    client.until(lambda: states(client, terminal_id)[-1] is m.TabState.OPEN)
    client.until(lambda: "── 20" in client.screen(terminal_id))
    client.type(terminal_id, "echo second-$((40+2))\n")
    client.until(lambda: "second-42" in client.screen(terminal_id))
    screen = client.screen(terminal_id)
    assert screen.index("first-42") < screen.index("── 20") < screen.index("second-42")


@requires_sshd
def test_it_goes_on_trying_until_the_server_is_there_again(client: Client, server: Sshd) -> None:
    terminal_id = opened(client)
    server.stop()
    client.until(lambda: _refused(client))
    server.start()
    client.until(lambda: states(client, terminal_id)[-1] is m.TabState.OPEN)


def _refused(client: Client) -> bool:
    return any(event.tab.problem and event.tab.problem.code == "ssh.refused" for event in client.of(m.TabChanged))


@requires_sshd
def test_another_host_key_waits_for_a_person(client: Client, server: Sshd) -> None:
    terminal_id = opened(client)
    server.stop()
    server.make_host_keys()
    server.start()
    client.until(lambda: _problem(client, terminal_id) == "ssh.host_key_changed")
    seen = len(states(client, terminal_id))
    client.read(3.0)
    assert len(states(client, terminal_id)) == seen, "nothing tries again"


def _problem(client: Client, terminal_id: TerminalId) -> str:
    tab = client.tab(terminal_id)
    return tab.problem.code if tab and tab.problem else ""


# ---- when it tries -------------------------------------------------------------------------------


class Tabs:
    def __init__(self) -> None:
        self.connected: list[TerminalId] = []

    def connect(self, terminal_id: TerminalId) -> None:
        self.connected.append(terminal_id)

    def session(self, _terminal_id: TerminalId) -> None:
        return None


class Settings:
    wanted = True

    def get(self, _option: object) -> bool:
        return self.wanted


class Core:
    def __init__(self) -> None:
        self.tabs, self.settings = Tabs(), Settings()

    def ready_rooms(self) -> None:
        return None


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def reconnecting(core: Core) -> Reconnecting:
    return Reconnecting(cast("cores.Core", core), Random(1))


def told(reconnecting: Reconnecting, state: m.TabState, problem: Problem | None = None, node: str = "ssh:a") -> None:
    reconnecting.heard(m.TabChanged(m.Tab(NUMBER, NodeId(node), "a", state=state, problem=problem)))


async def test_after_a_sleep_nobody_waits_for_the_next_attempt(core: Core, reconnecting: Reconnecting) -> None:
    told(reconnecting, m.TabState.OPEN)
    for _ in range(12):  # by now the next attempt is up to a minute away
        told(reconnecting, m.TabState.LOST, LOST)
        told(reconnecting, m.TabState.CONNECTING)
    told(reconnecting, m.TabState.LOST, LOST)
    before = reconnecting._timers[NUMBER].when()
    reconnecting.awoke(3600.0)
    after = reconnecting._timers[NUMBER].when()
    assert after <= asyncio.get_running_loop().time() + 1.0 < before
    told(reconnecting, m.TabState.CONNECTING)
    assert reconnecting._timers == {}


@pytest.mark.parametrize(
    ("problem", "node", "was_open", "wanted"),
    [
        (Problem("ssh.auth_failed", "no"), "ssh:a", True, True),
        (LOST, str(LOCAL_NODE), True, True),
        (LOST, "ssh:a", False, True),
        (LOST, "ssh:a", True, False),
        (None, "ssh:a", True, True),
    ],
)
async def test_who_waits_for_a_person(
    core: Core, reconnecting: Reconnecting, problem: Problem | None, node: str, was_open: bool, wanted: bool
) -> None:
    core.settings.wanted = wanted
    if was_open:
        told(reconnecting, m.TabState.OPEN, node=node)
    told(reconnecting, m.TabState.LOST, problem, node)
    assert reconnecting._timers == {}


async def test_a_closed_tab_is_left_alone(core: Core, reconnecting: Reconnecting) -> None:
    told(reconnecting, m.TabState.OPEN)
    told(reconnecting, m.TabState.LOST, LOST)
    assert reconnecting._timers
    reconnecting.heard(m.TabClosed(NUMBER))
    assert reconnecting._timers == {}
    told(reconnecting, m.TabState.OPEN)
    told(reconnecting, m.TabState.ENDED)
    told(reconnecting, m.TabState.LOST, LOST)
    assert reconnecting._timers == {}, "a shell that a person ended stays ended"
