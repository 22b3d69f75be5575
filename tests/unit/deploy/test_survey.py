"""Preflight on a node: what it learns, and what it says where it cannot ask."""

from __future__ import annotations

from console.deploy import survey as surveying
from console.deploy.preflight import checks
from console.deploy.survey import Survey
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.launch import Needs
from console.model.service import CheckResult, Verdict
from tests.unit.deploy.conftest import WallClock
from tests.unit.deploy.nodes import LocalNode
from tests.unit.deploy.plans import REQUEST

NEEDS = Needs(("x86_64", "aarch64"), (2, 17), (3, 10), 1, 1)


async def test_this_machine_tells_what_a_plan_needs(node: LocalNode) -> None:
    survey, shown = Survey(NodeId("n1"), REQUEST, NEEDS), list[CheckResult]()
    await surveying.take(survey, node.link, WallClock(), shown.append)
    assert [result.check for result in shown] == [check.id for check in checks()]
    assert survey.results == shown and all(result.evidence and result.command for result in shown)
    assert survey.facts.home == str(node.home) and survey.facts.python is not None
    assert survey.facts.python_version is not None and survey.facts.libc == "glibc"
    assert survey.problem is None


async def test_after_a_refusal_everything_else_is_unknown(node: LocalNode) -> None:
    async def refuse(_node_id: NodeId) -> LocalNode:
        raise ConsoleError("ssh.refused", "Refused.", "Start it.")

    survey, shown = Survey(NodeId("n1"), REQUEST, NEEDS), list[CheckResult]()
    await surveying.take(survey, refuse, WallClock(), shown.append)
    assert [result.verdict for result in shown] == [Verdict.FAIL] + [Verdict.UNKNOWN] * (len(checks()) - 1)
    assert survey.problem is shown[0] and str(shown[0].hint) == "Start it."
    assert surveying.how_many(3) == 3 * (len(checks()) + 1)
