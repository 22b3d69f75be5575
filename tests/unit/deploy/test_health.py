"""Waiting for a service that gets ready, dies, or hangs."""

from __future__ import annotations

import asyncio
import time

import pytest
from msgspec.structs import replace

from console.deploy.health import Health, ServiceDied
from console.deploy.node import DeployNode
from console.engines import engines
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.service import Plan, Step, StepKind
from tests.sshd import free_port
from tests.unit.deploy.conftest import WallClock
from tests.unit.deploy.nodes import LocalNode, Lost
from tests.unit.deploy.plans import make_plan

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
LOADING = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 7\r\n\r\nloading"


@pytest.fixture
def health(node: LocalNode) -> Health:
    return Health(DeployNode(NodeId("n1"), node.link), engines()["llama_cpp"], WallClock())


@pytest.fixture
def plan() -> Plan:
    return replace(make_plan(), port=free_port(), status="true", log="echo 'address 127.0.0.1:1 already in use'")


def wait_step(plan: Plan, seconds: float = 30.0) -> Step:
    return replace(next(step for step in plan.steps if step.kind is StepKind.WAIT), timeout_seconds=seconds)


async def test_loading_is_waited_for(health: Health, plan: Plan) -> None:
    replies = [LOADING, b"", LOADING, OK]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(replies.pop(0))
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", plan.port):
        await health.wait(wait_step(plan), plan)
    assert replies == []


async def test_a_service_that_died_says_why_at_once(
    health: Health, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.deploy.health.STATUS_EVERY_SECONDS", 0.1)
    started = time.monotonic()
    with pytest.raises(ServiceDied) as died:
        await health.wait(wait_step(plan), replace(plan, status="exit 3"))
    assert time.monotonic() - started < 10
    assert "Another program" in died.value.problem.advice() and "already in use" in died.value.output


async def test_a_service_that_hangs_ends_with_its_log(health: Health, plan: Plan) -> None:
    with pytest.raises(ServiceDied) as died:
        await health.wait(wait_step(plan, 0.5), replace(plan, log="echo 'still thinking'"))
    assert died.value.output == "still thinking" and died.value.code == "deploy.not_ready"
    assert "not ready after 0.5 s" in died.value.problem.text() and "still thinking" in died.value.problem.text()


@pytest.mark.parametrize("losses", [5, 1000])
async def test_a_line_that_is_lost_for_a_while_is_waited_for(
    health: Health, node: LocalNode, plan: Plan, losses: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model goes on loading meanwhile; only a line that stays lost ends it."""
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.0)
    monkeypatch.setattr("console.deploy.health.DOOR_POLL_SECONDS", 0.05)
    monkeypatch.setattr("console.deploy.health.OUTAGE_SECONDS", 30.0 if losses == 5 else 0.2)
    left = [Lost()] * losses

    def before(text: str) -> None:
        if left and text.startswith("forward"):
            raise left.pop()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(OK)
        writer.close()

    node.before = before
    async with await asyncio.start_server(serve, "127.0.0.1", plan.port):
        if losses == 5:
            await health.wait(wait_step(plan, 0.05), plan)
        else:
            with pytest.raises(Lost):
                await health.wait(wait_step(plan), plan)
    assert bool(left) == (losses > 5)


@pytest.mark.parametrize("reason", ["open failed", "administratively prohibited"])
async def test_the_node_waits_itself_where_forwarding_is_forbidden(
    health: Health, node: LocalNode, plan: Plan, reason: str
) -> None:
    node.forward_refusal = reason
    step = replace(wait_step(plan), command="echo ready")
    assert await health.wait(step, plan) == "ready"
    assert await health.ask(plan, "?", "echo Paris") == "Paris"


async def test_the_cause_is_found_far_above_the_end_of_the_log_and_comes_with_what_helps(
    node: LocalNode, plan: Plan
) -> None:
    health = Health(DeployNode(NodeId("n1"), node.link), engines()["vllm"], WallClock())
    said = "the estimated maximum model length is 34736."
    log = f"echo '{said}'; i=0; while [ $i -lt 120 ]; do echo \"  File frame $i\"; i=$((i + 1)); done"
    with pytest.raises(ServiceDied) as died:
        await health.wait(wait_step(plan, 0.5), replace(plan, log=log))
    remedy = died.value.remedy
    assert remedy is not None and remedy.arguments == (("max_model_len", "34736"),)
    assert "34736" in died.value.problem.advice() and len(died.value.output.splitlines()) == 20


async def test_a_door_that_has_gone_is_opened_anew_while_the_service_runs(
    health: Health, node: LocalNode, plan: Plan
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"choices": [{"message": {"content": "Paris"}}]}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    first = "[ -e ~/been ] || { : >~/been; echo the line was cut >&2; exit 1; }\n"
    cut = replace(plan, door=f"{first}echo 127.0.0.1 {plan.port}; cat")
    async with await asyncio.start_server(serve, "127.0.0.1", plan.port):
        assert await health.ask(cut, "?", "") == "Paris"
    (node.home / "been").unlink()
    with pytest.raises(ConsoleError, match="it was cancelled"):
        await health.ask(replace(cut, status="echo it was cancelled; exit 1"), "?", "")


async def test_a_service_that_has_gone_is_named_when_it_is_asked(health: Health, plan: Plan) -> None:
    gone = replace(plan, status="echo does not run; exit 3", log="")
    with pytest.raises(ServiceDied, match="does not run") as died:
        await health.ask(gone, "?", "")
    assert "was restarted" in died.value.problem.advice()
