"""Twenty nodes deployed to at once beside one alone: twenty real sshds, wheels carried to each.

``nice -n -20 python -m pytest -m perf -s tests/perf/test_many.py``. One node is really deployed to. What it did with
its own processors (environment, installation, start) is then waited for instead, as long as it took: twenty nodes have
twenty times the processors, and this machine has not.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.service import DeployRequest, DeployState, Plan, Step
from console.wire.messages import DeployAction
from tests.contract.clusters.room import Room
from tests.sshd import HOST, Sshd, free_port, requires_sshd
from tests.unit.deploy.wheelhouses import make_wheelhouse

pytestmark = [pytest.mark.perf, requires_sshd, pytest.mark.timeout(600)]
MANY, RUNS = 20, 5
OWN = frozenset({"environment", "install", "start"})
"""Steps that a node does with its own processors."""


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer like a model server: every request is well, every question has an answer."""
    await reader.readuntil(b"\r\n\r\n")
    body = b'{"choices": [{"message": {"content": "Paris"}}]}'
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    await writer.drain()
    writer.close()


def waited(step: Step, took: dict[str, float]) -> Step:
    return replace(step, command=f"sleep {took[step.id]:.2f}", undo="", check="") if step.id in OWN else step


async def run(room: Room, plans: tuple[Plan, ...]) -> tuple[float, float]:
    """Return how long it took until all served, and for how long a processor worked here."""
    started, busy = time.monotonic(), time.process_time()
    ids = await room.deploys.run(plans)
    while room.deploys.running_count():
        await asyncio.sleep(0.02)
    figures = time.monotonic() - started, time.process_time() - busy
    for each in ids:
        assert room.view(each).state is DeployState.SERVING, room.view(each).problem
        await room.deploys.control(each, DeployAction.UNDO)
    while room.deploys.running_count():
        await asyncio.sleep(0.02)
    return figures


async def test_twenty_at_once(tmp_path: Path) -> None:
    make_wheelhouse(tmp_path / "wheels")
    with ExitStack() as held:
        config = tmp_path / "ssh_config"
        names = tuple(f"n{number:02}" for number in range(MANY))
        for name in names:
            sshd = held.enter_context(Sshd(tmp_path / name))
            sshd.trust()
            with config.open("a") as file:
                file.write(
                    f"Host {name}\n  HostName {HOST}\n  Port {sshd.port}\n  User {sshd.user}\n"
                    f"  IdentityFile {sshd.client_key}\n  UserKnownHostsFile {sshd.known_hosts}\n"
                )
        room = Room(tmp_path, config)
        request = DeployRequest(
            tuple(map(NodeId, names)),
            "smollm2-135m",
            wheelhouse=str(tmp_path / "wheels"),
            target="process",
            port=free_port(),
        )
        (real,) = (await room.deploys.make_plans(replace(request, node_ids=request.node_ids[:1]))).plans
        (deploy_id,) = await room.deploys.run((real,))
        view = await room.settled(deploy_id)
        assert view.state is DeployState.SERVING, view.problem
        took = {each.step.id: each.duration_seconds or 0.0 for each in view.steps if each.step.id in OWN}
        await room.act(deploy_id, DeployAction.UNDO)
        made = (await room.deploys.make_plans(request)).plans
        plans = tuple(replace(plan, steps=tuple(waited(step, took) for step in plan.steps)) for plan in made)
        server = await asyncio.start_server(answer, HOST, request.port)
        figures = []
        for _ in range(RUNS):
            (one, _), (many, busy) = await run(room, plans[:1]), await run(room, plans)
            figures.append(many / one)
            print(f"\none {one:.2f} s, {MANY} at once {many:.2f} s: {many / one:.2f} times, {busy:.2f} s of CPU here")
        print(f"of one, {sum(took.values()):.2f} s are its own work; median {statistics.median(figures):.2f} times")
        server.close()
        await room.close()
    await asyncio.get_running_loop().shutdown_default_executor()
