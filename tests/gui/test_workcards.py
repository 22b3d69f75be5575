from __future__ import annotations

from console.model.gpu import Gpu, GpuProcess
from console.model.ids import NodeId
from console.model.node import Node, NodeView, Snapshot, Source
from console.ui.terminal.links import Found, LinkKind
from console.ui.workcards import Works
from tests.gui.fleet import NOW

BOX = "3f4e3f4e3f4e"


def node(name: str, *processes: GpuProcess) -> NodeView:
    gpus = (Gpu(0, "GPU-0", utilization_percent=80.0), Gpu(1, "GPU-1", utilization_percent=100.0))
    snapshot = Snapshot(1, NOW, gpus=gpus, gpu_processes=processes)
    return NodeView(Node(NodeId(name), name, (), "192.0.2.1", Source.INVENTORY), snapshot=snapshot)


def train(uuid: str, pid: int, pod: str | None = None) -> GpuProcess:
    return GpuProcess(uuid, pid, "python3", "ops", "python3 train.py", 70 << 30, BOX, "4711", pod)


FLEET = [node("gpu01", train("GPU-0", 7), train("GPU-1", 8)), node("gpu02", train("GPU-1", 9, "chat-0")), node("gpu03")]


def card(works: Works, target: str) -> list[str]:
    notes = works.notes(Found(0, 1, LinkKind.WORK, target))
    return [f"{note.name} {note.text}".strip() for note in notes]


def test_a_job_tells_where_it_computes() -> None:
    assert card(Works(lambda: FLEET), "job 4711") == [
        "Slurm job 4711",
        "User ops",
        "Pod chat-0",
        "Container 3f4e3f4e3f4e",
        "python3 train.py",
        "gpu01 GPU 0, 1 · 140.0 GiB · 90 %",
        "gpu02 GPU 1 · 70.0 GiB · 100 %",
    ]


def test_a_pod_and_a_container_are_found_too() -> None:
    works = Works(lambda: FLEET)
    assert {"pod chat-0", f"container {BOX}"} <= {
        target for target in ("pod chat-0", f"container {BOX}") if target in works
    }
    assert "job 4712" not in works
    assert works.gpus_of(Found(0, 1, LinkKind.WORK, "pod chat-0")) == [(NodeId("gpu02"), 1)]


def test_what_has_ended_is_forgotten_with_the_next_change() -> None:
    fleet = list(FLEET)
    works = Works(lambda: fleet)
    assert "job 4711" in works
    fleet.clear()
    assert "job 4711" in works
    works.forget()
    assert "job 4711" not in works


def test_many_nodes_are_counted() -> None:
    many = Works(lambda: [node(f"gpu{n:02}", train("GPU-0", 7)) for n in range(11)])
    assert card(many, "job 4711")[-1] == "3 more nodes"
