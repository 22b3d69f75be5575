from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from console.app import paths
from console.model import gpu_concern
from console.model.errors import Problem
from console.model.gpu import Gpu, GpuProcess
from console.model.ids import NodeId
from console.model.node import Node, NodeView, Snapshot, Source
from console.ui.gpucards import GpuCards, NodeGpus
from console.ui.signs import Sign
from console.ui.terminal.links import Found, LinkKind
from console.ui.xids import XidBook
from tests.gui.fakes import FakeClock

CLOCK = FakeClock()
CARDS = GpuCards(XidBook(paths.resources() / "knowledge" / "xid.toml"), CLOCK)
UUID = "GPU-aabbccdd-0011-2233-4455-667788990000"
GPUS = (
    Gpu(0, UUID, "NVIDIA H100", "00000000:1B:00.0", 80 << 30, 70 << 30, 97, 66, 612.4, 700),
    Gpu(1, "GPU-1", "NVIDIA H100", "00000000:2A:00.0"),
)
PROCESSES = (
    GpuProcess(UUID, 9950, "python3", "ops", "python3 -u train.py", 40 << 30),
    GpuProcess(UUID, 9957, "python3", None, None, 30 << 30),
    GpuProcess("GPU-1", 9950, "python3", "ops", "python3 -u train.py", 10 << 30),
)


def node(gpus: tuple[Gpu, ...] = GPUS, processes: tuple[GpuProcess, ...] | None = PROCESSES) -> NodeGpus:
    taken = CLOCK.now() - timedelta(seconds=3)
    snapshot = Snapshot(1, taken, gpus=gpus, gpu_processes=processes)
    return CARDS.of(NodeView(Node(NodeId("n"), "gpu01", (), "192.0.2.1", Source.INVENTORY), snapshot=snapshot))


def card(kind: LinkKind, target: str, where: NodeGpus | None = None) -> list[str]:
    notes = CARDS.notes(Found(0, 1, kind, target), where or node())
    return [f"{note.name} {note.text}".strip() for note in notes]


@pytest.mark.parametrize("target", ["0", UUID, UUID.upper(), "00000000:1B:00.0", "0000:1b:00", "1b:00.0"])
def test_a_gpu_has_many_names(target: str) -> None:
    found = node().find(target)
    assert found is not None
    assert found.index == 0


@pytest.mark.parametrize("target", ["7", "GPU-nobody", "0000:99:00"])
def test_others_are_nobodys(target: str) -> None:
    assert not node().gpu(target)


def test_the_card_of_a_gpu() -> None:
    assert card(LinkKind.GPU, "0") == [
        "GPU 0 · NVIDIA H100",
        "Utilisation 97 %",
        "Memory 70.0 / 80.0 GiB",
        "Temperature 66 °C",
        "Power 612 / 700 W",
        "9950  ops  40.0 GiB  python3 -u train.py",
        "9957  30.0 GiB  python3",
        "gpu01, 3 s ago",
    ]


def test_what_is_not_known_is_not_told() -> None:
    assert card(LinkKind.GPU, "1", node(processes=None)) == ["GPU 1 · NVIDIA H100", "gpu01, 3 s ago"]


def test_many_processes_are_counted() -> None:
    many = tuple(GpuProcess(UUID, pid, "x" * 200) for pid in range(100, 109))
    lines = card(LinkKind.GPU, "0", node(processes=many))
    assert lines[-2] == "5 more processes"
    assert max(map(len, lines)) < 90


def test_the_card_of_a_process_sums_its_gpus() -> None:
    lines = card(LinkKind.PROCESS, "9950")
    assert lines[:3] == ["PID 9950 · ops", "python3 -u train.py", "GPU memory 50.0 GiB"]
    gpus = [line for line in lines if line.startswith("GPU ") and "·" in line]
    assert gpus == ["GPU 0 · NVIDIA H100", "GPU 1 · NVIDIA H100"]
    assert not node().process(1)


def test_the_card_of_an_xid_says_what_to_do_and_how_its_gpu_is() -> None:
    lines = card(LinkKind.XID, "79 0000:1b:00")
    assert lines[0] == "XID 79: GPU has fallen off the bus"
    assert lines[2].startswith("Likely cause Power, heat")
    assert lines[3].startswith("Next step Drain the node")
    assert lines[4].startswith("Source NVIDIA: catalogue of XIDs")
    assert lines[5] == "GPU 0 · NVIDIA H100"
    assert card(LinkKind.XID, "79") == lines[:5]


def test_a_lost_gpu_is_where_no_other_is() -> None:
    lost = Gpu(1, fault=Problem("gpu.lost", "GPU 1 is lost.", "Restart."))
    xid = Found(0, 1, LinkKind.XID, "79 0000:ab:00")
    assert node((GPUS[0], lost)).gpus_of(xid) == [lost]
    assert node((GPUS[0], lost, replace(lost, index=2))).gpus_of(xid) == []
    assert not node((GPUS[0], lost)).gpu("0000:ab:00")
    (sign, *_) = [note.sign for note in CARDS.notes(Found(0, 1, LinkKind.GPU, "1"), node((GPUS[0], lost)))]
    assert sign is Sign.FAILED


def test_without_a_node_xids_are_explained_all_the_same() -> None:
    nowhere = CARDS.of(None)
    assert nowhere.xid(48)
    assert not nowhere.xid(1)
    assert not nowhere.gpu("0")
    assert len(card(LinkKind.XID, "48 0000:1b:00", nowhere)) == 5


def test_what_ails_a_gpu_and_what_is_around_a_process_stands_on_their_cards() -> None:
    sick = replace(GPUS[0], concerns=(gpu_concern.of_gpu(gpu_concern.REMAP_PENDING, 0),))
    process = replace(PROCESSES[0], job="4711", container="3f4e3f4e3f4e")
    where = node((sick,), (process,))
    said = card(LinkKind.GPU, "0", where)
    assert said[1] == "GPU 0: a row of its memory waits to be remapped."
    assert said[2].startswith("Next step Reset the GPU")
    assert {"Job 4711", "Container 3f4e3f4e3f4e"} <= set(card(LinkKind.PROCESS, "9950", where))
