from __future__ import annotations

from msgspec.structs import replace

from console.model.gpu import GpuProcess
from console.model.ids import NodeId
from console.model.service import DeployRequest, StepState
from console.model.talking import ServiceFigures
from console.ui.services.words import gpu_bytes, queue_text, reach_text, seconds_text, tokens_text, undone_by_removal
from tests.gui.fleet import fleet
from tests.gui.services.values import service

NODE = fleet()[0]


def test_figures_that_nobody_tells_are_not_zero() -> None:
    assert queue_text(None) == tokens_text(None) == seconds_text(None) == "–"
    assert queue_text(ServiceFigures(running=2)) == "2 running"
    assert (seconds_text(0.0042), seconds_text(0.42), seconds_text(4.2)) == ("4.2 ms", "420 ms", "4.20 s")
    assert (seconds_text(320.91), seconds_text(3785.0)) == ("5:20 min", "1:03:05 h")
    assert (tokens_text(41.26), tokens_text(12345.6)) == ("41.3 tokens/s", "12346 tokens/s")


def test_the_memory_of_a_service_is_that_of_the_processes_from_its_folder() -> None:
    node = next(view for view in fleet() if view.snapshot is not None)
    assert node.snapshot is not None
    plan = service("d", node.node.id).plan
    mine = GpuProcess("u", 1, "python3", "ops", f"python3 {plan.directory}/run.py", 3 << 30)
    of_pod = GpuProcess("u", 2, "python3", "ops", "python3 -m x", 1 << 30, pod=f"{plan.service_name}-7f")
    other = GpuProcess("u", 3, "python3", "eve", f"python3 {plan.directory}-other/run.py", 9 << 30)
    seen = replace(node, snapshot=replace(node.snapshot, gpu_processes=(mine, of_pod, other)))
    assert gpu_bytes(seen, plan) == 4 << 30
    assert gpu_bytes(replace(node, snapshot=replace(node.snapshot, gpu_processes=(other,))), plan) is None
    assert gpu_bytes(None, plan) is None


def test_removing_takes_back_what_was_begun_the_last_first() -> None:
    view = service("d", NodeId("a"))
    second = replace(view.steps[1], step=replace(view.steps[1].step, undo="rm -f /srv/x/x.whl"))
    waiting = replace(second, state=StepState.WAITING)
    text = undone_by_removal(replace(view, steps=(view.steps[0], second, waiting)))
    assert text == (
        "# Take back: Carry x.whl to the node\nrm -f /srv/x/x.whl\n\n"
        "# Take back: Make the folder of the service\nrm -rf /srv/x"
    )


def test_an_address_says_from_where_it_leads_to_the_service() -> None:
    plan = service("d1", NODE.node.id).plan
    assert reach_text(NODE, plan).startswith("On the node's loopback")
    assert reach_text(NODE, replace(plan, door="kubectl port-forward")).startswith("Inside of the cluster")
    wide = replace(plan, request=DeployRequest((NODE.node.id,), "smollm2", options=(("listen", "all"),)))
    assert reach_text(NODE, wide) == f"By everybody who reaches {NODE.node.host}, at port 18080."
