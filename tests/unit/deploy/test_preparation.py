"""From a request to plans: wheels, fresh and stale results."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.service import CheckResult, Verdict
from tests.unit.deploy.conftest import Desk


async def test_the_results_of_a_preflight_stand_for_its_plan(desk: Desk) -> None:
    await desk.deploys.preflight(desk.request, lambda _result, _total: None)
    asked = len(desk.node.commands)
    first = (await desk.deploys.make_plans(desk.request)).plans
    assert len(desk.node.commands) == asked
    again = (await desk.deploys.make_plans(desk.request)).plans
    assert first[0].steps[0] != again[0].steps[0], "each plan marks its folder as its own"
    await desk.deploys.make_plans(replace(desk.request, arguments=(("threads", "2"),)))
    assert len(desk.node.commands) > asked


async def test_what_is_known_of_a_node_stands_when_another_is_left_out(desk: Desk) -> None:
    other = NodeId("elsewhere")
    both = replace(desk.request, node_ids=(*desk.request.node_ids, other))
    await desk.deploys.preflight(both, lambda _result, _total: None)
    asked = len(desk.node.commands)
    assert (await desk.deploys.make_plans(desk.request)).plans
    assert len(desk.node.commands) == asked


async def test_a_failed_check_is_asked_again_and_forbids_the_plan(desk: Desk) -> None:
    folder = desk.node.home / ".local/share/leitstand/leitstand-smollm2"
    folder.mkdir(parents=True)
    shown: list[CheckResult] = []
    await desk.deploys.preflight(desk.request, lambda result, _total: shown.append(result))
    verdicts = {result.check: result.verdict for result in shown}
    assert verdicts["service_absent"] is Verdict.FAIL and verdicts["wheels"] is Verdict.UNKNOWN
    with pytest.raises(ConsoleError) as refused:
        await desk.deploys.make_plans(desk.request)
    assert "Service name is free" in str(refused.value)
    assert "choose another name" in refused.value.problem.advice()
    folder.rmdir()
    assert (await desk.deploys.make_plans(desk.request)).plans


async def test_the_wheels_are_a_check_with_their_size(desk: Desk) -> None:
    results = await desk.deploys.preflight(desk.request, lambda _result, _total: None)
    assert results[-1].check == "wheels" and results[-1].verdict is Verdict.PASS
    assert results[-1].evidence.startswith("3 wheels, ")
    (desk.folder / "wheels/pip-25.3-py3-none-any.whl").unlink()
    results = await desk.deploys.preflight(desk.request, lambda _result, _total: None)
    assert results[-1].verdict is Verdict.FAIL and "pip==25.3" in results[-1].evidence
