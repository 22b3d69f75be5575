"""The fit of a request over the whole way: what this computer told, the books, the estimate."""

from __future__ import annotations

from pathlib import Path

from console.model.fit import NodeEstimate
from console.model.ids import LOCAL_NODE, NodeId
from console.model.service import DeployRequest
from console.wire import messages as m
from tests.core import Client, core_in_thread


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
