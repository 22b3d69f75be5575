"""The fit of a request over the whole way: what this computer told, the books, the estimate."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.app.profile import demo
from console.model.fit import Limit, NodeEstimate
from console.model.ids import LOCAL_NODE, NodeId
from console.model.service import DeployRequest
from console.wire import messages as m
from tests.core import Client, core_in_thread


def simulated(client: Client, names: tuple[str, ...]) -> tuple[NodeId, ...]:
    """Wait until the simulated data centre is there, and have these nodes asked for their values."""

    def known() -> dict[str, NodeId]:
        changes = [event.changes for event in client.events if isinstance(event, m.FleetChanged)]
        return {view.node.name: view.node.id for change in changes for view in change.changed}

    client.until(lambda: set(names) <= set(known()), 60.0)
    ids = tuple(known()[name] for name in names)
    client.send(m.WatchFleet(node_ids=ids))
    return ids


def test_seventy_billions_on_simulated_h100() -> None:
    """Four of its eight GPUs are taken; another node has a GPU in slices."""
    with core_in_thread(demo(1)) as client:
        client.welcome()
        ids = simulated(client, ("gpu-c03", "gpu-b01"))

        def asked(model: str, gpus: int, *arguments: tuple[str, str]) -> tuple[NodeEstimate, ...]:
            request = DeployRequest(ids, model, "vllm", gpus=gpus, arguments=arguments)
            found = client.ask(m.EstimateFit(deploy=request), within=60.0)
            assert isinstance(found, m.Fitted)
            return found.nodes

        client.until(lambda: all(node.estimate is not None for node in asked("llama-3.2-1b", 1)), 60.0)
        free = asked("llama-3.3-70b", 4, ("devices", "4,5,6,7"))[0].estimate
        assert free is not None and free.fits and [use.index for use in free.gpus] == [4, 5, 6, 7]
        assert free.confident and free.context_tokens == 131072
        taken = asked("llama-3.3-70b", 4)[0].estimate
        assert taken is not None and taken.limit is Limit.OTHERS
        assert (("devices", "4,5,6,7"),) in [change.arguments for change in taken.changes]
        one = asked("llama-3.3-70b", 1)[0].estimate
        assert one is not None and not one.fits and one.changes
        sliced = asked("llama-3.2-1b", 1, ("devices", "7"))[1].estimate
        assert sliced is not None and sliced.fits and "3g.40gb" in sliced.gpus[0].name


def estimates(client: Client, model: str, engine: str = "llama_cpp") -> tuple[NodeEstimate, ...]:
    found = client.ask(m.EstimateFit(deploy=DeployRequest((LOCAL_NODE,), model, engine)))
    assert isinstance(found, m.Fitted)
    return found.nodes


def test_a_request_on_this_computer(tmp_path: Path) -> None:
    with core_in_thread() as client:
        client.welcome()
        (silent,) = estimates(client, "smollm2-135m")
        assert silent.estimate is None and "not told" in str(silent.why)
        client.send(m.WatchFleet(node_ids=(LOCAL_NODE,)))
        client.until(lambda: estimates(client, "smollm2-135m")[0].estimate is not None, 60.0)
        (here,) = estimates(client, "smollm2-135m")
        assert here.estimate is not None and here.estimate.fits and here.estimate.gpus[0].index == -1
        found = client.ask(m.EstimateFit(deploy=DeployRequest((LOCAL_NODE,), "smollm2-135m")))
        assert isinstance(found, m.Fitted) and "int4" in found.precisions
        assert "nothing" in str(estimates(client, f"desk:{tmp_path / 'nothing'}")[0].why)
        assert "engine" in str(estimates(client, "smollm2-135m", "something")[0].why)
        nowhere = DeployRequest((NodeId("nowhere"),), "smollm2-135m")
        assert client.refused(m.EstimateFit(deploy=nowhere)) == "fleet.no_such_node"


KUBECTL = """#!/bin/sh
case $* in
  *nodes*) echo 'node|gpu01||True|nvidia.com/gpu=8 ||nvidia.com/gpu.memory=23034 nvidia.com/gpu.product=NVIDIA-L4 ' ;;
esac
"""


def test_in_a_cluster_the_gpus_of_its_nodes_are_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not those of the node from which it is told what to do, which has none here."""
    (tmp_path / "kubectl").write_text(KUBECTL)
    (tmp_path / "kubectl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with core_in_thread() as client:
        client.welcome()

        def asked(engine: str, gpus: int, *arguments: tuple[str, str]) -> NodeEstimate:
            request = DeployRequest((LOCAL_NODE,), "llama-3.1-8b", engine, target="kubernetes", gpus=gpus)
            found = client.ask(m.EstimateFit(deploy=replace(request, arguments=arguments)), within=60.0)
            assert isinstance(found, m.Fitted)
            return found.nodes[0]

        small = asked("vllm", 1, ("max_model_len", "8192")).estimate
        assert small is not None and small.fits and small.gpus[0].name == "NVIDIA L4"
        large = asked("vllm", 1, ("max_model_len", "131072")).estimate
        assert large is not None and large.limit is Limit.KV
        assert "processors" in str(asked("text_embeddings", 0).why)
