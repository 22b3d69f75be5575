from __future__ import annotations

from pathlib import Path

from console.fleet.sources import Ran, SourceSpec
from console.fleet.sources.slurm import EVERY_SECONDS, SOURCE_KIND
from console.model.ids import NodeId
from console.model.node import Source

RECORDED = (Path(__file__).parents[3] / "data" / "slurm" / "22.05.txt").read_text()
NODES = "\n".join(line for line in RECORDED.splitlines() if line.startswith("NodeName="))


class Login:
    """A login node that answers as a test says."""

    def __init__(self, ran: Ran) -> None:
        self.ran = ran
        self.asked: list[tuple[str, str]] = []

    async def run(self, node_name: str, command: str, *, seconds: float) -> Ran:
        assert seconds > 0
        self.asked.append((node_name, command))
        return self.ran


async def test_the_nodes_of_a_cluster_stand_in_their_partitions() -> None:
    login = Login(Ran(NODES, "", 0))
    source = SOURCE_KIND.make(SourceSpec(Source.SLURM, "login"), login)
    assert source.interval_seconds == EVERY_SECONDS
    loaded = await source.load()
    assert [node.name for node in loaded.nodes] == ["gpu01", "gpu02", "gpu03", "gpu04"]
    first = loaded.nodes[0]
    assert (first.id, first.path, first.groups) == (NodeId("slurm:gpu01"), ("Slurm", "h100"), ("h100", "debug"))
    assert first.host == "192.0.2.1"
    assert loaded.also[NodeId("slurm:gpu04")] == (
        ("Slurm", "IDLE+DRAIN"),
        ("GRES", "gpu:h100:8"),
        ("reason", "Xid 79 [GPU 3] fell off"),
    )
    assert login.asked[0][0] == "login"
    assert "scontrol show node -o" in login.asked[0][1]


async def test_a_controller_that_is_down_leaves_the_nodes_of_before() -> None:
    ran = Ran("", "slurm_load_node error: Unable to contact slurm controller (connect failure)\n", 1)
    loaded = await SOURCE_KIND.make(SourceSpec(Source.SLURM, "login", 60.0), Login(ran)).load()
    assert loaded.failed
    assert "Unable to contact slurm controller" in loaded.problems[0].params["reason"]
