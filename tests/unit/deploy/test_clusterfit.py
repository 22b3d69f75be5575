"""The estimate of a request in a cluster; the verdicts are in the contract tests of the checks."""

from __future__ import annotations

from console.deploy import clusterfit
from console.deploy.sizing import Asked, asked_of
from console.engines import engines
from console.model.launch import NodeFacts
from console.model.service import DeployRequest
from tests.unit.knowledge.books import books


def line(name: str, mib: int, product: str) -> str:
    return f"node|{name}||True|nvidia.com/gpu=1 ||nvidia.com/gpu.memory={mib} nvidia.com/gpu.product={product} \n"


def test_nodes_that_are_alike_are_looked_at_once_and_the_best_is_told() -> None:
    request = DeployRequest(
        (), "llama-3.1-8b", "vllm", target="kubernetes", gpus=1, arguments=(("max_model_len", "131072"),)
    )
    asked = asked_of(request, books(), engines()["vllm"], None, NodeFacts())
    assert isinstance(asked, Asked)
    output = line("a", 23034, "NVIDIA-L4") + line("b", 81559, "NVIDIA-H100-80GB-HBM3") + line("c", 23034, "NVIDIA-L4")
    found = clusterfit.estimates(output, asked, request, books())
    assert [[node.name for node in nodes] for nodes, _ in found] == [["a", "c"], ["b"]]
    best = clusterfit.best(output, asked, request, books())
    assert best is not None and best.fits and best.gpus[0].name == "NVIDIA H100 80GB HBM3"
    assert clusterfit.best("pods|all\n", asked, request, books()) is None
