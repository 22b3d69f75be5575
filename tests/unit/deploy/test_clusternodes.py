"""What is read of the nodes of a cluster; what the checks make of it is in their contract tests."""

from __future__ import annotations

from console.deploy.clusternodes import able, gpus_of, nodes_of, reached, shares, wanted_of
from console.model.service import DeployRequest
from tests.unit.knowledge.books import books

LINE = (
    "node|gpu01||True|cpu=64 memory=16393240Ki nvidia.com/gpu=2 |dedicated=ai:NoSchedule x:PreferNoSchedule |"
    "nvidia.com/gpu.memory=81559 nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3 zone=a |\n"
)
REQUEST = DeployRequest((), "m", target="kubernetes", options=(("tolerations", "dedicated=ai:NoSchedule"),))


def test_a_node_with_what_it_gives_and_what_it_keeps_away() -> None:
    (node,) = nodes_of(LINE.replace(" |\n", " \n") + "pods|all\n")
    wanted = wanted_of(REQUEST, 2)
    assert able((node,), wanted) == [node] and reached([node], wanted) == [node]
    assert able((node,), wanted_of(REQUEST, 3)) == []
    assert reached([node], wanted_of(DeployRequest((), "m"), 2)) == [], "a taint keeps it away"
    gpus = gpus_of(node, wanted, books())
    assert [(gpu.index, gpu.memory_total_bytes, gpu.capability) for gpu in gpus] == [
        (0, 81559 << 20, (9, 0)),
        (1, 81559 << 20, (9, 0)),
    ]
    assert not shares(node)
