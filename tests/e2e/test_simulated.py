"""The whole walk against the simulated data centre, as somebody does it who has just started the demo."""

from __future__ import annotations

import pytest

from console.model.node import NodeState, NodeView
from console.model.service import DeployState
from console.wire import messages as m
from tests.core import Client
from tests.e2e.program import COLORS, Program, program, wait_open
from tests.e2e.screen import screen, wait_for

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(180)]


def views(client: Client) -> dict[str, NodeView]:
    """Return the fleet as the core knows it now."""
    found = {view.node.name: view for view in client.welcome().nodes}
    for event in client.of(m.FleetChanged):
        found.update({view.node.name: view for view in event.changes.changed})
    return found


def test_the_whole_walk_in_the_simulated_data_centre() -> None:
    with screen() as glass, program(glass, ["demo"], "demo") as app:
        print(f"first window after {app.start():.2f} s")
        _terminals(app)
        _tree(app)
        _deploy(app)
        _other_looks(app)
        log = app.log.read_text()
        assert "Traceback" not in log, log


def _terminals(app: Program) -> None:
    # On a busy machine the window is there well before the core has told it of any node.
    wait_for(lambda: app.screen.count(COLORS["prod"]) > 100, 30, "the nodes are in the tree")
    app.go("gpu-a01")
    app.wait_open()
    app.run("nvidia-smi")
    with app.look() as client:
        tab = wait_open(client, 1, "VLLM::Worker_TP7")
        assert "NVIDIA H100" in client.screen(tab)
    app.screen.picture("simulated-nvidia-smi")
    app.run("top")
    with app.look() as client:
        wait_open(client, 1, "load average")
    app.screen.picture("simulated-top")
    app.screen.keys("q")
    app.go("gpu-c02")
    app.wait_open(2)
    app.run("nvidia-smi")
    with app.look() as client:
        wait_open(client, 2, "couldn't communicate with the NVIDIA driver")
    app.screen.picture("simulated-no-driver")


def _tree(app: Program) -> None:
    """The tree follows the tab; failing and driverless nodes say what they are."""
    with app.look() as client:
        client.send(m.WatchFleet())
        client.until(lambda: sum(v.snapshot is not None for v in views(client).values()) >= 14, 30)
        fleet = views(client)
    assert len(fleet) >= 8
    assert {v.snapshot.distro.family for v in fleet.values() if v.snapshot and v.snapshot.distro} >= {
        "debian", "rhel", "amazon", "oracle", "alpine",
    }  # fmt: skip
    assert all(view.node.simulated for view in fleet.values())
    no_driver = fleet["gpu-c02"]
    assert no_driver.state is NodeState.FAILED
    assert no_driver.snapshot is not None
    assert no_driver.snapshot.gpu_problem is not None
    failing = fleet["gpu-b04"]
    assert failing.state is NodeState.FAILED
    assert failing.snapshot is not None
    assert len(failing.snapshot.gpus) == 8
    healthy = fleet["gpu-a01"].snapshot
    assert healthy is not None
    assert len(healthy.gpus) == 8
    assert all(gpu.power_draw_watts for gpu in healthy.gpus)


def _deploy(app: Program) -> None:
    app.go("gpu-a02")
    app.wait_open(3)
    app.lead_deploy("simulated")
    app.wait_deploy(DeployState.SERVING)
    app.screen.picture("simulated-wizard-run")
    assert "simulated answer" in app.answers()[0][1]
    app.forward()
    app.screen.still()
    assert "simulated answer" in app.ask("What is a GPU?")
    app.screen.picture("simulated-wizard-result")
    app.close_sheet()
    app.screen.keys("ctrl+shift+m")
    wait_for(app.has_sheet, 20, "the list of deploys")
    app.press(1, DeployState.STOPPED)
    app.screen.picture("simulated-stopped")
    app.press(1, DeployState.UNDONE)
    app.screen.picture("simulated-undone")
    app.close_sheet()


def _other_looks(app: Program) -> None:
    for theme in ("light", "high contrast", "dark"):
        app.go(f"Theme: {theme}")
        app.screen.picture(f"simulated-{theme.replace(' ', '-')}")
