"""From one version to the next on a real node, with somebody who asks all the while."""

from __future__ import annotations

from msgspec.structs import replace

from console.model.service import DeployRequest, DeployState
from console.wire.messages import DeployAction
from tests.contract.targets.asking import asking
from tests.contract.targets.node import QUESTION, Core


async def turn(core: Core, first: DeployRequest) -> None:
    """Deploy, upgrade, upgrade to a version that is broken and see it return, go back, remove."""
    old = await core.deploy(first, pull="never")
    assert old.state is DeployState.SERVING, old.problem
    second = replace(first, replaces=True, arguments=(("context", "1024"),))
    network = ("nsenter", "-t", str(core.node.init), "-n")
    with asking(network, f"127.0.0.1:{first.port}") as figures:
        new = await core.deploy(second, pull="never")
        assert new.state is DeployState.SERVING, (new.problem, [step.output for step in new.steps])
        (retired,) = [step for step in new.plan.steps if step.id == "retire"]
        assert retired.risk is not None and "the one before took" in retired.risk.english()
    assert 0 < figures.failed < figures.asked, "its port is one container's: the plan says for how long nobody has it"
    with asking(network, f"127.0.0.1:{first.port}") as figures:
        (plan,) = await core.plans(replace(second, arguments=(("context", "512"),)), pull="never")
        broken = tuple(
            replace(step, content="raise SystemExit('made of cheese')\n") if step.id == "write-server.py" else step
            for step in plan.steps
        )
        failed = await core.run((replace(plan, steps=broken),))
        assert failed.state is DeployState.UNDONE and failed.problem is not None
        assert failed.problem.code == "deploy.returned" and "made of cheese" in failed.problem.text()
    assert figures.failed == 0, "a version that does not answer takes nothing from anybody"
    await core.deploys.control(new.id, DeployAction.ROLLBACK)
    await core.settled()
    states = [view.state for view in core.deploys.views()]
    assert states == [DeployState.SERVING, DeployState.UNDONE, DeployState.UNDONE]
    assert "Paris" in await core.deploys.ask(old.id, QUESTION)
    await core.deploys.control(old.id, DeployAction.UNDO)
    await core.settled()
