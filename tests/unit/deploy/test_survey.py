"""Preflight on a node: what it learns, and what it says where it cannot ask."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from console.deploy import survey as surveying
from console.deploy.preflight import Scope, checks
from console.deploy.survey import Survey
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.launch import Needs
from console.model.service import CheckResult, DeployRequest, Verdict
from tests.sshd import free_port
from tests.unit.deploy.conftest import WallClock
from tests.unit.deploy.nodes import Completed, LocalNode
from tests.unit.deploy.plans import REQUEST
from tests.unit.knowledge.books import books

NEEDS = Needs(("x86_64", "aarch64"), (2, 17), (3, 10), 1, 1)


async def test_this_machine_tells_what_a_plan_needs(node: LocalNode) -> None:
    # A port of its own: whatever else this machine serves is no concern of the test.
    request = replace(REQUEST, port=free_port())
    survey, shown = Survey(NodeId("n1"), books(), request, NEEDS), list[CheckResult]()
    await surveying.take(survey, node.link, WallClock(), shown.append)
    assert [result.check for result in survey.results] == [check.id for check in survey.checks]
    assert {result.check for result in shown} == {result.check for result in survey.results} and all(
        result.evidence and result.command for result in shown
    )
    assert survey.facts.home == str(node.home) and survey.facts.python is not None
    assert survey.facts.python_version is not None and survey.facts.libc == "glibc"
    assert survey.problem is None


async def test_after_a_refusal_everything_else_is_unknown(node: LocalNode) -> None:
    async def refuse(_node_id: NodeId) -> LocalNode:
        raise ConsoleError("ssh.refused", "Refused.", "Start it.")

    survey, shown = Survey(NodeId("n1"), books(), REQUEST, NEEDS), list[CheckResult]()
    await surveying.take(survey, refuse, WallClock(), shown.append)
    assert [result.verdict for result in shown] == [Verdict.FAIL] + [Verdict.UNKNOWN] * (len(survey.checks) - 1)
    assert survey.problem is shown[0] and str(shown[0].hint) == "Start it."
    three = (NodeId("a"), NodeId("b"), NodeId("c"))
    # All but the one that asks a cluster, and the wheels.
    assert surveying.how_many(DeployRequest(three, "m"), NEEDS) == 3 * (len(survey.checks) + 1)


def test_a_cluster_is_asked_and_the_ports_and_gpus_of_its_login_node_are_not() -> None:
    login = (NodeId("login"),)
    on_host, on_cluster = DeployRequest(login, "m"), DeployRequest(login, "m", target="slurm")
    asked = {check.id for check in Survey(login[0], books(), on_cluster).checks}
    assert {"cluster", "reachable", "python"} <= asked
    assert not {"port_free", "gpu_memory", "driver", "memory", "processors"} & asked
    assert "cluster" not in {check.id for check in Survey(login[0], books(), on_host).checks}


class Told:
    """A node that answers each check from a table; what is not in it gets no answer worth the name."""

    def __init__(self, **answers: str | Exception | float) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0

    async def link(self, _node_id: NodeId) -> Told:
        return self

    async def run(self, command: str, *, stdin: bytes = b"", timeout: float) -> Completed:
        text = stdin.decode() or command
        self.asked.append(text)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(0)
            answer = next((answer for sign, answer in self.answers.items() if SIGNS[sign] in text), NOISE)
            if isinstance(answer, Exception):
                raise answer
            if isinstance(answer, float):
                await asyncio.sleep(answer)
                answer = ""
        finally:
            self.at_once -= 1
        return Completed(0, answer.encode(), b"")

    async def release(self) -> None:
        assert self.at_once == 0


NOISE = "\x1b[2J\x00noise\n"
SIGNS = {"here": "uname -s", "bus": "/sys/bus/pci", "driver": "--query-gpu=index,name,driver", "windows": "cmd.exe"}
HERE = "Linux\nops\n/home/ops\n"
ON_THE_BUS = "gpu 0x10de 0x2330 0x030200 0000:3b:00.0\nlooked\n"


async def looked_at(node: Told) -> Survey:
    survey = Survey(NodeId("n1"), books())
    await surveying.take(survey, node.link, WallClock(), lambda _result: None)
    return survey


def verdicts(survey: Survey) -> dict[str, Verdict]:
    return {result.check: result.verdict for result in survey.results}


async def test_garbage_is_unknown_with_its_evidence_and_contained() -> None:
    survey = await looked_at(Told(here=HERE, bus=ON_THE_BUS))
    found = verdicts(survey)
    assert found.pop("reachable") is Verdict.PASS and found.pop("gpu_present") is Verdict.PASS
    assert found.pop("python") is Verdict.FAIL
    assert found.pop("architecture") is Verdict.FAIL
    assert found.pop("service_manager") is Verdict.PASS
    assert set(found.values()) == {Verdict.UNKNOWN}
    assert any("noise" in result.evidence for result in survey.results)


async def test_checks_run_side_by_side_within_the_places_of_a_connection() -> None:
    node = Told(here=HERE, bus=ON_THE_BUS)
    await looked_at(node)
    assert 1 < node.most_at_once <= surveying.SIDE_BY_SIDE


async def test_a_node_without_a_gpu_is_not_asked_about_it() -> None:
    node = Told(here=HERE, bus="looked\n")
    survey = await looked_at(node)
    assert not any("nvidia-smi --query" in text for text in node.asked)
    assert "NVIDIA driver" in [str(title) for title in survey.skipped]
    assert len(survey.skipped) + len(survey.results) == len(checks(Scope.NODE))


async def test_a_driver_that_hangs_is_asked_once_and_costs_no_other_check(monkeypatch: pytest.MonkeyPatch) -> None:
    real = checks(Scope.NODE)
    quick = tuple(replace(check, seconds=0.05) if check.id == "driver" else check for check in real)
    monkeypatch.setattr(surveying, "checks", lambda _scope: quick)
    node = Told(here=HERE, bus=ON_THE_BUS, driver=60.0)
    survey = await looked_at(node)
    found = {result.check: result for result in survey.results}
    assert found["driver"].verdict is Verdict.UNKNOWN and "0.05 s" in found["driver"].evidence
    assert found["gpu_memory"].verdict is Verdict.UNKNOWN and "hangs" in str(found["gpu_memory"].hint)
    assert not any("--query-compute-apps" in text for text in node.asked)
    assert found["clock"].evidence


async def test_windows_is_asked_once_more_in_its_own_words() -> None:
    refusal = "'exec' is not recognized as an internal command\n"
    node = Told(here=refusal, windows="Microsoft Windows [Version 10.0.20348.1]")
    survey = await looked_at(node)
    assert survey.results[0].evidence.startswith("Windows Server 2022")
    assert set(list(verdicts(survey).values())[1:]) == {Verdict.UNKNOWN} and len(node.asked) == 2


async def test_a_connection_lost_in_the_middle_leaves_the_rest_unknown() -> None:
    node = Told(here=HERE, bus=ON_THE_BUS, driver=ConsoleError("ssh.lost", "The connection was lost."))
    survey = await looked_at(node)
    found = verdicts(survey)
    assert found["reachable"] is Verdict.PASS and found["driver"] is Verdict.UNKNOWN
    later = [result for result in survey.results if result.check in {"clock", "hubs", "slurm"}]
    assert all(result.verdict is Verdict.UNKNOWN and "lost" in result.evidence for result in later)
